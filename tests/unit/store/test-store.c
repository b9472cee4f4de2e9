/*
 * Opening: what is broken is set aside, what cannot be written says so at the right moment, and
 * nobody else can read or join.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/fotad-error.h"
#include "store-fixture.h"
#include "store/fotad-store-edges.h"
#include "store/fotad-store-facts.h"
#include "store/fotad-store-jobs.h"

static guint
count_jobs (StoreFixture *fixture)
{
  g_autoptr (GPtrArray) jobs = fotad_store_unfinished_jobs (fixture->store, NULL);

  g_assert_nonnull (jobs);
  return jobs->len;
}

static void
test_private (StoreFixture *fixture, gconstpointer unused)
{
  static const char *const names[] = { "fotad.db", "fotad.db-wal" };
  mode_t before = umask (0);

  store_fixture_add_job (fixture);
  store_fixture_close (fixture);
  for (guint i = 0; i < 2; i++) { /* a new file, and one that was opened up */
    g_autofree char *path = store_fixture_path (fixture, "fotad.db");

    g_assert_cmpint (i == 0 ? g_unlink (path) : g_chmod (path, 0666), ==, 0);
    store_fixture_reopen (fixture);
    store_fixture_add_job (fixture);
    for (guint j = 0; j < G_N_ELEMENTS (names); j++) {
      g_autofree char *file = store_fixture_path (fixture, names[j]);
      struct stat found;

      g_assert_cmpint (stat (file, &found), ==, 0);
      g_assert_cmpint (found.st_mode & 07777, ==, 0600);
    }
    store_fixture_close (fixture);
  }
  umask (0777);
  store_fixture_reopen (fixture);
  umask (before);
  g_assert_cmpuint (count_jobs (fixture), ==, 2);
}

static void
test_exclusive (StoreFixture *fixture, gconstpointer unused)
{
  int status;
  pid_t child = fork ();

  if (child == 0) {
    g_autoptr (GError) error = NULL;
    g_autoptr (FotadStore) second = fotad_store_open (fixture->directory, &error);

    _exit (second == NULL && g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_BUSY) ? 0 : 1);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  store_fixture_add_job (fixture);
  g_assert_cmpuint (store_fixture_count (fixture, "fotad.db.broken-"), ==, 0);
}

static void
assert_set_aside (StoreFixture *fixture, const char *why)
{
  g_autofree char *warning = g_strdup_printf ("*(%s)*it is set aside as *", why);
  guint before = store_fixture_count (fixture, "fotad.db.broken-");

  g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, warning);
  store_fixture_reopen (fixture);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (store_fixture_count (fixture, "fotad.db.broken-"), >, before);
  g_assert_cmpint (store_fixture_add_job (fixture), ==, 1);
}

static void
write_db (StoreFixture *fixture, const char *contents, gssize size)
{
  g_autofree char *path = store_fixture_path (fixture, "fotad.db");

  store_fixture_close (fixture);
  g_assert_true (g_file_set_contents (path, contents, size, NULL));
}

static void
test_no_database (StoreFixture *fixture, gconstpointer unused)
{
  g_autofree char *noise = g_malloc (10000);

  for (guint i = 0; i < 10000; i++)
    noise[i] = (char) g_test_rand_int ();
  write_db (fixture, noise, 10000);
  assert_set_aside (fixture, "*file is not a database*");
}

/* Every page but the first is overwritten: the header alone looks fine. */
static void
test_corrupt (StoreFixture *fixture, gconstpointer unused)
{
  g_autofree char *path = store_fixture_path (fixture, "fotad.db");
  g_autofree char *contents = NULL;
  gsize size;

  for (guint i = 0; i < 100; i++)
    store_fixture_add_job (fixture);
  store_fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  for (gsize i = 4096; i < size; i++)
    contents[i] = (char) i;
  write_db (fixture, contents, (gssize) size);
  assert_set_aside (fixture, "*");
}

static void
test_truncated (StoreFixture *fixture, gconstpointer unused)
{
  g_autofree char *path = store_fixture_path (fixture, "fotad.db");
  g_autofree char *contents = NULL;
  gsize size;

  for (guint i = 0; i < 100; i++)
    store_fixture_add_job (fixture);
  store_fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  write_db (fixture, contents, (gssize) size / 2);
  assert_set_aside (fixture, "*");
}

/* A power cut in mid-write leaves half a frame in the log: what was committed before counts. */
static void
test_torn_log (StoreFixture *fixture, gconstpointer unused)
{
  g_autofree char *db = store_fixture_path (fixture, "fotad.db");
  g_autofree char *log = store_fixture_path (fixture, "fotad.db-wal");
  g_autofree char *db_then = NULL, *log_then = NULL;
  gsize db_size, log_size;
  struct stat found;

  store_fixture_add_job (fixture);
  g_assert_cmpint (stat (log, &found), ==, 0);
  store_fixture_add_job (fixture);
  g_assert_true (g_file_get_contents (db, &db_then, &db_size, NULL));
  g_assert_true (g_file_get_contents (log, &log_then, &log_size, NULL));
  g_assert_cmpint ((gint64) log_size, >, found.st_size);
  store_fixture_close (fixture);
  g_assert_true (g_file_set_contents (db, db_then, (gssize) db_size, NULL));
  g_assert_true (g_file_set_contents (log, log_then, (gssize) found.st_size + 2000, NULL));
  store_fixture_reopen (fixture);
  g_assert_cmpuint (count_jobs (fixture), ==, 1);
}

static void
test_future_version (StoreFixture *fixture, gconstpointer unused)
{
  g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, "*(its version is 9999, *");
  store_fixture_damage (fixture, "PRAGMA user_version = 9999");
  g_test_assert_expected_messages ();
  g_assert_cmpuint (store_fixture_count (fixture, "fotad.db.broken-"), ==, 1);
}

static void
test_other_tables (StoreFixture *fixture, gconstpointer unused)
{
  static const char *const damages[] = {
    "ALTER TABLE edges RENAME COLUMN phase TO stage",
    "DROP TABLE facts",
    "CREATE TRIGGER t AFTER INSERT ON edges BEGIN DELETE FROM edges; END",
    "CREATE VIEW v AS SELECT * FROM jobs",
    "CREATE TABLE more (x)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, "*(its tables are not fotad's)*");
    store_fixture_damage (fixture, damages[i]);
    g_test_assert_expected_messages ();
  }
}

static void
test_no_file (StoreFixture *fixture, gconstpointer unused)
{
  g_autofree char *path = store_fixture_path (fixture, "fotad.db");

  store_fixture_close (fixture);
  g_unlink (path);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  assert_set_aside (fixture, "*");
  store_fixture_close (fixture);
  g_unlink (path);
  g_assert_cmpint (symlink ("/dev/null", path), ==, 0);
  assert_set_aside (fixture, "*");
}

static void
assert_unwritable (FotadStore *store)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (fotad_store_add_job (store, record, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_false (fotad_store_add_edge (store, 1, "p", "s", "intent", NULL, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_false (fotad_store_set_fact (store, 1, "n", "v", FALSE, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
}

static void
test_no_directory (void)
{
  g_autoptr (FotadStore) store = NULL;
  g_autoptr (GPtrArray) jobs = NULL;

  g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, "*cannot be written*");
  store = fotad_store_open ("/proc/self", NULL);
  g_test_assert_expected_messages ();
  g_assert_nonnull (store);
  assert_unwritable (store);
  jobs = fotad_store_unfinished_jobs (store, NULL);
  g_assert_cmpuint (jobs->len, ==, 0);
}

/* A place that cannot be written now and can be later: the store notices by itself. */
static void
test_comes_back (StoreFixture *fixture, gconstpointer unused)
{
  g_autofree char *hidden = g_strconcat (fixture->directory, "-hidden", NULL);

  store_fixture_add_job (fixture);
  store_fixture_close (fixture);
  g_assert_cmpint (g_rename (fixture->directory, hidden), ==, 0);
  g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, "*cannot be written*");
  fixture->store = fotad_store_open (fixture->directory, NULL);
  g_test_assert_expected_messages ();
  assert_unwritable (fixture->store);
  g_assert_cmpint (g_rename (hidden, fixture->directory), ==, 0);
  g_assert_cmpint (store_fixture_add_job (fixture), ==, 2);
  g_assert_cmpuint (count_jobs (fixture), ==, 2);
}

/* Unfinished jobs must be known even where nothing can be written: a modem may be in mid-flash.
 * In a process of its own, for it gives up root's right to write everywhere. */
static void
test_read_only (StoreFixture *fixture, gconstpointer unused)
{
  g_autofree char *path = store_fixture_path (fixture, "fotad.db");
  int status;
  pid_t child;

  store_fixture_add_job (fixture);
  store_fixture_close (fixture);
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (fixture->directory, 0555), ==, 0);
  child = fork ();
  if (child == 0) {
    if (geteuid () == 0)
      g_assert_cmpint (seteuid (65534), ==, 0);
    g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, "*cannot be written*");
    fixture->store = fotad_store_open (fixture->directory, NULL);
    g_test_assert_expected_messages ();
    g_assert_cmpuint (count_jobs (fixture), ==, 1);
    assert_unwritable (fixture->store);
    _exit (0);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (g_chmod (fixture->directory, 0700), ==, 0);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  store_fixture_reopen (fixture);
  g_assert_cmpuint (count_jobs (fixture), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/store/private", test_private);
  STORE_TEST ("/store/store/exclusive", test_exclusive);
  STORE_TEST ("/store/store/no-database", test_no_database);
  STORE_TEST ("/store/store/corrupt", test_corrupt);
  STORE_TEST ("/store/store/truncated", test_truncated);
  STORE_TEST ("/store/store/torn-log", test_torn_log);
  STORE_TEST ("/store/store/future-version", test_future_version);
  STORE_TEST ("/store/store/other-tables", test_other_tables);
  STORE_TEST ("/store/store/no-file", test_no_file);
  g_test_add_func ("/store/store/no-directory", test_no_directory);
  STORE_TEST ("/store/store/comes-back", test_comes_back);
  STORE_TEST ("/store/store/read-only", test_read_only);
  return g_test_run ();
}
