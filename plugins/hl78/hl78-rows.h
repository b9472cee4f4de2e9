/*
 * Rows and words that several routes share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "hl78.h"

#include "fotad-plugin-rows.h"

#define ASKS (FOTAD_STEP_GATE | FOTAD_STEP_DEFERS | FOTAD_STEP_REWINDS)
#define GO_ON (FOTAD_STEP_RESUMES | FOTAD_STEP_REWINDS)

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

/* What was found at first is put back, also by a later life of the job.
 *
 * The default mask is 0, no line at all.  The widest that the module takes: HL7812 all, HL7800
 * the sub-ranges up to 4479, older firmware less (FIELD).  What it took is read back.  +KSUP makes
 * the boot heard (FIELD). */
#define SET_LINES                                                                                  \
  { SAY (PREPARE, "read-lines", "!old_mask", "AT+WDSI?", "^\\+WDSI:\\s*(?<old_mask>\\d+)\\s*$") }, \
      { TRY (PREPARE, "all-lines", NULL, "AT+WDSI=8191", NULL), .sets = "mask=8191" },             \
      { TRY (PREPARE, "known-lines", "!mask", "AT+WDSI=4479", NULL), .sets = "mask=4479" },        \
      { TRY (PREPARE, "older-lines", "!mask", "AT+WDSI=383", NULL), .sets = "mask=383" },          \
      { SAY (PREPARE, "fewest-lines", "!mask", "AT+WDSI=127", NULL), .sets = "mask=127" },         \
      { SAY (PREPARE, "check-lines", NULL, "AT+WDSI?", "^\\+WDSI:\\s*${mask}\\s*$"),               \
        WHY (REFUSED, "The module does not keep the mask of its lines") },                         \
      { TRY (PREPARE, "read-report", "!old_report", "AT+KSREP?",                                   \
             "^\\+KSREP:\\s*(?<old_report>[01])") },                                               \
  {                                                                                                \
    TRY (PREPARE, "report-boot", "old_report=0", "AT+KSREP=1", NULL)                               \
  }
#define AGREEMENT(item, fact) "^\\+WDSC?:\\s*" item "\\s*,\\s*(?<" fact ">[01])\\s*$"
#define ASK_INSTALL                                                                                \
  { TRY (PREPARE, "read-install-agreement", "!old_install", "AT+WDSC?",                            \
         AGREEMENT ("2", "old_install")) },                                                        \
  {                                                                                                \
    SAY (PREPARE, "ask-before-install", NULL, "AT+WDSC=2,1", NULL)                                 \
  }

/* The line comes 9 ms after the transfer (FIELD), again every 30 minutes (HL78G), and once more
 * when the time is over that the module was put off for; when it got lost, the module is asked. */
#define QUESTION(lines) .after = lines, .poll = "AT+WDSG", .poll_s = 60, .timeout_s = 1900
#define INSTALL_QUESTION "install-wanted|stored"
#define AWAIT_QUESTION(w, n)                                                                       \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = "await-question", .when = w,                            \
    .until = INSTALL_QUESTION "|update-started", .poll = "AT+WDSG", .poll_s = 60,                  \
    .timeout_s = 900, .tries = n, .flags = GO_ON,                                                  \
    WHY (PACKAGE_INVALID, "The module does not offer to install the package")                      \
  }
/* Nothing may cut the power from +WDSI: 14 on; 1 to 8 minutes (HL78G).  A UART is silent then, and
 * who waits on is the daemon. */
#define INSTALL                                                                                    \
  {                                                                                                \
    .phase = FOTAD_PHASE_INSTALL,                                                                  \
    .name = "install",                                                                             \
    .when = "last!=14",                                                                            \
    QUESTION (INSTALL_QUESTION),                                                                   \
    .command = "AT+WDSR=4",                                                                        \
    .reply_s = 30,                                                                                 \
    .tries = 1,                                                                                    \
    .weight = 1,                                                                                   \
    .flags = FOREVER | ASKS | FOTAD_STEP_ANEW,                                                     \
    WHY (REFUSED, "The module does not ask whether to install the package")                        \
  }, /* Whatever was agreed, it began by itself. */                                                \
      { .phase = FOTAD_PHASE_INSTALL,                                                              \
        .name = "follow-update",                                                                   \
        .when = "last=14",                                                                         \
        .until = "update-started|updated|" BOOTED,                                                 \
        .timeout_s = 10,                                                                           \
        .tries = 1,                                                                                \
        .flags = FOTAD_STEP_NO_RETURN },                                                           \
      { .phase = FOTAD_PHASE_INSTALL,                                                              \
        .name = "begin-update",                                                                    \
        .until = "update-started|updated|" BOOTED,                                                 \
        .timeout_s = 120,                                                                          \
        .tries = 1,                                                                                \
        .weight = 1 },                                                                             \
  {                                                                                                \
    .phase = FOTAD_PHASE_INSTALL, .name = "write-flash", .until = "updated|" BOOTED,               \
    .timeout_s = 900, .silence_s = 120, .tries = 1, .weight = 30                                   \
  }
#define BOOTED "booted|ready"

#define RESTORE_LINES                                                                              \
  { SAY (CLEANUP, "restore-install-agreement", "old_install", "AT+WDSC=2,${old_install:number}",   \
         NULL) },                                                                                  \
      { TRY (CLEANUP, "restore-report", "old_report=0", "AT+KSREP=0", NULL) },                     \
  {                                                                                                \
    SAY (CLEANUP, "restore-lines", "old_mask", "AT+WDSI=${old_mask:number}", NULL)                 \
  }
