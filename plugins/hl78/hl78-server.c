/*
 * The route of AirVantage: "server", which decides what there is.
 *
 * With both agreements on, the module asks twice (+WDSI: 2 and 3); its own repeated question is
 * the same job.  A question that waits blocks a new session (CME 650), so it is looked for first.
 * An interrupted download goes on where it was when the session is open again and it is agreed to
 * once more (HL78G 8): TRANSFER can begin again at any place.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hl78-rows.h"

#define STATE "^\\+WDSG:\\s*1\\s*,\\s*(?<wanted>[0-3])\\s*$"
#define WANTS "download-wanted|install-wanted|offered|stored"
#define GOES "package-announced|fetch-started|fetching|fetched|certified"
#define UNASKED "!offer wanted!=2 wanted!=3"
#define ASLEEP UNASKED " await_timer!=true"
#define NOT_STORED "wanted!=3 offer!=install-wanted"

#define OPEN(n, w)                                                                                 \
  .phase = FOTAD_PHASE_TRANSFER, .name = n, .when = w, .command = "AT+WDSS=1,1",                   \
  .sets = "opened=1", .timeout_s = 60
#define HEAR(n, w, lines, s)                                                                       \
  .phase = FOTAD_PHASE_TRANSFER, .name = n, .when = w, .until = lines, .poll = "AT+WDSG",          \
  .poll_s = 60, .timeout_s = s, .tries = 1

/* A context that is attached takes a new APN when it is attached anew. */
#define SET_APN                                                                                    \
  { TRY (PREPARE, "read-context", NULL, "AT+WDSS?",                                                \
         "^\\+WDSS?:\\s*2\\s*,\\s*(?<cid>[1-9]\\d?)") },                                           \
      { TRY (PREPARE, "keep-context", "context !old_context", "AT+WDSS?",                          \
             "^\\+WDSS?:\\s*2\\s*,\\s*(?<old_context>[1-9]\\d?)") },                               \
      { SAY (PREPARE, "set-context", "context", "AT+WDSS=2,${context:number}", NULL),              \
        .sets = "cid=${context:number}" },                                                         \
      { TRY (PREPARE, "read-apn", "apn !ours", "AT+CGDCONT?", APN_OF ("${cid|1}")) },              \
      { SAY (PREPARE, "set-apn", "apn", "AT+CGDCONT=${cid:number|1},${pdp_type|IP},${apn}", NULL), \
        .sets = "ours=1" },                                                                        \
      { TRY (PREPARE, "read-login", "user !login", "AT+WPPP?",                                     \
             "^\\+WPPP:\\s*(?<old_login>[0-2])\\s*,\\s*${cid|1}(?:\\s*,\\s*\"(?<old_user>[^\"]*)"  \
             "\"\\s*,"                                                                             \
             "\\s*\"(?<old_password>[^\"]*)\")?") },                                               \
      { SAY (PREPARE, "set-login", "user", "AT+WPPP=1,${cid:number|1},${user},${password|}",       \
             NULL),                                                                                \
        .sets = "login=1" },                                                                       \
      { ATTACH ("detach", "AT+CGATT=0") },                                                         \
  {                                                                                                \
    ATTACH ("attach", "AT+CGATT=1")                                                                \
  }
#define ATTACH(n, c)                                                                               \
  .phase = FOTAD_PHASE_PREPARE, .name = n, .when = "apn", .command = c, .timeout_s = 60,           \
  .tries = 1, .flags = FOTAD_STEP_OPTIONAL
#define APN_OF(cid)                                                                                \
  "^\\+CGDCONT:\\s*" cid "\\s*,\\s*\"(?<old_type>[^\"]*)\"\\s*,\\s*\"?(?<old_apn>[^\",]*)\"?"

/* HL780x downloads on context 1, whatever the session is on (HL78G). */
#define OTHER_CONTEXT(p, n, w, c, r) TRY (p, n, w, c, r), .models = "^HL780"
#define SET_DOWNLOAD_APN                                                                           \
  { OTHER_CONTEXT (                                                                                \
      PREPARE, "read-download-apn", "apn cid!=1 !ours_1", "AT+CGDCONT?",                           \
      "^\\+CGDCONT:\\s*1\\s*,\\s*\"(?<old_type_1>[^\"]*)\"\\s*,\\s*\"?(?<old_apn_1>[^\","          \
      "]*)\"?") },                                                                                 \
  {                                                                                                \
    OTHER_CONTEXT (PREPARE, "set-download-apn", "apn cid cid!=1",                                  \
                   "AT+CGDCONT=1,${pdp_type|IP},${apn}", NULL),                                    \
        .sets = "ours_1=1"                                                                         \
  }

const FotadStep hl78_server[] = {
  READ_VERSION,
  SIM_ROWS (SIM_COUNT, SIM_ATTEMPTS),
  SET_LINES,
  ASK_INSTALL,
  { TRY (PREPARE,
         "read-download-agreement",
         "!old_download",
         "AT+WDSC?",
         AGREEMENT ("1", "old_download")) },
  { SAY (PREPARE, "ask-before-download", NULL, "AT+WDSC=1,1", NULL) },
  { TRY (PREPARE,
         "read-connect-agreement",
         "!old_connect",
         "AT+WDSC?",
         AGREEMENT ("0", "old_connect")) },
  { TRY (PREPARE,
         "read-session",
         "!old_session",
         "AT+WDSS?",
         "^\\+WDSS?:\\s*1\\s*,\\s*(?<old_session>[01])\\s*$") },
  SET_APN,
  SET_DOWNLOAD_APN,
  NETWORK_ROWS,

  /* RAM trouble in a download: it goes on after a reboot (+WDSI: 11,3). */
  { TRY (TRANSFER, "reboot", "reboot=3", "AT+CFUN=1,1", NULL), .sets = "reboot=0" },
  /* It says OK first and leaves then; over USB its boot line may be lost. */
  { HEAR ("await-reboot", "reboot=0", "booted|ready", 90),
    .flags = FOTAD_STEP_OPTIONAL | FOTAD_STEP_RESUMES },
  { SAY (TRANSFER, "forget-question", NULL, "AT", NULL), .sets = "wanted=0" },
  { TRY (TRANSFER, "read-state", NULL, "AT+WDSG", STATE) },
  { OPEN ("open-session", ASLEEP), .tries = 1, .flags = FOTAD_STEP_OPTIONAL },
  /* CME 650 means either; the question was looked for. */
  { SAY (TRANSFER,
         "check-apn",
         ASLEEP " !opened refusal=650",
         "AT+CGDCONT?",
         "^\\+CGDCONT:\\s*${cid|1}\\s*,\\s*\"[^\"]*\"\\s*,\\s*\"[^\"]+\""),
    WHY (NETWORK, "The session has no APN") },
  { OPEN ("open-session-yet", ASLEEP " !opened"), .tries = 2, .flags = GO_ON },
  { HEAR ("await-server", ASLEEP " opened", "session-open|" WANTS "|" GOES, 180),
    .sets = "reached=1", .flags = FOTAD_STEP_OPTIONAL | FOTAD_STEP_RESUMES },

  /* The polling mode: up to a year; the job's deadline ends this sooner. */
  { HEAR ("await-timer", UNASKED " await_timer=true", WANTS "|" GOES, 65535),
    .flags = FOTAD_STEP_RESUMES,
    WHY (NOT_AVAILABLE, "The server offered no update at the module's own time") },

  /* The server said no, or nobody answered. */
  { TRY (TRANSFER, "close-session", ASLEEP " !reached login!=5", "AT+WDSS=1,0", NULL) },
  { OPEN ("open-session-again", ASLEEP " !reached login!=5"), .tries = 2 },
  { HEAR ("await-server-again", ASLEEP " !reached login!=5", "session-open|" WANTS "|" GOES, 300),
    .flags = FOTAD_STEP_RESUMES, WHY (NETWORK, "No session with the server came about") },
  { HEAR ("await-credentials", ASLEEP " !reached login=5", "session-open|" WANTS "|" GOES, 600),
    .flags = FOTAD_STEP_RESUMES,
    WHY (SERVER,
         "The server does not accept the module's credentials; after five refusals the "
         "module asks the bootstrap server for others") },

  { HEAR ("await-offer", ASLEEP, WANTS "|" GOES, 300), .sets = "begun=1",
    .flags = FOTAD_STEP_OPTIONAL | FOTAD_STEP_RESUMES },
  /* The session is open, but the operator has dropped the way back (HL78G). */
  { TRY (TRANSFER, "close-dead-session", ASLEEP " !begun", "AT+WDSS=1,0", NULL) },
  { OPEN ("open-fresh-session", ASLEEP " !begun"), .tries = 2 },
  { HEAR ("await-offer-again", ASLEEP " !begun", WANTS "|" GOES, 300), .flags = FOTAD_STEP_RESUMES,
    WHY (NOT_AVAILABLE, "The server offered no update, in two sessions") },

  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "download",
    .when = NOT_STORED,
    QUESTION ("download-wanted|offered"),
    .command = "AT+WDSR=3",
    .reply_s = 30,
    .tries = 5,
    .flags = ASKS | FOTAD_STEP_RESUMES,
    WHY (NOT_AVAILABLE, "The module did not ask for the download") },
  /* Also one that goes on without a question, since it began before there was a job. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "begin-fetch",
    .when = NOT_STORED,
    .until = GOES "|update-started|" INSTALL_QUESTION,
    .poll = "AT+WDSG",
    .poll_s = 120,
    .timeout_s = 300,
    .tries = 5,
    .flags = GO_ON },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .when = NOT_STORED,
    .until = "fetched|certified|update-started|" INSTALL_QUESTION,
    .poll = "AT+WDSG",
    .poll_s = 300,
    .timeout_s = 7200,
    .silence_s = 600,
    .tries = 5,
    .weight = 60,
    .flags = GO_ON },
  AWAIT_QUESTION ("wanted!=3 last!=14", 5),
  INSTALL,

  SIM_ROWS_AGAIN (SIM_COUNT, SIM_ATTEMPTS),
  { TRY (VERIFY, "lines-again", "mask", "AT+WDSI=${mask:number}", NULL) },
  READ_NEW_VERSION,
  /* The module tells its server how it went, and asks first when that is agreed (+WDSI: 1). */
  { TRY (VERIFY, "agree-to-report", "old_connect=1", "AT+WDSR=1", NULL) },
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "await-report",
    .when = "last!=8",
    .until = "session-closed",
    .timeout_s = 120,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },

  { TRY (CLEANUP, "end-session", "opened old_session!=1", "AT+WDSS=1,0", NULL) },
  { SAY (CLEANUP,
         "restore-download-agreement",
         "old_download",
         "AT+WDSC=1,${old_download:number}",
         NULL) },
  { SAY (
      CLEANUP, "restore-context", "context old_context", "AT+WDSS=2,${old_context:number}", NULL) },
  { SAY (CLEANUP,
         "restore-apn",
         "ours=1 old_apn old_type",
         "AT+CGDCONT=${cid:number|1},${old_type},${old_apn}",
         NULL) },
  { SAY (CLEANUP,
         "restore-download-apn",
         "ours_1=1 old_apn_1 old_type_1",
         "AT+CGDCONT=1,${old_type_1},${old_apn_1}",
         NULL) },
  { SAY (CLEANUP,
         "restore-login",
         "login=1 old_login old_user",
         "AT+WPPP=${old_login:number},${cid:number|1},${old_user},${old_password|}",
         NULL) },
  { SAY (CLEANUP, "drop-login", "login=1 !old_user", "AT+WPPP=0,${cid:number|1}", NULL) },
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

/* It cannot be refused, and asks again when the time is over; also of the route "push". */
const FotadStep hl78_defer[] = {
  { SAY (CLEANUP, "put-off-install", "wanted=3", "AT+WDSR=5,${minutes:number}", NULL) },
  { SAY (CLEANUP,
         "put-off-offered-install",
         "wanted!=3 offer=install-wanted",
         "AT+WDSR=5,${minutes:number}",
         NULL) },
  { SAY (CLEANUP, "put-off-download", NOT_STORED, "AT+WDSR=2,${minutes:number}", NULL) },
  { 0 },
};
