/*
 * Families from data files, books from plugins.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-registry.h"

#include "vendor/fotad-modems-file.h"
#include "vendor/fotad-plugin-file.h"

#include <string.h>

/* systemd's ConfigurationDirectory=fotad, when it does not tell. */
#define CONFIG_DIR "/etc/fotad"

struct _FotadRegistry {
  char *plugin_dir;
  char *data_dir;
  gboolean uninstalled; /* $FOTAD_PLUGIN_DIR is set: a build tree of our own user's will do */
  GPtrArray *families;  /* elements: FotadFamily */
  GHashTable *books;    /* key: vendor, value: FotadBook */
};

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names in @directory, sorted; none when it cannot be read. */
static GPtrArray *
list_directory (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* Adds the paths PREFIX…SUFFIX in @directory to @paths; first its own, then, with @deeper, those
 * in its folders. */
static void
find_files (const char *directory,
            const char *prefix,
            const char *suffix,
            gboolean deeper,
            GPtrArray *paths)
{
  g_autoptr (GPtrArray) names = list_directory (directory);

  for (guint i = 0; i < names->len; i++)
    if (g_str_has_prefix (names->pdata[i], prefix) && g_str_has_suffix (names->pdata[i], suffix))
      g_ptr_array_add (paths, g_build_filename (directory, names->pdata[i], NULL));

  for (guint i = 0; deeper && i < names->len; i++) {
    g_autofree char *folder = g_build_filename (directory, names->pdata[i], NULL);

    if (g_file_test (folder, G_FILE_TEST_IS_DIR))
      find_files (folder, prefix, suffix, FALSE, paths);
  }
}

static void
add_families (FotadRegistry *registry, const char *directory, gboolean deeper)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  find_files (directory, "", ".modems", deeper, paths);
  for (guint i = 0; i < paths->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) families = fotad_modems_file_load (paths->pdata[i], &error);

    if (families == NULL)
      g_warning ("left out: %s", error->message);
    for (guint k = 0; families != NULL && k < families->len; k++)
      g_ptr_array_add (registry->families, fotad_family_ref (families->pdata[k]));
  }
}

/* systemd may give several directories, separated by colons; the first is ours. */
static char *
first_directory (const char *variable, const char *otherwise)
{
  const char *value = g_getenv (variable);

  if (value == NULL || *value == '\0')
    return g_strdup (otherwise);
  return g_strndup (value, strcspn (value, ":"));
}

FotadRegistry *
fotad_registry_new (void)
{
  FotadRegistry *registry = g_new0 (FotadRegistry, 1);
  g_autofree char *config_dir = first_directory ("CONFIGURATION_DIRECTORY", CONFIG_DIR);
  g_autofree char *own_dir = g_build_filename (config_dir, "modems.d", NULL);

  registry->uninstalled = g_getenv ("FOTAD_PLUGIN_DIR") != NULL;
  registry->plugin_dir = first_directory ("FOTAD_PLUGIN_DIR", FOTAD_PLUGIN_DIR);
  registry->data_dir = first_directory ("FOTAD_DATA_DIR", FOTAD_DATA_DIR);
  registry->families = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_family_unref);
  registry->books =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) fotad_book_unref);
  add_families (registry, own_dir, FALSE);
  add_families (registry, registry->data_dir, TRUE);
  return registry;
}

void
fotad_registry_free (FotadRegistry *registry)
{
  g_hash_table_unref (registry->books);
  g_ptr_array_unref (registry->families);
  g_free (registry->plugin_dir);
  g_free (registry->data_dir);
  g_free (registry);
}

static GPtrArray *
find_plugins (FotadRegistry *registry)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  find_files (registry->plugin_dir, "fotad-", ".so", TRUE, paths);
  return paths;
}

/* ".../fotad-NAME.so" */
static char *
vendor_of_plugin (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  return g_strndup (base + strlen ("fotad-"), strlen (base) - strlen ("fotad-.so"));
}

GStrv
fotad_registry_vendors (FotadRegistry *registry)
{
  g_autoptr (GPtrArray) paths = find_plugins (registry);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < paths->len; i++) {
    char *name = vendor_of_plugin (paths->pdata[i]);

    if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
      g_free (name);
    else
      g_ptr_array_add (names, name);
  }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

GPtrArray *
fotad_registry_families (FotadRegistry *registry)
{
  return registry->families;
}

FotadFamily *
fotad_registry_match (FotadRegistry *registry,
                      const char *manufacturer,
                      const char *model,
                      const char *revision,
                      const char *usb)
{
  for (guint i = 0; i < registry->families->len; i++)
    if (fotad_family_matches (registry->families->pdata[i], manufacturer, model, revision, usb))
      return registry->families->pdata[i];
  return NULL;
}

static FotadBook *
open_plugin (FotadRegistry *registry, const char *vendor, GError **error)
{
  g_autoptr (GPtrArray) paths = find_plugins (registry);

  for (guint i = 0; i < paths->len; i++) {
    g_autofree char *name = vendor_of_plugin (paths->pdata[i]);

    if (g_str_equal (name, vendor))
      return fotad_plugin_file_open (paths->pdata[i], vendor, registry->uninstalled, error);
  }
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "no plugin '%s' in %s", vendor,
               registry->plugin_dir);
  return NULL;
}

FotadBook *
fotad_registry_load (FotadRegistry *registry, const char *vendor, GError **error)
{
  FotadBook *book = g_hash_table_lookup (registry->books, vendor);

  if (book == NULL && (book = open_plugin (registry, vendor, error)) == NULL)
    return NULL;
  if (!g_hash_table_contains (registry->books, vendor))
    g_hash_table_insert (registry->books, g_strdup (vendor), book);
  return fotad_book_ref (book);
}

char *
fotad_registry_control_file (FotadRegistry *registry, const char *name)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *base = g_strdup_printf ("control-%s.so", name);

  find_files (registry->plugin_dir, base, base, TRUE, paths);
  return paths->len > 0 ? g_strdup (paths->pdata[0]) : NULL;
}

gboolean
fotad_registry_is_uninstalled (FotadRegistry *registry)
{
  return registry->uninstalled;
}

char *
fotad_registry_data_file (FotadRegistry *registry, const FotadFamily *family, const char *name)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *beside =
      family != NULL ? g_build_filename (family->directory, name, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&beside);
  find_files (registry->data_dir, name, name, TRUE, paths);
  return paths->len > 0 ? g_strdup (paths->pdata[0]) : NULL;
}
