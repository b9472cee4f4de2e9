/*
 * For the store's own files: the database file, opened, checked and brought up to date.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef enum {
  FOTAD_STORE_OPENED,
  FOTAD_STORE_BUSY,       /* another process has it */
  FOTAD_STORE_UNWRITABLE, /* the place is at fault: full, read-only */
  FOTAD_STORE_BROKEN,     /* the file is */
} FotadStoreOutcome;

/* Makes it if need be; *@opened is set, or the error. */
FotadStoreOutcome fotad_store_file_open (const char *path, sqlite3 **opened, GError **error);

/* What can be read of a place that cannot be written; an empty database in memory if nothing. */
sqlite3 *fotad_store_file_open_to_read (const char *path);

G_END_DECLS
