/*
 * Rows that the routes "fetch" and "server" have in common.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sequans.h"

#include "fotad-plugin-rows.h"

/* IDENTIFY: works before the module is attached. */
#define SEQUANS_READ_VERSION                                                                       \
  {                                                                                                \
    SAY (IDENTIFY, "read-version", NULL, "ATI1", SEQUANS_VERSION)                                  \
  }

/* PREPARE: attached; its client is not before it is. */
#define SEQUANS_NETWORK                                                                            \
  SIM_ROWS (SIM_COUNT, SIM_ATTEMPTS),                                                              \
  {                                                                                                \
    ASK (PREPARE, "check-registration", NULL, "AT+CEREG?", REGISTERED ("CEREG"), 120),             \
        WHY (NOT_REGISTERED, "The modem is not registered on a network")                           \
  }

#define SEQUANS_EDRX(act, mode, value, window)                                                     \
  "^\\+SQNEDRX:\\s*(?<" mode ">[12])\\s*,\\s*" act "\\s*,\\s*\"(?<" value                          \
  ">[01]+)\"(?:\\s*,\\s*\"(?<" window ">[01]*)\")?"

/* PREPARE: a module that sleeps hears nothing.  +SQNIPSCFG is the UART's own sleep (FIELD). */
#define SEQUANS_STAY_AWAKE                                                                         \
  { TRY (PREPARE, "read-uart-sleep", NULL, "AT+SQNIPSCFG?",                                        \
         "^\\+SQNIPSCFG:\\s*(?<old_uart_sleep>[12])(?:\\s*,\\s*(?<uart_sleep_after>\\d+))?") },    \
      { SAY (PREPARE, "uart-sleep-off", "old_uart_sleep", "AT+SQNIPSCFG=0", NULL) },               \
      { TRY (PREPARE, "read-psm", NULL, "AT+CPSMS?", "^\\+CPSMS:\\s*(?<old_psm>1)\\b") },          \
      { TRY (PREPARE, "psm-times", "old_psm", "AT+CPSMS?",                                         \
             "^\\+CPSMS:\\s*1\\s*,[^,]*,[^,]*,\\s*\"(?<old_tau>[01]*)\"\\s*,\\s*"                  \
             "\"(?<old_active>[01]*)\"") },                                                        \
      { SAY (PREPARE, "psm-off", "old_psm", "AT+CPSMS=0", NULL) },                                 \
      { TRY (PREPARE, "read-edrx-m", NULL, "AT+SQNEDRX?",                                          \
             SEQUANS_EDRX ("4", "old_edrx_m", "edrx_m", "window_m")) },                            \
      { TRY (PREPARE, "read-edrx-nb", NULL, "AT+SQNEDRX?",                                         \
             SEQUANS_EDRX ("5", "old_edrx_nb", "edrx_nb", "window_nb")) },                         \
      { SAY (PREPARE, "edrx-m-off", "old_edrx_m edrx_m", "AT+SQNEDRX=0,4,${edrx_m}[,${window_m}]", \
             NULL) },                                                                              \
  {                                                                                                \
    SAY (PREPARE, "edrx-nb-off", "old_edrx_nb edrx_nb",                                            \
         "AT+SQNEDRX=0,5,${edrx_nb}[,${window_nb}]", NULL)                                         \
  }

/* CLEANUP: each as it was. */
#define SEQUANS_SLEEP_AGAIN                                                                        \
  { SAY (CLEANUP, "restore-uart-sleep", "old_uart_sleep",                                          \
         "AT+SQNIPSCFG=${old_uart_sleep:number}[,${uart_sleep_after:number}]", NULL) },            \
      { SAY (CLEANUP, "restore-psm", "old_psm", "AT+CPSMS=1[,,,${old_tau},${old_active}]",         \
             NULL) },                                                                              \
      { SAY (CLEANUP, "restore-edrx-m", "old_edrx_m edrx_m",                                       \
             "AT+SQNEDRX=${old_edrx_m:number},4,${edrx_m}[,${window_m}]", NULL) },                 \
  {                                                                                                \
    SAY (CLEANUP, "restore-edrx-nb", "old_edrx_nb edrx_nb",                                        \
         "AT+SQNEDRX=${old_edrx_nb:number},5,${edrx_nb}[,${window_nb}]", NULL)                     \
  }

/* VERIFY: it may boot once more in the middle of this. */
#define SEQUANS_READ_NEW_VERSION                                                                   \
  { SAY (VERIFY, "read-new-version", NULL, "ATI1", SEQUANS_VERSION), .weight = 1 },                \
      SIM_ROWS_AGAIN (SIM_COUNT, SIM_ATTEMPTS)
