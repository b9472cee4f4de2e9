/*
 * Files overlaid, then parsed: an integrator's file counts completely or not at all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-catalogue-private.h"

#include <string.h>

#include "core/fotad-log.h"
#include "settings/fotad-ini.h"

#define HEAD "Catalogue" /* the group about the file itself */

static char *
family_of (const char *path)
{
  g_autofree char *base = path != NULL ? g_path_get_basename (path) : g_strdup ("");

  if (g_str_has_suffix (base, ".settings"))
    base[strlen (base) - strlen (".settings")] = '\0';
  return g_steal_pointer (&base);
}

static const char *
head_value (FotadIni *ini, const char *name)
{
  FotadIniGroup *head = fotad_ini_find (ini, HEAD);
  FotadIniKey *key = head != NULL ? fotad_ini_group_find (head, name) : NULL;

  return key != NULL && *key->value != '\0' ? key->value : NULL;
}

static gboolean
check_head (FotadIniGroup *head, GError **error)
{
  static const char *const known[] = { "Families", "Profile", "Reboot", NULL };

  for (guint i = 0; i < head->keys->len; i++) {
    const FotadIniKey *key = head->keys->pdata[i];

    if (!g_strv_contains (known, key->name)) {
      fotad_setting_complain (head, key->name, "there is no such key", error);
      return FALSE;
    }
  }
  return TRUE;
}

/* What an entry needs of the file as a whole. */
static gboolean
check_needs (FotadIni *ini, FotadIniGroup *group, const FotadSetting *setting, GError **error)
{
  if (setting->profile && head_value (ini, "Profile") == NULL) {
    fotad_setting_complain (group, "Profile", "needs Profile= in [" HEAD "]", error);
    return FALSE;
  }
  if (setting->reboot && head_value (ini, "Reboot") == NULL) {
    fotad_setting_complain (group, "Reboot", "needs Reboot= in [" HEAD "]", error);
    return FALSE;
  }
  return TRUE;
}

/* NULL without an error for the head. */
static FotadSetting *
parse_group (FotadIni *ini, FotadIniGroup *group, GError **error)
{
  g_autoptr (FotadSetting) setting = NULL;

  if (g_str_equal (group->name, HEAD)) {
    check_head (group, error);
    return NULL;
  }
  setting = fotad_setting_parse (group, error);
  if (setting == NULL || !check_needs (ini, group, setting, error))
    return NULL;
  return g_steal_pointer (&setting);
}

static gboolean
parse_groups (FotadIni *ini, GPtrArray *settings, GError **error)
{
  for (guint i = 0; i < ini->len; i++) {
    GError *trouble = NULL;
    FotadSetting *setting = parse_group (ini, ini->pdata[i], &trouble);

    if (trouble != NULL) {
      g_propagate_error (error, trouble);
      return FALSE;
    }
    if (setting != NULL)
      g_ptr_array_add (settings, setting);
  }
  return TRUE;
}

static GPtrArray *
settings_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_setting_free);
}

/* @families: those whose files are part of the catalogue, of char *. */
static gboolean
is_meant_for (FotadIni *ini, GPtrArray *families)
{
  const char *meant = head_value (ini, "Families");
  g_auto (GStrv) words = NULL;

  if (meant == NULL)
    return TRUE;
  words = g_strsplit_set (meant, " ,;", -1);
  for (guint i = 0; i < families->len; i++)
    if (g_strv_contains ((const char *const *) words, families->pdata[i]))
      return TRUE;
  return FALSE;
}

/* Returns @base or, when the file at @path is good and meant for @families, both together. */
static FotadIni *
overlay_file (FotadIni *base, const char *path, GPtrArray *families, GError **error)
{
  g_autoptr (FotadIni) overlay = fotad_ini_load (path, error);
  g_autoptr (GPtrArray) settings = settings_new ();
  g_autoptr (FotadIni) both = NULL;

  if (overlay == NULL || !is_meant_for (overlay, families))
    return base;
  both = fotad_ini_copy (base);
  for (guint i = 0; i < overlay->len; i++)
    fotad_ini_overlay (both, overlay->pdata[i]);
  if (!parse_groups (both, settings, error))
    return base;
  fotad_ini_free (base);
  return g_steal_pointer (&both);
}

static int
compare_paths (gconstpointer one, gconstpointer other)
{
  return strcmp (*(char *const *) one, *(char *const *) other);
}

static GPtrArray *
list_settings (const char *directory)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = directory != NULL ? g_dir_open (directory, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".settings") && *name != '.')
      g_ptr_array_add (paths, g_build_filename (directory, name, NULL));
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}

static FotadIni *
overlay_files (FotadIni *base, GPtrArray *paths, GPtrArray *families, GStrvBuilder *complaints)
{
  for (guint i = 0; i < paths->len; i++) {
    g_autoptr (GError) trouble = NULL;
    g_autofree char *complaint = NULL;

    base = overlay_file (base, paths->pdata[i], families, &trouble);
    if (trouble == NULL)
      continue;
    complaint = g_strdup_printf ("%s is left out: %s", (char *) paths->pdata[i], trouble->message);
    fotad_warning (NULL, "%s", complaint);
    g_strv_builder_add (complaints, complaint);
  }
  return base;
}

/* "+NAME" of each command in "AT+NAME=…;+NAME2=…": what the log is to mask behind. */
static void
mask_command (const char *command)
{
  g_auto (GStrv) parts = g_strsplit (command, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    const char *start = parts[i] + (g_ascii_strncasecmp (parts[i], "AT", 2) == 0 ? 2 : 0);
    g_autofree char *name = g_strndup (start, strcspn (start, "=?"));

    if (*name != '\0')
      fotad_log_add_secret (name);
  }
}

static void
mask_secrets (FotadCatalogue *catalogue)
{
  for (guint i = 0; i < catalogue->settings->len; i++) {
    const FotadSetting *setting = catalogue->settings->pdata[i];
    const char *commands[] = { setting->read, setting->dump, setting->write, setting->write_else };

    for (gsize k = 0; k < G_N_ELEMENTS (commands); k++)
      if (commands[k] != NULL && (setting->secret || setting->secrets[0] != NULL))
        mask_command (commands[k]);
  }
}

static void
keep_head (FotadCatalogue *catalogue, FotadIni *ini)
{
  catalogue->profile = g_strdup (head_value (ini, "Profile"));
  catalogue->reboot = g_strdup (head_value (ini, "Reboot"));
}

/* @more as they come, then the integrator's, under all of them. */
static FotadIni *
overlay_all (FotadCatalogue *catalogue,
             FotadIni *ini,
             const char *const *more,
             const char *directory)
{
  g_autoptr (GStrvBuilder) complaints = g_strv_builder_new ();
  g_autoptr (GPtrArray) families = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) ours = g_ptr_array_new ();
  g_autoptr (GPtrArray) theirs = list_settings (directory);

  g_ptr_array_add (families, g_strdup (catalogue->family));
  for (guint i = 0; more != NULL && more[i] != NULL; i++) {
    g_ptr_array_add (ours, (gpointer) more[i]);
    g_ptr_array_add (families, family_of (more[i]));
  }
  ini = overlay_files (ini, ours, families, complaints);
  ini = overlay_files (ini, theirs, families, complaints);
  catalogue->complaints = g_strv_builder_end (complaints);
  return ini;
}

FotadCatalogue *
catalogue_load (const char *path, const char *const *more, const char *directory, GError **error)
{
  g_autoptr (FotadCatalogue) catalogue = g_rc_box_new0 (FotadCatalogue);
  g_autoptr (FotadIni) ini = NULL;

  catalogue->family = family_of (path);
  catalogue->settings = settings_new ();
  ini = path != NULL ? fotad_ini_load (path, error) : fotad_ini_parse ("", "", 0, error);
  if (ini == NULL)
    return NULL;
  if (!parse_groups (ini, catalogue->settings, error)) /* the vendor's own must be good alone */
    return NULL;
  ini = overlay_all (catalogue, g_steal_pointer (&ini), more, directory);
  g_ptr_array_set_size (catalogue->settings, 0);
  if (!parse_groups (ini, catalogue->settings, error))
    return NULL;
  mask_secrets (catalogue);
  keep_head (catalogue, ini);
  return g_steal_pointer (&catalogue);
}
