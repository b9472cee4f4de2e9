/*
 * Semtech (Sierra Wireless) HL78xx modules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hl78.h"

#include "fotad-plugin-rows.h"

/* It begins within 5 minutes or never (HL78G); which checksum it wants tells its first byte. */
static const FotadPush xmodem = {
  .protocol = FOTAD_PUSH_XMODEM, .chunk = 1024, .padding = 0x1a, .start_s = 300
};

static const FotadRoute routes[] = {
  { .name = "push", .steps = hl78_push, .defer = hl78_defer, .push = &xmodem },
  { .name = "server",
    .steps = hl78_server,
    .cancel = hl78_server_pause,
    .pause = hl78_server_pause,
    .defer = hl78_defer },
  { .name = "status", .steps = hl78_status },
  { .name = "enrol", .steps = hl78_enrol, .parameters = hl78_enrol_parameters },
  { NULL },
};

/* 1 to 8 minutes; the guidelines' watchdog has 15. */
static const FotadVendor hl78 = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "hl78",
  .news = hl78_news,
  .codes = hl78_codes,
  .routes = routes,
  .settle = { .gone_s = 120, .back_s = 900, .silence_s = 480, .quiet_s = 10, .bauds = USUAL_BAUDS },
  /* All that older firmware has, then all that an HL7800 has, which older firmware refuses.  A
   * question is repeated after 30 minutes (HL78G). */
  .listen = { .command = "AT+WDSI=127;+WDSI=4479",
              .offers = "download-wanted|install-wanted",
              .ends = "fetch-started|update-started",
              .answer_s = 1800 },
};

FOTAD_PLUGIN_DEFINE (hl78);
