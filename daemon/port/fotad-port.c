/*
 * A port: one descriptor and one source to read.  Writing is fotad-port-write.c's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "port/fotad-port-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/fotad-error.h"
#include "port/fotad-port-kinds.h"

G_DEFINE_FINAL_TYPE (FotadPort, fotad_port, G_TYPE_OBJECT)

enum { SIGNAL_DATA, SIGNAL_CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

void
port_fail (FotadPort *port, const char *reason)
{
  g_autoptr (GError) error = NULL;

  if (port->fd < 0)
    return;
  g_set_error (&error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE, "%s: %s", port->device, reason);
  fotad_port_close (port);
  g_signal_emit (port, signals[SIGNAL_CLOSED], 0, error);
}

/* Reads even when the other end has hung up: its last words may still lie in the buffer. */
static gboolean
on_readable (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (FotadPort) port = g_object_ref (data);
  guint8 buffer[FOTAD_PORT_READ_CHUNK];
  ssize_t size = read (fd, buffer, sizeof buffer);

  if (size > 0) {
    g_autoptr (GBytes) bytes = g_bytes_new (buffer, (gsize) size);

    g_signal_emit (port, signals[SIGNAL_DATA], 0, bytes);
  } else if (size == 0) {
    port_fail (port, "the modem has hung up");
  } else if (errno != EAGAIN && errno != EINTR) {
    port_fail (port, g_strerror (errno));
  } else if (condition & (G_IO_HUP | G_IO_ERR)) {
    port_fail (port, "the modem has hung up");
  }
  return port->fd >= 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
is_tty (FotadPort *port, GError **error)
{
  if (port->fd < 0) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE, "%s: the port is closed",
                 port->device);
    return FALSE;
  }
  if (isatty (port->fd))
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "%s: is no serial line",
               port->device);
  return FALSE;
}

gboolean
fotad_port_set_baud (FotadPort *port, guint baud, GError **error)
{
  return is_tty (port, error) && fotad_port_serial_set_baud (port->fd, port->device, baud, error);
}

gboolean
fotad_port_get_flow_control (FotadPort *port, gboolean *rts_cts, GError **error)
{
  return is_tty (port, error) &&
         fotad_port_serial_get_flow_control (port->fd, port->device, rts_cts, error);
}

gboolean
fotad_port_set_flow_control (FotadPort *port, gboolean rts_cts, GError **error)
{
  return is_tty (port, error) &&
         fotad_port_serial_set_flow_control (port->fd, port->device, rts_cts, error);
}

const char *
fotad_port_get_device (FotadPort *port)
{
  return port->device;
}

gboolean
fotad_port_is_open (FotadPort *port)
{
  return port->fd >= 0;
}

/* A source that may recurse (this one never does) is not taken out of the poll while it is
 * dispatched, for which GLib would wake itself up twice for every read. */
static guint
add_reader (FotadPort *port)
{
  g_autoptr (GSource) source = g_unix_fd_source_new (port->fd, G_IO_IN | G_IO_HUP | G_IO_ERR);

  g_source_set_callback (source, G_SOURCE_FUNC (on_readable), port, NULL);
  g_source_set_can_recurse (source, TRUE);
  return g_source_attach (source, NULL);
}

FotadPort *
fotad_port_new_for_fd (int fd, const char *name)
{
  FotadPort *port = g_object_new (FOTAD_TYPE_PORT, NULL);
  int type;
  socklen_t size = sizeof type;

  g_unix_set_fd_nonblocking (fd, TRUE, NULL);
  port->fd = fd;
  port->device = g_strdup (name);
  port->is_socket = getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
  port->read_source = add_reader (port);
  return port;
}

FotadPort *
fotad_port_open (const char *device, guint baud, GError **error)
{
  int fd = fotad_port_is_socket (device) ? fotad_port_socket_open (device, error)
                                         : fotad_port_serial_open (device, baud, error);

  return fd >= 0 ? fotad_port_new_for_fd (fd, device) : NULL;
}

void
fotad_port_close (FotadPort *port)
{
  if (port->fd < 0)
    return;
  g_clear_handle_id (&port->read_source, g_source_remove);
  g_clear_handle_id (&port->write_source, g_source_remove);
  port_drop_queue (port);
  port->drained = NULL;
  if (!port->is_socket)
    fotad_port_serial_release (port->fd);
  close (port->fd);
  port->fd = -1;
}

static void
fotad_port_finalize (GObject *object)
{
  FotadPort *port = FOTAD_PORT (object);

  fotad_port_close (port);
  g_free (port->device);
  G_OBJECT_CLASS (fotad_port_parent_class)->finalize (object);
}

static void
fotad_port_class_init (FotadPortClass *class)
{
  G_OBJECT_CLASS (class)->finalize = fotad_port_finalize;
  signals[SIGNAL_DATA] = g_signal_new ("data", FOTAD_TYPE_PORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", FOTAD_TYPE_PORT, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
fotad_port_init (FotadPort *port)
{
  port->fd = -1;
  g_queue_init (&port->queue);
}
