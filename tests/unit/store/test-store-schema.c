/*
 * Migrations: what any earlier version left behind (schemas/VERSION.sql) is there afterwards,
 * in tables that are those of a new database.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-schema.h"

#include <glib/gstdio.h>

#include "store-fixture.h"
#include "store/fotad-store-edges.h"
#include "store/fotad-store-facts.h"
#include "store/fotad-store-jobs.h"
#include "store/fotad-store-modem-facts.h"
#include "store/fotad-store-snapshots.h"

/* Every fixture has the same content, as far as its version knows it. */
static void
assert_content (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadJobRecord) record = fotad_store_get_job (fixture->store, 12, &error);
  g_autoptr (FotadEdge) edge = fotad_store_last_edge (fixture->store, 12, &error);
  g_autoptr (GHashTable) facts = fotad_store_facts (fixture->store, 12, &error);
  g_autoptr (GPtrArray) rows = fotad_store_snapshot_rows (fixture->store, 5, &error);
  const char *warnings[] = { "one", "two", NULL };
  guint attempts = 0;

  g_assert_no_error (error);
  g_assert_cmpint (record->state, ==, FOTAD_JOB_STATE_RUNNING);
  g_assert_cmpstr (record->label, ==, "fleet-12");
  g_assert_cmpstr (record->approval, ==, "ask");
  g_assert_cmpstrv (record->warnings, warnings);
  g_assert_true (g_variant_lookup (record->options, "attempts", "u", &attempts));
  g_assert_cmpuint (attempts, ==, 3);
  g_assert_cmpstr (edge->event, ==, "intent");
  g_assert_cmpint (edge->time, ==, G_GINT64_CONSTANT (1700000000000000));
  g_assert_cmpstr (g_hash_table_lookup (facts, "url"), ==, "http://h/x");
  g_assert_cmpstr (g_hash_table_lookup (facts, "password"), ==, "hush");
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (((FotadSnapshotRow *) g_ptr_array_index (rows, 0))->name, ==, "apn");
  g_assert_cmpint (store_fixture_add_job (fixture), ==, 14);
}

/* Of what there is since version 2. */
static void
assert_modem_facts (StoreFixture *fixture, guint version)
{
  g_autoptr (GHashTable) facts = fotad_store_modem_facts (fixture->store, "490154203237518", NULL);

  g_assert_cmpstr (g_hash_table_lookup (facts, "enrolled_imsi"), ==,
                   version >= 2 ? "222011" : NULL);
}

static void
test_every_version (StoreFixture *fixture, gconstpointer unused)
{
  g_autofree char *path = store_fixture_path (fixture, "fotad.db");

  for (guint version = 1; version <= fotad_schema_version (); version++) {
    g_autofree char *name = g_strdup_printf ("%u.sql", version);
    g_autofree char *fixture_path = g_test_build_filename (G_TEST_DIST, "schemas", name, NULL);
    g_autofree char *sql = NULL;
    g_autoptr (GError) error = NULL;

    g_file_get_contents (fixture_path, &sql, NULL, &error);
    g_assert_no_error (error);
    store_fixture_close (fixture);
    g_assert_cmpint (g_unlink (path), ==, 0);
    store_fixture_damage (fixture, sql);
    assert_content (fixture);
    assert_modem_facts (fixture, version);
    g_assert_cmpuint (store_fixture_count (fixture, "fotad.db.broken-"), ==, 0);
  }
}

static void
test_check (void)
{
  static const char *const damages[] = { "DROP TABLE edges", "ALTER TABLE jobs ADD COLUMN x TEXT",
                                         "CREATE VIEW v AS SELECT 1" };

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++) {
    sqlite3 *db = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
    g_assert_true (fotad_schema_migrate (db, &error));
    g_assert_true (fotad_schema_check (db, &error));
    g_assert_no_error (error);
    g_assert_cmpint (sqlite3_exec (db, damages[i], NULL, NULL, NULL), ==, SQLITE_OK);
    g_assert_false (fotad_schema_check (db, &error));
    g_assert_nonnull (error);
    sqlite3_close (db);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/schema/every-version", test_every_version);
  g_test_add_func ("/store/schema/check", test_check);
  return g_test_run ();
}
