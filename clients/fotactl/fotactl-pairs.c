/*
 * KEY=VALUE arguments of enrol and certificate.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-pairs.h"

#include <string.h>

#include "fotactl-error.h"
#include "fotactl-secret.h"
#include "fotactl-text.h"

/* "u required secret: what it is"; "s" for a key nobody described. */
static char *
describe (GVariant *parameters, const char *route, const char *key)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", route, key);
  const char *found = NULL;

  if (parameters != NULL && g_variant_lookup (parameters, name, "&s", &found))
    return g_strdup (found);
  return g_strdup ("s:");
}

static gboolean
is_secret (const char *description)
{
  g_autofree char *words = g_strndup (description, strcspn (description, ":"));

  return strstr (words, " secret") != NULL;
}

static GVariant *
parse_boolean (const char *key, const char *text, GError **error)
{
  static const char *const yes[] = { "true", "yes", "on", "1", NULL };
  static const char *const no[] = { "false", "no", "off", "0", NULL };

  if (g_strv_contains (yes, text))
    return g_variant_new_boolean (TRUE);
  if (g_strv_contains (no, text))
    return g_variant_new_boolean (FALSE);
  fotactl_usage_error (error, "%s: “%s” is neither true nor false", key, text);
  return NULL;
}

static GVariant *
parse_value (const char *key, const char *text, char type, GError **error)
{
  guint64 number;

  switch (type) {
  case 'b':
    return parse_boolean (key, text, error);
  case 'u':
    if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &number, NULL))
      return g_variant_new_uint32 ((guint32) number);
    fotactl_usage_error (error, "%s: “%s” is no number", key, text);
    return NULL;
  default: /* the service's letters, not our enum */
    if (g_utf8_validate (text, -1, NULL))
      return g_variant_new_string (text);
    fotactl_usage_error (error, "%s: the value is no UTF-8", key);
    return NULL;
  }
}

static char *
fetch_text (const char *key, const char *text, gboolean secret, GError **error)
{
  if (*text == '@')
    return fotactl_secret_read (text + 1, error);
  if (secret)
    g_printerr ("fotactl: warning: every user sees %s on the command line; use %s=@FILE\n", key,
                key);
  return g_strdup (text);
}

static gboolean
add_pair (
    GVariantDict *dict, const char *pair, GVariant *parameters, const char *route, GError **error)
{
  const char *equals = strchr (pair, '=');
  g_autofree char *key = NULL, *description = NULL, *text = NULL;
  GVariant *value;

  if (equals == NULL || equals == pair || !g_utf8_validate (pair, equals - pair, NULL)) {
    fotactl_usage_error (error, "“%s” is not KEY=VALUE", pair);
    return FALSE;
  }
  key = g_strndup (pair, (gsize) (equals - pair));
  description = describe (parameters, route, key);
  text = fetch_text (key, equals + 1, is_secret (description), error);
  if (text == NULL)
    return FALSE;
  value = parse_value (key, text, *description, error);
  fotactl_secret_wipe (text);
  if (value == NULL)
    return FALSE;
  g_variant_dict_insert_value (dict, key, value);
  return TRUE;
}

GVariant *
fotactl_pairs_build (char **pairs, GVariant *parameters, const char *route, GError **error)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  for (gsize i = 0; pairs[i] != NULL; i++) {
    if (add_pair (&dict, pairs[i], parameters, route, error))
      continue;
    g_variant_dict_clear (&dict);
    return NULL;
  }
  return g_variant_dict_end (&dict);
}

static char **
write_row (const char *key, const char *text)
{
  gsize words = strcspn (text, ":");
  g_autofree char *type = g_strndup (text, words);
  g_autofree char *meaning = g_strstrip (g_strdup (text[words] != '\0' ? text + words + 1 : ""));
  const char *cells[] = { key, type, meaning, NULL };

  return g_strdupv ((char **) cells);
}

void
fotactl_pairs_print (GVariant *parameters, const char *route)
{
  static const char *const titles[] = { "KEY", "TYPE", "MEANING", NULL };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autofree char *prefix = g_strdup_printf ("%s.", route);
  GVariantIter iter;
  const char *name, *text;

  g_variant_iter_init (&iter, parameters);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &text))
    if (g_str_has_prefix (name, prefix))
      g_ptr_array_add (rows, write_row (name + strlen (prefix), text));
  fotactl_text_print_table (titles, rows);
}
