/*
 * Ports over pseudo terminals and socket pairs: what is written arrives, what arrives is read,
 * and the end is told once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "port/fotad-port.h"

#include <errno.h>
#include <pty.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "core/fotad-error.h"
#include "port-world.h"

static void
on_drained (FotadPort *port, gpointer data)
{
  PortWorld *world = data;

  g_assert_cmpuint (fotad_port_pending (port), ==, 0);
  world->drained++;
}

static void
test_to_and_fro (PortWorld *world, gconstpointer data)
{
  char buffer[16];

  port_world_write (world, "AT\r");
  port_world_write (world, "\n\x13\x03");
  g_assert_cmpuint (fotad_port_pending (world->port), ==, 6);
  port_world_spin ();
  g_assert_cmpuint (fotad_port_pending (world->port), ==, 0);
  port_world_read_peer (world, buffer, 6);
  g_assert_cmpmem (buffer, 6, "AT\r\n\x13\x03", 6);

  /* Raw both ways: no echo, no signal of 0x03, no flow control of 0x11, no CR made LF. */
  g_assert_cmpint (write (world->peer, "\r\nOK\r\n\x03\x11\x1a", 9), ==, 9);
  WAIT_FOR (world->heard->len >= 9);
  g_assert_cmpmem (world->heard->str, world->heard->len, "\r\nOK\r\n\x03\x11\x1a", 9);
  g_assert_cmpint (read (world->peer, buffer, sizeof buffer), <, 0);
  g_assert_cmpint (world->closed, ==, 0);
}

/* There before the main loop has run; what does not fit follows from there, and a peer that has
 * gone is found out from there as well. */
static void
test_at_once (PortWorld *world, gconstpointer data)
{
  g_autofree char *block = g_malloc0 (FOTAD_PORT_QUEUE_LIMIT);
  g_autoptr (GBytes) large = g_bytes_new (block, FOTAD_PORT_QUEUE_LIMIT);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("block", 5);
  g_autoptr (GError) error = NULL;
  char buffer[4096];
  gsize taken = 0;

  g_assert_true (fotad_port_write_now (world->port, bytes, &error));
  g_assert_cmpuint (fotad_port_pending (world->port), ==, 0);
  port_world_read_peer (world, buffer, 5);
  g_assert_cmpmem (buffer, 5, "block", 5);
  for (guint i = 0; fotad_port_pending (world->port) == 0; i++) {
    g_assert_cmpuint (i, <, 100);
    g_assert_true (fotad_port_write_now (world->port, large, &error));
  }
  while (fotad_port_pending (world->port) > 0) {
    ssize_t size = read (world->peer, buffer, sizeof buffer);

    taken += size > 0 ? (gsize) size : 0;
    port_world_spin ();
  }
  g_assert_cmpuint (taken, >, 0);
  close (world->peer);
  world->peer = -1;
  (void) !fotad_port_write_now (world->port, bytes, NULL);
  g_assert_cmpint (world->closed, ==, 0);
  WAIT_FOR (world->closed == 1);
}

/* A block larger than what the kernel buffers: it goes out as the peer takes it. */
static void
test_back_pressure (PortWorld *world, gconstpointer data)
{
  g_autofree char *block = g_malloc0 (FOTAD_PORT_QUEUE_LIMIT);
  g_autoptr (GBytes) bytes = g_bytes_new (block, FOTAD_PORT_QUEUE_LIMIT);
  g_autoptr (GBytes) more = g_bytes_new (block, FOTAD_PORT_QUEUE_LIMIT / 2 + 1);
  g_autoptr (GError) error = NULL;
  int small = 1;
  gsize taken = 0;
  char buffer[4096];

  if (data != NULL)
    g_assert_no_errno (setsockopt (world->peer, SOL_SOCKET, SO_RCVBUF, &small, sizeof small));
  g_assert_true (fotad_port_write (world->port, bytes, &error));
  g_assert_no_error (error);
  g_assert_false (fotad_port_write (world->port, more, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_BUSY);
  g_assert_cmpuint (fotad_port_pending (world->port), ==, FOTAD_PORT_QUEUE_LIMIT);
  fotad_port_drain (world->port, on_drained, world);

  while (taken < FOTAD_PORT_QUEUE_LIMIT) {
    ssize_t size;

    g_assert_cmpint (world->drained, <=, 1);
    port_world_spin ();
    size = read (world->peer, buffer, sizeof buffer);
    if (size > 0)
      taken += (gsize) size;
    else
      g_assert_cmpint (errno, ==, EAGAIN);
  }
  port_world_spin ();
  g_assert_cmpuint (world->drained, ==, 1);
  fotad_port_drain (world->port, on_drained, world);
  g_assert_cmpuint (world->drained, ==, 1);
  port_world_spin ();
  g_assert_cmpuint (world->drained, ==, 2);
}

static void
test_hang_up (PortWorld *world, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("AT\r", 3);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (write (world->peer, "bye\r\n", 5), ==, 5);
  fotad_port_drain (world->port, on_drained, world);
  port_world_write (world, "AT\r");
  port_world_hang_up (world);
  WAIT_FOR (world->closed > 0);
  port_world_spin ();
  g_assert_cmpuint (world->closed, ==, 1);
  g_assert_error (world->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_assert_nonnull (strstr (world->error->message, fotad_port_get_device (world->port)));
  g_assert_false (fotad_port_write (world->port, bytes, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  fotad_port_close (world->port);
  port_world_spin ();
  g_assert_cmpuint (world->closed, ==, 1);
  if (data != NULL) /* a pseudo terminal forgets what its master said last */
    g_assert_cmpstr (world->heard->str, ==, "bye\r\n");
}

static void
test_own_close (PortWorld *world, gconstpointer data)
{
  FotadPort *port = world->port;

  port_world_write (world, "AT\r");
  fotad_port_close (port);
  port_world_spin ();
  g_assert_cmpuint (world->closed, ==, 0);
  g_assert_cmpuint (fotad_port_pending (port), ==, 0);
  world->port = NULL;
  g_assert_finalize_object (port);
}

static void
drop_port (FotadPort *port, gpointer argument, PortWorld *world)
{
  g_clear_object (&world->port);
}

/* The last reference goes away inside each of the signals. */
static void
test_drop_in_handler (PortWorld *world, gconstpointer data)
{
  FotadPort *weak = world->port;

  g_object_add_weak_pointer (G_OBJECT (weak), (gpointer *) &weak);
  g_signal_connect (world->port, data, G_CALLBACK (drop_port), world);
  g_assert_cmpint (write (world->peer, "x", 1), ==, 1);
  port_world_hang_up (world);
  port_world_spin ();
  g_assert_null (weak);
}

static void
close_when_drained (FotadPort *port, gpointer data)
{
  fotad_port_close (port);
}

static void
test_close_when_drained (PortWorld *world, gconstpointer data)
{
  port_world_write (world, "AT\r");
  fotad_port_drain (world->port, close_when_drained, NULL);
  port_world_spin ();
  g_assert_false (fotad_port_is_open (world->port));
  g_assert_cmpuint (world->closed, ==, 0);
}

/* A modem that never stops talking: each turn of the loop reads one chunk, no more. */
static void
test_flood (PortWorld *world, gconstpointer data)
{
  static const char flood[4 * FOTAD_PORT_READ_CHUNK];

  g_assert_cmpint (write (world->peer, flood, sizeof flood), ==, sizeof flood);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (world->heard->len, ==, FOTAD_PORT_READ_CHUNK);
  port_world_spin ();
  g_assert_cmpuint (world->heard->len, ==, sizeof flood);
}

/* A write error that is no departure ends the port all the same. */
static void
test_write_error (void)
{
  PortWorld world = { .peer = -1 };
  g_autoptr (GError) error = NULL;

  port_world_watch (&world, fotad_port_open ("/dev/full", 0, &error), -1);
  g_assert_no_error (error);
  port_world_write (&world, "AT\r");
  while (world.closed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (world.error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  port_world_tear_down (&world, NULL);
}

static void
assert_refused (const char *device, guint baud, FotadError code)
{
  g_autoptr (GError) error = NULL;
  FotadPort *port = fotad_port_open (device, baud, &error);

  g_assert_null (port);
  g_assert_error (error, FOTAD_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, device));
}

static void
test_refused (void)
{
  g_autofree char *file = NULL;
  g_autofree char *dead = g_build_filename (g_get_tmp_dir (), "fotad-no-such-socket", NULL);
  g_autofree char *dead_socket = g_strconcat ("unix:", dead, NULL);
  g_autofree char *endless = g_strnfill (200, 'x');
  g_autofree char *endless_socket = g_strconcat ("abstract:", endless, NULL);
  char name[64];
  int master, slave;

  close (g_file_open_tmp ("fotad-port-XXXXXX", &file, NULL));
  assert_refused ("/dev/fotad-no-such-port", 0, FOTAD_ERROR_MODEM_GONE);
  assert_refused (file, 0, FOTAD_ERROR_INVALID_ARGUMENT);
  assert_refused (dead_socket, 0, FOTAD_ERROR_MODEM_GONE);
  assert_refused ("abstract:fotad-nobody-listens", 0, FOTAD_ERROR_MODEM_GONE);
  assert_refused (endless_socket, 0, FOTAD_ERROR_INVALID_ARGUMENT);
  assert_refused ("unix:", 0, FOTAD_ERROR_INVALID_ARGUMENT);
  g_assert_no_errno (openpty (&master, &slave, name, NULL, NULL));
  assert_refused (name, 12345, FOTAD_ERROR_INVALID_ARGUMENT);
  close (slave);
  close (master);
  g_unlink (file);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ON_PTY(path, function)                                                                     \
  g_test_add ("/port/pty/" path, PortWorld, NULL, port_world_set_up_pty, function,                 \
              port_world_tear_down)
#define ON_SOCKET(path, function, data)                                                            \
  g_test_add ("/port/socket/" path, PortWorld, data, port_world_set_up_socket, function,           \
              port_world_tear_down)
  ON_PTY ("to-and-fro", test_to_and_fro);
  ON_PTY ("at-once", test_at_once);
  ON_PTY ("back-pressure", test_back_pressure);
  ON_PTY ("hang-up", test_hang_up);
  ON_PTY ("own-close", test_own_close);
  ON_SOCKET ("to-and-fro", test_to_and_fro, NULL);
  ON_SOCKET ("at-once", test_at_once, "socket");
  ON_SOCKET ("back-pressure", test_back_pressure, "socket");
  ON_SOCKET ("hang-up", test_hang_up, "socket");
  ON_SOCKET ("own-close", test_own_close, NULL);
  ON_SOCKET ("drop-in-data", test_drop_in_handler, "data");
  ON_SOCKET ("drop-in-closed", test_drop_in_handler, "closed");
  ON_SOCKET ("close-when-drained", test_close_when_drained, NULL);
  ON_SOCKET ("flood", test_flood, NULL);
  g_test_add_func ("/port/write-error", test_write_error);
  g_test_add_func ("/port/refused", test_refused);
  return g_test_run ();
}
