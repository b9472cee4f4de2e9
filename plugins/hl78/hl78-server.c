/*
 * The routes of AirVantage: "server", which decides what there is, "status" and "enrol".
 *
 * With both agreements on, the module asks twice (+WDSI: 2 and 3); its own repeated question is
 * the same job.  A question that waits blocks a new session (CME 650), so it is looked for first.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hl78-rows.h"

#define STATE "^\\+WDSG:\\s*1\\s*,\\s*(?<state>[0-3])\\s*$"
#define QUESTION "download-wanted|install-wanted|offered|stored"
#define GOING QUESTION "|package-announced|fetch-started|fetching"
#define GO_ON FOTAD_STEP_RESUMES
#define ASLEEP "!offer state!=2 state!=3"

const FotadStep hl78_server[] = {
  { .phase = FOTAD_PHASE_CHECK,
    .name = "refuse-timer",
    .when = "await_timer=true",
    WHY (UNSUPPORTED, "A check opens the session itself; what the server begins is offered on a "
                      "watched port") },
  READ_VERSION,
  SET_LINES,
  ASK_INSTALL,
  { TRY (PREPARE, "read-download-agreement", NULL, "AT+WDSC?", AGREEMENT ("1", "old_download")) },
  { SAY (PREPARE, "ask-before-download", NULL, "AT+WDSC=1,1", NULL) },
  /* HL780x downloads on context 1 whatever is said here (HL78G). */
  { SAY (PREPARE, "set-context", "context", "AT+WDSS=2,${context:number}", NULL) },

  { SAY (TRANSFER, "read-state", NULL, "AT+WDSG", STATE), .flags = FOTAD_STEP_OPTIONAL | GO_ON },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "open-session",
    .when = ASLEEP,
    .command = "AT+WDSS=1,1",
    .sets = "opened=1",
    .timeout_s = 60,
    .tries = 2,
    .flags = GO_ON },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "await-offer",
    .when = ASLEEP,
    .until = GOING,
    .poll = "AT+WDSG",
    .poll_s = 60,
    .sets = "begun=1",
    .timeout_s = 300,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL | GO_ON },
  /* The session looks open, but the operator has dropped the way back (HL78G). */
  { TRY (TRANSFER, "close-session", "opened !begun", "AT+WDSS=1,0", NULL) },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "open-session-again",
    .when = "opened !begun",
    .command = "AT+WDSS=1,1",
    .until = GOING,
    .poll = "AT+WDSG",
    .poll_s = 60,
    .timeout_s = 300,
    .reply_s = 60,
    .tries = 1,
    .flags = GO_ON,
    WHY (NOT_AVAILABLE, "The server offered no update") },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "download",
    .when = "state!=2 state!=3 wanted!=3 offer!=install-wanted",
    .after = "download-wanted|offered",
    .command = "AT+WDSR=3",
    .timeout_s = 1900,
    .reply_s = 30,
    .tries = 1,
    .flags = FOTAD_STEP_GATE | FOTAD_STEP_DEFERS | GO_ON,
    WHY (NOT_AVAILABLE, "The module did not ask for the download") },
  /* It asked before we listened. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "download-offered",
    .when = "state=2",
    .command = "AT+WDSR=3",
    .timeout_s = 30,
    .tries = 2,
    .flags = FOTAD_STEP_GATE | GO_ON },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .when = "state!=3 wanted!=3 offer!=install-wanted",
    .until = "fetched|install-wanted|stored",
    .timeout_s = 7200,
    .silence_s = 1900,
    .tries = 1,
    .weight = 30,
    .flags = GO_ON },
  AWAIT_QUESTION,
  INSTALL,
  { TRY (VERIFY, "lines-again", "mask", "AT+WDSI=${mask:number}", NULL) },
  READ_NEW_VERSION,
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "await-report",
    .until = "session-closed",
    .timeout_s = 120,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { TRY (CLEANUP, "end-session", "opened", "AT+WDSS=1,0", NULL) },
  { SAY (CLEANUP,
         "restore-download-agreement",
         "old_download",
         "AT+WDSC=1,${old_download:number}",
         NULL) },
  RESTORE_LINES,
  { 0 },
};

/* What is here stays, and the next session goes on from there. */
const FotadStep hl78_server_pause[] = {
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "suspend",
    .command = "AT+WDSS=1,0",
    .timeout_s = 60,
    .tries = 2 },
  { 0 },
};

const FotadStep hl78_server_defer[] = {
  { SAY (CLEANUP, "put-off-download", NULL, "AT+WDSR=2,${minutes:number}", NULL) },
  { 0 },
};

const FotadStep hl78_status[] = {
  READ_VERSION,
  { TRY (IDENTIFY,
         "read-session",
         NULL,
         "AT+WDSS?",
         "^\\+WDSS?:\\s*1\\s*,\\s*(?<session>[01])\\s*$") },
  { TRY (IDENTIFY,
         "read-context",
         NULL,
         "AT+WDSS?",
         "^\\+WDSS?:\\s*2\\s*,\\s*(?<session_context>\\d+)\\s*$") },
  { TRY (
      IDENTIFY, "read-connect-agreement", NULL, "AT+WDSC?", AGREEMENT ("0", "connect_agreement")) },
  { TRY (IDENTIFY,
         "read-download-agreement",
         NULL,
         "AT+WDSC?",
         AGREEMENT ("1", "download_agreement")) },
  { TRY (
      IDENTIFY, "read-install-agreement", NULL, "AT+WDSC?", AGREEMENT ("2", "install_agreement")) },
  { TRY (IDENTIFY,
         "read-polling",
         NULL,
         "AT+WDSC?",
         "^\\+WDSC?:\\s*3\\s*,\\s*(?<polling>\\d+)\\s*$") },
  { TRY (IDENTIFY,
         "read-retries",
         NULL,
         "AT+WDSC?",
         "^\\+WDSC?:\\s*4\\s*,\\s*(?<retries>[\\d,\\s]+?)\\s*$") },
  { TRY (IDENTIFY,
         "read-provisioning",
         NULL,
         "AT+WDSG",
         "^\\+WDSG:\\s*0\\s*,\\s*(?<provisioning>[0-3])\\s*$") },
  { TRY (IDENTIFY, "read-state", NULL, "AT+WDSG", STATE) },
  { 0 },
};

#define TIMERS                                                                                     \
  "${retry_1:number},${retry_2:number|60},${retry_3:number|240},${retry_4:number|480},"            \
  "${retry_5:number|1440},${retry_6:number|2880},${retry_7:number|0},${retry_8:number|0}"

const FotadStep hl78_enrol[] = {
  READ_VERSION,
  { SAY (PREPARE, "set-context", "context", "AT+WDSS=2,${context:number}", NULL) },
  { SAY (PREPARE, "set-polling", "polling", "AT+WDSC=3,${polling:number}", NULL) },
  { SAY (
      PREPARE, "check-polling", "polling", "AT+WDSC?", "^\\+WDSC?:\\s*3\\s*,\\s*${polling}\\s*$") },
  { SAY (PREPARE, "set-retries", "retry_1", "AT+WDSC=4," TIMERS, NULL) },
  { 0 },
};

#define MINUTES "0|[1-9]\\d{0,3}|1\\d{4}|200\\d\\d|201[0-5]\\d|20160"

const FotadParameter hl78_enrol_parameters[] = {
  { "context", "u", "[12]", FALSE, FALSE, "PDP context of the session, 1 or 2" },
  { "polling", "u", "\\d{1,5}|[1-4]\\d{5}|5[01]\\d{4}|52[0-4]\\d{3}|525[0-5]\\d\\d|525600", FALSE,
    FALSE, "How often the module asks its server, in minutes, 0 (never) to 525600" },
  { "retry-1", "u", MINUTES, FALSE, FALSE, "Wait before the first retry in minutes, 0 to 20160" },
  { "retry-2", "u", MINUTES, FALSE, FALSE, "Before the second, default 60; used with retry-1" },
  { "retry-3", "u", MINUTES, FALSE, FALSE, "Before the third, default 240; used with retry-1" },
  { "retry-4", "u", MINUTES, FALSE, FALSE, "Before the fourth, default 480; used with retry-1" },
  { "retry-5", "u", MINUTES, FALSE, FALSE, "Before the fifth, default 1440; used with retry-1" },
  { "retry-6", "u", MINUTES, FALSE, FALSE, "Before the sixth, default 2880; used with retry-1" },
  { "retry-7", "u", MINUTES, FALSE, FALSE, "Before the seventh, default 0; used with retry-1" },
  { "retry-8", "u", MINUTES, FALSE, FALSE, "Before the eighth, default 0; used with retry-1" },
  { NULL },
};
