/*
 * Quectel modules that take DFOTA packages: BG95, BG77, BG600L, BG96, and the Linux modules EC2x,
 * EG2x, EG9x and EM05.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "quectel.h"

static const FotadRoute routes[] = {
  { .name = "fetch",
    .steps = quectel_fetch,
    .cancel = quectel_cancel,
    .schemes = "http https coap coaps",
    .max_url = 700,
    .models = QUECTEL_RAW,
    .beside = "" },
  { .name = "fetch",
    .steps = quectel_fetch,
    .cancel = quectel_cancel,
    .schemes = "http https coap coaps",
    .max_url = 700,
    .models = "^BG96" },
  { .name = "fetch",
    .steps = quectel_fetch,
    .cancel = quectel_cancel,
    .schemes = "http https",
    .max_url = 700,
    .models = QUECTEL_LINUX },
  { .name = "push",
    .steps = quectel_push,
    .cancel = quectel_push_cancel,
    .push = &quectel_raw,
    .models = QUECTEL_RAW,
    .beside = "" },
  { .name = "push",
    .steps = quectel_push_file,
    .cancel = quectel_push_file_cancel,
    .push = &quectel_acknowledged,
    .models = QUECTEL_LINUX },
  { .name = "server", .steps = quectel_server, .models = QUECTEL_RAW },
  { .name = "certificate",
    .steps = quectel_certificate,
    .push = &quectel_raw,
    .parameters = quectel_certificates,
    .models = QUECTEL_RAW },
  { .name = "status", .steps = quectel_status, .models = QUECTEL_RAW },
  { .name = "delete-certificate",
    .steps = quectel_delete_certificate,
    .parameters = quectel_certificates,
    .models = QUECTEL_RAW },
  { NULL },
};

/* In DFOTA mode the UART speaks at +IPR's rate, or at 115200 when that is none of these. */
static const guint bauds[] = { 115200, 921600, 460800, 230400, 57600, 38400, 19200, 9600, 4800, 0 };

static const FotadVendor quectel = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "quectel",
  .news = quectel_news,
  .codes = quectel_codes,
  .routes = routes,
  .settle = { .gone_s = 60, .back_s = 1200, .silence_s = 300, .quiet_s = 5, .bauds = bauds },
};

FOTAD_PLUGIN_DEFINE (quectel);
