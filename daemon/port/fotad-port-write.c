/*
 * Writing: a queue, and a source that exists only while there is something in it, so that an idle
 * port never wakes the daemon.
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

static ssize_t
write_some (FotadPort *port)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (g_queue_peek_head (&port->queue), &size);

  data += port->written;
  size -= port->written;
  if (port->is_socket)
    return send (port->fd, data, size, MSG_NOSIGNAL);
  return write (port->fd, data, size);
}

static void
advance (FotadPort *port, gsize size)
{
  port->written += size;
  port->pending -= size;
  if (port->written < g_bytes_get_size (g_queue_peek_head (&port->queue)))
    return;
  g_bytes_unref (g_queue_pop_head (&port->queue));
  port->written = 0;
}

static void
tell_drained (FotadPort *port)
{
  FotadPortDrained drained = g_steal_pointer (&port->drained);

  if (drained != NULL)
    drained (port, g_steal_pointer (&port->drained_data));
}

void
port_drop_queue (FotadPort *port)
{
  g_queue_clear_full (&port->queue, (GDestroyNotify) g_bytes_unref);
  port->written = 0;
  port->pending = 0;
}

/* A device that left is the reader's to report, after the modem's last words. */
static void
handle_write_error (FotadPort *port, int saved_errno)
{
  port_drop_queue (port);
  if (fotad_port_error_code (saved_errno) != FOTAD_ERROR_MODEM_GONE)
    port_fail (port, g_strerror (saved_errno));
}

static gboolean
on_writable (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (FotadPort) port = g_object_ref (data);

  while (!g_queue_is_empty (&port->queue)) {
    ssize_t size = write_some (port);

    if (size > 0) {
      advance (port, (gsize) size);
    } else if (size == 0 || errno == EAGAIN || errno == EINTR) {
      return G_SOURCE_CONTINUE;
    } else {
      port->write_source = 0;
      handle_write_error (port, errno);
      return G_SOURCE_REMOVE;
    }
  }
  port->write_source = 0;
  tell_drained (port);
  return G_SOURCE_REMOVE;
}

static void
ensure_write_source (FotadPort *port)
{
  if (port->write_source == 0)
    port->write_source = g_unix_fd_add (port->fd, G_IO_OUT, on_writable, port);
}

static gboolean
enqueue (FotadPort *port, GBytes *bytes, GError **error)
{
  gsize size = g_bytes_get_size (bytes);

  if (port->fd < 0) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE, "%s: the port is closed",
                 port->device);
    return FALSE;
  }
  if (size > FOTAD_PORT_QUEUE_LIMIT - port->pending) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_BUSY,
                 "%s: the modem has not taken the last %zu bytes yet", port->device, port->pending);
    return FALSE;
  }
  if (size == 0)
    return TRUE;
  g_queue_push_tail (&port->queue, g_bytes_ref (bytes));
  port->pending += size;
  return TRUE;
}

gboolean
fotad_port_write (FotadPort *port, GBytes *bytes, GError **error)
{
  if (!enqueue (port, bytes, error))
    return FALSE;
  if (port->pending > 0)
    ensure_write_source (port);
  return TRUE;
}

/* What goes wrong is found out from the main loop, as always. */
gboolean
fotad_port_write_now (FotadPort *port, GBytes *bytes, GError **error)
{
  ssize_t size = 1;

  if (!enqueue (port, bytes, error))
    return FALSE;
  while (port->pending > 0 && size > 0) {
    size = write_some (port);
    if (size > 0)
      advance (port, (gsize) size);
  }
  if (port->pending > 0)
    ensure_write_source (port);
  return TRUE;
}

gsize
fotad_port_pending (FotadPort *port)
{
  return port->pending;
}

void
fotad_port_drain (FotadPort *port, FotadPortDrained drained, gpointer data)
{
  port->drained = drained;
  port->drained_data = data;
  if (drained != NULL && port->fd >= 0)
    ensure_write_source (port);
}
