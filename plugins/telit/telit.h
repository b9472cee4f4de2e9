/*
 * The tables of this plugin, one file each.
 *
 * Sources, named in the rows' comments: PFM, "Premium FOTA Management Application Note"
 * 80000NT10013a rev. 13, and FIELD, AT manuals of UC864 and LE910 V2 and public logs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin-rows.h"

/* Two digits of product group first: 10 GE/GL/GC/GT 86x, 12 HE910, 13 GE910, 16 V3. */
#define TELIT_VERSION "^(?:\\+CGMR:\\s*)?\"?(?<version>\\d\\d\\.\\d\\d\\.[0-9A-Za-z.-]+)\"?\\s*$"

/* "10.00.xx4" and "12.00.xx.2": the third number, or the fourth where there is one, is n or more.
 */
#define TELIT_FROM(group, n)                                                                       \
  group "\\.\\d\\d\\.(?:\\d+\\.(?:[" n "-9]|[1-9]\\d)|(?:0*[" n "-9]|0*[1-9]\\d+))(?:[^\\d.].*)?$"

/* Only &W keeps the speed over a reboot, and with it whatever else is in force: so ours is put
 * aside for it. */
#define TELIT_SET_RATE(rate)                                                                       \
  "AT[E${manners_echo:number}][+CMEE=${manners_cmee:number};]+IPR=" rate ";&W;E0;+CMEE=1"

/* FIELD: of whatever +CPIN? asks for now. */
#define TELIT_COUNT "AT#PCT"
#define TELIT_TRIES "^#PCT:\\s*(?<pin_tries>\\d+)"

/* PFM 3.1.1, 4.1.1, 5.1.1: what every session with the server needs. */
#define TELIT_READY                                                                                \
  SIM_ROWS (TELIT_COUNT, TELIT_TRIES),                                                             \
      { .phase = FOTAD_PHASE_PREPARE,                                                              \
        .name = "check-registration",                                                              \
        .command = "AT+CREG?",                                                                     \
        .reply = "^\\+CREG:\\s*\\d\\s*,\\s*[15]\\b",                                               \
        .timeout_s = 120,                                                                          \
        .reply_s = 5,                                                                              \
        .poll_s = 5,                                                                               \
        .tries = 1,                                                                                \
        .failure = FOTAD_FAILURE_NOT_REGISTERED,                                                   \
        .text = "The modem is not registered on a network" },                                      \
      { .phase = FOTAD_PHASE_PREPARE,                                                              \
        .name = "check-class",                                                                     \
        .command = "AT+CGCLASS?",                                                                  \
        .reply = "^\\+CGCLASS:\\s*\"?(?!C[CG]\\b)[A-Z]+",                                          \
        .timeout_s = 5,                                                                            \
        .tries = 1,                                                                                \
        .failure = FOTAD_FAILURE_NETWORK,                                                          \
        .text = "The GPRS class is CC or CG, with which the update service cannot be reached; "    \
                "set AT+CGCLASS=\"B\" and reboot the module" },                                    \
  {                                                                                                \
    .phase = FOTAD_PHASE_PREPARE, .name = "check-attach", .command = "AT#AUTOATT?",                \
    .reply = "^#AUTOATT:\\s*1\\b", .timeout_s = 5, .tries = 1, .failure = FOTAD_FAILURE_NETWORK,   \
    .text = "The module does not attach to GPRS by itself; set AT#AUTOATT=1"                       \
  }

extern const FotadNews telit_news[];
extern const FotadStep telit_server[];
extern const FotadStep telit_server_cancel[];
extern const FotadStep telit_server_defer[];
extern const FotadStep telit_enrol[];
extern const FotadStep telit_status[];
extern const FotadParameter telit_enrol_parameters[];
