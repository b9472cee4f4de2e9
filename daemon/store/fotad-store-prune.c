/*
 * Forgetting finished jobs by count and age.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-jobs.h"
#include "store/fotad-store-sql.h"

#define DAY (24 * 60 * 60)

#define PRUNED                                                                                     \
  "SELECT id FROM jobs WHERE " FOTAD_SQL_FINAL                                                     \
  " AND id < :before AND (finished < :oldest OR id NOT IN"                                         \
  " (SELECT id FROM jobs WHERE " FOTAD_SQL_FINAL " ORDER BY id DESC LIMIT :keep))"

/* What stays. */
typedef struct {
  guint keep;
  gint64 oldest, before;
} Limits;

static gboolean
run_prune (sqlite3 *db, const char *sql, const Limits *limits, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = fotad_sql_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  fotad_sql_bind_int (statement, "keep", limits->keep);
  fotad_sql_bind_int (statement, "oldest", limits->oldest);
  fotad_sql_bind_int (statement, "before", limits->before);
  return fotad_sql_run (statement, error);
}

gboolean
fotad_store_prune (
    FotadStore *store, guint keep_count, guint keep_days, gint64 before, GError **error)
{
  static const char snapshots[] =
      "DELETE FROM snapshots WHERE job IN (" PRUNED " AND kind != 'save')"
      " AND id NOT IN (SELECT max (id) FROM snapshots GROUP BY imei)";
  static const char jobs[] = "DELETE FROM jobs WHERE id IN (" PRUNED ")";
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  Limits limits = { keep_count, now - (gint64) keep_days * DAY, before };
  sqlite3 *db = fotad_store_writer (store, error);

  if (db == NULL || !fotad_sql_begin (db, error))
    return FALSE;
  return fotad_sql_end (
      db, run_prune (db, snapshots, &limits, error) && run_prune (db, jobs, &limits, error), error);
}
