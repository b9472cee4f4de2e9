/*
 * For the store's own files: SQLite with GErrors, and rows that are not trusted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <sqlite3.h>

#include "store/fotad-store.h"

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close_v2)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* True of the rows of finished jobs. */
#define FOTAD_SQL_FINAL "state IN ('succeeded', 'failed', 'cancelled')"

/* Of the database, in bytes. */
#define FOTAD_SQL_PAGE 4096

/* The database to read from. */
sqlite3 *fotad_store_reader (FotadStore *store);

/* The database to write to; NULL with FOTAD_ERROR_STORAGE when its place cannot be written. */
sqlite3 *fotad_store_writer (FotadStore *store, GError **error);

/* FOTAD_ERROR_STORAGE with what SQLite says (NOT_FOUND for a reference into nothing). */
void fotad_sql_set_error (sqlite3 *db, GError **error);

/* Runs statements that give no rows. */
gboolean fotad_sql_exec (sqlite3 *db, const char *sql, GError **error);

/* One statement; its parameters are bound by name, NULL text as "", and text that is not
 * UTF-8 made so. */
sqlite3_stmt *fotad_sql_prepare (sqlite3 *db, const char *sql, GError **error);
void fotad_sql_bind_text (sqlite3_stmt *statement, const char *name, const char *text);
void fotad_sql_bind_int (sqlite3_stmt *statement, const char *name, gint64 number);
void fotad_sql_bind_variant (sqlite3_stmt *statement,
                             const char *name,
                             GVariant *value,
                             const char *type);

/* Runs a statement that gives no rows. */
gboolean fotad_sql_run (sqlite3_stmt *statement, GError **error);

/* TRUE: there is a row.  FALSE: the end, or an error. */
gboolean fotad_sql_next (sqlite3_stmt *statement, GError **error);

/* The first column of the first row, or 0. */
gboolean fotad_sql_number (sqlite3 *db, const char *sql, gint64 *number, GError **error);

/* Either both succeed or nothing has happened: begin, then end with whether all went well. */
gboolean fotad_sql_begin (sqlite3 *db, GError **error);
gboolean fotad_sql_end (sqlite3 *db, gboolean well, GError **error);

/* Removes the secret facts of all finished jobs. */
gboolean fotad_sql_delete_secrets (sqlite3 *db, GError **error);

/* Removes what the log still has of anything deleted. */
gboolean fotad_sql_empty_log (sqlite3 *db, GError **error);

/* Columns of a row from disk, which may hold anything.  What cannot be is an error that names
 * the column; fotad_sql_collect () adds table and row. */
gboolean fotad_sql_text (sqlite3_stmt *statement, int column, char **text, GError **error);
gboolean
fotad_sql_uint (sqlite3_stmt *statement, int column, guint max, guint *number, GError **error);
gboolean fotad_sql_variant (
    sqlite3_stmt *statement, int column, const char *type, GVariant **value, GError **error);

/* Makes an object of the row; NULL with an error when the row makes no sense. */
typedef gpointer (*FotadSqlRead) (sqlite3_stmt *statement, GError **error);

/* The object of the row the statement stands at, whose column 0 is its row number; the error
 * names @table and row. */
gpointer
fotad_sql_read (sqlite3_stmt *statement, const char *table, FotadSqlRead read, GError **error);

/* All rows as objects; those that make no sense are skipped with a warning. */
GPtrArray *fotad_sql_collect (sqlite3_stmt *statement,
                              const char *table,
                              FotadSqlRead read,
                              GDestroyNotify free_object,
                              GError **error);

G_END_DECLS
