/*
 * Opening the database file.
 *
 * WAL, because one fsync per commit makes it durable and a power cut never leaves half of it in
 * the database file; exclusive, so that no second daemon joins in, no reader delays the
 * checkpoint that makes forgotten secrets disappear, and no shared memory file is needed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fotad-error.h"
#include "store/fotad-store-schema.h"
#include "store/fotad-store-sql.h"

/* How long a predecessor that is still dying may hold the file; only at start-up. */
#define BUSY_MS 1000

static const char pragmas[] =
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA page_size = " G_STRINGIFY (FOTAD_SQL_PAGE) ";"
                                                       "PRAGMA secure_delete = ON;"
                                                       "PRAGMA journal_mode = WAL;"
                                                       "PRAGMA synchronous = FULL;"
                                                       "PRAGMA foreign_keys = ON;"
                                                       "PRAGMA temp_store = MEMORY;"
                                                       "PRAGMA cache_size = -128;"
                                                       "PRAGMA wal_autocheckpoint = 64;"
                                                       "PRAGMA journal_size_limit = 262144;";

/* Which of SQLite's results speak against the place and not against the file. */
static FotadStoreOutcome
outcome_of (int result)
{
  if (result == SQLITE_IOERR_READ || result == SQLITE_IOERR_SHORT_READ)
    return FOTAD_STORE_BROKEN;
  switch (result & 0xff) {
  case SQLITE_BUSY:
    return FOTAD_STORE_BUSY;
  case SQLITE_FULL:
  case SQLITE_IOERR:
  case SQLITE_READONLY:
  case SQLITE_NOMEM:
    return FOTAD_STORE_UNWRITABLE;
  default: /* SQLite's numbers, not ours */
    return FOTAD_STORE_BROKEN;
  }
}

static FotadStoreOutcome
refuse_file (const char *what, int number, GError **error)
{
  gboolean place = number == EROFS || number == ENOSPC || number == EDQUOT || number == EMFILE;

  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "%s: %s", what, g_strerror (number));
  return place ? FOTAD_STORE_UNWRITABLE : FOTAD_STORE_BROKEN;
}

/* Made here, because SQLite would give it (and its -wal) whatever the umask leaves.  The
 * descriptor is closed before SQLite opens the file: closing drops a process's POSIX locks. */
static FotadStoreOutcome
ensure_private_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
  struct stat found;
  gboolean regular, private;

  if (fd < 0 && errno == EROFS && access (path, R_OK) == 0)
    return FOTAD_STORE_OPENED;
  if (fd < 0)
    return refuse_file ("it could not be opened", errno, error);
  regular = fstat (fd, &found) == 0 && S_ISREG (found.st_mode);
  private = regular && fchmod (fd, 0600) == 0;
  close (fd);
  if (private)
    return FOTAD_STORE_OPENED;
  return refuse_file (regular ? "it could not be made private" : "it is no regular file",
                      regular ? EPERM : EINVAL, error);
}

static gboolean
check_integrity (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = fotad_sql_prepare (db, "PRAGMA integrity_check (1)", error);
  const char *verdict;

  if (statement == NULL || !fotad_sql_next (statement, error))
    return FALSE;
  verdict = (const char *) sqlite3_column_text (statement, 0);
  if (g_strcmp0 (verdict, "ok") == 0)
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "it is damaged: %s", verdict ?: "?");
  return FALSE;
}

static gboolean
prepare_database (sqlite3 *db, GError **error)
{
  sqlite3_extended_result_codes (db, TRUE);
  sqlite3_busy_timeout (db, BUSY_MS);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, TRUE, NULL);
  if (!fotad_sql_exec (db, pragmas, error) || !check_integrity (db, error) ||
      !fotad_schema_migrate (db, error) || !fotad_schema_check (db, error))
    return FALSE;
  if (fotad_sql_delete_secrets (db, NULL)) /* a crash may have left some */
    fotad_sql_empty_log (db, NULL);
  sqlite3_db_release_memory (db);
  return TRUE;
}

FotadStoreOutcome
fotad_store_file_open (const char *path, sqlite3 **opened, GError **error)
{
  g_autoptr (sqlite3) db = NULL;
  FotadStoreOutcome outcome = ensure_private_file (path, error);
  int result;

  if (outcome != FOTAD_STORE_OPENED)
    return outcome;
  result = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL);
  if (result == SQLITE_OK && prepare_database (db, error)) {
    *opened = g_steal_pointer (&db);
    return FOTAD_STORE_OPENED;
  }
  if (result != SQLITE_OK)
    fotad_sql_set_error (db, error);
  return outcome_of (sqlite3_extended_errcode (db));
}

static gboolean
is_usable (sqlite3 *db)
{
  gint64 version = 0;

  return fotad_sql_number (db, "PRAGMA user_version", &version, NULL) &&
         version == fotad_schema_version () && fotad_schema_check (db, NULL);
}

sqlite3 *
fotad_store_file_open_to_read (const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *fixed = g_strconcat (uri ?: "", "?mode=ro&immutable=1", NULL);
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (fixed, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK &&
      is_usable (db))
    return db;
  sqlite3_close_v2 (db);
  if (sqlite3_open (":memory:", &db) == SQLITE_OK)
    fotad_schema_migrate (db, NULL);
  return db;
}
