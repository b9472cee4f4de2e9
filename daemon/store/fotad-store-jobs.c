/*
 * Jobs: statements built from the table of fields, so a new field is one line there and one
 * migration.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-jobs.h"

#include "core/fotad-error.h"
#include "core/fotad-log.h"
#include "store/fotad-job-row.h"
#include "store/fotad-store-sql.h"

static void
append_fields (GString *sql, const char *before)
{
  for (const FotadJobField *field = fotad_job_fields; field->name != NULL; field++)
    g_string_append_printf (sql, "%s%s%s", field == fotad_job_fields ? "" : ", ", before,
                            field->name);
}

static gboolean
write_record (sqlite3 *db, const char *sql, const FotadJobRecord *record, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = fotad_sql_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  if (record->id != 0)
    fotad_sql_bind_int (statement, "id", record->id);
  fotad_job_row_bind (statement, record);
  return fotad_sql_run (statement, error);
}

gboolean
fotad_store_add_job (FotadStore *store, FotadJobRecord *record, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("INSERT INTO jobs (");
  sqlite3 *db = fotad_store_writer (store, error);

  g_return_val_if_fail (record->id == 0, FALSE);
  if (db == NULL)
    return FALSE;
  if (record->created == 0)
    record->created = g_get_real_time () / G_USEC_PER_SEC;
  append_fields (sql, "");
  g_string_append (sql, ") VALUES (");
  append_fields (sql, ":");
  g_string_append (sql, ")");
  if (!write_record (db, sql->str, record, error))
    return FALSE;
  record->id = sqlite3_last_insert_rowid (db);
  return TRUE;
}

static gboolean
set_not_found (gint64 id, GError **error)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND, "there is no job %" G_GINT64_FORMAT, id);
  return FALSE;
}

static gboolean
update_record (sqlite3 *db, const FotadJobRecord *record, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("UPDATE jobs SET (");

  append_fields (sql, "");
  g_string_append (sql, ") = (");
  append_fields (sql, ":");
  g_string_append (sql, ") WHERE id = :id");
  if (!write_record (db, sql->str, record, error))
    return FALSE;
  return sqlite3_changes (db) > 0 || set_not_found (record->id, error);
}

static gboolean
update_finished (sqlite3 *db, const FotadJobRecord *record, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!fotad_sql_begin (db, error) ||
      !fotad_sql_end (db, update_record (db, record, error) && fotad_sql_delete_secrets (db, error),
                      error))
    return FALSE;
  /* The job is over whatever comes of this; the next start tries it again. */
  if (!fotad_sql_empty_log (db, &failure))
    fotad_warning (NULL, "secrets may still be in the database's log: %s", failure->message);
  return TRUE;
}

gboolean
fotad_store_save_job (FotadStore *store, const FotadJobRecord *record, GError **error)
{
  sqlite3 *db = fotad_store_writer (store, error);

  if (db == NULL)
    return FALSE;
  return fotad_job_state_is_final (record->state) ? update_finished (db, record, error)
                                                  : update_record (db, record, error);
}

static sqlite3_stmt *
select_jobs (FotadStore *store, const char *rest, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id, ");

  append_fields (sql, "");
  g_string_append_printf (sql, " FROM jobs %s", rest);
  return fotad_sql_prepare (fotad_store_reader (store), sql->str, error);
}

static GPtrArray *
collect_jobs (sqlite3_stmt *statement, GError **error)
{
  return fotad_sql_collect (statement, "jobs", fotad_job_row_read,
                            (GDestroyNotify) fotad_job_record_free, error);
}

FotadJobRecord *
fotad_store_get_job (FotadStore *store, gint64 id, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = select_jobs (store, "WHERE id = :id", error);
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return NULL;
  fotad_sql_bind_int (statement, "id", id);
  if (fotad_sql_next (statement, &failure))
    return fotad_sql_read (statement, "jobs", fotad_job_row_read, error);
  if (failure == NULL)
    set_not_found (id, &failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

GPtrArray *
fotad_store_unfinished_jobs (FotadStore *store, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      select_jobs (store, "WHERE NOT " FOTAD_SQL_FINAL " ORDER BY id", error);

  return statement != NULL ? collect_jobs (statement, error) : NULL;
}

static gboolean
check_filter (const FotadJobFilter *filter, GError **error)
{
  FotadJobState state;

  if (filter->state == NULL || fotad_job_state_from_name (filter->state, &state))
    return TRUE;
  g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                       "state: must be queued, scheduled, running, waiting-approval, paused, "
                       "succeeded, failed or cancelled");
  return FALSE;
}

GPtrArray *
fotad_store_list_jobs (FotadStore *store, const FotadJobFilter *filter, GError **error)
{
  static const char rest[] = "WHERE :imei IN ('', imei) AND :state IN ('', state)"
                             " AND created >= :since AND id < :before"
                             " ORDER BY id DESC LIMIT :limit";
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (!check_filter (filter, error))
    return NULL;
  statement = select_jobs (store, rest, error);
  if (statement == NULL)
    return NULL;
  fotad_sql_bind_text (statement, "imei", filter->imei);
  fotad_sql_bind_text (statement, "state", filter->state);
  fotad_sql_bind_int (statement, "since", filter->since > 0 ? filter->since : G_MININT64);
  fotad_sql_bind_int (statement, "before", filter->before > 0 ? filter->before : G_MAXINT64);
  fotad_sql_bind_int (statement, "limit", filter->limit > 0 ? (gint64) filter->limit : -1);
  return collect_jobs (statement, error);
}
