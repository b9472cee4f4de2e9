/*
 * How each kind of port is opened, and what its errors mean; only for this room.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "core/fotad-error.h"

G_BEGIN_DECLS

/* What @saved_errno means for a modem's port. */
FotadError fotad_port_error_code (int saved_errno);

/* Sets the error of FOTAD_ERROR that says what @saved_errno means for a modem's port:
 * "<device>: cannot <what>: <reason>". */
void fotad_port_set_errno (GError **error, const char *device, const char *what, int saved_errno);

/* Opens a character device; termios only where there is some.  -1 and @error on failure. */
int fotad_port_serial_open (const char *device, guint baud, GError **error);

/* Lets go of the exclusive lock before the descriptor is closed. */
void fotad_port_serial_release (int fd);

gboolean fotad_port_serial_set_baud (int fd, const char *device, guint baud, GError **error);
gboolean
fotad_port_serial_get_flow_control (int fd, const char *device, gboolean *rts_cts, GError **error);
gboolean
fotad_port_serial_set_flow_control (int fd, const char *device, gboolean rts_cts, GError **error);

/* Connects to "unix:/path", "abstract:NAME" or the path of a socket.  -1 and @error on failure. */
int fotad_port_socket_open (const char *device, GError **error);

/* Whether @device names a socket rather than a device. */
gboolean fotad_port_is_socket (const char *device);

G_END_DECLS
