/*
 * Telit modules with Premium FOTA Management: HE910, GE910, GE/GL/GC/GT 86x.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "telit.h"

static const FotadCode codes[] = {
  { NULL },
};

static const FotadRoute routes[] = {
  { .name = "server",
    .steps = telit_server,
    .cancel = telit_server_cancel,
    .defer = telit_server_defer },
  { .name = "status", .steps = telit_status },
  { .name = "enrol", .steps = telit_enrol, .parameters = telit_enrol_parameters },
  { NULL },
};

static const guint bauds[] = { 115200, 9600, 57600, 38400, 19200, 230400, 460800, 921600, 0 };

static const FotadVendor telit = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "telit",
  .news = telit_news,
  .codes = codes,
  .routes = routes,
  .settle = { .gone_s = 60, .back_s = 1800, .silence_s = 60, .quiet_s = 5, .bauds = bauds },
  .listen = { .command = "AT#OTASUAN=,2,1",
              .offers = "asked|update-requested",
              .ends = "answer-too-late|fetch-started|failed",
              .answer_s = 60 },
};

FOTAD_PLUGIN_DEFINE (telit);
