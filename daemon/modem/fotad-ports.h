/*
 * Where a modem's AT port is, now and after the modem has rebooted.
 *
 * The port ModemManager calls NAME is /dev/NAME; a virtual modem's is a unix socket.  A USB
 * port is recognised by the number of its interface below the modem's device, because the
 * kernel may give it another name when it comes back; a wwan port by its name after the
 * device's number ("at0" of "wwan0at0").  A port that udev does not know is at the same path
 * again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "host/fotad-mm-modem.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_PORTS (fotad_ports_get_type ())
G_DECLARE_FINAL_TYPE (FotadPorts, fotad_ports, FOTAD, PORTS, GObject)

/* The AT port of @modem: its primary port when that is one, else the first; by its name only
 * when @interface is -1.  Errors: NOT_SUPPORTED when the modem has no AT port,
 * INVALID_ARGUMENT when its name could lead out of /dev. */
FotadPorts *fotad_ports_new (FotadMmModem *modem, int interface, GError **error);

/* The port @device ("/dev/NAME", or a socket's path or name) of @modem, one that ModemManager
 * leaves alone.  On @modem's USB it is known by its interface from now on. */
FotadPorts *fotad_ports_new_at (FotadMmModem *modem, const char *device);

/* Which USB interface to remember for @modem's AT port: @wanted when it has a port there, else
 * that of the port above; -1 when it has none. */
int fotad_ports_choose_interface (FotadMmModem *modem, int wanted);

/* Where it is at this moment: a path, "abstract:NAME" or a socket's path; NULL when away. */
char *fotad_ports_find (FotadPorts *ports);

/* Whether it is a plain serial line, for which a speed must be right. */
gboolean fotad_ports_is_uart (FotadPorts *ports);

/* Whether it hangs on a bus that says when it leaves. */
gboolean fotad_ports_is_hotplug (FotadPorts *ports);

/* Waits until it is there, at most @limit vendor seconds.  A port that is there still counts:
 * who waits for a reboot lets it go first.  Errors: MODEM_GONE at the limit, CANCELLED. */
void fotad_ports_wait_async (FotadPorts *ports,
                             double limit,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);

/* The path, as of fotad_ports_find. */
char *fotad_ports_wait_finish (FotadPorts *ports, GAsyncResult *result, GError **error);

G_END_DECLS
