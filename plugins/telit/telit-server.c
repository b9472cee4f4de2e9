/*
 * The route "server": Telit's own service decides, sends and names the file; we begin or consent,
 * and follow.
 *
 * A firmware that knows AT#OTAIPUPD (fact "by_ip") opens the session itself; else, or when the
 * server has asked already (fact "offer"), its question is answered.  From then on there is no way
 * back: download, check, flashing and reboot follow each other in a module that answers nothing
 * (PFM 4.1.2, 5.1.2).  The commands that PFM inhibits for that time stand in no row at all.
 *
 * Time-outs: PFM gives 60 s for the answer and has removed the rest; figures are FIELD's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "telit.h"

#define UNTIL_FETCHED "fetched|upgraded|server-told"

const FotadStep telit_server[] = {
  TELIT_READ_VERSION,

  TELIT_READY,
  /* PFM 5.1.2: with autobauding the lines after the reboot get lost. */
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "read-rate",
    .when = "port=uart fix_rate=true !old_rate",
    .command = "AT+IPR?",
    .reply = "^\\+IPR:\\s*0*(?<old_rate>\\d+)",
    .timeout_s = 5,
    .tries = 2 },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "fix-rate",
    .when = "old_rate=0 port_rate",
    .command = TELIT_SET_RATE ("${port_rate:number}"),
    .sets = "rate_fixed=1",
    .timeout_s = 10,
    .tries = 2 },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "check-rate",
    .when = "port=uart",
    .command = "AT+IPR?",
    .reply = "^\\+IPR:\\s*0*[1-9]\\d*",
    .timeout_s = 5,
    .tries = 2,
    .failure = FOTAD_FAILURE_UNSUPPORTED,
    .text = "The module detects the line's speed by itself and would lose its lines after the "
            "reboot; fix it with AT+IPR, for good by Enrol with \"rate\", or for this job by the "
            "option fix-rate" },
  /* PFM 7; for the log only, the module registers a new SIM by itself. */
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "check-same-sim",
    .when = "enrolled_imsi",
    .command = "AT+CIMI",
    .reply = "^${enrolled_imsi}\\s*$",
    .timeout_s = 5,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "check-session",
    .when = "!offer await_timer!=true",
    .command = "AT#OTAIPUPD=?",
    .sets = "by_ip=1",
    .timeout_s = 5,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  /* PFM 5.1.1. */
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "check-firmware",
    .when = "by_ip",
    .command = "AT+CGMR",
    .reply = TELIT_NEW_ENOUGH ("4"),
    .timeout_s = 5,
    .tries = 1,
    .failure = FOTAD_FAILURE_UNSUPPORTED,
    .text = "The firmware is too old to be updated over IP: 10.00.xx4, 12.00.xx2, 13.00.xx2 or "
            "16.00.xx2 is needed" },
  TELIT_LINES,

  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "start-update",
    .when = "by_ip",
    .command = "AT#OTAIPUPD",
    .timeout_s = 60,
    .reply_s = 20,
    .tries = 1,
    .flags = FOREVER,
    .failure = FOTAD_FAILURE_REFUSED,
    .text = "The module opens no session with its server; it may need Enrol with protocol \"ip\"" },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "answer-offer",
    .when = "!by_ip",
    .after = "asked",
    .command = "AT#OTASUAN=1",
    .timeout_s = 900,
    .reply_s = 20,
    .tries = 1,
    .flags = FOREVER | FOTAD_STEP_DEFERS,
    .failure = FOTAD_FAILURE_NOT_AVAILABLE,
    .text = "The module's server asked for no update" },
  /* Or it does not ask (PFM 3.2.3). */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "begin",
    .when = "!by_ip",
    .until = "update-requested|fetch-started|" UNTIL_FETCHED,
    .timeout_s = 300,
    .tries = 1,
    .flags = FOTAD_STEP_NO_RETURN },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "await-server",
    .until = "fetch-started|" UNTIL_FETCHED,
    .poll = "AT#OTAIPUPD?",
    .timeout_s = 900,
    .poll_s = 30,
    .tries = 1,
    .weight = 5 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .when = "!upgraded",
    .until = UNTIL_FETCHED,
    .timeout_s = 3600,
    .silence_s = 1800,
    .tries = 1,
    .weight = 35 },

  { .phase = FOTAD_PHASE_INSTALL,
    .name = "tell-a-test",
    .when = "!by_ip !asked !requested !offer !upgraded",
    .until = "tested|upgraded|server-told",
    .poll = "AT#OTASUAN?",
    .timeout_s = 900,
    .poll_s = 30,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "write-flash",
    .when = "!upgraded",
    .until = "upgraded|server-told",
    .timeout_s = 1800,
    .silence_s = 900,
    .tries = 1,
    .weight = 55 },

  /* A locked SIM keeps the module from telling its server, and nothing else. */
  SIM_ROWS_AGAIN (TELIT_COUNT, TELIT_TRIES),
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "await-report",
    .when = "upgraded sim_ready !server_told",
    .until = "server-told",
    .timeout_s = 180,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  /* Before the settings are compared. */
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "put-rate-back",
    .when = "rate_fixed",
    .command = TELIT_SET_RATE ("0"),
    .sets = "rate_back=1",
    .timeout_s = 10,
    .tries = 2,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "read-new-version",
    .command = "AT+CGMR",
    .reply = TELIT_VERSION,
    .timeout_s = 10,
    .tries = 10,
    .weight = 5 },

  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "restore-rate",
    .when = "rate_fixed !rate_back",
    .command = TELIT_SET_RATE ("0"),
    .timeout_s = 10,
    .tries = 2 },
  TELIT_RESTORE_LINES,
  { 0 },
};

/* Only a question can be refused. */
const FotadStep telit_server_cancel[] = {
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "refuse-offer",
    .when = "asked",
    .command = "AT#OTASUAN=0",
    .timeout_s = 20,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { 0 },
};

/* FIELD: "delay indefinitely", the server asks again; the minutes are not ours to choose. */
const FotadStep telit_server_defer[] = {
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "put-off-offer",
    .command = "AT#OTASUAN=2",
    .timeout_s = 20,
    .tries = 1 },
  { 0 },
};
