/*
 * Words for people: tables, lists of properties, times.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-text.h"

#include <stdio.h>

char *
fotactl_text_clean (const char *text)
{
  GString *clean = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar letter = g_utf8_get_char (at);
    GUnicodeType type = g_unichar_type (letter);

    if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT)
      letter = '?';
    g_string_append_unichar (clean, letter);
  }
  return g_string_free (clean, FALSE);
}

char *
fotactl_text_time (guint64 seconds)
{
  g_autoptr (GDateTime) time = NULL;

  if (seconds == 0 || seconds > G_MAXINT64)
    return g_strdup ("");
  time = g_date_time_new_from_unix_local ((gint64) seconds);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("");
}

static char *
join_children (GVariant *value)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < g_variant_n_children (value); i++) {
    g_autoptr (GVariant) child = g_variant_get_child_value (value, i);
    char *word = fotactl_text_value ("", child);

    if (*word != '\0')
      g_ptr_array_add (words, word);
    else
      g_free (word);
  }
  g_ptr_array_add (words, NULL);
  return g_strjoinv (", ", (char **) words->pdata);
}

static char *
write_entry (GVariant *entry)
{
  g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
  g_autoptr (GVariant) value = g_variant_get_child_value (entry, 1);
  g_autofree char *left = fotactl_text_value ("", key);
  g_autofree char *right = fotactl_text_value (left, value);

  return g_strdup_printf ("%s=%s", left, right);
}

static gboolean
is_time (const char *name)
{
  static const char *const times[] = { "Created", "Started", "Finished", "deadline", NULL };

  return g_strv_contains (times, name);
}

static char *
write_number (const char *name, GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64) && is_time (name))
    return fotactl_text_time (g_variant_get_uint64 (value));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_variant_get_boolean (value) ? "yes" : "no");
  return g_variant_print (value, FALSE);
}

char *
fotactl_text_value (const char *name, GVariant *value)
{
  switch (g_variant_classify (value)) {
  case G_VARIANT_CLASS_VARIANT: {
    g_autoptr (GVariant) inner = g_variant_get_variant (value);

    return fotactl_text_value (name, inner);
  }
  case G_VARIANT_CLASS_STRING:
  case G_VARIANT_CLASS_OBJECT_PATH:
  case G_VARIANT_CLASS_SIGNATURE:
    return fotactl_text_clean (g_variant_get_string (value, NULL));
  case G_VARIANT_CLASS_DICT_ENTRY:
    return write_entry (value);
  case G_VARIANT_CLASS_ARRAY:
  case G_VARIANT_CLASS_TUPLE:
    return join_children (value);
  default: /* GLib's enum, not ours */
    return write_number (name, value);
  }
}

static void
print_property (const char *name, GVariant *value)
{
  g_autofree char *text = value != NULL ? fotactl_text_value (name, value) : g_strdup ("");
  g_autofree char *label = fotactl_text_clean (name);

  if (*text != '\0')
    printf ("%16s: %s\n", label, text);
}

void
fotactl_text_print_properties (GVariant *properties, const char *const *names)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  if (names == NULL) {
    g_variant_iter_init (&iter, properties);
    while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
      print_property (name, value);
    return;
  }
  for (gsize i = 0; names[i] != NULL; i++) {
    g_autoptr (GVariant) wanted = g_variant_lookup_value (properties, names[i], NULL);

    print_property (names[i], wanted);
  }
}

static void
print_row (const char *const *cells, const glong *widths, guint columns)
{
  for (guint i = 0; i < columns; i++) {
    g_autofree char *cell = fotactl_text_clean (cells[i]);
    glong missing = widths[i] - g_utf8_strlen (cell, -1);

    printf ("%s%*s", cell, i + 1 < columns ? (int) missing + 2 : 0, "");
  }
  putchar ('\n');
}

void
fotactl_text_print_table (const char *const *titles, GPtrArray *rows)
{
  guint columns = g_strv_length ((char **) titles);
  g_autofree glong *widths = g_new0 (glong, columns);

  for (guint i = 0; i < columns; i++) {
    widths[i] = g_utf8_strlen (titles[i], -1);
    for (guint j = 0; j < rows->len; j++) {
      char **row = g_ptr_array_index (rows, j);

      widths[i] = MAX (widths[i], g_utf8_strlen (row[i], -1));
    }
  }
  print_row (titles, widths, columns);
  for (guint j = 0; j < rows->len; j++)
    print_row (g_ptr_array_index (rows, j), widths, columns);
}
