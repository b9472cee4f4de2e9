/*
 * Snapshots of settings on the bus: listed, shown and forgotten, straight from the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "modem/fotad-modem.h"
#include "store/fotad-store-snapshots.h"

G_BEGIN_DECLS

/* a(sta{sv}): those of @modem, newest first. */
GVariant *fotad_bus_snapshots_list (FotadStore *store, FotadModem *modem, GError **error);

/* a(ssssb): the rows of snapshot @id; NOT_FOUND also when it is another modem's. */
GVariant *
fotad_bus_snapshots_get (FotadStore *store, FotadModem *modem, const char *id, GError **error);

/* WRONG_STATE while a job has the modem: it may need it. */
gboolean
fotad_bus_snapshots_delete (FotadStore *store, FotadModem *modem, const char *id, GError **error);

G_END_DECLS
