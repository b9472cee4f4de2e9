/*
 * Short ways to write rows, and the rows that every 3GPP modem's book would have in the same
 * words.  Only what 27.007 says belongs in here; what one vendor says belongs into its book.
 *
 * fotad-plugin.h does not include it, so its names may be short.
 *
 * The rows for SIM and network learn the facts pin_wanted (the SIM was found locked), sim_ready (it
 * is not, by the last look), by which the daemon knows what came of its PIN, and registration.  A
 * PIN is tried once, and after a reboot once more; one that was refused the daemon gives no more.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin.h"

/* Phase and name; condition; command; reply.  A question or an order that is soon answered. */
#define SAY(p, n, w, c, r)                                                                         \
  .phase = FOTAD_PHASE_##p, .name = n, .when = w, .command = c, .reply = r, .timeout_s = 10,       \
  .tries = 3
/* The same, where "no" is an answer, too. */
#define TRY(p, n, w, c, r) SAY (p, n, w, c, r), .flags = FOTAD_STEP_OPTIONAL
/* The same, every five seconds until the reply fits, for at most so many seconds. */
#define ASK(p, n, w, c, r, s)                                                                      \
  .phase = FOTAD_PHASE_##p, .name = n, .when = w, .command = c, .reply = r, .timeout_s = s,        \
  .reply_s = 5, .poll_s = 5, .tries = 1
/* Said once, with flags. */
#define ONCE(p, n, w, c, f)                                                                        \
  .phase = FOTAD_PHASE_##p, .name = n, .when = w, .command = c, .timeout_s = 20, .tries = 1,       \
  .flags = f
/* For a line, for so many seconds, so many times. */
#define WAIT(p, n, w, u, s, t)                                                                     \
  .phase = FOTAD_PHASE_##p, .name = n, .when = w, .until = u, .timeout_s = s, .tries = t
/* A request that is refused before anything is sent. */
#define REFUSE(n, w, kind, sentence)                                                               \
  {                                                                                                \
    .phase = FOTAD_PHASE_CHECK, .name = n, .when = w, WHY (kind, sentence)                         \
  }
/* What it means when a row fails without a number. */
#define WHY(kind, sentence) .failure = FOTAD_FAILURE_##kind, .text = sentence
/* The flags of an install command. */
#define FOREVER (FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE)
/* The modem has begun to install by itself. */
#define BY_ITSELF .flags = FOTAD_STEP_NO_RETURN
/* For .bauds, where nothing is known of a module but that 115200 is its default. */
#define USUAL_BAUDS                                                                                \
  (const guint[])                                                                                  \
  {                                                                                                \
    115200, 921600, 460800, 230400, 57600, 38400, 19200, 9600, 0                                   \
  }

#define SIM_STATE "^\\+CPIN:\\s*(?:(?<sim_ready>READY)|(?<pin_wanted>SIM PIN))\\s*$"
#define SIM_READY "^\\+CPIN:\\s*(?<sim_ready>READY)\\s*$"
#define ATTEMPTS "pin_tries!=1 pin_tries!=0"

/* PREPARE: the SIM is ready, if need be by the PIN that the daemon knows.  @count: the command that
 * tells how many attempts are left, @attempts: its reply, with the group pin_tries; the last one is
 * left to people. */
#define SIM_ROWS(count, attempts)                                                                  \
  { SAY (PREPARE, "read-sim", NULL, "AT+CPIN?", SIM_STATE), WHY (SIM, "The SIM is not ready") },   \
      { TRY (PREPARE, "count-pin", "pin_wanted sim_pin", count, attempts) },                       \
      { ONCE (PREPARE, "enter-pin", "pin_wanted sim_pin " ATTEMPTS, "AT+CPIN=${sim_pin}",          \
              FOTAD_STEP_ONCE),                                                                    \
        WHY (SIM, "The SIM refused the PIN") },                                                    \
  {                                                                                                \
    ASK (PREPARE, "check-sim", "pin_wanted", "AT+CPIN?", SIM_READY, 20),                           \
        WHY (SIM, "The SIM wants its PIN")                                                         \
  }
/* 27.007's own way to count them. */
#define SIM_COUNT "AT+CPINR=\"SIM PIN\""
#define SIM_ATTEMPTS "^\\+CPINR:\\s*\"?SIM PIN\"?\\s*,\\s*(?<pin_tries>\\d+)"

/* PREPARE: packet service of 2G or 3G, or else of LTE within two minutes; anew at each attempt. The
 * read form, whose second field is the state; 1 is home, 5 roaming. */
#define REGISTERED(command) "^\\+" command ":\\s*\\d\\s*,\\s*(?<registration>[15])\\b"
#define NETWORK_ROWS                                                                               \
  { TRY (PREPARE, "check-gprs", NULL, "AT+CGREG?", REGISTERED ("CGREG")), .sets = "gprs=1" },      \
  {                                                                                                \
    ASK (PREPARE, "check-registration", "!gprs", "AT+CEREG?", REGISTERED ("CEREG"), 120),          \
        WHY (NOT_REGISTERED, "The modem is not registered on a network")                           \
  }

/* PREPARE: the caller's APN.  What was there before is read once in the life of a job, since later
 * it may be ours. */
#define CONTEXT "${context:number|1}"
#define OLD_CONTEXT                                                                                \
  "^\\+CGDCONT:\\s*${context|1}\\s*,\\s*\"(?<old_type>[^\"]*)\"\\s*,\\s*\"(?<old_apn>[^\"]*)\""    \
  "(?:\\s*,\\s*\"[^\"]*\"(?<old_rest>(?:,\\d*)+))?"
#define SET_CONTEXT_ROW                                                                            \
  {                                                                                                \
    SAY (PREPARE, "set-context", "apn", "AT+CGDCONT=" CONTEXT ",${pdp_type|IP},${apn}", NULL),     \
        .sets = "ours=1"                                                                           \
  }
#define CONTEXT_ROWS                                                                               \
  { TRY (PREPARE, "read-context", "apn !ours !old_type", "AT+CGDCONT?", OLD_CONTEXT) },            \
      SET_CONTEXT_ROW
/* CLEANUP: as it was, or not there.  The address is the network's; what stands behind it is written
 * where the modem takes what it shows. */
#define OLD_PDN "AT+CGDCONT=" CONTEXT ",${old_type|IP},${old_apn}"
#define CONTEXT_ROWS_BACK                                                                          \
  { TRY (CLEANUP, "restore-all-context", "ours=1 old_apn old_rest",                                \
         OLD_PDN ",\"\"${old_rest:raw}", NULL),                                                    \
    .sets = "whole=1" },                                                                           \
      { SAY (CLEANUP, "restore-context", "ours=1 old_apn !whole", OLD_PDN, NULL) },                \
  {                                                                                                \
    SAY (CLEANUP, "drop-context", "ours=1 !old_apn", "AT+CGDCONT=" CONTEXT, NULL)                  \
  }

/* VERIFY: a SIM that is locked after the reboot keeps settings from being restored, and fails
 * nothing. */
#define SIM_ROWS_AGAIN(count, attempts)                                                            \
  { TRY (VERIFY, "read-new-sim", NULL, "AT+CPIN?", "^\\+CPIN:\\s*READY\\s*$"),                     \
    .sets = "sim_ready=again" },                                                                   \
      { TRY (VERIFY, "find-lock", "!sim_ready", "AT+CPIN?",                                        \
             "^\\+CPIN:\\s*(?<pin_wanted>SIM PIN)\\s*$"),                                          \
        .sets = "locked=again" },                                                                  \
      { TRY (VERIFY, "count-pin-again", "locked sim_pin !sim_ready", count, attempts) },           \
      { ONCE (VERIFY, "enter-pin-again", "locked sim_pin !sim_ready " ATTEMPTS,                    \
              "AT+CPIN=${sim_pin}", FOTAD_STEP_ONCE | FOTAD_STEP_OPTIONAL) },                      \
  {                                                                                                \
    ASK (VERIFY, "check-new-sim", "locked sim_pin !sim_ready", "AT+CPIN?", SIM_READY, 20),         \
        .flags = FOTAD_STEP_OPTIONAL                                                               \
  }
