/*
 * The database as somebody else left it.  An input that begins with "rows" is lines of
 * TABLE COLUMN VALUE, written over a sound database; any other is the database file itself.
 *
 * The daemon starts with either, reads what can be understood, decides where a job goes on, and can
 * keep a new job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "core/fotad-error.h"
#include "fuzz-file.h"
#include "fuzz.h"
#include "job/fotad-recovery.h"
#include "store/fotad-store-edges.h"
#include "store/fotad-store-facts.h"
#include "store/fotad-store-jobs.h"
#include "store/fotad-store-snapshots.h"

static void
no_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

static FotadStore *
open_store (const char *folder)
{
  g_autoptr (GError) error = NULL;
  FotadStore *store = fotad_store_open (folder, &error);

  g_assert_no_error (error);
  return store;
}

static void
add_snapshot (FotadStore *store, gint64 job)
{
  g_autoptr (FotadSnapshot) snapshot = fotad_snapshot_new ();
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_snapshot_row_free);
  FotadSnapshotRow *row = fotad_snapshot_row_new ();

  row->name = g_strdup ("apn");
  g_ptr_array_add (rows, row);
  snapshot->job = job;
  g_assert (fotad_store_add_snapshot (store, snapshot, rows, NULL));
}

/* Numbers may have run out; that is an error like a full disk. */
static void
add_job (FotadStore *store, gboolean must)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  g_autoptr (GError) error = NULL;

  if (!fotad_store_add_job (store, record, &error)) {
    g_assert (!must && g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE));
    return;
  }
  g_assert (fotad_store_add_edge (store, record->id, "transfer", "get", "intent", NULL, NULL));
  g_assert (fotad_store_set_fact (store, record->id, "version", "1", FALSE, NULL));
  if (must)
    add_snapshot (store, record->id);
}

static void
read_job (FotadStore *store, FotadJobRecord *record)
{
  g_autoptr (GPtrArray) edges = fotad_store_edges (store, record->id, NULL);
  g_autoptr (GHashTable) facts = fotad_store_facts (store, record->id, NULL);
  g_auto (GStrv) secrets = fotad_store_secret_names (store, record->id, NULL);
  g_autoptr (FotadEdge) last = fotad_store_last_edge (store, record->id, NULL);
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func (g_free);
  FotadRecovery recovery;

  g_assert (record->progress <= 100 && g_variant_is_normal_form (record->options));
  if (edges != NULL)
    fotad_recovery_decide (&recovery, edges, record->irreversible, sent);
}

static void
read_snapshots (FotadStore *store)
{
  g_autoptr (GPtrArray) snapshots = fotad_store_snapshots (store, NULL, NULL);

  for (guint i = 0; snapshots != NULL && i < snapshots->len; i++) {
    FotadSnapshot *snapshot = snapshots->pdata[i];
    g_autoptr (GPtrArray) rows = fotad_store_snapshot_rows (store, snapshot->id, NULL);

    for (guint j = 0; rows != NULL && j < rows->len; j++)
      g_assert (((FotadSnapshotRow *) rows->pdata[j])->value != NULL);
  }
}

static void
read_all (const char *folder)
{
  g_autoptr (FotadStore) store = open_store (folder);
  const FotadJobFilter all = { 0 };
  g_autoptr (GPtrArray) jobs = fotad_store_list_jobs (store, &all, NULL);
  g_autoptr (GPtrArray) unfinished = fotad_store_unfinished_jobs (store, NULL);

  for (guint i = 0; jobs != NULL && i < jobs->len; i++)
    read_job (store, jobs->pdata[i]);
  read_snapshots (store);
  g_assert (fotad_store_prune (store, 1, 1, G_MAXINT64, NULL) || jobs == NULL);
  add_job (store, FALSE);
}

/* Only what SQLite's own typing lets through can be there; the rest is refused. */
static void
write_over (sqlite3 *db, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  sqlite3_stmt *statement = NULL;
  char *sql;

  if (g_strv_length (words) != 3)
    return;
  sql = sqlite3_mprintf ("UPDATE \"%w\" SET \"%w\" = ?1", words[0], words[1]);
  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK) {
    sqlite3_bind_text (statement, 1, words[2], -1, SQLITE_STATIC);
    sqlite3_step (statement);
  }
  sqlite3_finalize (statement);
  sqlite3_free (sql);
}

static void
make_rows (const char *folder, const char *text)
{
  g_autoptr (FotadStore) store = open_store (folder);
  g_autofree char *path = g_build_filename (folder, "fotad.db", NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 50);
  sqlite3 *db = NULL;

  add_job (store, TRUE);
  g_clear_object (&store);
  g_assert (sqlite3_open (path, &db) == SQLITE_OK);
  for (char **line = lines; *line != NULL; line++)
    write_over (db, *line);
  sqlite3_close (db);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  char *folder = fuzz_folder_make ();

  g_log_set_default_handler (no_log, NULL); /* warnings are what is due here */
  if (size >= 4 && memcmp (data, "rows", 4) == 0) {
    g_autofree char *text = g_strndup ((const char *) data + 4, size - 4);

    make_rows (folder, text);
  } else {
    g_free (fuzz_folder_put (folder, "fotad.db", data, size));
  }
  read_all (folder);
  fuzz_folder_remove (folder);
  return 0;
}
