/*
 * The failing disk: the real VFS with two methods of its files replaced.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fault-vfs.h"

#include <sqlite3.h>

static sqlite3_vfs *real;
static sqlite3_vfs shim;
static const sqlite3_io_methods *real_methods; /* write and sync are the same for all files */
static sqlite3_io_methods database_methods, other_methods;
static Fault fault;
static guint syncs;

static int
on_write (sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
  return fault == FAULT_FULL ? SQLITE_FULL : real_methods->xWrite (file, bytes, size, at);
}

static int
on_sync (sqlite3_file *file, int flags)
{
  syncs++;
  return fault == FAULT_SYNC ? SQLITE_IOERR_FSYNC : real_methods->xSync (file, flags);
}

/* The database has methods of its own, with locks, which the logs have not. */
static int
on_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
  gboolean database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  sqlite3_io_methods *methods = database ? &database_methods : &other_methods;
  int result = real->xOpen (real, name, file, flags, out);

  if (result != SQLITE_OK || file->pMethods == NULL)
    return result;
  real_methods = file->pMethods;
  *methods = *real_methods;
  methods->xWrite = on_write;
  methods->xSync = on_sync;
  file->pMethods = methods;
  return result;
}

void
fault_vfs_install (void)
{
  real = sqlite3_vfs_find (NULL);
  shim = *real;
  shim.zName = "fault";
  shim.pNext = NULL;
  shim.xOpen = on_open;
  g_assert_cmpint (sqlite3_vfs_register (&shim, 1), ==, SQLITE_OK);
}

void
fault_vfs_set (Fault wanted)
{
  fault = wanted;
}

guint
fault_vfs_syncs (void)
{
  guint count = syncs;

  syncs = 0;
  return count;
}
