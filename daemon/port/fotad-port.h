/*
 * Bytes to a device and back: a serial tty, a kernel wwan character device or a unix stream
 * socket.  Nothing here knows what the bytes mean, and nothing here ever blocks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* At most this many bytes wait to be written; a writer of more uses fotad_port_drain (). */
#define FOTAD_PORT_QUEUE_LIMIT (64 * 1024)

/* At most this many bytes are read before other sources of the main loop have their turn. */
#define FOTAD_PORT_READ_CHUNK 4096

#define FOTAD_TYPE_PORT (fotad_port_get_type ())
G_DECLARE_FINAL_TYPE (FotadPort, fotad_port, FOTAD, PORT, GObject)

/* Signals:
 *   "data" (GBytes *bytes)     what was read, at least one byte
 *   "closed" (GError *error)   the device went away (ModemGone).  Emitted once, and never after
 *                              fotad_port_close ().  Handlers may do anything, also drop the
 *                              last reference. */

/* Opens "/dev/…" (a tty or a character device), "/path" that is a unix socket, "unix:/path", or
 * "abstract:NAME", where the abstract socket's name includes "abstract:".  A tty becomes raw
 * 8N1 without hang-up, its flow control stays as found, and @baud is set unless it is 0.  The
 * device is ours alone while it is open.
 *
 * Errors, all naming the device: Busy, NotAuthorized, ModemGone (no such device),
 * InvalidArgument (neither device nor socket, unknown baud). */
FotadPort *
fotad_port_open (const char *device, guint baud, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes over an open stream; @name is for messages. */
FotadPort *fotad_port_new_for_fd (int fd, const char *name);

const char *fotad_port_get_device (FotadPort *port);
gboolean fotad_port_is_open (FotadPort *port);

/* Queues @bytes behind what is queued.  ModemGone when closed, Busy when they do not fit below
 * FOTAD_PORT_QUEUE_LIMIT; then nothing of them is queued. */
gboolean fotad_port_write (FotadPort *port, GBytes *bytes, GError **error);

/* As above, but the device is given what it takes before this returns, not from the main loop: for
 * data whose answer is waited for. */
gboolean fotad_port_write_now (FotadPort *port, GBytes *bytes, GError **error);

/* Bytes the device has not taken yet. */
gsize fotad_port_pending (FotadPort *port);

typedef void (*FotadPortDrained) (FotadPort *port, gpointer data);

/* Calls @drained once, from the main loop, as soon as nothing is pending; never when the port
 * closes before.  A new call replaces the old one; NULL forgets it. */
void fotad_port_drain (FotadPort *port, FotadPortDrained drained, gpointer data);

/* Changes the rate at once.  NotSupported when the device is no tty (it has no rate). */
gboolean fotad_port_set_baud (FotadPort *port, guint baud, GError **error);

/* Whether RTS/CTS is on, as it was found or set.  NotSupported when the device is no tty. */
gboolean fotad_port_get_flow_control (FotadPort *port, gboolean *rts_cts, GError **error);

/* RTS/CTS on or off.  NotSupported when the device is no tty. */
gboolean fotad_port_set_flow_control (FotadPort *port, gboolean rts_cts, GError **error);

/* Gives the device back; what is pending is lost.  Harmless when already closed. */
void fotad_port_close (FotadPort *port);

G_END_DECLS
