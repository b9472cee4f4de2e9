/*
 * The route "certificate": AT+SQNSNVW stores a PEM file in the module (FIELD for all but the number's
 * range, AN0214 6.1.3), AT+SQNSPCFG makes a TLS profile of what is stored.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sequans.h"

#define SLOT "\\d|1\\d"

const FotadParameter sequans_certificate_parameters[] = {
  { "kind", "s", "certificate|key", FALSE, FALSE, "certificate, or key for a private key" },
  { "index", "u", SLOT, TRUE, FALSE,
    "Where to store it, 0 to 19; the update client takes 11 to 19" },
  { "tls-profile", "u", "[1-6]", FALSE, FALSE, "The TLS profile to set up with it, 1 to 6" },
  { "tls-version", "u", "[0-3]", FALSE, FALSE, "0 for 1.0, 1 for 1.1, 2 for 1.2 (default), 3 for 1.3" },
  { "tls-check", "u", "\\d|[1-9]\\d", FALSE, FALSE,
    "What of the server is checked, as AT+SQNSPCFG numbers it (default 1)" },
  { "ca-index", "u", SLOT, FALSE, FALSE, "Where the profile's CA certificate is stored" },
  { "client-index", "u", SLOT, FALSE, FALSE, "Where the profile's own certificate is stored" },
  { "key-index", "u", SLOT, FALSE, FALSE, "Where the profile's private key is stored" },
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

  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "read-version",
    .command = "ATI1",
    .reply = SEQUANS_VERSION,
    .timeout_s = 5,
    .tries = 3 },

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
