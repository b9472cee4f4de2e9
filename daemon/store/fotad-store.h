/*
 * The database of the daemon: jobs, the edges of their steps, facts, settings snapshots.
 *
 * One SQLite file, fotad.db (0600), owned by one process at a time.  A write call that returns
 * TRUE has reached the disk; one that fails gives FOTAD_ERROR_STORAGE and has changed nothing.
 * What is kept is described in fotad-store-jobs.h, -edges.h, -facts.h and -snapshots.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOTAD_TYPE_STORE (fotad_store_get_type ())
G_DECLARE_FINAL_TYPE (FotadStore, fotad_store, FOTAD, STORE, GObject)

/* Opens or makes the database below @directory, which must exist.
 *
 * A broken file is renamed to fotad.db.broken-<UNIX time> with a warning, and a new one made.
 * A place that cannot be written (full, read-only) is a warning as well: what is there can be
 * read, and every write tries the place again and fails with FOTAD_ERROR_STORAGE until it can
 * be written.  The only error: another process has the database (FOTAD_ERROR_BUSY). */
FotadStore *fotad_store_open (const char *directory, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Between these two, jobs, edges and facts that are written reach the disk as a whole, when the
 * second returns TRUE, or not at all: when @well is FALSE, when one could not be written, when the
 * process dies before.  Without another pair, and nothing that takes long, in between. */
gboolean fotad_store_begin (FotadStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
fotad_store_end (FotadStore *store, gboolean well, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
