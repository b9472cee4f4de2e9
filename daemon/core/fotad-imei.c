/*
 * IMEIs: the last digits are a check digit or the software's version, and not always there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-imei.h"

#include <string.h>

#define LEAST 14
#define MOST 16

gboolean
fotad_imei_is_valid (const char *imei)
{
  gsize digits = strspn (imei, "0123456789");

  return imei[digits] == '\0' && digits >= LEAST && digits <= MOST;
}

gboolean
fotad_imei_is_same (const char *a, const char *b)
{
  return strncmp (a, b, LEAST) == 0;
}
