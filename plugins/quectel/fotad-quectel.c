/*
 * Quectel modules that take DFOTA packages: BG95, BG77, BG600L.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "quectel.h"

static const FotadRoute routes[] = {
  { .name = "fetch",
    .steps = quectel_fetch,
    .cancel = quectel_cancel,
    .schemes = "http https coap coaps",
    .max_url = 700 },
  { NULL },
};

/* In DFOTA mode the UART speaks at +IPR's rate, or at 115200 when that is none of these. */
static const guint bauds[] = { 115200, 921600, 460800, 230400, 38400, 19200, 9600, 4800, 0 };

static const FotadVendor quectel = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "quectel",
  .news = quectel_news,
  .codes = quectel_codes,
  .routes = routes,
  .settle = { .gone_s = 60, .back_s = 1200, .silence_s = 300, .quiet_s = 5, .bauds = bauds },
};

FOTAD_PLUGIN_DEFINE (quectel);
