/*
 * The route "server": the operator's LwM2M server begins an update (BG95D chapter 3), and we follow
 * it.  There is no command that makes the module ask its server, so this is a wait.
 *
 * Where the module accepts AT+QFOTADL=3,0 it only stores what the server sent, and the install can
 * be approved.  Where it does not, the approval is for listening: the module goes on by itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "quectel-rows.h"

/* An in-band download tells its beginning and its end, an out-of-band one its end; FIELD: some also
 * say HTTPSTART and HTTPEND.  RESETTING and START: it went on by itself. */
#define BEGUN "server-fetch-started|fetch-started"
#define ENDED "server-fetch-completed|server-fetched|fetched"
#define WENT_ON "resetting|write-started|written"

#define AWAIT(suffix, condition, more)                                                             \
  { .phase = FOTAD_PHASE_TRANSFER,                                                                 \
    .name = "await-server" suffix,                                                                 \
    .when = condition,                                                                             \
    .until = BEGUN "|" ENDED "|" WENT_ON,                                                          \
    .timeout_s = 3600,                                                                             \
    .tries = 1,                                                                                    \
    .weight = 10,                                                                                  \
    .flags = more,                                                                                 \
    .failure = FOTAD_FAILURE_NOT_AVAILABLE,                                                        \
    .text = "The operator's server has begun no update" },                                         \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = "server-fetch" suffix, .when = condition,               \
    .until = ENDED "|" WENT_ON, .timeout_s = 3600, .tries = 1, .weight = 20                        \
  }

const FotadStep quectel_server[] = {
  QUECTEL_READ_VERSION,
  SIM_ROWS (QUECTEL_COUNT, QUECTEL_TRIES),
  NETWORK_ROWS,
  QUECTEL_LINES,
  QUECTEL_READ_MODE,

  QUECTEL_HOLD_INSTALL,
  QUECTEL_FIND_STORED,
  /* What the server sent while nobody listened. */
  QUECTEL_FIND_PACKAGE ("find-sent-package", "restarted held !stored"),
  AWAIT ("-to-store", "held !stored", FOTAD_STEP_NONE),
  QUECTEL_READ_SIZE ("held !stored"),
  AWAIT ("-to-install", "!held", FOTAD_STEP_GATE),

  QUECTEL_INSTALL,
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "begun-by-server",
    .when = "!held",
    .until = WENT_ON "|booted",
    .timeout_s = 300,
    .tries = 1,
    .weight = 1,
    .flags = FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE },
  QUECTEL_WRITE,
  QUECTEL_READ_NEW_VERSION,
  QUECTEL_RESTORE_LINES,
  QUECTEL_RESTORE_MODE,
  { 0 },
};
