/*
 * The standards' error numbers and words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-generic-codes.h"

#include <string.h>

#define PIN_ADVICE "Give the PIN with the job (sim-pin), or switch the SIM's PIN check off"

static const FotadCode codes[] = {
  { "cme", 0, FOTAD_FAILURE_REFUSED, TRUE, "phone failure", NULL, NULL },
  { "cme", 1, FOTAD_FAILURE_REFUSED, TRUE, "no connection to phone", NULL, NULL },
  { "cme", 2, FOTAD_FAILURE_BUSY, TRUE, "phone-adaptor link reserved", NULL, NULL },
  { "cme", 3, FOTAD_FAILURE_REFUSED, FALSE, "operation not allowed", NULL, NULL },
  { "cme", 4, FOTAD_FAILURE_UNSUPPORTED, FALSE, "operation not supported", NULL, NULL },
  { "cme", 5, FOTAD_FAILURE_SIM, FALSE, "PH-SIM PIN required", PIN_ADVICE, NULL },
  { "cme", 6, FOTAD_FAILURE_SIM, FALSE, "PH-FSIM PIN required", PIN_ADVICE, NULL },
  { "cme", 7, FOTAD_FAILURE_SIM, FALSE, "PH-FSIM PUK required", NULL, NULL },
  { "cme", 10, FOTAD_FAILURE_SIM, FALSE, "SIM not inserted", NULL, NULL },
  { "cme", 11, FOTAD_FAILURE_SIM, FALSE, "SIM PIN required", PIN_ADVICE, NULL },
  { "cme", 12, FOTAD_FAILURE_SIM, FALSE, "SIM PUK required", NULL, NULL },
  { "cme", 13, FOTAD_FAILURE_SIM, FALSE, "SIM failure", NULL, NULL },
  { "cme", 14, FOTAD_FAILURE_SIM, TRUE, "SIM busy", NULL, NULL },
  { "cme", 15, FOTAD_FAILURE_SIM, FALSE, "SIM wrong", NULL, NULL },
  { "cme", 16, FOTAD_FAILURE_SIM, FALSE, "incorrect password",
    "The PIN was wrong; it is not tried again, because the SIM counts the attempts", NULL },
  { "cme", 17, FOTAD_FAILURE_SIM, FALSE, "SIM PIN2 required", NULL, NULL },
  { "cme", 18, FOTAD_FAILURE_SIM, FALSE, "SIM PUK2 required", NULL, NULL },
  { "cme", 20, FOTAD_FAILURE_STORAGE, FALSE, "memory full", NULL, NULL },
  { "cme", 21, FOTAD_FAILURE_ARGUMENT, FALSE, "invalid index", NULL, NULL },
  { "cme", 22, FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "not found", NULL, NULL },
  { "cme", 23, FOTAD_FAILURE_STORAGE, FALSE, "memory failure", NULL, NULL },
  { "cme", 24, FOTAD_FAILURE_ARGUMENT, FALSE, "text string too long", NULL, NULL },
  { "cme", 25, FOTAD_FAILURE_ARGUMENT, FALSE, "invalid characters in text string", NULL, NULL },
  { "cme", 26, FOTAD_FAILURE_ARGUMENT, FALSE, "dial string too long", NULL, NULL },
  { "cme", 27, FOTAD_FAILURE_ARGUMENT, FALSE, "invalid characters in dial string", NULL, NULL },
  { "cme", 30, FOTAD_FAILURE_NOT_REGISTERED, TRUE, "no network service", NULL, NULL },
  { "cme", 31, FOTAD_FAILURE_NETWORK, TRUE, "network timeout", NULL, NULL },
  { "cme", 32, FOTAD_FAILURE_NOT_REGISTERED, FALSE, "network not allowed - emergency calls only",
    NULL, NULL },
  { "cme", 40, FOTAD_FAILURE_SIM, FALSE, "network personalization PIN required", NULL, NULL },
  { "cme", 41, FOTAD_FAILURE_SIM, FALSE, "network personalization PUK required", NULL, NULL },
  { "cme", 50, FOTAD_FAILURE_ARGUMENT, FALSE, "incorrect parameters", NULL, NULL },
  { "cme", 51, FOTAD_FAILURE_UNSUPPORTED, FALSE, "command implemented but currently disabled", NULL,
    NULL },
  { "cme", 52, FOTAD_FAILURE_CANCELLED, TRUE, "command aborted by user", NULL, NULL },
  { "cme", 53, FOTAD_FAILURE_NOT_REGISTERED, TRUE,
    "not attached to network due to MT functionality restrictions", NULL, NULL },
  { "cme", 100, FOTAD_FAILURE_REFUSED, TRUE, "unknown", NULL, NULL },
  { "cme", 103, FOTAD_FAILURE_NOT_REGISTERED, FALSE, "illegal MS", NULL, NULL },
  { "cme", 106, FOTAD_FAILURE_NOT_REGISTERED, FALSE, "illegal ME", NULL, NULL },
  { "cme", 107, FOTAD_FAILURE_NOT_REGISTERED, FALSE, "GPRS services not allowed", NULL, NULL },
  { "cme", 111, FOTAD_FAILURE_NOT_REGISTERED, FALSE, "PLMN not allowed", NULL, NULL },
  { "cme", 112, FOTAD_FAILURE_NOT_REGISTERED, FALSE, "location area not allowed", NULL, NULL },
  { "cme", 113, FOTAD_FAILURE_NOT_REGISTERED, FALSE, "roaming not allowed in this location area",
    NULL, NULL },
  { "cme", 132, FOTAD_FAILURE_NETWORK, FALSE, "service option not supported", NULL, NULL },
  { "cme", 133, FOTAD_FAILURE_NETWORK, FALSE, "requested service option not subscribed", NULL,
    NULL },
  { "cme", 134, FOTAD_FAILURE_NETWORK, TRUE, "service option temporarily out of order", NULL,
    NULL },
  { "cme", 148, FOTAD_FAILURE_NETWORK, TRUE, "unspecified GPRS error", NULL, NULL },
  { "cme", 149, FOTAD_FAILURE_NETWORK, FALSE, "PDP authentication failure",
    "Check user and password of the APN", NULL },
  { "cme", 150, FOTAD_FAILURE_REFUSED, FALSE, "invalid mobile class", NULL, NULL },
  { "cms", 300, FOTAD_FAILURE_REFUSED, TRUE, "ME failure", NULL, NULL },
  { "cms", 302, FOTAD_FAILURE_REFUSED, FALSE, "operation not allowed", NULL, NULL },
  { "cms", 303, FOTAD_FAILURE_UNSUPPORTED, FALSE, "operation not supported", NULL, NULL },
  { "cms", 304, FOTAD_FAILURE_ARGUMENT, FALSE, "invalid PDU mode parameter", NULL, NULL },
  { "cms", 305, FOTAD_FAILURE_ARGUMENT, FALSE, "invalid text mode parameter", NULL, NULL },
  { "cms", 310, FOTAD_FAILURE_SIM, FALSE, "SIM not inserted", NULL, NULL },
  { "cms", 311, FOTAD_FAILURE_SIM, FALSE, "SIM PIN required", PIN_ADVICE, NULL },
  { "cms", 313, FOTAD_FAILURE_SIM, FALSE, "SIM failure", NULL, NULL },
  { "cms", 314, FOTAD_FAILURE_SIM, TRUE, "SIM busy", NULL, NULL },
  { "cms", 316, FOTAD_FAILURE_SIM, FALSE, "SIM PUK required", NULL, NULL },
  { "cms", 322, FOTAD_FAILURE_STORAGE, FALSE, "memory full", NULL, NULL },
  { "cms", 331, FOTAD_FAILURE_NOT_REGISTERED, TRUE, "no network service", NULL, NULL },
  { "cms", 332, FOTAD_FAILURE_NETWORK, TRUE, "network timeout", NULL, NULL },
  { "cms", 500, FOTAD_FAILURE_REFUSED, TRUE, "unknown error", NULL, NULL },
};

const FotadCode *
fotad_generic_code (const char *table, int code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].code == code && g_strcmp0 (codes[i].table, table) == 0)
      return &codes[i];
  return NULL;
}

char *
fotad_generic_squeeze (const char *words)
{
  GString *out = g_string_new (NULL);

  for (const char *at = words ?: ""; *at != '\0'; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (out, g_ascii_tolower (*at));
  return g_string_free (out, FALSE);
}

const FotadCode *
fotad_generic_code_of_words (const char *table, const char *words)
{
  g_autofree char *wanted = fotad_generic_squeeze (words);

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree char *squeezed = fotad_generic_squeeze (codes[i].text);

    if (*wanted != '\0' && g_str_equal (squeezed, wanted) && g_strcmp0 (codes[i].table, table) == 0)
      return &codes[i];
  }
  return NULL;
}
