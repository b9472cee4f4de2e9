/*
 * Sequans Monarch modules: GM01Q, which Renesas sells as RYZ014, and GM02S.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sequans.h"

#include "fotad-plugin-rows.h"

static const FotadRoute routes[] = {
  { .name = "fetch",
    .steps = sequans_fetch,
    .cancel = sequans_cancel,
    .schemes = "http https ftp" },
  { .name = "server", .steps = sequans_server },
  { .name = "enrol", .steps = sequans_enrol, .parameters = sequans_enrol_parameters },
  { .name = "status", .steps = sequans_status },
  { .name = "certificate",
    .steps = sequans_certificate,
    .parameters = sequans_certificate_parameters,
    .push = &sequans_push },
  { .name = "delete-certificate",
    .steps = sequans_delete_certificate,
    .parameters = sequans_delete_certificate_parameters },
  { NULL },
};

/* The install takes minutes and boots several times, 10 to 30 minutes for all of it, and resets the
 * UART (FIELD). */
static const FotadVendor sequans = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "sequans",
  .news = sequans_news,
  .codes = sequans_codes,
  .routes = routes,
  .settle = { .gone_s = 60,
              .back_s = 1800,
              .silence_s = 180,
              .quiet_s = 15,
              .stable_s = 20,
              .bauds = USUAL_BAUDS },
  .listen = { .offers = "available|server-fetch|server-fetching|server-has-it",
              .ends = "gave-up",
              .answer_s = 3600 },
};

FOTAD_PLUGIN_DEFINE (sequans);
