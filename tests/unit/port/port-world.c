/*
 * A port and its other end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "port-world.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
on_data (FotadPort *port, GBytes *bytes, PortWorld *world)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpuint (size, <=, FOTAD_PORT_READ_CHUNK);
  g_string_append_len (world->heard, data, (gssize) size);
}

static void
on_closed (FotadPort *port, GError *error, PortWorld *world)
{
  world->closed++;
  g_clear_error (&world->error);
  world->error = g_error_copy (error);
  g_assert_false (fotad_port_is_open (port));
}

void
port_world_watch (PortWorld *world, FotadPort *port, int peer)
{
  world->heard = g_string_new (NULL);
  world->port = port;
  world->peer = peer;
  g_signal_connect (port, "data", G_CALLBACK (on_data), world);
  g_signal_connect (port, "closed", G_CALLBACK (on_closed), world);
}

void
port_world_set_up_socket (PortWorld *world, gconstpointer data)
{
  int ends[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
  port_world_watch (world, fotad_port_new_for_fd (ends[0], "pair"), ends[1]);
}

void
port_world_set_up_pty (PortWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char name[64];
  int master, slave;

  g_assert_no_errno (openpty (&master, &slave, name, NULL, NULL));
  g_assert_no_errno (fcntl (master, F_SETFL, O_NONBLOCK));
  port_world_watch (world, fotad_port_open (name, 115200, &error), master);
  g_assert_no_error (error);
  close (slave);
}

void
port_world_tear_down (PortWorld *world, gconstpointer data)
{
  if (world->port != NULL)
    g_signal_handlers_disconnect_by_data (world->port, world);
  g_clear_object (&world->port);
  if (world->peer >= 0)
    close (world->peer);
  g_string_free (world->heard, TRUE);
  g_clear_error (&world->error);
}

void
port_world_spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
port_world_read_peer (PortWorld *world, char *buffer, gsize size)
{
  gsize taken = 0;

  while (taken < size) {
    ssize_t count = read (world->peer, buffer + taken, size - taken);

    if (count < 0)
      g_assert_cmpint (errno, ==, EAGAIN);
    else
      taken += (gsize) count;
  }
}

void
port_world_hang_up (PortWorld *world)
{
  close (g_steal_fd (&world->peer));
}

void
port_world_write (PortWorld *world, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  fotad_port_write (world->port, bytes, &error);
  g_assert_no_error (error);
}
