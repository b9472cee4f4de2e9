/*
 * Jobs of the past: their paths answer whoever still knows them, without an object for each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "store/fotad-store-jobs.h"

G_BEGIN_DECLS

typedef struct _FotadBusArchive FotadBusArchive;

/* Answers on @connection for every job below FOTAD_PATH_JOB that is in @store, is finished and has
 * no object of its own. */
FotadBusArchive *fotad_bus_archive_new (GDBusConnection *connection, FotadStore *store);
void fotad_bus_archive_free (FotadBusArchive *self);

G_END_DECLS
