/*
 * logind's block inhibitor: no shutdown and no suspend while a modem must not lose power.
 *
 * Without logind everything goes on, with one warning.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOTAD_TYPE_INHIBITOR (fotad_inhibitor_get_type ())
G_DECLARE_FINAL_TYPE (FotadInhibitor, fotad_inhibitor, FOTAD, INHIBITOR, GObject)

/* Not yet taken.  @why is shown to people by "systemd-inhibit --list". */
FotadInhibitor *fotad_inhibitor_new (GDBusConnection *bus, const char *why);

/* Taken already, by @fd (owned from now on), an earlier process's. */
FotadInhibitor *fotad_inhibitor_new_from_fd (GDBusConnection *bus, const char *why, int fd);

/* Asks logind.  Fails only when cancelled (CANCELLED); a missing or refusing logind is a
 * warning and success, to be seen by fotad_inhibitor_is_held. */
void fotad_inhibitor_take_async (FotadInhibitor *inhibitor,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
gboolean
fotad_inhibitor_take_finish (FotadInhibitor *inhibitor, GAsyncResult *result, GError **error);

/* Closes it; one that is being taken is let go as soon as it comes.  A copy in the fd store
 * must be removed from there, or logind goes on waiting. */
void fotad_inhibitor_release (FotadInhibitor *inhibitor);

gboolean fotad_inhibitor_is_held (FotadInhibitor *inhibitor);

/* For the fd store; -1 while not held.  Stays the inhibitor's. */
int fotad_inhibitor_get_fd (FotadInhibitor *inhibitor);

G_END_DECLS
