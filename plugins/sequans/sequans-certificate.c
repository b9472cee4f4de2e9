/*
 * The route "certificate": AT+SQNSNVW stores a PEM file in the module (FIELD for all but the
 * number's range, AN0214 6.1.3), AT+SQNSPCFG makes a TLS profile of what is stored.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sequans-rows.h"

/* 0 to 4 and 7 to 10 are Sequans' own (FIELD: its AT manual). */
#define SLOT "[56]|1[1-9]"
#define ANY_SLOT "\\d|1\\d"

const FotadParameter sequans_certificate_parameters[] = {
  { "kind", "s", "certificate|key", FALSE, FALSE, "certificate, or key for a private key" },
  { "index", "u", SLOT, TRUE, FALSE,
    "Where to store it, 5, 6 or 11 to 19; the update client takes 11 to 19" },
  { "tls-profile", "u", "[1-6]", FALSE, FALSE, "The TLS profile to set up with it, 1 to 6" },
  { "tls-version", "u", "[0-3]", FALSE, FALSE,
    "0 for 1.0, 1 for 1.1, 2 for 1.2 (default), 3 for 1.3" },
  { "tls-check", "u", "\\d|[1-9]\\d", FALSE, FALSE,
    "What of the server is checked, as AT+SQNSPCFG numbers it (default 1)" },
  { "ca-index", "u", ANY_SLOT, FALSE, FALSE, "Where the profile's CA certificate is stored" },
  { "client-index", "u", ANY_SLOT, FALSE, FALSE, "Where the profile's own certificate is stored" },
  { "key-index", "u", ANY_SLOT, FALSE, FALSE, "Where the profile's private key is stored" },
  { NULL },
};

const FotadPush sequans_push = { .protocol = FOTAD_PUSH_RAW, .chunk = 256, .start_s = 10 };

const FotadStep sequans_certificate[] = {
  { .phase = FOTAD_PHASE_CHECK,
    .name = "refuse-der",
    .when = "format=der",
    .failure = FOTAD_FAILURE_PACKAGE_INVALID,
    .text = "The module takes PEM, and this is DER" },
  { .phase = FOTAD_PHASE_CHECK,
    .name = "refuse-other",
    .when = "format=other",
    .failure = FOTAD_FAILURE_PACKAGE_INVALID,
    .text = "The module takes PEM, and this is not" },

  SEQUANS_READ_VERSION,

  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "store-certificate",
    .when = "kind=certificate size",
    .command = "AT+SQNSNVW=\"certificate\",${index:number},${size:number}",
    .timeout_s = 60,
    .tries = 2,
    .weight = 5,
    .flags = FOTAD_STEP_PUSH },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "store-private-key",
    .when = "kind=key size",
    .command = "AT+SQNSNVW=\"privatekey\",${index:number},${size:number}",
    .timeout_s = 60,
    .tries = 2,
    .weight = 5,
    .flags = FOTAD_STEP_PUSH },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "set-tls-profile",
    .when = "tls_profile",
    .command = "AT+SQNSPCFG=${tls_profile:number},${tls_version:number|2},\"\","
               "${tls_check:number|1},[${ca_index:number}],[${client_index:number}],"
               "[${key_index:number}],\"\"",
    .timeout_s = 10,
    .tries = 2,
    .weight = 1 },

  /* A private key cannot be read. */
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "read-certificate",
    .when = "kind=certificate",
    .command = "AT+SQNSNVR=\"certificate\",${index:number}",
    .reply = "BEGIN CERTIFICATE",
    .timeout_s = 20,
    .tries = 2,
    .failure = FOTAD_FAILURE_REFUSED,
    .text = "The certificate is not there" },
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "read-tls-profile",
    .when = "tls_profile",
    .command = "AT+SQNSPCFG?",
    .reply = "^\\+SQNSPCFG:\\s*${tls_profile}\\s*,\\s*${tls_version|2}\\s*,",
    .timeout_s = 10,
    .tries = 2,
    .failure = FOTAD_FAILURE_REFUSED,
    .text = "The TLS profile is not as it was asked for" },
  { 0 },
};

const FotadParameter sequans_delete_certificate_parameters[] = {
  { "kind", "s", "certificate|key", FALSE, FALSE, "certificate, or key for a private key" },
  { "index", "u", SLOT, TRUE, FALSE, "Where it is stored, 5, 6 or 11 to 19" },
  { NULL },
};

/* Nothing, stored, deletes (FIELD: Sequans' AT manual). */
const FotadStep sequans_delete_certificate[] = {
  SEQUANS_READ_VERSION,
  { SAY (TRANSFER,
         "take-out-certificate",
         "kind=certificate",
         "AT+SQNSNVW=\"certificate\",${index:number},0",
         NULL),
    .weight = 1 },
  { SAY (TRANSFER, "take-out-key", "kind=key", "AT+SQNSNVW=\"privatekey\",${index:number},0", NULL),
    .weight = 1 },
  { TRY (VERIFY,
         "look-for-certificate",
         "kind=certificate",
         "AT+SQNSNVR=\"certificate\",${index:number}",
         "BEGIN CERTIFICATE"),
    .sets = "still_there=1" },
  { SAY (VERIFY,
         "still-there",
         "still_there",
         "AT+SQNSNVR=\"certificate\",${index:number}",
         "\\A\\z"),
    WHY (REFUSED, "The certificate is still there") },
  { 0 },
};
