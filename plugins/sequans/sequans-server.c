/*
 * The route "server": the automatic client of AN0214 chapter 4.  It asks its server by itself, at
 * every boot and whenever its FOTA timer runs out; what it finds it fetches and installs.
 *
 * "Check now" is the shortest timer, reports on, and a restart, without which nothing of it takes
 * effect (6.1.2).  The configuration that was there is written back afterwards.  Who would rather
 * wait for the timer (fact "await_timer") changes nothing; what the client was heard to do on a
 * watched port (fact "offer") is only followed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sequans-rows.h"

#define NOW "!offer await_timer!=true"
#define OFFER "available|server-fetch|server-fetching|server-has-it|server-fetched"
#define HERE "server-has-it|server-fetched|server-install|server-restart"

const FotadStep sequans_server[] = {
  { .phase = FOTAD_PHASE_CHECK,
    .name = "refuse-ask",
    .when = "approval=ask",
    .failure = FOTAD_FAILURE_UNSUPPORTED,
    .text = "The module's client installs without asking anybody" },

  SEQUANS_READ_VERSION,
  SEQUANS_NETWORK,
  SEQUANS_STAY_AWAKE,
  { SAY (PREPARE,
         "read-profile",
         NULL,
         "AT+SQNFOTACFG?",
         "^\\+SQNFOTACFG:\\s*\"?(?<profile>[^\",]+)\"?\\s*,"),
    WHY (UNSUPPORTED, "The module's update client is not configured; enrol it first") },
  /* Once: later it is ours. */
  { SAY (PREPARE, "read-client", "!shortened", "AT+SQNFOTACFG?", SEQUANS_CLIENT),
    WHY (UNSUPPORTED, "The module's update client is not configured; enrol it first") },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "check-reports",
    .when = "await_timer=true",
    .command = "AT+SQNFOTACFG?",
    .reply = "^\\+SQNFOTACFG:\\s*[^,]+,[^,]*,\\s*[12]\\s*,",
    .timeout_s = 10,
    .tries = 2,
    .failure = FOTAD_FAILURE_UNSUPPORTED,
    .text =
        "The client's reports are off, so it cannot be followed; enrol it with report-state, or "
        "check now" },

  /* A client that was restarted before the daemon was may be at work: it is not restarted again. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "shorten-timer",
    .when = NOW " client_restarted!=yes",
    .command = "AT+SQNFOTACFG=${profile},0,2,10,60,[${fetch_limit:number}],[${certificate:number}]",
    .sets = "shortened=1",
    .timeout_s = 10,
    .tries = 2 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "restart-client",
    .when = NOW " client_restarted!=yes",
    .command = "AT^RESET",
    .until = "booted",
    .sets = "client_restarted=yes",
    .timeout_s = 180,
    .reply_s = 20,
    .tries = 1,
    .weight = 2 },
  /* Locked, the SIM is so again. */
  { TRY (TRANSFER,
         "find-lock-at-boot",
         NOW " pin_wanted sim_pin",
         "AT+CPIN?",
         "^\\+CPIN:\\s*SIM PIN\\s*$"),
    .sets = "locked_again=1" },
  { ONCE (TRANSFER,
          "enter-pin-at-boot",
          "locked_again sim_pin",
          "AT+CPIN=${sim_pin}",
          FOTAD_STEP_ONCE),
    WHY (SIM, "The SIM refused the PIN") },
  /* It attaches, comes on board and waits for its timer first; 105 s in AN0214. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "await-check",
    .when = NOW,
    .until = "checking|" OFFER,
    .timeout_s = 1800,
    .tries = 1,
    .weight = 5,
    .flags = FOTAD_STEP_GOES_ON,
    .failure = FOTAD_FAILURE_SERVER,
    .text = "The client did not get to ask its server" },
  /* The timer may have a year; the job's deadline ends this sooner. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "await-timer",
    .when = "!offer await_timer=true",
    .until = "checking|" OFFER,
    .timeout_s = 65535,
    .tries = 12,
    .weight = 5,
    .flags = FOTAD_STEP_GOES_ON,
    .failure = FOTAD_FAILURE_NOT_AVAILABLE,
    .text = "The client has not asked its server" },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "await-offer",
    .when = "!offer",
    .until = OFFER,
    .timeout_s = 120,
    .tries = 1,
    .weight = 2,
    .failure = FOTAD_FAILURE_NOT_AVAILABLE,
    .text = "The server has nothing for this module" },
  /* A download that its own limit ended goes on when its timer runs out. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .until = HERE,
    .timeout_s = 7200,
    .silence_s = 1800,
    .tries = 1,
    .weight = 30,
    .flags = FOTAD_STEP_GOES_ON },

  { .phase = FOTAD_PHASE_INSTALL,
    .name = "restarts-itself",
    .until = "server-install|server-restart|booted|server-installed|server-done",
    .timeout_s = 120,
    .tries = 1,
    .weight = 1,
    .flags = FOTAD_STEP_NO_RETURN },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "flash",
    .until = "booted|server-installed|server-done",
    .timeout_s = 900,
    .silence_s = 300,
    .tries = 1,
    .weight = 55 },

  SEQUANS_READ_NEW_VERSION,

  /* Takes effect at the next boot, whoever asks for that. */
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "restore-client",
    .when = "shortened profile",
    .command = "AT+SQNFOTACFG=${profile},0,${report:number|2},${report_step:number|0},"
               "[${timer:number}],[${fetch_limit:number}],[${certificate:number}]",
    .sets = "client_restarted=no",
    .timeout_s = 10,
    .tries = 3 },
  SEQUANS_SLEEP_AGAIN,
  { 0 },
};
