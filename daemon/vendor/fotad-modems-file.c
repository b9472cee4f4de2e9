/*
 * *.modems files, strictly: an unknown key is an error, not a setting without effect.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-modems-file.h"

#include "core/fotad-error.h"

#include <string.h>

static gboolean
read_group (FotadFamily *family, GKeyFile *file, const char *group, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, error);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    /* The raw value: a pattern's backslashes are its own, not the key file's. */
    g_autofree char *value = g_key_file_get_value (file, group, keys[i], error);

    if (value == NULL)
      return FALSE;
    if (!g_utf8_validate (value, -1, NULL)) {
      g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "%s is not UTF-8", keys[i]);
      return FALSE;
    }
    if (!fotad_family_set (family, keys[i], g_strchomp (value), error)) {
      g_prefix_error (error, "%s ", keys[i]);
      return FALSE;
    }
  }
  return keys != NULL;
}

static gboolean
ensure_recognisable (const FotadFamily *family, GError **error)
{
  if (family->model != NULL || family->revision != NULL || family->usb[0] != NULL)
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
               "needs Model, Revision or Usb, or no modem would ever match");
  return FALSE;
}

static FotadFamily *
parse_family (GKeyFile *file, const char *group, const char *path, GError **error)
{
  g_autoptr (FotadFamily) family = fotad_family_new (group);
  g_autofree char *stem = g_path_get_basename (path);

  stem[strlen (stem) - strlen (".modems")] = '\0';
  family->directory = g_path_get_dirname (path);
  if (!fotad_family_set (family, "Vendor", stem, NULL))
    g_clear_pointer (&family->vendor, g_free);
  if (!read_group (family, file, group, error) || !ensure_recognisable (family, error)) {
    g_prefix_error (error, "[%s] ", group);
    return NULL;
  }
  if (family->vendor == NULL) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "[%s] needs Vendor, because the file's name is no vendor's", group);
    return NULL;
  }
  return g_steal_pointer (&family);
}

static gboolean
parse_families (GKeyFile *file, const char *path, GPtrArray *families, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++) {
    FotadFamily *family = parse_family (file, groups[i], path, error);

    if (family == NULL)
      return FALSE;
    g_ptr_array_add (families, family);
  }
  return TRUE;
}

GPtrArray *
fotad_modems_file_load (const char *path, GError **error)
{
  g_autoptr (GPtrArray) families =
      g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_family_unref);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) why = NULL;

  g_return_val_if_fail (g_str_has_suffix (path, ".modems"), NULL);
  if (g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_TRANSLATIONS, &why) &&
      parse_families (file, path, families, &why))
    return g_steal_pointer (&families);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "%s: %s", path, why->message);
  return NULL;
}
