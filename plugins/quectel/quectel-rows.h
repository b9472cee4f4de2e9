/*
 * Rows that several routes share.  In DFOTA the ways in differ; what is checked before and what
 * happens after is the same.
 *
 * Time-outs: BG95D says 300 ms for URLs and 10 s for numbers; FIELD has HTTPEND,702 six minutes
 * after HTTPSTART, 300 s from RESETTING to START and up to 20 min of writing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "quectel.h"

#include "fotad-plugin-rows.h"

#define VERSION "^(?:\\+QGMR:\\s*)?\"?(?<version>[A-Z]{2}[A-Z0-9._-]{6,})\"?\\s*$"

/* ATI leaves out the part after "_" (FIELD). */
#define QUECTEL_READ_VERSION                                                                       \
  {                                                                                                \
    .phase = FOTAD_PHASE_IDENTIFY, .name = "read-version", .command = "AT+QGMR", .reply = VERSION, \
    .timeout_s = 5, .tries = 3                                                                     \
  }

/* FIELD: AT command manual, of the SIM card's own PIN. */
#define QUECTEL_COUNT "AT+QPINC=\"SC\""
#define QUECTEL_TRIES "^\\+QPINC:\\s*\"?SC\"?\\s*,\\s*(?<pin_tries>\\d+)"

/* The lines must come where we listen. */
#define QUECTEL_LINES                                                                              \
  { .phase = FOTAD_PHASE_PREPARE,                                                                  \
    .name = "read-line-port",                                                                      \
    .when = "port",                                                                                \
    .command = "AT+QURCCFG=\"urcport\"",                                                           \
    .reply = "^\\+QURCCFG:\\s*\"urcport\"\\s*,\\s*\"(?<old_line_port>\\w+)\"",                     \
    .timeout_s = 5,                                                                                \
    .tries = 1,                                                                                    \
    .flags = FOTAD_STEP_OPTIONAL },                                                                \
      { .phase = FOTAD_PHASE_PREPARE,                                                              \
        .name = "lines-to-uart",                                                                   \
        .when = "port=uart old_line_port old_line_port!=uart1",                                    \
        .command = "AT+QURCCFG=\"urcport\",\"uart1\"",                                             \
        .timeout_s = 5,                                                                            \
        .tries = 1,                                                                                \
        .flags = FOTAD_STEP_OPTIONAL },                                                            \
  {                                                                                                \
    .phase = FOTAD_PHASE_PREPARE, .name = "lines-to-usb",                                          \
    .when = "port=usb old_line_port old_line_port!=usbat",                                         \
    .command = "AT+QURCCFG=\"urcport\",\"usbat\"", .timeout_s = 5, .tries = 1,                     \
    .flags = FOTAD_STEP_OPTIONAL                                                                   \
  }

#define QUECTEL_READ_MODE                                                                          \
  {                                                                                                \
    .phase = FOTAD_PHASE_PREPARE, .name = "read-install-mode", .command = "AT+QFOTADL=3",          \
    .reply = "^\\+QFOTADL:\\s*3\\s*,\\s*(?<old_install_mode>[01])\\s*$", .timeout_s = 15,          \
    .tries = 1, .flags = FOTAD_STEP_OPTIONAL                                                       \
  }

/* After an upload that the module ended early, what was still on its way is a command to it. */
#define QUECTEL_CLEAR_LINE(condition)                                                              \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = "clear-line", .when = condition, .command = "AT",       \
    .timeout_s = 15, .reply_s = 5, .tries = 4                                                      \
  }

/* Whether the module can be kept from installing what it has; a reset makes it forget.  An answer
 * that was lost must not make it look as if it installed by itself: it would wait for us, and we
 * for it. */
#define QUECTEL_HOLD_INSTALL                                                                       \
  { .phase = FOTAD_PHASE_TRANSFER,                                                                 \
    .name = "hold-install",                                                                        \
    .command = "AT+QFOTADL=3,0",                                                                   \
    .sets = "held=1",                                                                              \
    .timeout_s = 15,                                                                               \
    .tries = 1,                                                                                    \
    .flags = FOTAD_STEP_OPTIONAL },                                                                \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = "is-it-held", .when = "!held old_install_mode",         \
    .command = "AT+QFOTADL=3", .reply = "^\\+QFOTADL:\\s*3\\s*,\\s*0\\s*$", .sets = "held=1",      \
    .timeout_s = 15, .tries = 1, .flags = FOTAD_STEP_OPTIONAL                                      \
  }

/* A transfer that begins again after a crash: what came in whole before it is not fetched twice. */
#define QUECTEL_FIND_STORED                                                                        \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = "find-stored-package", .when = "stored_size",           \
    .command = "AT+QFOTADL=4", .reply = "^\\+QFOTADL:\\s*4\\s*,\\s*${stored_size}\\s*$",           \
    .sets = "stored=1", .timeout_s = 15, .tries = 1, .flags = FOTAD_STEP_OPTIONAL                  \
  }

/* One of which only the module knows, by its own word. */
#define QUECTEL_FIND_PACKAGE(row_name, condition)                                                  \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = row_name, .when = condition, .command = "AT+QFOTADL=4", \
    .reply = "^\\+QFOTADL:\\s*4\\s*,\\s*(?<size>(?<stored_size>[1-9]\\d*))\\s*$",                  \
    .sets = "stored=1", .timeout_s = 15, .tries = 1, .flags = FOTAD_STEP_OPTIONAL                  \
  }

/* What the module says is there: shown to who approves, and looked for after a crash. */
#define QUECTEL_READ_SIZE(condition)                                                               \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = "read-package-size", .when = condition,                 \
    .command = "AT+QFOTADL=4",                                                                     \
    .reply = "^\\+QFOTADL:\\s*4\\s*,\\s*(?<size>(?<stored_size>\\d+))\\s*$", .timeout_s = 15,      \
    .tries = 1, .flags = FOTAD_STEP_OPTIONAL                                                       \
  }

/* After a restart that found the question still standing, nothing was transferred again. */
#define QUECTEL_INSTALL                                                                            \
  { .phase = FOTAD_PHASE_INSTALL,                                                                  \
    .name = "find-package",                                                                        \
    .when = "held restarted stored_size",                                                          \
    .command = "AT+QFOTADL=4",                                                                     \
    .reply = "^\\+QFOTADL:\\s*4\\s*,\\s*${stored_size}\\s*$",                                      \
    .timeout_s = 15,                                                                               \
    .tries = 2,                                                                                    \
    .failure = FOTAD_FAILURE_STORAGE,                                                              \
    .text = "The package is no longer in the module" },                                            \
  {                                                                                                \
    .phase = FOTAD_PHASE_INSTALL, .name = "install", .when = "held", .command = "AT+QFOTADL=1",    \
    .timeout_s = 15, .tries = 1, .weight = 1, .flags = FOREVER                                     \
  }

#define QUECTEL_WRITE                                                                              \
  {                                                                                                \
    .phase = FOTAD_PHASE_INSTALL, .name = "write-flash", .until = "written|booted",                \
    .timeout_s = 1200, .silence_s = 600, .tries = 1, .weight = 65                                  \
  }

#define QUECTEL_READ_NEW_VERSION                                                                   \
  {                                                                                                \
    .phase = FOTAD_PHASE_VERIFY, .name = "read-new-version", .command = "AT+QGMR",                 \
    .reply = VERSION, .timeout_s = 10, .tries = 10, .weight = 1                                    \
  }

/* The last row of a cancel table. */
#define QUECTEL_DELETE_PACKAGE                                                                     \
  {                                                                                                \
    .phase = FOTAD_PHASE_CLEANUP, .name = "delete-package", .when = "held",                        \
    .command = "AT+QFOTADL=5", .timeout_s = 15, .tries = 1, .flags = FOTAD_STEP_OPTIONAL           \
  }

#define QUECTEL_RESTORE_LINES                                                                      \
  {                                                                                                \
    .phase = FOTAD_PHASE_CLEANUP, .name = "restore-line-port", .when = "old_line_port",            \
    .command = "AT+QURCCFG=\"urcport\",${old_line_port}", .timeout_s = 5, .tries = 2,              \
    .flags = FOTAD_STEP_OPTIONAL                                                                   \
  }

#define QUECTEL_RESTORE_MODE                                                                       \
  { .phase = FOTAD_PHASE_CLEANUP,                                                                  \
    .name = "drop-package",                                                                        \
    .when = "held",                                                                                \
    .command = "AT+QFOTADL=5",                                                                     \
    .timeout_s = 15,                                                                               \
    .tries = 1,                                                                                    \
    .flags = FOTAD_STEP_OPTIONAL },                                                                \
  {                                                                                                \
    .phase = FOTAD_PHASE_CLEANUP, .name = "restore-install-mode", .when = "held",                  \
    .command = "AT+QFOTADL=3,${old_install_mode:number|1}", .timeout_s = 15, .tries = 1,           \
    .flags = FOTAD_STEP_OPTIONAL                                                                   \
  }
