/*
 * The strict reader for option dictionaries.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-options.h"

#include "core/fotad-error.h"
#include "core/fotad-text.h"

/* A caller's key goes into our error message only this far. */
#define MAX_KEY 64

struct _FotadOptions {
  GVariant *dictionary;
  GPtrArray *known; /* char *, in the order they were asked for */
};

FotadOptions *
fotad_options_new (GVariant *dictionary)
{
  FotadOptions *options = g_new0 (FotadOptions, 1);

  options->dictionary = g_variant_ref_sink (dictionary);
  options->known = g_ptr_array_new_with_free_func (g_free);
  return options;
}

void
fotad_options_free (FotadOptions *options)
{
  if (options == NULL)
    return;
  g_variant_unref (options->dictionary);
  g_ptr_array_unref (options->known);
  g_free (options);
}

gboolean
fotad_options_take_value (FotadOptions *options,
                          const char *key,
                          const GVariantType *type,
                          GVariant **value,
                          GError **error)
{
  g_autoptr (GVariant) found = g_variant_lookup_value (options->dictionary, key, NULL);

  *value = NULL;
  g_ptr_array_add (options->known, g_strdup (key));
  if (found != NULL && type != NULL && !g_variant_is_of_type (found, type)) {
    g_autofree char *wanted = g_variant_type_dup_string (type);

    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "%s: must be of type %s, not %.32s", key, wanted,
                 g_variant_get_type_string (found));
    return FALSE;
  }
  *value = g_steal_pointer (&found);
  return TRUE;
}

gboolean
fotad_options_take_string (
    FotadOptions *options, const char *key, gsize max, char **value, GError **error)
{
  g_autoptr (GVariant) found = NULL;
  const char *text;
  gsize size;

  if (!fotad_options_take_value (options, key, G_VARIANT_TYPE_STRING, &found, error))
    return FALSE;
  if (found == NULL)
    return TRUE;
  text = g_variant_get_string (found, &size);
  if (!fotad_text_check (key, text, size, max, error))
    return FALSE;
  g_free (*value);
  *value = g_strdup (text);
  return TRUE;
}

gboolean
fotad_options_take_word (
    FotadOptions *options, const char *key, const char *const *words, char **value, GError **error)
{
  g_autoptr (GVariant) found = NULL;
  g_autofree char *choice = NULL;

  if (!fotad_options_take_value (options, key, G_VARIANT_TYPE_STRING, &found, error))
    return FALSE;
  if (found == NULL)
    return TRUE;
  if (g_strv_contains (words, g_variant_get_string (found, NULL))) {
    g_free (*value);
    *value = g_variant_dup_string (found, NULL);
    return TRUE;
  }
  choice = g_strjoinv (", ", (GStrv) words);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "%s: must be one of %s", key,
               choice);
  return FALSE;
}

gboolean
fotad_options_take_u32 (FotadOptions *options, const char *key, guint32 *value, GError **error)
{
  g_autoptr (GVariant) found = NULL;

  if (!fotad_options_take_value (options, key, G_VARIANT_TYPE_UINT32, &found, error))
    return FALSE;
  if (found != NULL)
    *value = g_variant_get_uint32 (found);
  return TRUE;
}

gboolean
fotad_options_take_u64 (FotadOptions *options, const char *key, guint64 *value, GError **error)
{
  g_autoptr (GVariant) found = NULL;

  if (!fotad_options_take_value (options, key, G_VARIANT_TYPE_UINT64, &found, error))
    return FALSE;
  if (found != NULL)
    *value = g_variant_get_uint64 (found);
  return TRUE;
}

gboolean
fotad_options_take_boolean (FotadOptions *options, const char *key, gboolean *value, GError **error)
{
  g_autoptr (GVariant) found = NULL;

  if (!fotad_options_take_value (options, key, G_VARIANT_TYPE_BOOLEAN, &found, error))
    return FALSE;
  if (found != NULL)
    *value = g_variant_get_boolean (found);
  return TRUE;
}

/* What may be shown of a key that a stranger made up. */
static char *
presentable (const char *key)
{
  g_autofree char *escaped = g_strescape (key, NULL);

  return g_strndup (escaped, MAX_KEY);
}

static gboolean
refuse_key (FotadOptions *options, const char *key, GError **error)
{
  g_autofree char *shown = presentable (key);
  g_autofree char *known = NULL;

  g_ptr_array_add (options->known, NULL);
  known = g_strjoinv (", ", (GStrv) options->known->pdata);
  g_ptr_array_remove_index (options->known, options->known->len - 1);
  if (*known == '\0')
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "%s: unknown option, there are none", shown);
  else
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "%s: unknown option, there are %s", shown, known);
  return FALSE;
}

static gboolean
refuse_second (const char *key, GError **error)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "%s: given twice", key);
  return FALSE;
}

gboolean
fotad_options_finish (FotadOptions *options, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GVariantIter entries;
  const char *key;

  g_variant_iter_init (&entries, options->dictionary);
  while (g_variant_iter_next (&entries, "{&sv}", &key, NULL)) {
    if (!g_ptr_array_find_with_equal_func (options->known, key, g_str_equal, NULL))
      return refuse_key (options, key, error);
    if (!g_hash_table_add (seen, (gpointer) key))
      return refuse_second (key, error);
  }
  return TRUE;
}
