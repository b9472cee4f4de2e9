/*
 * A disk that counts how often it was synced, and fails when told to.  It becomes SQLite's
 * default VFS, so the store under test needs to know nothing of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

typedef enum {
  FAULT_NONE,
  FAULT_FULL, /* writing says: no space left */
  FAULT_SYNC, /* syncing says: input/output error */
} Fault;

void fault_vfs_install (void);

/* From now on every write or sync fails in this way. */
void fault_vfs_set (Fault fault);

/* Syncs since the last call. */
guint fault_vfs_syncs (void);
