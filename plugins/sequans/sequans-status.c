/*
 * The route "status": what AT+SQNDMST tells of the accounts (AN0214 6.3), and the client's
 * configuration.  Timers are seconds, -1 when the thing is under way or over.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sequans.h"

#define NUMBER(fact) "\\s*,\\s*(?<" fact ">-?\\d+)"
#define ACCOUNT(type, name)                                                                        \
  "(?:\\+SQNDMST:\\s*\"?" type "\"?" NUMBER (name "_id") "\\s*,\\s*\"?(?<" name "_state>\\w+)\"?"
#define END "\\s*)?"
#define BOOTSTRAP                                                                                  \
  ACCOUNT ("bs", "bootstrap") NUMBER ("bootstrap_hold_off") NUMBER ("bootstrap_remaining") END
#define SERVER(name) ACCOUNT ("dm", name) NUMBER (name "_lifetime") NUMBER (name "_remaining") END

const FotadStep sequans_status[] = {
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "read-version",
    .command = "ATI1",
    .reply = SEQUANS_VERSION,
    .timeout_s = 5,
    .tries = 2 },
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "read-client",
    .command = "AT+SQNFOTACFG?",
    .reply = SEQUANS_CLIENT,
    .timeout_s = 10,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "read-ranges",
    .command = "AT+SQNFOTACFG=?",
    .reply = "^\\+SQNFOTACFG:\\s*(?<client_ranges>\\d.*\\S)\\s*$",
    .timeout_s = 10,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "read-accounts",
    .command = "AT+SQNDMST",
    .reply = "\\A(?=\\+SQNDMST:)" BOOTSTRAP SERVER ("server") SERVER ("server2"),
    .timeout_s = 10,
    .tries = 2,
    .weight = 1,
    .failure = FOTAD_FAILURE_NOT_REGISTERED,
    .text = "The modem is not attached, or its client is off" },
  { 0 },
};
