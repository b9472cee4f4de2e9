/*
 * The routes "status" and "enrol": session, agreements, polling mode and retry timers (HL78G 4).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hl78-rows.h"

#define STATUS(n, c, pattern) TRY (IDENTIFY, n, NULL, c, "^" pattern "\\s*$")

#define SERIAL(name) "\\+KGSN:\\s*\"?(?<" name ">[\\w-]+)\"?"

const FotadStep hl78_status[] = {
  READ_VERSION,
  { STATUS ("read-serial", "AT+KGSN=3", SERIAL ("serial")) },
  { STATUS ("read-session", "AT+WDSS?", "\\+WDSS?:\\s*1\\s*,\\s*(?<session>[01])") },
  { STATUS ("read-context", "AT+WDSS?", "\\+WDSS?:\\s*2\\s*,\\s*(?<session_context>\\d+)") },
  { TRY (
      IDENTIFY, "read-connect-agreement", NULL, "AT+WDSC?", AGREEMENT ("0", "connect_agreement")) },
  { TRY (IDENTIFY,
         "read-download-agreement",
         NULL,
         "AT+WDSC?",
         AGREEMENT ("1", "download_agreement")) },
  { TRY (
      IDENTIFY, "read-install-agreement", NULL, "AT+WDSC?", AGREEMENT ("2", "install_agreement")) },
  { STATUS ("read-polling", "AT+WDSC?", "\\+WDSC?:\\s*3\\s*,\\s*(?<polling>\\d+)") },
  { STATUS ("read-retries", "AT+WDSC?", "\\+WDSC?:\\s*4\\s*,\\s*(?<retries>[\\d,\\s]+?)") },
  { STATUS ("read-provisioning", "AT+WDSG", "\\+WDSG:\\s*0\\s*,\\s*(?<provisioning>[0-3])") },
  { STATUS ("read-state", "AT+WDSG", "\\+WDSG:\\s*1\\s*,\\s*(?<state>[0-3])") },
  { 0 },
};

#define TIMERS                                                                                     \
  "${retry_1:number},${retry_2:number|60},${retry_3:number|240},${retry_4:number|480},"            \
  "${retry_5:number|1440},${retry_6:number|2880},${retry_7:number|0},${retry_8:number|0}"
#define NEXT "\\s*,\\s*"
#define TIMERS_READ                                                                                \
  "^\\+WDSC?:\\s*4" NEXT "${retry_1}" NEXT "${retry_2|60}" NEXT "${retry_3|240}" NEXT              \
  "${retry_4|480}" NEXT "${retry_5|1440}" NEXT "${retry_6|2880}\\b"
#define KEPT(n, w, pattern)                                                                        \
  SAY (VERIFY, n, w, "AT+WDSC?", pattern),                                                         \
      WHY (REFUSED, "The module does not keep what it was told")

const FotadStep hl78_enrol[] = {
  READ_VERSION,
  /* What the server knows the module by (HL78G 3), for ServiceIdentity. */
  { STATUS ("read-serial", "AT+KGSN=3", SERIAL ("enrolled_serial")) },
  { SAY (PREPARE, "set-context", "context", "AT+WDSS=2,${context:number}", NULL) },
  { SAY (PREPARE, "set-apn", "apn", "AT+CGDCONT=${context:number|1},${pdp_type|IP},${apn}", NULL) },
  { SAY (PREPARE, "ask-before-download", "agreements=on", "AT+WDSC=1,1", NULL) },
  { SAY (PREPARE, "ask-before-install", "agreements=on", "AT+WDSC=2,1", NULL) },
  { SAY (PREPARE, "download-unasked", "agreements=off", "AT+WDSC=1,0", NULL) },
  { SAY (PREPARE, "install-unasked", "agreements=off", "AT+WDSC=2,0", NULL) },
  { SAY (PREPARE, "set-polling", "polling", "AT+WDSC=3,${polling:number}", NULL) },
  { SAY (PREPARE, "set-retries", "retry_1", "AT+WDSC=4," TIMERS, NULL) },

  { KEPT ("check-polling", "polling", "^\\+WDSC?:\\s*3" NEXT "${polling}\\s*$") },
  { KEPT ("check-retries", "retry_1", TIMERS_READ) },
  { KEPT ("check-agreements", "agreements=on", "^\\+WDSC?:\\s*2" NEXT "1\\s*$") },
  { KEPT ("check-no-agreements", "agreements=off", "^\\+WDSC?:\\s*2" NEXT "0\\s*$") },
  { 0 },
};

#define MINUTES "0|[1-9]\\d{0,3}|1\\d{4}|200\\d\\d|201[0-5]\\d|20160"

const FotadParameter hl78_enrol_parameters[] = {
  { "context", "u", "[12]", FALSE, FALSE, "PDP context of the session, 1 or 2" },
  { "apn", "s", "[A-Za-z0-9._-]{1,99}", FALSE, FALSE, "APN of that context; of 1 without it" },
  { "agreements", "s", "on|off", FALSE, FALSE,
    "Whether the module asks before it downloads and before it installs; what it does not ask, "
    "nobody can approve" },
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
