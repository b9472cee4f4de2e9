/*
 * Directories: systemd's list, the usual places, and what is made.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-directories.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "core/fotad-error.h"

static void
assert_directory (FotadDirectory directory, const char *variable, const char *usual)
{
  g_autofree char *unset = NULL, *first = NULL, *empty = NULL;

  g_unsetenv (variable);
  unset = fotad_directory_get (directory);
  g_assert_cmpstr (unset, ==, usual);
  g_setenv (variable, "/a/b/:/c", TRUE);
  first = fotad_directory_get (directory);
  g_assert_cmpstr (first, ==, "/a/b");
  g_setenv (variable, "", TRUE);
  empty = fotad_directory_get (directory);
  g_assert_cmpstr (empty, ==, usual);
}

static void
test_get (void)
{
  assert_directory (FOTAD_DIRECTORY_STATE, "STATE_DIRECTORY", "/var/lib/fotad");
  assert_directory (FOTAD_DIRECTORY_RUNTIME, "RUNTIME_DIRECTORY", "/run/fotad");
  assert_directory (FOTAD_DIRECTORY_CACHE, "CACHE_DIRECTORY", "/var/cache/fotad");
  assert_directory (FOTAD_DIRECTORY_CONFIGURATION, "CONFIGURATION_DIRECTORY", "/etc/fotad");
}

static void
test_ensure (void)
{
  g_autofree char *top = g_dir_make_tmp ("fotad-dirs-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (top, "a", NULL);
  g_autofree char *blocked = g_build_filename (path, "file", "b", NULL);
  g_autofree char *file = g_build_filename (path, "file", NULL);
  g_autofree char *made = NULL;
  g_autoptr (GError) error = NULL;
  struct stat found;

  g_setenv ("STATE_DIRECTORY", path, TRUE);
  made = fotad_directory_ensure (FOTAD_DIRECTORY_STATE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (made, ==, path);
  g_assert_cmpint (stat (path, &found), ==, 0);
  g_assert_cmpint (found.st_mode & 07777, ==, 0700);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_setenv ("STATE_DIRECTORY", blocked, TRUE);
  g_assert_null (fotad_directory_ensure (FOTAD_DIRECTORY_STATE, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
  g_remove (file);
  g_rmdir (path);
  g_rmdir (top);
}

static void
test_configuration_is_not_made (void)
{
  g_autofree char *made = NULL;

  g_setenv ("CONFIGURATION_DIRECTORY", "/nonexistent/fotad", TRUE);
  made = fotad_directory_ensure (FOTAD_DIRECTORY_CONFIGURATION, NULL);
  g_assert_cmpstr (made, ==, "/nonexistent/fotad");
  g_assert_false (g_file_test (made, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/directories/get", test_get);
  g_test_add_func ("/core/directories/ensure", test_ensure);
  g_test_add_func ("/core/directories/configuration-is-not-made", test_configuration_is_not_made);
  return g_test_run ();
}
