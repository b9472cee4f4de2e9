/*
 * The disk below: an edge is synced when the call returns, and a full or failing disk is told
 * to the caller, who has then not lost what was there before.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <glib/gstdio.h>

#include "core/fotad-error.h"
#include "fault-vfs.h"
#include "store-fixture.h"
#include "store/fotad-store-edges.h"
#include "store/fotad-store-facts.h"
#include "store/fotad-store-jobs.h"
#include "store/fotad-store-snapshots.h"

static void
test_every_write_is_synced (StoreFixture *fixture, gconstpointer unused)
{
  gint64 job = store_fixture_add_job (fixture);
  g_autoptr (FotadJobRecord) record = fotad_store_get_job (fixture->store, job, NULL);

  g_assert_cmpuint (fault_vfs_syncs (), >, 0);
  g_assert_true (fotad_store_add_edge (fixture->store, job, "p", "s", "intent", NULL, NULL));
  g_assert_cmpuint (fault_vfs_syncs (), >, 0);
  g_assert_true (fotad_store_set_fact (fixture->store, job, "n", "v", FALSE, NULL));
  g_assert_cmpuint (fault_vfs_syncs (), >, 0);
  record->progress = 5;
  g_assert_true (fotad_store_save_job (fixture->store, record, NULL));
  g_assert_cmpuint (fault_vfs_syncs (), >, 0);
  g_ptr_array_unref (fotad_store_edges (fixture->store, job, NULL));
  g_assert_cmpuint (fault_vfs_syncs (), ==, 0);
}

static void
assert_storage (gboolean well, GError **error)
{
  g_assert_false (well);
  g_assert_error (*error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
  g_clear_error (error);
}

static void
assert_all_writes_fail (FotadStore *store, gint64 job)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  g_autoptr (FotadSnapshot) snapshot = fotad_snapshot_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  GError *error = NULL;

  assert_storage (fotad_store_add_job (store, record, &error), &error);
  g_assert_cmpint (record->id, ==, 0);
  record->id = job;
  record->progress = 5;
  assert_storage (fotad_store_save_job (store, record, &error), &error);
  record->state = FOTAD_JOB_STATE_FAILED;
  assert_storage (fotad_store_save_job (store, record, &error), &error);
  assert_storage (fotad_store_add_edge (store, job, "p", "s", "intent", NULL, &error), &error);
  assert_storage (fotad_store_set_fact (store, job, "n", "2", FALSE, &error), &error);
  assert_storage (fotad_store_set_fact (store, job, "n", NULL, FALSE, &error), &error);
  assert_storage (fotad_store_forget_secrets (store, job, &error), &error);
  assert_storage (fotad_store_add_snapshot (store, snapshot, rows, &error), &error);
  g_assert_cmpint (snapshot->id, ==, 0);
}

static void
assert_unchanged (StoreFixture *fixture, gint64 job)
{
  g_autoptr (GPtrArray) edges = fotad_store_edges (fixture->store, job, NULL);
  g_autoptr (GHashTable) facts = fotad_store_facts (fixture->store, job, NULL);
  g_autoptr (GPtrArray) jobs = fotad_store_unfinished_jobs (fixture->store, NULL);
  g_autoptr (GPtrArray) snapshots = fotad_store_snapshots (fixture->store, NULL, NULL);

  g_assert_cmpuint (edges->len, ==, 1);
  g_assert_cmpuint (jobs->len, ==, 1);
  g_assert_cmpuint (snapshots->len, ==, 0);
  g_assert_cmpstr (g_hash_table_lookup (facts, "n"), ==, "1");
  g_assert_cmpstr (g_hash_table_lookup (facts, "s"), ==, "secret");
}

static void
test_disk_fails (StoreFixture *fixture, gconstpointer fault)
{
  gint64 job = store_fixture_add_job (fixture);

  g_assert_true (fotad_store_add_edge (fixture->store, job, "p", "s", "intent", NULL, NULL));
  g_assert_true (fotad_store_set_fact (fixture->store, job, "n", "1", FALSE, NULL));
  g_assert_true (fotad_store_set_fact (fixture->store, job, "s", "secret", TRUE, NULL));
  fault_vfs_set ((Fault) GPOINTER_TO_INT (fault));
  assert_all_writes_fail (fixture->store, job);
  assert_unchanged (fixture, job);
  fault_vfs_set (FAULT_NONE);
  assert_unchanged (fixture, job);
  g_assert_true (fotad_store_add_edge (fixture->store, job, "p", "s", "done", NULL, NULL));
  store_fixture_reopen (fixture);
  g_assert_cmpint (store_fixture_add_job (fixture), ==, job + 1);
}

/* A full disk at start-up takes nothing away and puts nothing aside. */
static void
test_full_at_start (StoreFixture *fixture, gconstpointer unused)
{
  gint64 job = store_fixture_add_job (fixture);
  g_autofree char *path = store_fixture_path (fixture, "fotad.db");

  store_fixture_close (fixture);
  fault_vfs_set (FAULT_FULL);
  fixture->store = fotad_store_open (fixture->directory, NULL);
  g_assert_nonnull (fixture->store);
  g_assert_false (fotad_store_add_edge (fixture->store, job, "p", "s", "intent", NULL, NULL));
  fault_vfs_set (FAULT_NONE);
  g_assert_true (fotad_store_add_edge (fixture->store, job, "p", "s", "intent", NULL, NULL));
  g_assert_cmpuint (store_fixture_count (fixture, "fotad.db.broken-"), ==, 0);
}

static void
test_full_for_a_new_one (StoreFixture *fixture, gconstpointer unused)
{
  g_autofree char *path = store_fixture_path (fixture, "fotad.db");

  store_fixture_close (fixture);
  g_assert_cmpint (g_unlink (path), ==, 0);
  fault_vfs_set (FAULT_FULL);
  g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, "*cannot be written*full*");
  fixture->store = fotad_store_open (fixture->directory, NULL);
  g_test_assert_expected_messages ();
  g_assert_false (fotad_store_add_edge (fixture->store, 1, "p", "s", "intent", NULL, NULL));
  fault_vfs_set (FAULT_NONE);
  g_assert_cmpint (store_fixture_add_job (fixture), ==, 1);
  g_assert_cmpuint (store_fixture_count (fixture, "fotad.db.broken-"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();
  STORE_TEST ("/store/disk/every-write-is-synced", test_every_write_is_synced);
  g_test_add ("/store/disk/full", StoreFixture, GINT_TO_POINTER (FAULT_FULL), store_fixture_set_up,
              test_disk_fails, store_fixture_tear_down);
  g_test_add ("/store/disk/sync-fails", StoreFixture, GINT_TO_POINTER (FAULT_SYNC),
              store_fixture_set_up, test_disk_fails, store_fixture_tear_down);
  STORE_TEST ("/store/disk/full-at-start", test_full_at_start);
  STORE_TEST ("/store/disk/full-for-a-new-one", test_full_for_a_new_one);
  return g_test_run ();
}
