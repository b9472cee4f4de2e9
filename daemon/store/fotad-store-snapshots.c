/*
 * Snapshots.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-snapshots.h"

#include "core/fotad-error.h"
#include "store/fotad-store-sql.h"

static const char *const status_names[] = {
  [FOTAD_SNAPSHOT_SAVED] = "saved",
  [FOTAD_SNAPSHOT_UNSUPPORTED] = "unsupported",
  [FOTAD_SNAPSHOT_FAILED] = "failed",
};

const char *
fotad_snapshot_status_name (FotadSnapshotStatus status)
{
  return status_names[status];
}

FotadSnapshotRow *
fotad_snapshot_row_new (void)
{
  return g_new0 (FotadSnapshotRow, 1);
}

void
fotad_snapshot_row_free (FotadSnapshotRow *row)
{
  if (row == NULL)
    return;
  g_free (row->name);
  g_free (row->read_command);
  g_free (row->raw);
  g_clear_pointer (&row->value, g_variant_unref);
  g_free (row->write_command);
  g_free (row);
}

FotadSnapshot *
fotad_snapshot_new (void)
{
  return g_new0 (FotadSnapshot, 1);
}

void
fotad_snapshot_free (FotadSnapshot *snapshot)
{
  if (snapshot == NULL)
    return;
  g_free (snapshot->imei);
  g_free (snapshot->family);
  g_free (snapshot->version);
  g_free (snapshot->label);
  g_free (snapshot);
}

static gboolean
insert_snapshot (sqlite3 *db, FotadSnapshot *snapshot, GError **error)
{
  static const char sql[] = "INSERT INTO snapshots (job, time, imei, family, version, label)"
                            " VALUES (nullif (:job, 0), :time, :imei, :family, :version, :label)";
  g_autoptr (sqlite3_stmt) statement = fotad_sql_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  if (snapshot->time == 0)
    snapshot->time = g_get_real_time () / G_USEC_PER_SEC;
  fotad_sql_bind_int (statement, "job", snapshot->job);
  fotad_sql_bind_int (statement, "time", snapshot->time);
  fotad_sql_bind_text (statement, "imei", snapshot->imei);
  fotad_sql_bind_text (statement, "family", snapshot->family);
  fotad_sql_bind_text (statement, "version", snapshot->version);
  fotad_sql_bind_text (statement, "label", snapshot->label);
  return fotad_sql_run (statement, error);
}

static gboolean
insert_row (sqlite3 *db, gint64 snapshot, const FotadSnapshotRow *row, GError **error)
{
  static const char sql[] =
      "INSERT INTO snapshot_rows (snapshot, name, read_command, raw, value, write_command,"
      " secret, status) VALUES (:snapshot, :name, :read_command, :raw, :value, :write_command,"
      " :secret, :status)";
  g_autoptr (sqlite3_stmt) statement = fotad_sql_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  fotad_sql_bind_int (statement, "snapshot", snapshot);
  fotad_sql_bind_text (statement, "name", row->name);
  fotad_sql_bind_text (statement, "read_command", row->read_command);
  fotad_sql_bind_text (statement, "raw", row->secret ? NULL : row->raw);
  fotad_sql_bind_variant (statement, "value", row->secret ? NULL : row->value, "a{ss}");
  fotad_sql_bind_text (statement, "write_command", row->write_command);
  fotad_sql_bind_int (statement, "secret", row->secret != FALSE);
  fotad_sql_bind_text (statement, "status", fotad_snapshot_status_name (row->status));
  return fotad_sql_run (statement, error);
}

static gboolean
insert_all (sqlite3 *db, FotadSnapshot *snapshot, GPtrArray *rows, gint64 *id, GError **error)
{
  if (!insert_snapshot (db, snapshot, error))
    return FALSE;
  *id = sqlite3_last_insert_rowid (db);
  for (guint i = 0; i < rows->len; i++)
    if (!insert_row (db, *id, g_ptr_array_index (rows, i), error))
      return FALSE;
  return TRUE;
}

gboolean
fotad_store_add_snapshot (FotadStore *store,
                          FotadSnapshot *snapshot,
                          GPtrArray *rows,
                          GError **error)
{
  sqlite3 *db = fotad_store_writer (store, error);
  gint64 id = 0;

  g_return_val_if_fail (snapshot->id == 0, FALSE);
  if (db == NULL || !fotad_sql_begin (db, error) ||
      !fotad_sql_end (db, insert_all (db, snapshot, rows, &id, error), error))
    return FALSE;
  snapshot->id = id;
  return TRUE;
}

static gpointer
read_snapshot (sqlite3_stmt *row, GError **error)
{
  g_autoptr (FotadSnapshot) snapshot = fotad_snapshot_new ();

  snapshot->id = sqlite3_column_int64 (row, 0);
  snapshot->job = sqlite3_column_int64 (row, 1);
  snapshot->time = sqlite3_column_int64 (row, 2);
  if (!fotad_sql_text (row, 3, &snapshot->imei, error) ||
      !fotad_sql_text (row, 4, &snapshot->family, error) ||
      !fotad_sql_text (row, 5, &snapshot->version, error) ||
      !fotad_sql_text (row, 6, &snapshot->label, error))
    return NULL;
  return g_steal_pointer (&snapshot);
}

#define SELECT_SNAPSHOTS "SELECT id, job, time, imei, family, version, label FROM snapshots "

GPtrArray *
fotad_store_snapshots (FotadStore *store, const char *imei, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      fotad_sql_prepare (fotad_store_reader (store),
                         SELECT_SNAPSHOTS "WHERE :imei IN ('', imei) ORDER BY id DESC", error);

  if (statement == NULL)
    return NULL;
  fotad_sql_bind_text (statement, "imei", imei);
  return fotad_sql_collect (statement, "snapshots", read_snapshot,
                            (GDestroyNotify) fotad_snapshot_free, error);
}

static gboolean
set_not_found (gint64 id, GError **error)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND, "there is no snapshot %" G_GINT64_FORMAT,
               id);
  return FALSE;
}

FotadSnapshot *
fotad_store_get_snapshot (FotadStore *store, gint64 id, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      fotad_sql_prepare (fotad_store_reader (store), SELECT_SNAPSHOTS "WHERE id = :id", error);
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return NULL;
  fotad_sql_bind_int (statement, "id", id);
  if (fotad_sql_next (statement, &failure))
    return fotad_sql_read (statement, "snapshots", read_snapshot, error);
  if (failure == NULL)
    set_not_found (id, &failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static gboolean
read_status (sqlite3_stmt *statement, int column, FotadSnapshotStatus *status, GError **error)
{
  g_autofree char *word = NULL;

  if (!fotad_sql_text (statement, column, &word, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (status_names); i++) {
    if (g_str_equal (status_names[i], word)) {
      *status = (FotadSnapshotStatus) i;
      return TRUE;
    }
  }
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "unknown status '%s'", word);
  return FALSE;
}

static gpointer
read_row (sqlite3_stmt *statement, GError **error)
{
  g_autoptr (FotadSnapshotRow) row = fotad_snapshot_row_new ();

  row->secret = sqlite3_column_int64 (statement, 6) != 0;
  if (!fotad_sql_text (statement, 1, &row->name, error) ||
      !fotad_sql_text (statement, 2, &row->read_command, error) ||
      !fotad_sql_text (statement, 3, &row->raw, error) ||
      !fotad_sql_variant (statement, 4, "a{ss}", &row->value, error) ||
      !fotad_sql_text (statement, 5, &row->write_command, error) ||
      !read_status (statement, 7, &row->status, error))
    return NULL;
  return g_steal_pointer (&row);
}

GPtrArray *
fotad_store_snapshot_rows (FotadStore *store, gint64 id, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      fotad_sql_prepare (fotad_store_reader (store),
                         "SELECT id, name, read_command, raw, value, write_command, secret, status"
                         " FROM snapshot_rows WHERE snapshot = :snapshot ORDER BY id",
                         error);

  if (statement == NULL)
    return NULL;
  fotad_sql_bind_int (statement, "snapshot", id);
  return fotad_sql_collect (statement, "snapshot_rows", read_row,
                            (GDestroyNotify) fotad_snapshot_row_free, error);
}

gboolean
fotad_store_delete_snapshot (FotadStore *store, gint64 id, GError **error)
{
  sqlite3 *db = fotad_store_writer (store, error);
  g_autoptr (sqlite3_stmt) statement =
      db != NULL ? fotad_sql_prepare (db, "DELETE FROM snapshots WHERE id = :id", error) : NULL;

  if (statement == NULL)
    return FALSE;
  fotad_sql_bind_int (statement, "id", id);
  if (!fotad_sql_run (statement, error))
    return FALSE;
  return sqlite3_changes (db) > 0 || set_not_found (id, error);
}
