/*
 * AT strings: written with care, read with patience.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-text.h"

#include <string.h>

#include "core/fotad-error.h"

gboolean
fotad_at_quote (const char *value, char **quoted, GError **error)
{
  for (const char *at = value; *at != '\0'; at++) {
    guchar byte = (guchar) *at;

    if (byte >= 0x20 && byte != 0x7f && byte != '"')
      continue;
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "byte 0x%02x at position %td cannot be part of a modem's string", byte,
                 at - value);
    return FALSE;
  }
  *quoted = g_strdup_printf ("\"%s\"", value);
  return TRUE;
}

/* Appends one field's text, without quotes and outer blanks, and returns where it ended: at a
 * comma or at the end. */
static const char *
add_field (GPtrArray *fields, const char *at)
{
  GString *field = g_string_new (NULL);
  gboolean inside = FALSE;
  gsize kept = 0; /* up to here blanks are inner ones */

  at += strspn (at, " \t");
  for (; *at != '\0' && (inside || *at != ','); at++) {
    if (*at == '"')
      inside = !inside;
    else
      g_string_append_c (field, *at);
    if (inside || (*at != ' ' && *at != '\t'))
      kept = field->len;
  }
  g_string_truncate (field, kept);
  g_ptr_array_add (fields, g_string_free (field, FALSE));
  return at;
}

GStrv
fotad_at_split (const char *fields)
{
  GPtrArray *list = g_ptr_array_new ();
  const char *at = fields;

  if (fields[strspn (fields, " \t")] != '\0')
    at = add_field (list, at);
  while (*at == ',')
    at = add_field (list, at + 1);
  g_ptr_array_add (list, NULL);
  return (GStrv) g_ptr_array_free (list, FALSE);
}

const char *
fotad_at_answer_of (const char *line, const char *name)
{
  const char *rest;

  if (g_ascii_strncasecmp (line, name, strlen (name)) != 0)
    return NULL;
  rest = line + strlen (name);
  rest += strspn (rest, " \t");
  if (*rest != ':')
    return NULL;
  rest++;
  return rest + strspn (rest, " \t");
}
