/*
 * For the store's own files: the tables, and how older ones become them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <sqlite3.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* What this daemon writes as PRAGMA user_version. */
guint fotad_schema_version (void);

/* Brings a database, empty or of an older version, to this version in one transaction. */
gboolean fotad_schema_migrate (sqlite3 *db, GError **error);

/* Whether tables and columns are ours, and nothing else (a trigger, say) is there. */
gboolean fotad_schema_check (sqlite3 *db, GError **error);

G_END_DECLS
