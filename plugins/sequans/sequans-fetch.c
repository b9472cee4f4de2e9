/*
 * The route "fetch": AT+SQNSUPGRADE, the module downloads a delta package and installs it.
 *
 * It is always told not to block (its fourth field, 1): the blocking form holds the port for up to
 * an hour.  Whoever wants to be asked gets a module that waits for AT^RESET after the download
 * (second field 0); else it restarts by itself (1).  Fields and figures: FIELD, since AN0214 has no
 * syntax.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sequans-rows.h"

#define ANY_END "fetched|installing|shut-down|booted|installed"
const FotadStep sequans_fetch[] = {
  { .phase = FOTAD_PHASE_CHECK,
    .name = "refuse-apn",
    .when = "apn",
    .failure = FOTAD_FAILURE_UNSUPPORTED,
    .text = "The module downloads over its own internet context, whose APN is set in it" },
  { .phase = FOTAD_PHASE_CHECK,
    .name = "refuse-context",
    .when = "context context!=1",
    .failure = FOTAD_FAILURE_UNSUPPORTED,
    .text = "The module downloads over its own internet context" },

  SEQUANS_READ_VERSION,
  SEQUANS_NETWORK,
  SEQUANS_STAY_AWAKE,
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "read-tls-profile",
    .when = "scheme=https",
    .command = "AT+SQNSPCFG?",
    .reply = "^\\+SQNSPCFG:\\s*(?<tls_profile>[1-6])\\s*,\\s*\\d",
    .timeout_s = 5,
    .tries = 2,
    .failure = FOTAD_FAILURE_UNSUPPORTED,
    .text = "The module has no TLS profile; install a certificate first" },

  /* What a poll says is news only when it is another word than this. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "read-stage",
    .command = "AT+SQNSUPGRADE?",
    .reply = "^\\+SQNSUPGRADE:\\s*(?<stage>.*\\S)\\s*$",
    .timeout_s = 10,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "find-old-download",
    .command = "AT+SQNSUPGRADE?",
    .reply = "^\\+SQNSUPGRADE:.*(?<under_way>downloading)",
    .timeout_s = 10,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "drop-old-download",
    .when = "under_way",
    .command = "AT+SQNSUPGRADE=${url},0,5,2",
    .timeout_s = 20,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .when = "approval=ask",
    .command = "AT+SQNSUPGRADE=${url},0,10,1[,${tls_profile:number}]",
    .until = "fetched|installing|installed",
    .poll = "AT+SQNSUPGRADE?",
    .timeout_s = 3600,
    .reply_s = 20,
    .silence_s = 600,
    .poll_s = 30,
    .tries = 1,
    .weight = 40 },
  /* Its lines may all be lost when it restarts, so the boot counts as well: the version decides. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch-and-restart",
    .when = "approval!=ask",
    .command = "AT+SQNSUPGRADE=${url},1,10,1[,${tls_profile:number}]",
    .until = ANY_END,
    .poll = "AT+SQNSUPGRADE?",
    .timeout_s = 3600,
    .reply_s = 20,
    .silence_s = 600,
    .poll_s = 30,
    .tries = 1,
    .weight = 40,
    .flags = FOTAD_STEP_GOES_ON | FOTAD_STEP_GATE },

  { .phase = FOTAD_PHASE_INSTALL,
    .name = "restart",
    .when = "approval=ask",
    .command = "AT^RESET",
    .timeout_s = 20,
    .tries = 1,
    .weight = 1,
    .flags = FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "restarts-itself",
    .when = "approval!=ask",
    .until = "installing|shut-down|booted|installed",
    .timeout_s = 60,
    .tries = 1,
    .weight = 1,
    .flags = FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "flash",
    .until = "booted|installed",
    .timeout_s = 900,
    .silence_s = 300,
    .tries = 1,
    .weight = 55 },

  SEQUANS_READ_NEW_VERSION,
  SEQUANS_SLEEP_AGAIN,
  { 0 },
};

const FotadStep sequans_cancel[] = {
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "stop-download",
    .when = "url",
    .command = "AT+SQNSUPGRADE=${url},0,5,2",
    .timeout_s = 20,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { 0 },
};
