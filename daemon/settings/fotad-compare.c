/*
 * Values brought to one spelling, then compared as strings: no width, no overflow.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-compare.h"

#include <string.h>

static const char *const rule_names[] = {
  [FOTAD_COMPARE_TEXT] = "text", [FOTAD_COMPARE_EXACT] = "exact", [FOTAD_COMPARE_NUMBER] = "number",
  [FOTAD_COMPARE_HEX] = "hex",   [FOTAD_COMPARE_SET] = "set",     [FOTAD_COMPARE_APN] = "apn",
  [FOTAD_COMPARE_NONE] = "none",
};

gboolean
fotad_compare_rule_from_name (const char *name, FotadCompareRule *rule)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rule_names); i++) {
    if (!g_str_equal (rule_names[i], name))
      continue;
    *rule = (FotadCompareRule) i;
    return TRUE;
  }
  return FALSE;
}

/* One field: no blanks around it, no quotes around what remains. */
static char *
bare_field (const char *start, gsize length)
{
  g_autofree char *field = g_strstrip (g_strndup (start, length));
  gsize size = strlen (field);

  if (size >= 2 && field[0] == '"' && field[size - 1] == '"')
    return g_strstrip (g_strndup (field + 1, size - 2));
  return g_steal_pointer (&field);
}

/* Commas inside quotes do not separate. */
static GPtrArray *
split_fields (const char *value)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);
  const char *start = value;
  gboolean quoted = FALSE;

  for (const char *at = value;; at++) {
    if (*at == '"')
      quoted = !quoted;
    if (*at != '\0' && (*at != ',' || quoted))
      continue;
    g_ptr_array_add (fields, bare_field (start, (gsize) (at - start)));
    if (*at == '\0')
      return fields;
    start = at + 1;
  }
}

static char *
join_fields (GPtrArray *fields)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", (char *) fields->pdata[i]);
  return g_string_free (text, FALSE);
}

static char *
canonical_text (const char *value)
{
  g_autoptr (GPtrArray) fields = split_fields (value);

  while (fields->len > 1 && *(char *) fields->pdata[fields->len - 1] == '\0')
    g_ptr_array_remove_index (fields, fields->len - 1);
  return join_fields (fields);
}

static int
compare_fields (gconstpointer one, gconstpointer other)
{
  return strcmp (*(char *const *) one, *(char *const *) other);
}

static char *
canonical_set (const char *value)
{
  g_autofree char *unquoted = bare_field (value, strlen (value)); /* "1,2" as one string */
  g_autoptr (GPtrArray) fields = split_fields (unquoted);
  guint i = 0;

  g_ptr_array_sort (fields, compare_fields);
  while (i < fields->len) {
    char *field = fields->pdata[i];

    if (*field == '\0' || (i > 0 && g_str_equal (field, fields->pdata[i - 1])))
      g_ptr_array_remove_index (fields, i);
    else
      i++;
  }
  return join_fields (fields);
}

static const char *
skip_zeros (const char *digits)
{
  while (digits[0] == '0' && digits[1] != '\0')
    digits++;
  return digits;
}

/* NULL when it is not a decimal number. */
static char *
canonical_number (const char *bare)
{
  gboolean negative = *bare == '-';
  const char *digits = bare + (*bare == '-' || *bare == '+' ? 1 : 0);

  if (*digits == '\0' || strspn (digits, "0123456789") != strlen (digits))
    return NULL;
  digits = skip_zeros (digits);
  return g_strconcat (negative && !g_str_equal (digits, "0") ? "-" : "", digits, NULL);
}

/* NULL when it is not a hexadecimal number. */
static char *
canonical_hex (const char *bare)
{
  const char *digits = g_ascii_strncasecmp (bare, "0x", 2) == 0 ? bare + 2 : bare;

  if (*bare == '\0')
    return g_strdup ("0");
  if (*digits == '\0' || strspn (digits, "0123456789abcdefABCDEF") != strlen (digits))
    return NULL;
  return g_ascii_strdown (skip_zeros (digits), -1);
}

char *
fotad_compare_canonical (FotadCompareRule rule, const char *value)
{
  const char *given = value != NULL ? value : "";
  g_autofree char *text = canonical_text (given);
  char *number = NULL;

  switch (rule) {
  case FOTAD_COMPARE_TEXT:
    break;
  case FOTAD_COMPARE_EXACT:
    return g_strdup (given);
  case FOTAD_COMPARE_NUMBER:
    number = canonical_number (text);
    break;
  case FOTAD_COMPARE_HEX:
    number = canonical_hex (text);
    break;
  case FOTAD_COMPARE_SET:
    return canonical_set (given);
  case FOTAD_COMPARE_APN:
    return g_ascii_strdown (text, -1);
  case FOTAD_COMPARE_NONE:
    return g_strdup ("");
  }
  return number != NULL ? number : g_steal_pointer (&text);
}

gboolean
fotad_compare_equal (FotadCompareRule rule, const char *one, const char *other)
{
  g_autofree char *a = fotad_compare_canonical (rule, one);
  g_autofree char *b = fotad_compare_canonical (rule, other);

  return g_str_equal (a, b);
}
