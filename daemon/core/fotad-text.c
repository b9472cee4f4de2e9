/*
 * Text from outside.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-text.h"

#include "core/fotad-error.h"

static gboolean
refuse_byte (const char *name, const char *what, gsize position, GError **error)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "%s: %s at byte %" G_GSIZE_FORMAT,
               name, what, position);
  return FALSE;
}

gboolean
fotad_text_check (const char *name, const char *text, gsize size, gsize max, GError **error)
{
  const char *end;

  if (size > max) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "%s: %" G_GSIZE_FORMAT " bytes are too long, at most %" G_GSIZE_FORMAT, name, size,
                 max);
    return FALSE;
  }
  if (!g_utf8_validate_len (text, size, &end))
    return refuse_byte (name, *end == '\0' ? "control character" : "not UTF-8",
                        (gsize) (end - text), error);
  for (const char *at = text; at < text + size; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return refuse_byte (name, "control character", (gsize) (at - text), error);
  return TRUE;
}
