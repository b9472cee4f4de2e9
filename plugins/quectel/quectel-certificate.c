/*
 * The route "certificate": the files that https and coaps downloads look for, under the exact names
 * of BG95D 2.1.  coap-cert.pem is the root and coap-cacert.pem the client's own: the module's names
 * are the other way round than one would think.
 *
 * A file of that name is deleted first, because an upload never overwrites; what arrived is
 * compared by size and checksum, and found again in the list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "quectel-rows.h"

#define DELETE(prefix, what, file, condition)                                                      \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = prefix what, .when = "kind=" what condition,            \
    .command = "AT+QFDEL=\"" file "\"", .timeout_s = 15, .tries = 1, .flags = FOTAD_STEP_OPTIONAL  \
  }

#define UPLOAD(prefix, what, file, condition, more)                                                \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = prefix what, .when = "kind=" what condition,            \
    .command = "AT+QFUPL=\"" file "\",${size:number},10",                                          \
    .reply = "^\\+QFUPL:\\s*${size}\\s*,\\s*\"?0*${checksum}\"?\\s*$", .sets = "uploaded=1",       \
    .timeout_s = 30, .tries = 1, .weight = 10, .flags = FOTAD_STEP_PUSH | more,                    \
    .failure = FOTAD_FAILURE_STORAGE, .text = "The file did not arrive whole in the module"        \
  }

/* One that went wrong is in the way of the next. */
#define INSTALL_FILE(what, file)                                                                   \
  DELETE ("delete-old-", what, file, ""), UPLOAD ("upload-", what, file, "", FOTAD_STEP_OPTIONAL), \
      DELETE ("delete-partial-", what, file, " !uploaded"),                                        \
      UPLOAD ("upload-again-", what, file, " !uploaded", FOTAD_STEP_NONE)

#define FIND_FILE(what, file)                                                                      \
  {                                                                                                \
    .phase = FOTAD_PHASE_VERIFY, .name = "find-" what, .when = "kind=" what,                       \
    .command = "AT+QFLST=\"" file "\"",                                                            \
    .reply = "^\\+QFLST:\\s*\"(?:UFS:)?" file "\"\\s*,\\s*${size}\\b", .timeout_s = 15,            \
    .tries = 3, .failure = FOTAD_FAILURE_STORAGE, .text = "The file is not in the module's list"   \
  }

/* Kind and name. */
#define FILES(ROW)                                                                                 \
  ROW ("https-ca", "/datatx/fota_cacert.pem"),                                                     \
      ROW ("https-certificate", "/datatx/fota_client_cert.pem"),                                   \
      ROW ("https-key", "/datatx/fota_client_key.pem"),                                            \
      ROW ("coaps-ca", "/datatx/ssl/coap-cert.pem"),                                               \
      ROW ("coaps-certificate", "/datatx/ssl/coap-cacert.pem"),                                    \
      ROW ("coaps-key", "/datatx/ssl/coap-key.pem"),                                               \
      ROW ("coaps-psk", "/datatx/ssl/coap_fota.psk")

/* 405: no such file (FIELD). */
#define TAKE_OUT(what, file)                                                                       \
  {                                                                                                \
    .phase = FOTAD_PHASE_TRANSFER, .name = "take-out-" what, .when = "kind=" what,                 \
    .command = "AT+QFDEL=\"" file "\"", .timeout_s = 15, .tries = 1, .weight = 1,                  \
    WHY (NOT_AVAILABLE, "The module has no such file")                                             \
  }

#define LOOK_FOR(what, file)                                                                       \
  {                                                                                                \
    .phase = FOTAD_PHASE_VERIFY, .name = "look-for-" what, .when = "kind=" what,                   \
    .command = "AT+QFLST=\"" file "\"", .reply = "^\\+QFLST:\\s*\"(?:UFS:)?" file,                 \
    .sets = "still_there=1", .timeout_s = 15, .tries = 1, .flags = FOTAD_STEP_OPTIONAL             \
  }

const FotadParameter quectel_certificates[] = {
  { .name = "kind",
    .type = "s",
    .pattern =
        "https-ca|https-certificate|https-key|coaps-ca|coaps-certificate|coaps-key|coaps-psk",
    .text = "what the file is for: the server's root, the module's own certificate, its key, or a "
            "pre-shared key" },
  { NULL },
};

const FotadStep quectel_certificate[] = {
  { .phase = FOTAD_PHASE_CHECK,
    .name = "not-pem",
    .when = "format format!=pem kind!=coaps-psk",
    .failure = FOTAD_FAILURE_PACKAGE_INVALID,
    .text = "The module takes certificates and keys as PEM" },
  QUECTEL_READ_VERSION,
  FILES (INSTALL_FILE),
  FILES (FIND_FILE),
  { 0 },
};

const FotadStep quectel_delete_certificate[] = {
  QUECTEL_READ_VERSION,
  FILES (TAKE_OUT),
  FILES (LOOK_FOR),
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "still-there",
    .when = "still_there",
    .command = "AT+QFLST",
    .reply = "\\A\\z",
    .timeout_s = 15,
    .tries = 1,
    WHY (STORAGE, "The file is still in the module") },
  { 0 },
};

/* Kind and name, and the fact that has its size. */
#define LIST(what, fact, file)                                                                     \
  {                                                                                                \
    TRY (IDENTIFY, "list-" what, NULL, "AT+QFLST=\"" file "\"",                                    \
         "^\\+QFLST:\\s*\"(?:UFS:)?" file "\"\\s*,\\s*(?<" fact "_bytes>\\d+)")                    \
  }

const FotadStep quectel_status[] = {
  QUECTEL_READ_VERSION,
  LIST ("https-ca", "https_ca", "/datatx/fota_cacert.pem"),
  LIST ("https-certificate", "https_certificate", "/datatx/fota_client_cert.pem"),
  LIST ("https-key", "https_private", "/datatx/fota_client_key.pem"),
  LIST ("coaps-ca", "coaps_ca", "/datatx/ssl/coap-cert.pem"),
  LIST ("coaps-certificate", "coaps_certificate", "/datatx/ssl/coap-cacert.pem"),
  LIST ("coaps-key", "coaps_private", "/datatx/ssl/coap-key.pem"),
  LIST ("coaps-psk", "coaps_shared", "/datatx/ssl/coap_fota.psk"),
  { 0 },
};
