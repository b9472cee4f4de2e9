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

/* The first firmware of each product group that can be updated over IP, or by both ways; that of
 * group 10 depends on which. */
#define TELIT_NEW_ENOUGH(from_10)                                                                  \
  "^(?:\\+CGMR:\\s*)?\"?(?:" TELIT_FROM ("10", from_10) "|" TELIT_FROM (                           \
      "12", "2") "|" TELIT_FROM ("13", "2") "|" TELIT_FROM ("16", "2") ")"

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

#define TELIT_READ_VERSION                                                                         \
  {                                                                                                \
    .phase = FOTAD_PHASE_IDENTIFY, .name = "read-version", .command = "AT+CGMR",                   \
    .reply = TELIT_VERSION, .timeout_s = 5, .tries = 3                                             \
  }

/* The lines that tell how it goes, kept while nobody reads them. */
#define TELIT_LINES                                                                                \
  { .phase = FOTAD_PHASE_PREPARE,                                                                  \
    .name = "read-lines",                                                                          \
    .command = "AT#OTASUAN?",                                                                      \
    .reply = "^#OTASUAN:\\s*\\d?\\s*,\\s*(?<old_lines>[0-2])(?:\\s*,\\s*(?<old_buffer>[01]))?",    \
    .timeout_s = 5,                                                                                \
    .tries = 1,                                                                                    \
    .flags = FOTAD_STEP_OPTIONAL },                                                                \
  {                                                                                                \
    .phase = FOTAD_PHASE_PREPARE, .name = "lines-on", .when = "old_lines old_lines!=2",            \
    .command = "AT#OTASUAN=,2,1", .timeout_s = 5, .tries = 2, .flags = FOTAD_STEP_OPTIONAL         \
  }
#define TELIT_RESTORE_LINES                                                                        \
  {                                                                                                \
    .phase = FOTAD_PHASE_CLEANUP, .name = "restore-lines", .when = "old_lines",                    \
    .command = "AT#OTASUAN=,${old_lines:number}[,${old_buffer:number}]", .timeout_s = 5,           \
    .tries = 2, .flags = FOTAD_STEP_OPTIONAL                                                       \
  }

extern const FotadNews telit_news[];
extern const FotadStep telit_server[];
extern const FotadStep telit_server_cancel[];
extern const FotadStep telit_server_defer[];
extern const FotadStep telit_enrol[];
extern const FotadStep telit_status[];
extern const FotadParameter telit_enrol_parameters[];
