/*
 * Data directories, plugins that load and plugins that must not.  argv[1]: where the sample
 * plugins were built.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-plugin-file.h"
#include "vendor/fotad-registry.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const char *built;

typedef struct {
  char *root; /* with config/modems.d, data, plugins in it */
} Fixture;

static void
make_directory (Fixture *fixture, const char *name, const char *variable)
{
  g_autofree char *path = g_build_filename (fixture->root, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
  if (variable != NULL)
    g_setenv (variable, path, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->root = g_dir_make_tmp ("fotad-registry-XXXXXX", NULL);
  g_assert_nonnull (fixture->root);
  make_directory (fixture, "config", "CONFIGURATION_DIRECTORY");
  make_directory (fixture, "config/modems.d", NULL);
  make_directory (fixture, "data", "FOTAD_DATA_DIR");
  make_directory (fixture, "data/good", NULL);
  make_directory (fixture, "plugins", "FOTAD_PLUGIN_DIR");
  make_directory (fixture, "plugins/deep", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", fixture->root);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->root);
}

static void
write_file (Fixture *fixture, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (fixture->root, name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

/* Copies a built sample plugin to plugins/@name with @mode. */
static void
install (Fixture *fixture, const char *sample, const char *name, int mode)
{
  g_autofree char *from = g_build_filename (built, sample, NULL);
  g_autofree char *to = g_build_filename (fixture->root, "plugins", name, NULL);
  g_autofree char *content = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (from, &content, &length, NULL));
  g_assert_true (g_file_set_contents (to, content, (gssize) length, NULL));
  g_assert_cmpint (g_chmod (to, mode), ==, 0);
}

static void
test_families (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FotadRegistry) registry = NULL;
  FotadFamily *family;

  write_file (fixture, "data/top.modems", "[TOP]\nModel=^TOP\n");
  write_file (fixture, "data/good/good.modems", "[X1]\nModel=^X\nSettings=x.settings\n");
  write_file (fixture, "config/modems.d/mine.modems", "[X9]\nModel=^X9\nVendor=good\n");
  registry = fotad_registry_new ();
  g_assert_cmpuint (fotad_registry_families (registry)->len, ==, 3);

  family = fotad_registry_match (registry, "Maker", "X9", NULL, NULL);
  g_assert_cmpstr (family->name, ==, "X9");
  family = fotad_registry_match (registry, "Maker", "X8", NULL, NULL);
  g_assert_cmpstr (family->name, ==, "X1");
  family = fotad_registry_match (registry, NULL, "TOP1", NULL, NULL);
  g_assert_cmpstr (family->vendor, ==, "top");
  g_assert_null (fotad_registry_match (registry, NULL, "none", NULL, NULL));
  g_assert_null (fotad_registry_match (registry, NULL, NULL, NULL, NULL));
}

static void
test_bad_file_is_left_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FotadRegistry) registry = NULL;

  write_file (fixture, "data/bad.modems", "[X1]\nModel=^X1\nModul=^X\n");
  write_file (fixture, "data/good/good.modems", "[X1]\nModel=^X\n");
  g_test_expect_message ("fotad-vendor", G_LOG_LEVEL_WARNING,
                         "left out: */data/bad.modems: [X1] Modul is no key*");
  registry = fotad_registry_new ();
  g_test_assert_expected_messages ();
  g_assert_nonnull (fotad_registry_match (registry, NULL, "X1", NULL, NULL));
}

static void
test_data_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FotadRegistry) registry = NULL;
  g_autofree char *beside = NULL, *elsewhere = NULL;
  FotadFamily *own, *packaged;

  write_file (fixture, "data/good/good.modems", "[X1]\nModel=^X\nSettings=x.settings\n");
  write_file (fixture, "data/good/x.settings", "");
  write_file (fixture, "config/modems.d/good.modems", "[Y1]\nModel=^Y\nSettings=x.settings\n");
  registry = fotad_registry_new ();
  own = fotad_registry_match (registry, NULL, "Y1", NULL, NULL);
  packaged = fotad_registry_match (registry, NULL, "X1", NULL, NULL);

  beside = fotad_registry_data_file (registry, packaged, "x.settings");
  elsewhere = fotad_registry_data_file (registry, own, "x.settings");
  g_assert_true (g_str_has_suffix (beside, "data/good/x.settings"));
  g_assert_cmpstr (elsewhere, ==, beside);
  g_assert_null (fotad_registry_data_file (registry, own, "y.settings"));
}

static void
test_nobodys_data_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FotadRegistry) registry = fotad_registry_new ();
  g_autofree char *file = NULL;

  g_assert_null (fotad_registry_data_file (registry, NULL, "x.settings"));
  write_file (fixture, "data/good/x.settings", "");
  file = fotad_registry_data_file (registry, NULL, "x.settings");
  g_assert_true (g_str_has_suffix (file, "data/good/x.settings"));
}

static void
test_control_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FotadRegistry) registry = fotad_registry_new ();
  g_autofree char *file = NULL;
  g_auto (GStrv) vendors = NULL;

  g_assert_null (fotad_registry_control_file (registry, "qmi"));
  install (fixture, "fotad-good.so", "deep/control-qmi.so", 0644);
  file = fotad_registry_control_file (registry, "qmi");
  g_assert_true (g_str_has_suffix (file, "plugins/deep/control-qmi.so"));
  g_assert_null (fotad_registry_control_file (registry, "mbim"));
  vendors = fotad_registry_vendors (registry);
  g_assert_null (vendors[0]);
  g_assert_true (fotad_registry_is_uninstalled (registry));
}

static void
test_vendors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FotadRegistry) registry = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *joined = NULL;

  install (fixture, "fotad-good.so", "fotad-good.so", 0644);
  install (fixture, "fotad-good.so", "deep/fotad-good.so", 0644);
  install (fixture, "fotad-good.so", "deep/fotad-deep.so", 0644);
  install (fixture, "fotad-good.so", "unrelated.so", 0644);
  registry = fotad_registry_new ();
  names = fotad_registry_vendors (registry);
  joined = g_strjoinv (" ", names);
  g_assert_cmpstr (joined, ==, "deep good");
}

static void
test_load (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FotadRegistry) registry = fotad_registry_new ();
  g_autoptr (FotadBook) first = NULL;
  g_autoptr (FotadBook) second = NULL;
  g_autoptr (GError) error = NULL;

  install (fixture, "fotad-good.so", "deep/fotad-good.so", 0644);
  first = fotad_registry_load (registry, "good", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fotad_book_get_vendor (first)->name, ==, "good");
  g_assert_nonnull (fotad_book_route (first, NULL, "fetch"));
  second = fotad_registry_load (registry, "good", &error);
  g_assert_true (first == second);
}

static void
refused (const char *vendor, const char *message)
{
  g_autoptr (FotadRegistry) registry = fotad_registry_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_registry_load (registry, vendor, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, message));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  install (fixture, "fotad-good.so", "fotad-other.so", 0644);
  install (fixture, "fotad-old.so", "fotad-old.so", 0644);
  install (fixture, "fotad-crooked.so", "fotad-crooked.so", 0644);
  install (fixture, "fotad-empty.so", "fotad-empty.so", 0644);
  write_file (fixture, "plugins/fotad-text.so", "not a module");
  refused ("none", "no plugin 'none'");
  refused ("other", "fotad-other.so: calls itself by another name");
  refused ("old", "fotad-old.so: is of ABI 4711");
  refused ("crooked", "route 'fetch', step 'read': ");
  refused ("empty", "fotad-empty.so: has no fotad_plugin");
  refused ("text", "fotad-text.so: ");
  refused ("../plugins/fotad-old", "no plugin");
}

static void
test_writable_file (Fixture *fixture, gconstpointer data)
{
  install (fixture, "fotad-good.so", "fotad-good.so", 0664);
  refused ("good", "fotad-good.so: writable by others");
  install (fixture, "fotad-good.so", "fotad-good.so", 0646);
  refused ("good", "fotad-good.so: writable by others");
}

static void
test_writable_directory (Fixture *fixture, gconstpointer data)
{
  g_autofree char *deep = g_build_filename (fixture->root, "plugins/deep", NULL);

  install (fixture, "fotad-good.so", "deep/fotad-good.so", 0644);
  g_assert_cmpint (g_chmod (deep, 0777), ==, 0);
  refused ("good", "its directory is writable by others");
}

/* Only root can give a file away; for anybody else, their own file is foreign to the service. */
static void
test_foreign_owner (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->root, "plugins", "fotad-good.so", NULL);
  g_autoptr (GError) error = NULL;

  install (fixture, "fotad-good.so", "fotad-good.so", 0644);
  if (geteuid () == 0)
    g_assert_cmpint (chown (path, 65534, 65534), ==, 0);
  g_assert_null (fotad_plugin_file_open (path, "good", FALSE, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "not owned by root"));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/vendor/registry/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  built = argv[1];
  ADD ("families", test_families);
  ADD ("bad-file-is-left-out", test_bad_file_is_left_out);
  ADD ("data-file", test_data_file);
  ADD ("nobodys-data-file", test_nobodys_data_file);
  ADD ("control-file", test_control_file);
  ADD ("vendors", test_vendors);
  ADD ("load", test_load);
  ADD ("refused", test_refused);
  ADD ("writable-file", test_writable_file);
  ADD ("writable-directory", test_writable_directory);
  ADD ("foreign-owner", test_foreign_owner);
  return g_test_run ();
}
