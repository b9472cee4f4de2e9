/*
 * The route "push": a package uploaded through the AT port.
 *
 * BG95 and its kin take it raw into their own store (AT+QFOTADL="COM:"); Linux modules take a file
 * (AT+QFUPL, one "A" for each KiB), which is then named to AT+QFOTADL.  Both answer with what
 * arrived and its checksum.
 *
 * BG95D 2.2.3.3: "+++" with a second of silence before and after it would end the upload.  The
 * daemon sends without pauses and never ends with so small a piece.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "quectel-rows.h"

#define FILE_NAME "dfota_update.bin"
#define CHECKSUM "\\s*,\\s*\"?0*${checksum}\"?\\s*$"

/* XOR of big-endian words; an odd last byte is a high byte (BG95D 2.2.3.3). */
static guint32
xor16 (guint32 sum, gsize at, const guint8 *data, gsize size)
{
  for (gsize i = 0; i < size; i++)
    sum ^= (at + i) % 2 == 0 ? (guint32) data[i] << 8 : data[i];
  return sum;
}

/* Silence of 10 s ends an upload in the module. */
const FotadPush quectel_raw = {
  .protocol = FOTAD_PUSH_RAW, .chunk = 4096, .start_s = 10, .checksum = xor16
};

/* FIELD: fwupd has 2 KiB out before it waits for both their acknowledgements; USB holds back what
 * the module has no room for, so twice as much keeps it busy while they travel. */
const FotadPush quectel_acknowledged = { .protocol = FOTAD_PUSH_RAW,
                                         .chunk = 4096,
                                         .bytes_per_ack = 1024,
                                         .ack = 'A',
                                         .start_s = 10,
                                         .checksum = xor16 };

const FotadStep quectel_push[] = {
  QUECTEL_READ_VERSION,
  QUECTEL_LINES,
  QUECTEL_READ_MODE,

  QUECTEL_FIND_STORED,
  /* Volatile, so each time; without it nobody could be asked between upload and install. */
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "hold-install",
    .command = "AT+QFOTADL=3,0",
    .sets = "held=1",
    .timeout_s = 15,
    .tries = 2 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "drop-old-package",
    .when = "!stored",
    .command = "AT+QFOTADL=5",
    .timeout_s = 15,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "upload",
    .when = "!stored",
    .command = "AT+QFOTADL=\"COM:\",${size:number},10",
    .reply = "^\\+QFOTADL:\\s*${size}" CHECKSUM,
    .timeout_s = 60,
    .tries = 3,
    .weight = 30,
    .flags = FOTAD_STEP_PUSH,
    .failure = FOTAD_FAILURE_PACKAGE_INVALID,
    .text = "The package did not arrive whole in the module" },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "read-package-size",
    .when = "!stored",
    .command = "AT+QFOTADL=4",
    .reply = "^\\+QFOTADL:\\s*4\\s*,\\s*(?<stored_size>\\d+)\\s*$",
    .timeout_s = 15,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },

  QUECTEL_INSTALL,
  QUECTEL_WRITE,
  QUECTEL_READ_NEW_VERSION,
  QUECTEL_RESTORE_LINES,
  QUECTEL_RESTORE_MODE,
  { 0 },
};

const FotadStep quectel_push_cancel[] = {
  QUECTEL_DELETE_PACKAGE,
  { 0 },
};

#define DELETE_FILE(row_name, condition)                                                           \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = row_name, .when = condition,                            \
    .command = "AT+QFDEL=\"" FILE_NAME "\"", .timeout_s = 15, .tries = 1,                          \
    .flags = FOTAD_STEP_OPTIONAL                                                                   \
  }
#define UPLOAD_FILE(row_name, condition, share, how)                                               \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = row_name, .when = condition,                            \
    .command = "AT+QFUPL=\"" FILE_NAME "\",${size:number},10,1",                                   \
    .reply = "^\\+QFUPL:\\s*${size}" CHECKSUM, .sets = "uploaded=${size:number}", .timeout_s = 60, \
    .tries = 2, .weight = share, .flags = how, .failure = FOTAD_FAILURE_PACKAGE_INVALID,           \
    .text = "The package did not arrive whole in the module"                                       \
  }

const FotadStep quectel_push_file[] = {
  QUECTEL_READ_VERSION,
  /* The room for a package is what is free (FIELD: Quectel's file manual); an older package makes
   * room first, so then the module itself is the judge. */
  { TRY (IDENTIFY,
         "find-old-file",
         NULL,
         "AT+QFLST=\"" FILE_NAME "\"",
         "^\\+QFLST:\\s*\"(?:UFS:)?" FILE_NAME "\"\\s*,\\s*\\d+"),
    .sets = "old_file=1" },
  { TRY (IDENTIFY,
         "read-free-space",
         "!old_file",
         "AT+QFLDS=\"UFS\"",
         "^\\+QFLDS:\\s*(?<limit>\\d+)\\s*,\\s*\\d+") },
  QUECTEL_LINES,

  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "find-stored-file",
    .when = "uploaded",
    .command = "AT+QFLST=\"" FILE_NAME "\"",
    .reply = "^\\+QFLST:\\s*\"(?:UFS:)?" FILE_NAME "\"\\s*,\\s*${uploaded}\\b",
    .sets = "stored=1",
    .timeout_s = 15,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  DELETE_FILE ("delete-old-file", "!stored"),
  UPLOAD_FILE ("upload-file", "!stored", 30, FOTAD_STEP_PUSH | FOTAD_STEP_OPTIONAL),
  QUECTEL_CLEAR_LINE ("!stored !uploaded"),
  /* An upload never overwrites; so one that went wrong is deleted before the next. */
  DELETE_FILE ("delete-partial-file", "!stored !uploaded"),
  UPLOAD_FILE ("upload-file-again", "!stored !uploaded", 1, FOTAD_STEP_PUSH),

  { .phase = FOTAD_PHASE_INSTALL,
    .name = "find-file",
    .when = "restarted uploaded",
    .command = "AT+QFLST=\"" FILE_NAME "\"",
    .reply = "^\\+QFLST:\\s*\"(?:UFS:)?" FILE_NAME "\"\\s*,\\s*${uploaded}\\b",
    .timeout_s = 15,
    .tries = 2,
    .failure = FOTAD_FAILURE_STORAGE,
    .text = "The package is no longer in the module" },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "install-file",
    .command = "AT+QFOTADL=\"/data/ufs/" FILE_NAME "\"",
    .timeout_s = 15,
    .tries = 1,
    .weight = 1,
    .flags = FOREVER },
  QUECTEL_WRITE,
  QUECTEL_READ_NEW_VERSION,
  QUECTEL_RESTORE_LINES,
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "delete-file",
    .when = "uploaded",
    .command = "AT+QFDEL=\"" FILE_NAME "\"",
    .timeout_s = 15,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { 0 },
};

const FotadStep quectel_push_file_cancel[] = {
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "delete-unfinished-file",
    .command = "AT+QFDEL=\"" FILE_NAME "\"",
    .timeout_s = 15,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { 0 },
};
