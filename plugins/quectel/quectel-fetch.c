/*
 * The route "fetch": the module downloads a delta package from a URL and installs it.
 *
 * Where the module accepts AT+QFOTADL=3,0 (fact "held"), it only stores the package and the
 * install is a command of its own, so that approval, cancelling and recovery from a crash work.
 * Where it does not, the download ends in the install and is the point of no return itself.
 *
 * Time-outs: BG95D says 300 ms for URLs and 10 s for numbers; FIELD has HTTPEND,702 six minutes
 * after HTTPSTART, 300 s from RESETTING to START and up to 20 min of writing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "quectel-rows.h"

#define FIELD(fact) "(?:\"(?<" fact ">[^\"]*)\"|(?<" fact ">[^\",\\s]+))"
#define APN                                                                                        \
  "^\\+QCFGEXT:\\s*\"fota_apn\"\\s*,\\s*(?<old_ip_type>\\d)(?:\\s*,\\s*" FIELD (                   \
      "old_apn") "(?:\\s*,\\s*" FIELD ("old_user") "\\s*,\\s*" FIELD ("old_password") ")?)?"

#define HTTP "scheme!=coap scheme!=coaps"
#define COAP "scheme scheme!=http scheme!=https"

const FotadStep quectel_fetch[] = {
  { .phase = FOTAD_PHASE_CHECK,
    .name = "no-apn",
    .when = "apn",
    .models = QUECTEL_LINUX,
    .failure = FOTAD_FAILURE_UNSUPPORTED,
    .text = "This module downloads over its first PDP context and has no APN of its own for it" },
  QUECTEL_READ_VERSION,

  SIM_ROWS (QUECTEL_COUNT, QUECTEL_TRIES),
  NETWORK_ROWS,
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "check-signal",
    .command = "AT+CSQ",
    .reply = "^\\+CSQ:\\s*(?<signal>\\d+),",
    .timeout_s = 5,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "check-operator",
    .command = "AT+COPS?",
    .reply = "^\\+COPS:\\s*\\d,\\d,\"(?<operator>[^\"]*)\"",
    .timeout_s = 10,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },

  /* BG95D 2.2.4; what was there is kept, because the module saves it by itself. */
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "read-apn",
    .when = "apn",
    .command = "AT+QCFGEXT=\"fota_apn\"",
    .reply = APN,
    .timeout_s = 5,
    .tries = 3 },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "set-apn-ipv4",
    .when = "apn ip_type!=ipv6 ip_type!=ipv4v6",
    .command = "AT+QCFGEXT=\"fota_apn\",0,${apn}[,${user},${password|}]",
    .timeout_s = 5,
    .tries = 2 },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "set-apn-ipv6",
    .when = "apn ip_type=ipv6",
    .command = "AT+QCFGEXT=\"fota_apn\",1,${apn}[,${user},${password|}]",
    .timeout_s = 5,
    .tries = 2 },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "set-apn-ipv4v6",
    .when = "apn ip_type=ipv4v6",
    .command = "AT+QCFGEXT=\"fota_apn\",2,${apn}[,${user},${password|}]",
    .timeout_s = 5,
    .tries = 2 },

  QUECTEL_LINES,
  QUECTEL_READ_MODE,

  /* The daemon was restarted, the port was away or in strange hands, and the module may be
   * downloading still: a second start would be CME 591, so it is let come to its end. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "await-earlier-download",
    .when = "held download!=END download!=RDY",
    .until = "fetched|booted",
    .sets = "earlier=${download:word|NONE}",
    .timeout_s = 3600,
    .silence_s = 30,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL | FOTAD_STEP_OUTLIVES },
  /* It booted, and says so twice. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "let-it-boot",
    .when = "held download=RDY",
    .until = "booted",
    .timeout_s = 10,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL | FOTAD_STEP_OUTLIVES },
  QUECTEL_FIND_STORED,
  QUECTEL_FIND_PACKAGE ("find-earlier-package", "earlier=END"),
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "drop-old-package",
    .when = "!stored",
    .command = "AT+QFOTADL=5",
    .sets = "download=NONE",
    .timeout_s = 15,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  /* In this phase, so that a run that begins it again after a reset of the module, which forgets
   * 3,0, does both again. */
  QUECTEL_HOLD_INSTALL,
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .when = "held !stored " HTTP,
    .command = "AT+QFOTADL=${url}",
    .until = "fetched",
    .sets = "fetched=1",
    .timeout_s = 3600,
    .reply_s = 5,
    .silence_s = 600,
    .tries = 1,
    .weight = 30,
    .flags = FOTAD_STEP_OUTLIVES },
  /* CoAP reports no progress, so silence means nothing. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch-by-coap",
    .when = "held !stored " COAP,
    .command = "AT+QFOTADL=${url}",
    .until = "fetched",
    .sets = "fetched=1",
    .timeout_s = 3600,
    .reply_s = 5,
    .tries = 1,
    .weight = 30,
    .flags = FOTAD_STEP_OUTLIVES },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch-and-install",
    .when = "!held " HTTP,
    .command = "AT+QFOTADL=${url}",
    .until = "fetched",
    .timeout_s = 3600,
    .reply_s = 5,
    .silence_s = 600,
    .tries = 1,
    .weight = 30,
    .flags = FOREVER },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch-by-coap-and-install",
    .when = "!held " COAP,
    .command = "AT+QFOTADL=${url}",
    .until = "fetched",
    .timeout_s = 3600,
    .reply_s = 5,
    .tries = 1,
    .weight = 30,
    .flags = FOREVER },
  QUECTEL_READ_SIZE ("held !stored"),

  QUECTEL_INSTALL,
  QUECTEL_WRITE,

  QUECTEL_READ_NEW_VERSION,
  SIM_ROWS_AGAIN (QUECTEL_COUNT, QUECTEL_TRIES),

  /* With our own user in it, the old ones are written even when there were none. */
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "restore-apn",
    .when = "old_ip_type !user",
    .command = "AT+QCFGEXT=\"fota_apn\",${old_ip_type:number},${old_apn|}"
               "[,${old_user},${old_password|}]",
    .timeout_s = 5,
    .tries = 3 },
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "restore-apn-and-user",
    .when = "old_ip_type user",
    .command = "AT+QCFGEXT=\"fota_apn\",${old_ip_type:number},${old_apn|},${old_user|},"
               "${old_password|}",
    .timeout_s = 5,
    .tries = 3 },
  QUECTEL_RESTORE_LINES,
  QUECTEL_RESTORE_MODE,
  { 0 },
};

/* There is no command to stop a download; without a network it ends by itself (FIELD).  One that
 * has ended needs no stop, nor has one whose very start was refused, unless because of another.
 * What was switched off is known before it is, whatever becomes of the OK. */
#define UNENDED "held !fetched download!=END download!=RDY "
#define IS_IT_THERE(row_name, why)                                                                 \
  {                                                                                                \
    .phase = FOTAD_PHASE_CLEANUP, .name = row_name, .when = UNENDED why, .command = "AT",          \
    .sets = "radio=off", .timeout_s = 5, .tries = 2, .flags = FOTAD_STEP_OPTIONAL                  \
  }
const FotadStep quectel_cancel[] = {
  IS_IT_THERE ("is-it-there", "refused!=fetch refused!=fetch-by-coap"),
  IS_IT_THERE ("is-any-there", "radio!=off refused !refusal"), /* BG96 gives no number (FIELD) */
  IS_IT_THERE ("is-other-there", "refusal=591"),
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "radio-off",
    .when = "radio=off",
    .command = "AT+CFUN=0",
    .until = "fetched",
    .timeout_s = 200,
    .reply_s = 20,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  QUECTEL_DELETE_PACKAGE,
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "radio-on",
    .when = "radio=off",
    .command = "AT+CFUN=1",
    .sets = "radio=on",
    .timeout_s = 20,
    .tries = 3 },
  { 0 },
};
