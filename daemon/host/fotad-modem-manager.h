/*
 * ModemManager as seen from here: which modems it has, and when that changes.
 *
 * Follows the service over its own restarts.  Costs nothing while nothing happens: no timer,
 * no poll, and bus match rules so narrow that a modem's signal quality is the only chatter.
 *
 * Signals:
 *   "exported" (const char *uid)        a modem object is there, perhaps not yet identified:
 *                                       the earliest moment at which it can be inhibited
 *   "appeared" (FotadMmModem *modem)    it is identified (or ModemManager gave up on that)
 *   "changed"  (FotadMmModem *modem)    also when only the object path is another one
 *   "vanished" (const char *uid)        unplugged, inhibited, or ModemManager has gone
 * Properties: "running" (ModemManager owns its name), "ready" (its list has been read).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "host/fotad-mm-modem.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_MODEM_MANAGER (fotad_modem_manager_get_type ())
G_DECLARE_FINAL_TYPE (FotadModemManager, fotad_modem_manager, FOTAD, MODEM_MANAGER, GObject)

/* Starts following on @bus at once; the first signals come from the main loop. */
FotadModemManager *fotad_modem_manager_new (GDBusConnection *bus);

/* The connection it follows on.  Borrowed. */
GDBusConnection *fotad_modem_manager_get_bus (FotadModemManager *manager);

gboolean fotad_modem_manager_is_running (FotadModemManager *manager);
gboolean fotad_modem_manager_is_ready (FotadModemManager *manager);

/* Whether a modem object with that uid is on the bus, identified or not. */
gboolean fotad_modem_manager_is_exported (FotadModemManager *manager, const char *uid);

/* The modem that has "appeared" under @uid, or NULL.  Borrowed. */
FotadMmModem *fotad_modem_manager_lookup (FotadModemManager *manager, const char *uid);

/* All that have appeared: (element-type FotadMmModem). */
GPtrArray *fotad_modem_manager_list (FotadModemManager *manager);

G_END_DECLS
