/*
 * Files by path: only those that really lie below a package directory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-local-file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "core/fotad-error.h"
#include "core/fotad-fd.h"

typedef struct {
  char *top;
  char *packages;
  char *directories[3];
} Fixture;

static char *
path_in (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->top, name, NULL);
}

static void
make_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = path_in (fixture, name);

  g_assert_true (g_file_set_contents (path, name, -1, NULL));
}

static void
make_link (Fixture *fixture, const char *name, const char *target)
{
  g_autofree char *path = path_in (fixture, name);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
make_directory (Fixture *fixture, const char *name)
{
  g_autofree char *path = path_in (fixture, name);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

static void
make_fifo (Fixture *fixture, const char *name)
{
  g_autofree char *path = path_in (fixture, name);

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
}

/* top/{outside, packages/{good, sub/deep, links…, fifo}, packages2/near, alias → packages} */
static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->top = g_dir_make_tmp ("fotad-files-XXXXXX", NULL);
  make_directory (fixture, "packages");
  make_directory (fixture, "packages2");
  make_directory (fixture, "packages/sub");
  make_file (fixture, "outside");
  make_file (fixture, "packages/good");
  make_file (fixture, "packages/sp ace");
  make_file (fixture, "packages/sub/deep");
  make_file (fixture, "packages2/near");
  make_link (fixture, "packages/inside", "sub/deep");
  make_link (fixture, "packages/escape", "../outside");
  make_link (fixture, "packages/out", "..");
  make_link (fixture, "packages/device", "/dev/null");
  make_link (fixture, "packages/dangling", "nowhere");
  make_link (fixture, "packages/loop", "loop");
  make_link (fixture, "alias", "packages");
  make_fifo (fixture, "packages/fifo");
  fixture->packages = path_in (fixture, "packages");
  fixture->directories[0] = path_in (fixture, "missing");
  fixture->directories[1] = path_in (fixture, "alias");
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) files =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  remove_tree (fixture->top);
  g_free (fixture->directories[0]);
  g_free (fixture->directories[1]);
  g_free (fixture->packages);
  g_free (fixture->top);
}

static int
open_url (Fixture *fixture, const char *name, GError **error)
{
  g_autofree char *url = g_strdup_printf ("file://%s/%s", fixture->top, name);

  return fotad_local_file_open (url, (const char *const *) fixture->directories, error);
}

static void
test_opened (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *name;
    const char *contents;
  } cases[] = {
    { "alias/good", "packages/good" },          { "packages/good", "packages/good" },
    { "packages/sp%20ace", "packages/sp ace" }, { "packages/sub/../good", "packages/good" },
    { "packages/inside", "packages/sub/deep" }, { "packages/out/packages/good", "packages/good" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    fotad_autofd int fd = open_url (fixture, cases[i].name, &error);
    char read_back[64] = "";

    g_assert_no_error (error);
    g_assert_cmpint (read (fd, read_back, sizeof read_back - 1), >, 0);
    g_assert_cmpstr (read_back, ==, cases[i].contents);
    g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
  }
}

static void
test_refused (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *name;
    FotadError code;
    const char *message; /* its end */
  } cases[] = {
    { "outside", FOTAD_ERROR_INVALID_ARGUMENT, "is not below a package directory" },
    { "packages2/near", FOTAD_ERROR_INVALID_ARGUMENT, "is not below a package directory" },
    { "packages/../outside", FOTAD_ERROR_INVALID_ARGUMENT, "is not below a package directory" },
    { "packages/escape", FOTAD_ERROR_INVALID_ARGUMENT, "is not below a package directory" },
    { "packages/out/outside", FOTAD_ERROR_INVALID_ARGUMENT, "is not below a package directory" },
    { "packages/device", FOTAD_ERROR_INVALID_ARGUMENT, "is not below a package directory" },
    { "packages", FOTAD_ERROR_INVALID_ARGUMENT, "is not below a package directory" },
    { "nothing", FOTAD_ERROR_INVALID_ARGUMENT, "is not below a package directory" },
    { "packages/sub", FOTAD_ERROR_INVALID_ARGUMENT, "is no regular file" },
    { "packages/fifo", FOTAD_ERROR_INVALID_ARGUMENT, "is no regular file" },
    { "alias/nothing", FOTAD_ERROR_NOT_FOUND, "No such file or directory" },
    { "alias/dangling", FOTAD_ERROR_NOT_FOUND, "No such file or directory" },
    { "alias/loop", FOTAD_ERROR_INVALID_ARGUMENT, "Too many levels of symbolic links" },
    { "alias/%2e%2e%2foutside", FOTAD_ERROR_INVALID_ARGUMENT, "" },
    { "alias/good%00", FOTAD_ERROR_INVALID_ARGUMENT, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i].name);
    g_assert_cmpint (open_url (fixture, cases[i].name, &error), ==, -1);
    g_assert_error (error, FOTAD_ERROR, (int) cases[i].code);
    g_assert_true (g_str_has_prefix (error->message, "url: "));
    g_assert_true (g_str_has_suffix (error->message, cases[i].message));
  }
}

static void
test_other_urls (Fixture *fixture, gconstpointer unused)
{
  static const char *const urls[] = { "http://h/x", "file://otherhost/x", "file:", "x",
                                      "file:///proc/self/mem" };
  g_autofree char *local = g_strdup_printf ("file://localhost%s/good", fixture->packages);
  fotad_autofd int fd = -1;

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (
        fotad_local_file_open (urls[i], (const char *const *) fixture->directories, &error), ==,
        -1);
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  }
  fd = fotad_local_file_open (local, (const char *const *) fixture->directories, NULL);
  g_assert_cmpint (fd, >=, 0);
}

static void
test_no_directories (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->directories[0], g_free);
  g_assert_cmpint (open_url (fixture, "packages/good", &error), ==, -1);
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
}

#define FILE_TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FILE_TEST ("/package/local-file/opened", test_opened);
  FILE_TEST ("/package/local-file/refused", test_refused);
  FILE_TEST ("/package/local-file/other-urls", test_other_urls);
  FILE_TEST ("/package/local-file/no-directories", test_no_directories);
  return g_test_run ();
}
