/*
 * Rows and words that several routes share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "hl78.h"

#include "fotad-plugin-rows.h"

/* The letter before HL, of which the documents say nothing, belongs to it. */
#define VERSION "^(?:\\+CGMR:\\s*)?\"?(?<version>[A-Z]?HL78\\d\\d[\\w-]*\\.[\\w.]+)\"?\\s*$"
#define READ_VERSION                                                                               \
  {                                                                                                \
    SAY (IDENTIFY, "read-version", NULL, "AT+CGMR", VERSION)                                       \
  }
#define READ_NEW_VERSION                                                                           \
  {                                                                                                \
    .phase = FOTAD_PHASE_VERIFY, .name = "read-new-version", .command = "AT+CGMR",                 \
    .reply = VERSION, .timeout_s = 10, .tries = 10, .weight = 1                                    \
  }

/* The default mask is 0, no line at all.  The widest that the module takes: HL7812 all, HL7800
 * the sub-ranges up to 4479, older firmware less (FIELD).  What it took is read back. */
#define SET_LINES                                                                                  \
  { SAY (PREPARE, "read-lines", NULL, "AT+WDSI?", "^\\+WDSI:\\s*(?<old_mask>\\d+)\\s*$") },        \
      { TRY (PREPARE, "all-lines", NULL, "AT+WDSI=8191", NULL), .sets = "mask=8191" },             \
      { TRY (PREPARE, "known-lines", "!mask", "AT+WDSI=4479", NULL), .sets = "mask=4479" },        \
      { TRY (PREPARE, "older-lines", "!mask", "AT+WDSI=383", NULL), .sets = "mask=383" },          \
      { SAY (PREPARE, "fewest-lines", "!mask", "AT+WDSI=127", NULL), .sets = "mask=127" },         \
  {                                                                                                \
    SAY (PREPARE, "check-lines", NULL, "AT+WDSI?", "^\\+WDSI:\\s*${mask}\\s*$"),                   \
        WHY (REFUSED, "The module does not keep the mask of its lines")                            \
  }
#define AGREEMENT(item, fact) "^\\+WDSC?:\\s*" item "\\s*,\\s*(?<" fact ">[01])\\s*$"
#define ASK_INSTALL                                                                                \
  { TRY (PREPARE, "read-install-agreement", NULL, "AT+WDSC?", AGREEMENT ("2", "old_install")) },   \
  {                                                                                                \
    SAY (PREPARE, "ask-before-install", NULL, "AT+WDSC=2,1", NULL)                                 \
  }

/* The line comes 9 ms after the transfer (FIELD); when it got lost, the module is asked. */
#define AWAIT_QUESTION                                                                             \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = "await-question", .until = "install-wanted|stored",     \
    .poll = "AT+WDSG", .poll_s = 60, .timeout_s = 600, .tries = 1, .flags = FOTAD_STEP_RESUMES,    \
    WHY (PACKAGE_INVALID, "The module does not offer to install the package")                      \
  }
/* Nothing may cut the power from +WDSI: 14 on; 1 to 8 minutes (HL78G). */
#define INSTALL                                                                                    \
  { .phase = FOTAD_PHASE_INSTALL,                                                                  \
    .name = "install",                                                                             \
    .command = "AT+WDSR=4",                                                                        \
    .timeout_s = 30,                                                                               \
    .tries = 1,                                                                                    \
    .weight = 1,                                                                                   \
    .flags = FOREVER },                                                                            \
  {                                                                                                \
    .phase = FOTAD_PHASE_INSTALL, .name = "write-flash", .until = "booted|updated|update-failed",  \
    .timeout_s = 900, .tries = 1, .weight = 60                                                     \
  }
#define RESTORE_LINES                                                                              \
  { SAY (CLEANUP, "restore-install-agreement", "old_install", "AT+WDSC=2,${old_install:number}",   \
         NULL) },                                                                                  \
  {                                                                                                \
    SAY (CLEANUP, "restore-lines", "old_mask", "AT+WDSI=${old_mask:number}", NULL)                 \
  }
