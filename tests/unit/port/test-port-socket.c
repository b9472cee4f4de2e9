/*
 * Ports that are unix sockets, under each of their names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "port/fotad-port.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "port-world.h"

static int
listen_at (const char *name, gboolean abstract)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

  memcpy (address.sun_path + abstract, name, strlen (name));
  g_assert_no_errno (
      bind (fd, (struct sockaddr *) &address,
            (socklen_t) (offsetof (struct sockaddr_un, sun_path) + strlen (name) + 1)));
  g_assert_no_errno (listen (fd, 1));
  return fd;
}

static void
assert_connects (const char *device, int server)
{
  g_autoptr (GError) error = NULL;
  PortWorld world = { 0 };

  port_world_watch (&world, fotad_port_open (device, 115200, &error), -1);
  g_assert_no_error (error);
  world.peer = accept (server, NULL, NULL);
  g_assert_no_errno (world.peer);
  g_assert_cmpint (write (world.peer, "RDY\r\n", 5), ==, 5);
  port_world_spin ();
  g_assert_cmpstr (world.heard->str, ==, "RDY\r\n");
  port_world_tear_down (&world, NULL);
}

static void
test_sockets (void)
{
  g_autofree char *name = g_strdup_printf ("abstract:fotad-port-%d", getpid ());
  g_autofree char *directory = g_dir_make_tmp ("fotad-port-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "modem", NULL);
  g_autofree char *address = g_strconcat ("unix:", path, NULL);
  int abstract = listen_at (name, TRUE);
  int named = listen_at (path, FALSE);

  assert_connects (name, abstract);
  assert_connects (path, named);
  assert_connects (address, named);
  close (abstract);
  close (named);
  g_unlink (path);
  g_rmdir (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/port/sockets", test_sockets);
  return g_test_run ();
}
