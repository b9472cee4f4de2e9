/*
 * SHA-256 digests.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-digest.h"

#include <string.h>

#include "core/fotad-error.h"

#define DIGITS 64

char *
fotad_digest_parse (const char *text, GError **error)
{
  gsize size = strlen (text);

  for (gsize i = 0; i < MIN (size, DIGITS); i++) {
    if (g_ascii_isxdigit (text[i]))
      continue;
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "sha256: no hex digit at byte %" G_GSIZE_FORMAT, i);
    return NULL;
  }
  if (size == DIGITS)
    return g_ascii_strdown (text, DIGITS);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
               "sha256: %" G_GSIZE_FORMAT " digits, must be %d", size, DIGITS);
  return NULL;
}
