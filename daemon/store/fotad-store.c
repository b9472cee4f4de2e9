/*
 * Opening the database: making the file, setting a broken one aside, and going on read-only
 * where nothing can be written.
 *
 * WAL, because one fsync per commit makes it durable and a power cut never leaves half of it in
 * the database file; exclusive, so that no second daemon joins in, no reader delays the
 * checkpoint that makes forgotten secrets disappear, and no shared memory file is needed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fotad-error.h"
#include "core/fotad-log.h"
#include "core/fotad-message-ids.h"
#include "store/fotad-store-schema.h"
#include "store/fotad-store-sql.h"

/* How long a predecessor that is still dying may hold the file; only at start-up. */
#define BUSY_MS 1000

struct _FotadStore {
  GObject parent;
  char *path;
  sqlite3 *db;
  GError *unwritable; /* why @db is only to be read; NULL: it is the real one */
};

G_DEFINE_FINAL_TYPE (FotadStore, fotad_store, G_TYPE_OBJECT)

typedef enum {
  OUTCOME_OPENED,
  OUTCOME_BUSY,
  OUTCOME_UNWRITABLE,
  OUTCOME_BROKEN,
} Outcome;

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

static const FotadLogContext broken_context = { .message_id = FOTAD_MESSAGE_STORE_BROKEN };
static const FotadLogContext unwritable_context = { .message_id = FOTAD_MESSAGE_STORE_UNWRITABLE };

/* Which of SQLite's results speak against the place and not against the file. */
static Outcome
outcome_of (int result)
{
  if (result == SQLITE_IOERR_READ || result == SQLITE_IOERR_SHORT_READ)
    return OUTCOME_BROKEN;
  switch (result & 0xff) {
  case SQLITE_BUSY:
    return OUTCOME_BUSY;
  case SQLITE_FULL:
  case SQLITE_IOERR:
  case SQLITE_READONLY:
  case SQLITE_NOMEM:
    return OUTCOME_UNWRITABLE;
  default: /* SQLite's numbers, not ours */
    return OUTCOME_BROKEN;
  }
}

static Outcome
refuse_file (const char *what, int number, GError **error)
{
  gboolean place = number == EROFS || number == ENOSPC || number == EDQUOT || number == EMFILE;

  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "%s: %s", what, g_strerror (number));
  return place ? OUTCOME_UNWRITABLE : OUTCOME_BROKEN;
}

/* Made here, because SQLite would give it (and its -wal) whatever the umask leaves.  The
 * descriptor is closed before SQLite opens the file: closing drops a process's POSIX locks. */
static Outcome
ensure_private_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
  struct stat found;
  gboolean regular, private;

  if (fd < 0 && errno == EROFS && access (path, R_OK) == 0)
    return OUTCOME_OPENED;
  if (fd < 0)
    return refuse_file ("it could not be opened", errno, error);
  regular = fstat (fd, &found) == 0 && S_ISREG (found.st_mode);
  private = regular && fchmod (fd, 0600) == 0;
  close (fd);
  if (private)
    return OUTCOME_OPENED;
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

static Outcome
open_file (const char *path, sqlite3 **opened, GError **error)
{
  g_autoptr (sqlite3) db = NULL;
  Outcome outcome = ensure_private_file (path, error);
  int result;

  if (outcome != OUTCOME_OPENED)
    return outcome;
  result = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL);
  if (result == SQLITE_OK && prepare_database (db, error)) {
    *opened = g_steal_pointer (&db);
    return OUTCOME_OPENED;
  }
  if (result != SQLITE_OK)
    fotad_sql_set_error (db, error);
  return outcome_of (sqlite3_extended_errcode (db));
}

static gboolean
move_aside (const char *path, const char *broken, const char *suffix)
{
  g_autofree char *from = g_strconcat (path, suffix, NULL);
  g_autofree char *to = g_strconcat (broken, suffix, NULL);

  return g_rename (from, to) == 0;
}

static char *
find_free_name (const char *path)
{
  gint64 time = g_get_real_time () / G_USEC_PER_SEC;
  char *name = NULL;

  do {
    g_free (name);
    name = g_strdup_printf ("%s.broken-%" G_GINT64_FORMAT, path, time++);
  } while (g_file_test (name, G_FILE_TEST_EXISTS));
  return name;
}

static gboolean
set_aside (const char *path, const GError *why)
{
  g_autofree char *broken = find_free_name (path);

  if (!move_aside (path, broken, ""))
    return FALSE;
  move_aside (path, broken, "-wal");
  move_aside (path, broken, "-journal");
  move_aside (path, broken, "-shm");
  fotad_warning (&broken_context,
                 "the database %s could not be used (%s); it is set aside as %s, its jobs are "
                 "forgotten and a new one is made",
                 path, why->message, broken);
  return TRUE;
}

static gboolean
is_usable (sqlite3 *db)
{
  gint64 version = 0;

  return fotad_sql_number (db, "PRAGMA user_version", &version, NULL) &&
         version == fotad_schema_version () && fotad_schema_check (db, NULL);
}

/* What can be read of a place that cannot be written; an empty database in memory if nothing. */
static sqlite3 *
open_to_read (const char *path)
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

static gboolean
open_somehow (FotadStore *store, GError **error)
{
  g_autoptr (GError) failure = NULL;
  Outcome outcome = open_file (store->path, &store->db, &failure);

  if (outcome == OUTCOME_BROKEN && set_aside (store->path, failure)) {
    g_clear_error (&failure);
    outcome = open_file (store->path, &store->db, &failure);
  }
  if (outcome == OUTCOME_OPENED)
    return TRUE;
  if (outcome == OUTCOME_BUSY) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_BUSY, "another process uses %s", store->path);
    return FALSE;
  }
  fotad_warning (&unwritable_context,
                 "the database %s cannot be written (%s); no job can run until it can", store->path,
                 failure->message);
  store->db = open_to_read (store->path);
  store->unwritable = g_steal_pointer (&failure);
  return TRUE;
}

FotadStore *
fotad_store_open (const char *directory, GError **error)
{
  g_autoptr (FotadStore) store = g_object_new (FOTAD_TYPE_STORE, NULL);

  store->path = g_build_filename (directory, "fotad.db", NULL);
  return open_somehow (store, error) ? g_steal_pointer (&store) : NULL;
}

sqlite3 *
fotad_store_reader (FotadStore *store)
{
  return store->db;
}

sqlite3 *
fotad_store_writer (FotadStore *store, GError **error)
{
  g_autoptr (sqlite3) real = NULL;
  g_autoptr (GError) failure = NULL;

  if (store->unwritable == NULL)
    return store->db;
  if (open_file (store->path, &real, &failure) == OUTCOME_OPENED) {
    fotad_message (NULL, "the database %s can be written again", store->path);
    sqlite3_close_v2 (store->db);
    store->db = g_steal_pointer (&real);
    g_clear_error (&store->unwritable);
    return store->db;
  }
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "the database %s cannot be written: %s",
               store->path, failure->message);
  return NULL;
}

static void
fotad_store_finalize (GObject *object)
{
  FotadStore *store = FOTAD_STORE (object);

  g_clear_pointer (&store->db, sqlite3_close_v2);
  g_clear_error (&store->unwritable);
  g_clear_pointer (&store->path, g_free);
  G_OBJECT_CLASS (fotad_store_parent_class)->finalize (object);
}

static void
fotad_store_class_init (FotadStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_store_finalize;
}

static void
fotad_store_init (FotadStore *store)
{
}
