/*
 * The route "push": AT+WDSD and XMODEM-1K, then the module's own question whether to install.
 *
 * The module says nothing before it asks for the first block, and OK after the last.  A package
 * of an earlier life of the job is found by AT+WDSG.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hl78-rows.h"

const FotadStep hl78_push[] = {
  READ_VERSION,
  { TRY (IDENTIFY, "read-limit", NULL, "AT+WDSD=?", "^\\+WDSD:\\s*\\(?\\d+-(?<limit>\\d+)") },
  SET_LINES,
  ASK_INSTALL,
  { TRY (
        TRANSFER, "find-stored", "uploaded", "AT+WDSG", "^\\+WDSG:\\s*1\\s*,\\s*(?<wanted>3)\\s*$"),
    .sets = "stored=1" },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "upload",
    .when = "!stored",
    .command = "AT+WDSD=${size:number}",
    .sets = "uploaded=1",
    .timeout_s = 60,
    .tries = 3,
    .weight = 60,
    .flags = FOTAD_STEP_PUSH },
  AWAIT_QUESTION ("!stored", 2),
  INSTALL,
  READ_NEW_VERSION,
  RESTORE_LINES,
  { 0 },
};
