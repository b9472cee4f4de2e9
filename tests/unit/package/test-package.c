/*
 * Packages: copied and digested in slices, from files that may be anything, and no copy is
 * left behind.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-package.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "core/fotad-error.h"
#include "core/fotad-fd.h"

#define SIZE (300 * 1000 + 7)

typedef struct {
  char *directory;
  int source; /* SIZE bytes, not at its beginning */
  char *sha256;
  FotadPackage *package;
  GError *error;
  gboolean done;
} Fixture;

static int
new_source (gsize size)
{
  int fd = memfd_create ("source", MFD_CLOEXEC);
  g_autofree guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (i * 7 + (i >> 8));
  g_assert_cmpint (write (fd, bytes, size), ==, (gssize) size);
  return fd;
}

static char *
digest_of (int fd, gsize size)
{
  g_autofree guint8 *bytes = g_malloc (size);

  g_assert_cmpint (pread (fd, bytes, size, 0), ==, (gssize) size);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, size);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->directory = g_dir_make_tmp ("fotad-package-XXXXXX", NULL);
  fixture->source = new_source (SIZE);
  fixture->sha256 = digest_of (fixture->source, SIZE);
}

static guint
count_copies (Fixture *fixture)
{
  g_autoptr (GDir) files = g_dir_open (fixture->directory, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (files) != NULL)
    count++;
  return count;
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  if (fixture->package != NULL)
    g_assert_finalize_object (fixture->package);
  g_assert_cmpuint (count_copies (fixture), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->directory), ==, 0);
  g_clear_error (&fixture->error);
  fotad_clear_fd (&fixture->source);
  g_free (fixture->sha256);
  g_free (fixture->directory);
}

static void
on_imported (GObject *unused, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  fixture->package = fotad_package_import_finish (result, &fixture->error);
  fixture->done = TRUE;
}

static void
on_reopened (GObject *unused, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  fixture->package = fotad_package_reopen_finish (result, &fixture->error);
  fixture->done = TRUE;
}

static void
wait_for_it (Fixture *fixture)
{
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
  /* The task, and with it a copy that came to nothing, goes after the callback. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
start (Fixture *fixture, int fd, guint64 max, const char *sha256)
{
  fixture->done = FALSE;
  g_clear_error (&fixture->error);
  fotad_package_import_async (fd, "fw.bin", fixture->directory, max, sha256, NULL, on_imported,
                              fixture);
}

static void
assert_refused (Fixture *fixture, FotadError code, const char *message)
{
  wait_for_it (fixture);
  g_assert_null (fixture->package);
  g_assert_error (fixture->error, FOTAD_ERROR, (int) code);
  g_assert_true (g_pattern_match_simple (message, fixture->error->message));
  g_assert_cmpuint (count_copies (fixture), ==, 0);
}

static void
test_import (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *wanted = g_ascii_strup (fixture->sha256, -1);
  g_autofree char *copied = NULL;
  off_t before = lseek (fixture->source, 0, SEEK_CUR);
  struct stat found;

  start (fixture, fixture->source, 0, wanted);
  g_assert_false (fixture->done);
  wait_for_it (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fotad_package_get_name (fixture->package), ==, "fw.bin");
  g_assert_cmpuint (fotad_package_get_size (fixture->package), ==, SIZE);
  g_assert_cmpstr (fotad_package_get_sha256 (fixture->package), ==, fixture->sha256);
  g_assert_cmpint (lseek (fixture->source, 0, SEEK_CUR), ==, before);
  g_assert_cmpint (fstat (fotad_package_get_fd (fixture->package), &found), ==, 0);
  g_assert_cmpint (found.st_size, ==, SIZE);
  g_assert_cmpint (found.st_mode & 07777, ==, 0600);
  copied = digest_of (fotad_package_get_fd (fixture->package), SIZE);
  g_assert_cmpstr (copied, ==, fixture->sha256);
  g_assert_true (g_str_has_prefix (fotad_package_get_path (fixture->package), fixture->directory));
  g_assert_cmpuint (count_copies (fixture), ==, 1);
}

/* The caller may close its descriptor and write to its file; the copy does not care. */
static void
test_copy_is_ours (Fixture *fixture, gconstpointer unused)
{
  fotad_autofd int second = dup (fixture->source);
  g_autofree char *copied = NULL;

  start (fixture, second, 0, NULL);
  fotad_clear_fd (&second);
  wait_for_it (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (ftruncate (fixture->source, 0), ==, 0);
  copied = digest_of (fotad_package_get_fd (fixture->package), SIZE);
  g_assert_cmpstr (copied, ==, fixture->sha256);
}

static void
test_slices (Fixture *fixture, gconstpointer unused)
{
  guint slices = 0;

  start (fixture, fixture->source, 0, NULL);
  for (; !fixture->done; slices++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (slices, >=, 5);
  wait_for_it (fixture);
}

static void
test_limits (Fixture *fixture, gconstpointer unused)
{
  start (fixture, fixture->source, SIZE - 1, NULL);
  assert_refused (fixture, FOTAD_ERROR_PACKAGE_TOO_LARGE,
                  "the package has 300007 bytes, at most 300006 can be taken");
  start (fixture, fixture->source, SIZE, NULL);
  wait_for_it (fixture);
  g_assert_no_error (fixture->error);
}

static void
test_absurd_size (Fixture *fixture, gconstpointer unused)
{
  g_assert_cmpint (ftruncate (fixture->source, (off_t) 1 << 41), ==, 0);
  start (fixture, fixture->source, 0, NULL);
  assert_refused (fixture, FOTAD_ERROR_PACKAGE_TOO_LARGE, "the package has 2199023255552 bytes*");
  start (fixture, fixture->source, G_MAXUINT64, NULL);
  assert_refused (fixture, FOTAD_ERROR_PACKAGE_TOO_LARGE, "*, at most 536870912 can be taken");
}

static void
test_empty (Fixture *fixture, gconstpointer unused)
{
  g_assert_cmpint (ftruncate (fixture->source, 0), ==, 0);
  start (fixture, fixture->source, 0, NULL);
  assert_refused (fixture, FOTAD_ERROR_PACKAGE_INVALID, "the package is empty");
}

static void
test_no_file (Fixture *fixture, gconstpointer unused)
{
  fotad_autofd int directory = open ("/", O_RDONLY | O_CLOEXEC);
  fotad_autofd int device = open ("/dev/zero", O_RDONLY | O_CLOEXEC);
  fotad_autofd int path = open ("/etc/passwd", O_PATH | O_CLOEXEC);
  fotad_autofd int deaf = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  int ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  start (fixture, ends[0], 0, NULL);
  assert_refused (fixture, FOTAD_ERROR_INVALID_ARGUMENT, "the package is no regular file");
  start (fixture, directory, 0, NULL);
  assert_refused (fixture, FOTAD_ERROR_INVALID_ARGUMENT, "the package is no regular file");
  start (fixture, device, 0, NULL);
  assert_refused (fixture, FOTAD_ERROR_INVALID_ARGUMENT, "the package is no regular file");
  start (fixture, path, 0, NULL);
  assert_refused (fixture, FOTAD_ERROR_INVALID_ARGUMENT, "the package is not open for reading");
  start (fixture, deaf, 0, NULL);
  assert_refused (fixture, FOTAD_ERROR_INVALID_ARGUMENT, "the package is not open for reading");
  start (fixture, -1, 0, NULL);
  assert_refused (fixture, FOTAD_ERROR_INVALID_ARGUMENT, "the package is not open for reading");
  close (ends[0]);
  close (ends[1]);
}

static void
test_shrinks (Fixture *fixture, gconstpointer unused)
{
  start (fixture, fixture->source, 0, NULL);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (ftruncate (fixture->source, SIZE / 2), ==, 0);
  assert_refused (fixture, FOTAD_ERROR_PACKAGE_INVALID,
                  "the package became shorter while it was read");
}

static void
test_grows (Fixture *fixture, gconstpointer unused)
{
  start (fixture, fixture->source, 0, NULL);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (ftruncate (fixture->source, SIZE + 1), ==, 0);
  assert_refused (fixture, FOTAD_ERROR_PACKAGE_INVALID,
                  "the package changed its size while it was read");
}

static void
test_digests (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *other = g_strdup (fixture->sha256);

  other[63] = other[63] == '0' ? '1' : '0';
  start (fixture, fixture->source, 0, other);
  assert_refused (fixture, FOTAD_ERROR_PACKAGE_INVALID,
                  "the package has the SHA-256 digest *, not *");
  start (fixture, fixture->source, 0, "12");
  assert_refused (fixture, FOTAD_ERROR_INVALID_ARGUMENT, "sha256: 2 digits, must be 64");
}

static void
test_names (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *longest = g_strnfill (256, 'a');
  const struct {
    const char *name;
    const char *message;
  } cases[] = {
    { "../x", "name: '/' at byte 2" },
    { "a\nb", "name: control character at byte 1" },
    { "\xff", "name: not UTF-8 at byte 0" },
    { longest, "name: 256 bytes are too long, at most 255" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    fixture->done = FALSE;
    g_clear_error (&fixture->error);
    fotad_package_import_async (fixture->source, cases[i].name, fixture->directory, 0, NULL, NULL,
                                on_imported, fixture);
    assert_refused (fixture, FOTAD_ERROR_INVALID_ARGUMENT, cases[i].message);
  }
}

static void
test_cancelled (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fotad_package_import_async (fixture->source, "x", fixture->directory, 0, NULL, cancellable,
                              on_imported, fixture);
  g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  assert_refused (fixture, FOTAD_ERROR_CANCELLED, "*was cancelled");
}

/* A file size limit stands for a full disk. */
static void
test_no_room (Fixture *fixture, gconstpointer unused)
{
  struct rlimit before, tight;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  tight = before;
  tight.rlim_cur = SIZE / 2;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &tight), ==, 0);
  start (fixture, fixture->source, 0, NULL);
  wait_for_it (fixture);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  assert_refused (fixture, FOTAD_ERROR_STORAGE, "no room for a copy of the package: *");
}

static void
test_no_directory (Fixture *fixture, gconstpointer unused)
{
  fotad_package_import_async (fixture->source, "x", "/nonexistent", 0, NULL, NULL, on_imported,
                              fixture);
  assert_refused (fixture, FOTAD_ERROR_STORAGE, "the package could not be copied below *");
}

static void
reopen (Fixture *fixture, const char *path, const char *sha256)
{
  fixture->done = FALSE;
  g_clear_error (&fixture->error);
  fotad_package_reopen_async (path, "fw.bin", sha256, NULL, on_reopened, fixture);
  wait_for_it (fixture);
}

static void
test_reopen (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = NULL, *digest = NULL;

  start (fixture, fixture->source, 0, NULL);
  wait_for_it (fixture);
  path = g_strdup (fotad_package_get_path (fixture->package));
  fotad_package_keep (fixture->package);
  g_clear_object (&fixture->package);
  g_assert_cmpuint (count_copies (fixture), ==, 1);

  reopen (fixture, path, fixture->sha256);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fotad_package_get_size (fixture->package), ==, SIZE);
  g_assert_cmpstr (fotad_package_get_sha256 (fixture->package), ==, fixture->sha256);
  digest = digest_of (fotad_package_get_fd (fixture->package), SIZE);
  g_assert_cmpstr (digest, ==, fixture->sha256);
}

static void
test_reopen_refused (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->directory, "package-x", NULL);

  reopen (fixture, path, fixture->sha256);
  g_assert_error (fixture->error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
  g_assert_true (g_file_set_contents (path, "cut off", -1, NULL));
  reopen (fixture, path, fixture->sha256);
  g_assert_error (fixture->error, FOTAD_ERROR, FOTAD_ERROR_PACKAGE_INVALID);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_unlink (path);
  g_assert_cmpint (symlink ("/proc/self/exe", path), ==, 0);
  reopen (fixture, path, fixture->sha256);
  g_assert_error (fixture->error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
  g_unlink (path);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  reopen (fixture, path, fixture->sha256);
  g_assert_error (fixture->error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  g_unlink (path);
}

static void
test_sweep (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *orphan = g_build_filename (fixture->directory, "package-orphan", NULL);
  g_autofree char *needed = g_build_filename (fixture->directory, "package-needed", NULL);
  g_autofree char *other = g_build_filename (fixture->directory, "other", NULL);
  const char *keep[] = { needed, NULL };

  g_assert_true (g_file_set_contents (orphan, "", 0, NULL));
  g_assert_true (g_file_set_contents (needed, "", 0, NULL));
  g_assert_true (g_file_set_contents (other, "", 0, NULL));
  fotad_package_sweep (fixture->directory, keep);
  fotad_package_sweep ("/nonexistent", keep);
  g_assert_false (g_file_test (orphan, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_unlink (needed), ==, 0);
  g_assert_cmpint (g_unlink (other), ==, 0);
}

#define PACKAGE_TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PACKAGE_TEST ("/package/package/import", test_import);
  PACKAGE_TEST ("/package/package/copy-is-ours", test_copy_is_ours);
  PACKAGE_TEST ("/package/package/slices", test_slices);
  PACKAGE_TEST ("/package/package/limits", test_limits);
  PACKAGE_TEST ("/package/package/absurd-size", test_absurd_size);
  PACKAGE_TEST ("/package/package/empty", test_empty);
  PACKAGE_TEST ("/package/package/no-file", test_no_file);
  PACKAGE_TEST ("/package/package/shrinks", test_shrinks);
  PACKAGE_TEST ("/package/package/grows", test_grows);
  PACKAGE_TEST ("/package/package/digests", test_digests);
  PACKAGE_TEST ("/package/package/names", test_names);
  PACKAGE_TEST ("/package/package/cancelled", test_cancelled);
  PACKAGE_TEST ("/package/package/no-room", test_no_room);
  PACKAGE_TEST ("/package/package/no-directory", test_no_directory);
  PACKAGE_TEST ("/package/package/reopen", test_reopen);
  PACKAGE_TEST ("/package/package/reopen-refused", test_reopen_refused);
  PACKAGE_TEST ("/package/package/sweep", test_sweep);
  return g_test_run ();
}
