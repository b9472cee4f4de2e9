/*
 * Edges.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-edges.h"

#include "core/fotad-error.h"
#include "store/fotad-store-sql.h"

void
fotad_edge_free (FotadEdge *edge)
{
  if (edge == NULL)
    return;
  g_free (edge->phase);
  g_free (edge->step);
  g_free (edge->event);
  g_clear_pointer (&edge->details, g_variant_unref);
  g_free (edge);
}

gboolean
fotad_store_add_edge (FotadStore *store,
                      gint64 job,
                      const char *phase,
                      const char *step,
                      const char *event,
                      GVariant *details,
                      GError **error)
{
  static const char sql[] = "INSERT INTO edges (job, time, phase, step, event, details)"
                            " VALUES (:job, :time, :phase, :step, :event, :details)";
  g_autoptr (GVariant) owned = details != NULL ? g_variant_ref_sink (details) : NULL;
  sqlite3 *db = fotad_store_writer (store, error);
  g_autoptr (sqlite3_stmt) statement = db != NULL ? fotad_sql_prepare (db, sql, error) : NULL;

  if (statement == NULL)
    return FALSE;
  fotad_sql_bind_int (statement, "job", job);
  fotad_sql_bind_int (statement, "time", g_get_real_time ());
  fotad_sql_bind_text (statement, "phase", phase);
  fotad_sql_bind_text (statement, "step", step);
  fotad_sql_bind_text (statement, "event", event);
  fotad_sql_bind_variant (statement, "details", owned, "a{sv}");
  return fotad_sql_run (statement, error);
}

static gpointer
read_edge (sqlite3_stmt *row, GError **error)
{
  g_autoptr (FotadEdge) edge = g_new0 (FotadEdge, 1);

  edge->time = sqlite3_column_int64 (row, 1);
  if (!fotad_sql_text (row, 2, &edge->phase, error) ||
      !fotad_sql_text (row, 3, &edge->step, error) ||
      !fotad_sql_text (row, 4, &edge->event, error) ||
      !fotad_sql_variant (row, 5, "a{sv}", &edge->details, error))
    return NULL;
  return g_steal_pointer (&edge);
}

static sqlite3_stmt *
select_edges (FotadStore *store, gint64 job, const char *order, GError **error)
{
  g_autofree char *sql = g_strconcat ("SELECT id, time, phase, step, event, details FROM edges"
                                      " WHERE job = :job ORDER BY id ",
                                      order, NULL);
  sqlite3_stmt *statement = fotad_sql_prepare (fotad_store_reader (store), sql, error);

  if (statement != NULL)
    fotad_sql_bind_int (statement, "job", job);
  return statement;
}

GPtrArray *
fotad_store_edges (FotadStore *store, gint64 job, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = select_edges (store, job, "ASC", error);

  if (statement == NULL)
    return NULL;
  return fotad_sql_collect (statement, "edges", read_edge, (GDestroyNotify) fotad_edge_free, error);
}

FotadEdge *
fotad_store_last_edge (FotadStore *store, gint64 job, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = select_edges (store, job, "DESC LIMIT 1", error);
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return NULL;
  if (fotad_sql_next (statement, &failure))
    return fotad_sql_read (statement, "edges", read_edge, error);
  if (failure == NULL)
    g_set_error (&failure, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND,
                 "job %" G_GINT64_FORMAT " has no edges", job);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}
