/*
 * The configuration, read from its files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-config-private.h"

#include <string.h>

#include "core/fotad-directories.h"
#include "core/fotad-log.h"

static void
take_key (
    FotadConfig *config, const char *path, GKeyFile *file, const char *group, const char *name)
{
  g_autofree char *value = g_key_file_get_value (file, group, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!config_set (config, group, name, g_strstrip (value), &error))
    fotad_warning (NULL, "%s: [%s] %s: %s", path, group, name, error->message);
}

static void
take_group (FotadConfig *config, const char *path, GKeyFile *file, const char *group)
{
  g_auto (GStrv) names = g_key_file_get_keys (file, group, NULL, NULL);

  if (!config_knows_group (group)) {
    fotad_warning (NULL, "%s: [%s]: there is no such group", path, group);
    return;
  }
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    take_key (config, path, file, group, names[i]);
}

static gboolean
is_understood (const char *line, gboolean in_group)
{
  if (*line == '\0' || *line == '#')
    return TRUE;
  if (*line == '[')
    return g_str_has_suffix (line, "]");
  return in_group && *line != '=' && strchr (line, '=') != NULL;
}

/* GKeyFile gives up on the whole file for one bad line; "Approval=ask" must not get lost by a
 * typo elsewhere. */
static void
drop_bad_lines (const char *path, char **lines)
{
  gboolean in_group = FALSE;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_strstrip (lines[i]);
    if (!is_understood (lines[i], in_group)) {
      fotad_warning (NULL, "%s: line %u makes no sense", path, i + 1);
      *lines[i] = '\0';
    }
    in_group = in_group || *lines[i] == '[';
  }
}

static GKeyFile *
load_file (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *contents = NULL, *usable = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &contents, NULL, error))
    return NULL;
  lines = g_strsplit (contents, "\n", -1);
  drop_bad_lines (path, lines);
  usable = g_strjoinv ("\n", lines);
  if (!g_key_file_load_from_data (file, usable, strlen (usable), G_KEY_FILE_NONE, error))
    return NULL;
  return g_steal_pointer (&file);
}

static void
take_file (FotadConfig *config, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GKeyFile) file = load_file (path, &error);
  g_auto (GStrv) groups = file != NULL ? g_key_file_get_groups (file, NULL) : NULL;

  if (file == NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    fotad_warning (NULL, "%s: skipped: %s", path, error->message);
  for (guint i = 0; groups != NULL && groups[i] != NULL; i++)
    take_group (config, path, file, groups[i]);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
take_drop_ins (FotadConfig *config, const char *directory)
{
  g_autoptr (GDir) files = g_dir_open (directory, 0, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    if (g_str_has_suffix (name, ".conf") && *name != '.')
      g_ptr_array_add (paths, g_build_filename (directory, name, NULL));
  g_ptr_array_sort (paths, compare_names);
  for (guint i = 0; i < paths->len; i++)
    take_file (config, g_ptr_array_index (paths, i));
}

static void
set_defaults (FotadConfig *config)
{
  g_autofree char *state = fotad_directory_get (FOTAD_DIRECTORY_STATE);
  g_autofree char *packages = g_build_filename (state, "packages", NULL);
  char *directories[] = { packages, NULL };

  config_set_presets (config);
  g_strfreev (config->package_directories);
  config->package_directories = g_strdupv (directories);
}

FotadConfig *
fotad_config_load (const char *directory)
{
  FotadConfig *config = g_new0 (FotadConfig, 1);
  g_autofree char *path = g_build_filename (directory, "fotad.conf", NULL);
  g_autofree char *drop_ins = g_build_filename (directory, "fotad.conf.d", NULL);

  set_defaults (config);
  take_file (config, path);
  take_drop_ins (config, drop_ins);
  return config;
}

void
fotad_config_free (FotadConfig *config)
{
  if (config == NULL)
    return;
  g_free (config->approval);
  g_free (config->spare_port);
  g_free (config->proxy);
  g_free (config->ca_file);
  g_strfreev (config->package_directories);
  g_strfreev (config->watch_ports);
  g_free (config);
}
