/*
 * The store's test fixture.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "store/fotad-store-jobs.h"

void
store_fixture_set_up (StoreFixture *fixture, gconstpointer unused)
{
  fixture->directory = g_dir_make_tmp ("fotad-store-XXXXXX", NULL);
  g_assert_nonnull (fixture->directory);
  store_fixture_reopen (fixture);
}

void
store_fixture_close (StoreFixture *fixture)
{
  if (fixture->store != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->store));
}

void
store_fixture_reopen (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  store_fixture_close (fixture);
  fixture->store = fotad_store_open (fixture->directory, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->store);
}

void
store_fixture_tear_down (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (GDir) files = g_dir_open (fixture->directory, 0, NULL);
  const char *name;

  store_fixture_close (fixture);
  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = store_fixture_path (fixture, name);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (fixture->directory), ==, 0);
  g_free (fixture->directory);
}

char *
store_fixture_path (StoreFixture *fixture, const char *name)
{
  return g_build_filename (fixture->directory, name, NULL);
}

void
store_fixture_damage (StoreFixture *fixture, const char *sql)
{
  g_autofree char *path = store_fixture_path (fixture, "fotad.db");
  sqlite3 *db = NULL;

  store_fixture_close (fixture);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  sqlite3_close (db);
  store_fixture_reopen (fixture);
}

static gboolean
file_holds (const char *path, const char *text)
{
  g_autofree char *contents = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  return memmem (contents, size, text, strlen (text)) != NULL;
}

gboolean
store_fixture_holds (StoreFixture *fixture, const char *text)
{
  g_autoptr (GDir) files = g_dir_open (fixture->directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = store_fixture_path (fixture, name);

    if (file_holds (path, text))
      return TRUE;
  }
  return FALSE;
}

guint
store_fixture_count (StoreFixture *fixture, const char *prefix)
{
  g_autoptr (GDir) files = g_dir_open (fixture->directory, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (files)) != NULL)
    count += g_str_has_prefix (name, prefix) ? 1 : 0;
  return count;
}

gint64
store_fixture_add_job (StoreFixture *fixture)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  g_autoptr (GError) error = NULL;

  record->state = FOTAD_JOB_STATE_RUNNING;
  record->imei = g_strdup ("490154203237518");
  g_assert_true (fotad_store_add_job (fixture->store, record, &error));
  g_assert_no_error (error);
  return record->id;
}
