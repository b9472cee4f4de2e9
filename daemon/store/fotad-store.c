/*
 * The store: its database file, or what can be read where none can be written; a broken one is
 * set aside.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store.h"

#include <glib/gstdio.h>

#include "core/fotad-error.h"
#include "core/fotad-log.h"
#include "core/fotad-message-ids.h"
#include "store/fotad-store-file.h"
#include "store/fotad-store-sql.h"

struct _FotadStore {
  GObject parent;
  char *path;
  sqlite3 *db;
  GError *unwritable; /* why @db is only to be read; NULL: it is the real one */
};

G_DEFINE_FINAL_TYPE (FotadStore, fotad_store, G_TYPE_OBJECT)

static const FotadLogContext broken_context = { .message_id = FOTAD_MESSAGE_STORE_BROKEN };
static const FotadLogContext unwritable_context = { .message_id = FOTAD_MESSAGE_STORE_UNWRITABLE };

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
open_somehow (FotadStore *store, GError **error)
{
  g_autoptr (GError) failure = NULL;
  FotadStoreOutcome outcome = fotad_store_file_open (store->path, &store->db, &failure);

  if (outcome == FOTAD_STORE_BROKEN && set_aside (store->path, failure)) {
    g_clear_error (&failure);
    outcome = fotad_store_file_open (store->path, &store->db, &failure);
  }
  if (outcome == FOTAD_STORE_OPENED)
    return TRUE;
  if (outcome == FOTAD_STORE_BUSY) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_BUSY, "another process uses %s", store->path);
    return FALSE;
  }
  fotad_warning (&unwritable_context,
                 "the database %s cannot be written (%s); no job can run until it can", store->path,
                 failure->message);
  store->db = fotad_store_file_open_to_read (store->path);
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
  if (fotad_store_file_open (store->path, &real, &failure) == FOTAD_STORE_OPENED) {
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

gboolean
fotad_store_begin (FotadStore *store, GError **error)
{
  sqlite3 *db = fotad_store_writer (store, error);

  return db != NULL && fotad_sql_begin (db, error);
}

gboolean
fotad_store_end (FotadStore *store, gboolean well, GError **error)
{
  return fotad_sql_end (store->db, well, error);
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
