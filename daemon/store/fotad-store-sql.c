/*
 * SQLite with GErrors.  Statements are made for one use and finalised: the store is asked a few
 * times a minute, and a cache would cost the idle daemon memory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-sql.h"

#include "core/fotad-error.h"
#include "core/fotad-log.h"

void
fotad_sql_set_error (sqlite3 *db, GError **error)
{
  gboolean dangling = sqlite3_extended_errcode (db) == SQLITE_CONSTRAINT_FOREIGNKEY;

  if (dangling)
    g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND,
                         "the job or snapshot this belongs to is not in the database");
  else
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "the database failed: %s",
                 sqlite3_errmsg (db));
}

gboolean
fotad_sql_exec (sqlite3 *db, const char *sql, GError **error)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  fotad_sql_set_error (db, error);
  return FALSE;
}

sqlite3_stmt *
fotad_sql_prepare (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    fotad_sql_set_error (db, error);
  return statement;
}

static int
parameter (sqlite3_stmt *statement, const char *name)
{
  g_autofree char *marked = g_strconcat (":", name, NULL);
  int index = sqlite3_bind_parameter_index (statement, marked);

  g_assert (index > 0); /* the SQL is ours */
  return index;
}

void
fotad_sql_bind_text (sqlite3_stmt *statement, const char *name, const char *text)
{
  int index = parameter (statement, name);

  if (text == NULL)
    sqlite3_bind_text (statement, index, "", 0, SQLITE_STATIC);
  else if (g_utf8_validate (text, -1, NULL))
    sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
  else
    sqlite3_bind_text (statement, index, g_utf8_make_valid (text, -1), -1, g_free);
}

void
fotad_sql_bind_int (sqlite3_stmt *statement, const char *name, gint64 number)
{
  sqlite3_bind_int64 (statement, parameter (statement, name), number);
}

void
fotad_sql_bind_variant (sqlite3_stmt *statement,
                        const char *name,
                        GVariant *value,
                        const char *type)
{
  g_autofree char *text = NULL;

  g_return_if_fail (value == NULL || g_variant_is_of_type (value, G_VARIANT_TYPE (type)));
  if (value != NULL && g_variant_n_children (value) > 0)
    text = g_variant_print (value, TRUE);
  fotad_sql_bind_text (statement, name, text);
}

gboolean
fotad_sql_next (sqlite3_stmt *statement, GError **error)
{
  int result = sqlite3_step (statement);

  if (result != SQLITE_ROW && result != SQLITE_DONE)
    fotad_sql_set_error (sqlite3_db_handle (statement), error);
  return result == SQLITE_ROW;
}

gboolean
fotad_sql_run (sqlite3_stmt *statement, GError **error)
{
  if (sqlite3_step (statement) == SQLITE_DONE)
    return TRUE;
  fotad_sql_set_error (sqlite3_db_handle (statement), error);
  return FALSE;
}

gboolean
fotad_sql_number (sqlite3 *db, const char *sql, gint64 *number, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = fotad_sql_prepare (db, sql, error);
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return FALSE;
  *number = fotad_sql_next (statement, &failure) ? sqlite3_column_int64 (statement, 0) : 0;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
fotad_sql_begin (sqlite3 *db, GError **error)
{
  return fotad_sql_exec (db, "BEGIN IMMEDIATE", error);
}

gboolean
fotad_sql_end (sqlite3 *db, gboolean well, GError **error)
{
  if (well && fotad_sql_exec (db, "COMMIT", error))
    return TRUE;
  /* SQLite may have rolled back by itself; then this says so and nothing is lost. */
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
set_column_error (sqlite3_stmt *statement, int column, const char *what, GError **error)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "%s %s",
               sqlite3_column_name (statement, column), what);
  return FALSE;
}

gboolean
fotad_sql_text (sqlite3_stmt *statement, int column, char **text, GError **error)
{
  const char *found = (const char *) sqlite3_column_text (statement, column);
  gsize size = (gsize) sqlite3_column_bytes (statement, column);

  if (found == NULL || !g_utf8_validate_len (found, size, NULL))
    return set_column_error (statement, column, "is not UTF-8 text", error);
  *text = g_strndup (found, size);
  return TRUE;
}

gboolean
fotad_sql_uint (sqlite3_stmt *statement, int column, guint max, guint *number, GError **error)
{
  gint64 found = sqlite3_column_int64 (statement, column);

  if (found < 0 || found > (gint64) max)
    return set_column_error (statement, column, "is out of range", error);
  *number = (guint) found;
  return TRUE;
}

static gboolean
set_variant_error (
    sqlite3_stmt *statement, int column, const char *type, const GError *why, GError **error)
{
  g_autofree char *what = g_strdup_printf ("is no %s: %s", type, why->message);

  return set_column_error (statement, column, what, error);
}

gboolean
fotad_sql_variant (
    sqlite3_stmt *statement, int column, const char *type, GVariant **value, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) failure = NULL;

  if (!fotad_sql_text (statement, column, &text, error))
    return FALSE;
  if (*text == '\0') {
    *value = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE (type + 1), NULL, 0));
    return TRUE;
  }
  *value = g_variant_parse (G_VARIANT_TYPE (type), text, NULL, NULL, &failure);
  if (*value == NULL)
    return set_variant_error (statement, column, type, failure, error);
  return TRUE;
}

gpointer
fotad_sql_read (sqlite3_stmt *statement, const char *table, FotadSqlRead read, GError **error)
{
  gpointer object = read (statement, error);

  if (object == NULL)
    g_prefix_error (error, "%s row %" G_GINT64_FORMAT ": ", table,
                    (gint64) sqlite3_column_int64 (statement, 0));
  return object;
}

GPtrArray *
fotad_sql_collect (sqlite3_stmt *statement,
                   const char *table,
                   FotadSqlRead read,
                   GDestroyNotify free_object,
                   GError **error)
{
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func (free_object);
  g_autoptr (GError) failure = NULL;

  while (fotad_sql_next (statement, &failure)) {
    g_autoptr (GError) senseless = NULL;
    gpointer object = fotad_sql_read (statement, table, read, &senseless);

    if (object != NULL)
      g_ptr_array_add (objects, object);
    else
      fotad_warning (NULL, "skipped what makes no sense in the database: %s", senseless->message);
  }
  if (failure == NULL)
    return g_steal_pointer (&objects);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}
