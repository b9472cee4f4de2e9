/*
 * The daemon put together: every room opened in order, from the store to the bus, and closed in the
 * opposite one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOTAD_TYPE_DAEMON (fotad_daemon_get_type ())
G_DECLARE_FINAL_TYPE (FotadDaemon, fotad_daemon, FOTAD, DAEMON, GObject)

/* Called once when the daemon has come to its end: @error is NULL when it was asked to. */
typedef void (*FotadDaemonEnd) (FotadDaemon *daemon, const GError *error, gpointer data);

/* Opens store, configuration and vendors, and begins to follow ModemManager on @bus.  To be made
 * before any thread.  Errors: BUSY when another daemon has the database, STORAGE when there is
 * no place for it. */
FotadDaemon *
fotad_daemon_new (GDBusConnection *bus, FotadDaemonEnd end, gpointer data, GError **error);

/* Ends it: at once, or, while a modem must not be left alone, as soon as none is in that state.
 * Asked a second time it does not wait. */
void fotad_daemon_stop (FotadDaemon *self);

G_END_DECLS
