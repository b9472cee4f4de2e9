/*
 * The schema, as the list of its migrations: entry n brings version n to n + 1.  An entry that
 * was ever released is never changed; a fixture of what it left behind lies in
 * tests/unit/store/schemas/.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-schema.h"

#include "core/fotad-error.h"
#include "store/fotad-store-sql.h"

#define TEXT "TEXT NOT NULL DEFAULT ''"
#define NUMBER "INTEGER NOT NULL DEFAULT 0"

static const char *const migrations[] = {
  "CREATE TABLE jobs ("
  " id INTEGER PRIMARY KEY AUTOINCREMENT,"
  " kind " TEXT ", state " TEXT ", imei " TEXT ", label " TEXT ", phase " TEXT ", step " TEXT
  ", message " TEXT ", route " TEXT ", source " TEXT ", from_version " TEXT ", to_version " TEXT
  ", changed " NUMBER ", progress " NUMBER ", irreversible " NUMBER ", error_name " TEXT
  ", error_text " TEXT ", vendor_code " TEXT ", warnings " TEXT ", created " NUMBER
  ", started " NUMBER ", finished " NUMBER ", requester " NUMBER ", approval " TEXT
  ", options " TEXT ", attempts_made " NUMBER ", not_before " NUMBER ", not_after " NUMBER
  ", deferred_until " NUMBER ") STRICT;"
  "CREATE TABLE edges ("
  " id INTEGER PRIMARY KEY,"
  " job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,"
  " time " NUMBER ", phase " TEXT ", step " TEXT ", event " TEXT ", details " TEXT ") STRICT;"
  "CREATE INDEX edges_by_job ON edges (job, id);"
  "CREATE TABLE facts ("
  " id INTEGER PRIMARY KEY,"
  " job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,"
  " name " TEXT ", value " TEXT ", secret " NUMBER ","
  " UNIQUE (job, name)) STRICT;"
  "CREATE TABLE snapshots ("
  " id INTEGER PRIMARY KEY AUTOINCREMENT,"
  " job INTEGER REFERENCES jobs ON DELETE SET NULL,"
  " time " NUMBER ", imei " TEXT ", family " TEXT ", version " TEXT ", label " TEXT ") STRICT;"
  "CREATE INDEX snapshots_by_job ON snapshots (job);"
  "CREATE TABLE snapshot_rows ("
  " id INTEGER PRIMARY KEY,"
  " snapshot INTEGER NOT NULL REFERENCES snapshots ON DELETE CASCADE,"
  " name " TEXT ", read_command " TEXT ", raw " TEXT ", value " TEXT ", write_command " TEXT
  ", secret " NUMBER ", status " TEXT ") STRICT;"
  "CREATE INDEX snapshot_rows_by_snapshot ON snapshot_rows (snapshot, id);",
  "CREATE TABLE modem_facts ("
  " id INTEGER PRIMARY KEY,"
  " imei " TEXT ", name " TEXT ", value " TEXT ","
  " UNIQUE (imei, name)) STRICT;",
};

/* One text for the whole shape, whatever SQLite's version makes of the SQL behind it. */
#define SHAPE                                                                                      \
  "SELECT group_concat (line, ';') FROM (SELECT s.type || ' ' || s.name || ' ' ||"                 \
  " ifnull (c.name, '') || ' ' || ifnull (c.type, '') AS line"                                     \
  " FROM sqlite_schema s LEFT JOIN pragma_table_info (s.name) c ORDER BY s.name, c.cid)"

guint
fotad_schema_version (void)
{
  return G_N_ELEMENTS (migrations);
}

static gboolean
run_migrations (sqlite3 *db, guint from, GError **error)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA user_version = %u", fotad_schema_version ());

  for (guint i = from; i < fotad_schema_version (); i++)
    if (!fotad_sql_exec (db, migrations[i], error))
      return FALSE;
  return fotad_sql_exec (db, stamp, error);
}

gboolean
fotad_schema_migrate (sqlite3 *db, GError **error)
{
  gint64 version = 0;

  if (!fotad_sql_number (db, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version == fotad_schema_version ())
    return TRUE;
  if (version < 0 || version > fotad_schema_version ()) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE,
                 "its version is %" G_GINT64_FORMAT ", this fotad knows up to %u", version,
                 fotad_schema_version ());
    return FALSE;
  }
  return fotad_sql_begin (db, error) &&
         fotad_sql_end (db, run_migrations (db, (guint) version, error), error);
}

static char *
shape_of (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = fotad_sql_prepare (db, SHAPE, error);

  if (statement == NULL || !fotad_sql_next (statement, error))
    return NULL;
  return g_strdup ((const char *) sqlite3_column_text (statement, 0) ?: "");
}

gboolean
fotad_schema_check (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3) model = NULL;
  g_autofree char *wanted = NULL, *found = NULL;

  if (sqlite3_open (":memory:", &model) != SQLITE_OK || !run_migrations (model, 0, error))
    return FALSE;
  wanted = shape_of (model, error);
  found = wanted != NULL ? shape_of (db, error) : NULL;
  if (found == NULL)
    return FALSE;
  if (g_str_equal (found, wanted))
    return TRUE;
  g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "its tables are not fotad's");
  return FALSE;
}
