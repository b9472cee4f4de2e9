/*
 * Ports over pseudo terminals and socket pairs: what is written arrives, what arrives is read,
 * and the end is told once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "port/fotad-port.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <stddef.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "core/fotad-error.h"

typedef struct {
  FotadPort *port;
  int peer;
  GString *heard;
  guint closed;
  GError *error;
  guint drained;
} Fixture;

static void
on_data (FotadPort *port, GBytes *bytes, Fixture *fixture)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpuint (size, <=, FOTAD_PORT_READ_CHUNK);
  g_string_append_len (fixture->heard, data, (gssize) size);
}

static void
on_closed (FotadPort *port, GError *error, Fixture *fixture)
{
  fixture->closed++;
  g_clear_error (&fixture->error);
  fixture->error = g_error_copy (error);
  g_assert_false (fotad_port_is_open (port));
}

static void
on_drained (FotadPort *port, gpointer data)
{
  Fixture *fixture = data;

  g_assert_cmpuint (fotad_port_pending (port), ==, 0);
  fixture->drained++;
}

static void
watch (Fixture *fixture, FotadPort *port, int peer)
{
  fixture->heard = g_string_new (NULL);
  fixture->port = port;
  fixture->peer = peer;
  g_signal_connect (port, "data", G_CALLBACK (on_data), fixture);
  g_signal_connect (port, "closed", G_CALLBACK (on_closed), fixture);
}

static void
set_up_socket (Fixture *fixture, gconstpointer data)
{
  int ends[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
  watch (fixture, fotad_port_new_for_fd (ends[0], "pair"), ends[1]);
}

static void
set_up_pty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char name[64];
  int master, slave;

  g_assert_no_errno (openpty (&master, &slave, name, NULL, NULL));
  g_assert_no_errno (fcntl (master, F_SETFL, O_NONBLOCK));
  watch (fixture, fotad_port_open (name, 115200, &error), master);
  g_assert_no_error (error);
  close (slave);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->port != NULL)
    g_signal_handlers_disconnect_by_data (fixture->port, fixture);
  g_clear_object (&fixture->port);
  if (fixture->peer >= 0)
    close (fixture->peer);
  g_string_free (fixture->heard, TRUE);
  g_clear_error (&fixture->error);
}

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* The kernel hands a terminal's bytes over in its own time. */
#define WAIT_FOR(condition)                                                                        \
  while (!(condition))                                                                             \
  g_main_context_iteration (NULL, TRUE)

static void
read_peer (Fixture *fixture, char *buffer, gsize size)
{
  gsize taken = 0;

  while (taken < size) {
    ssize_t count = read (fixture->peer, buffer + taken, size - taken);

    if (count < 0)
      g_assert_cmpint (errno, ==, EAGAIN);
    else
      taken += (gsize) count;
  }
}

static void
hang_up (Fixture *fixture)
{
  close (g_steal_fd (&fixture->peer));
}

static void
write_text (Fixture *fixture, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  fotad_port_write (fixture->port, bytes, &error);
  g_assert_no_error (error);
}

static void
test_to_and_fro (Fixture *fixture, gconstpointer data)
{
  char buffer[16];

  write_text (fixture, "AT\r");
  write_text (fixture, "\n\x13\x03");
  g_assert_cmpuint (fotad_port_pending (fixture->port), ==, 6);
  spin ();
  g_assert_cmpuint (fotad_port_pending (fixture->port), ==, 0);
  read_peer (fixture, buffer, 6);
  g_assert_cmpmem (buffer, 6, "AT\r\n\x13\x03", 6);

  /* Raw both ways: no echo, no signal of 0x03, no flow control of 0x11, no CR made LF. */
  g_assert_cmpint (write (fixture->peer, "\r\nOK\r\n\x03\x11\x1a", 9), ==, 9);
  WAIT_FOR (fixture->heard->len >= 9);
  g_assert_cmpmem (fixture->heard->str, fixture->heard->len, "\r\nOK\r\n\x03\x11\x1a", 9);
  g_assert_cmpint (read (fixture->peer, buffer, sizeof buffer), <, 0);
  g_assert_cmpint (fixture->closed, ==, 0);
}

/* A block larger than what the kernel buffers: it goes out as the peer takes it. */
static void
test_back_pressure (Fixture *fixture, gconstpointer data)
{
  g_autofree char *block = g_malloc0 (FOTAD_PORT_QUEUE_LIMIT);
  g_autoptr (GBytes) bytes = g_bytes_new (block, FOTAD_PORT_QUEUE_LIMIT);
  g_autoptr (GBytes) more = g_bytes_new (block, FOTAD_PORT_QUEUE_LIMIT / 2 + 1);
  g_autoptr (GError) error = NULL;
  int small = 1;
  gsize taken = 0;
  char buffer[4096];

  if (data != NULL)
    g_assert_no_errno (setsockopt (fixture->peer, SOL_SOCKET, SO_RCVBUF, &small, sizeof small));
  g_assert_true (fotad_port_write (fixture->port, bytes, &error));
  g_assert_no_error (error);
  g_assert_false (fotad_port_write (fixture->port, more, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_BUSY);
  g_assert_cmpuint (fotad_port_pending (fixture->port), ==, FOTAD_PORT_QUEUE_LIMIT);
  fotad_port_drain (fixture->port, on_drained, fixture);

  while (taken < FOTAD_PORT_QUEUE_LIMIT) {
    ssize_t size;

    g_assert_cmpint (fixture->drained, <=, 1);
    spin ();
    size = read (fixture->peer, buffer, sizeof buffer);
    if (size > 0)
      taken += (gsize) size;
    else
      g_assert_cmpint (errno, ==, EAGAIN);
  }
  spin ();
  g_assert_cmpuint (fixture->drained, ==, 1);
  fotad_port_drain (fixture->port, on_drained, fixture);
  g_assert_cmpuint (fixture->drained, ==, 1);
  spin ();
  g_assert_cmpuint (fixture->drained, ==, 2);
}

static void
test_hang_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("AT\r", 3);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (write (fixture->peer, "bye\r\n", 5), ==, 5);
  fotad_port_drain (fixture->port, on_drained, fixture);
  write_text (fixture, "AT\r");
  hang_up (fixture);
  WAIT_FOR (fixture->closed > 0);
  spin ();
  g_assert_cmpuint (fixture->closed, ==, 1);
  g_assert_error (fixture->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_assert_nonnull (strstr (fixture->error->message, fotad_port_get_device (fixture->port)));
  g_assert_false (fotad_port_write (fixture->port, bytes, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  fotad_port_close (fixture->port);
  spin ();
  g_assert_cmpuint (fixture->closed, ==, 1);
  if (data != NULL) /* a pseudo terminal forgets what its master said last */
    g_assert_cmpstr (fixture->heard->str, ==, "bye\r\n");
}

static void
test_own_close (Fixture *fixture, gconstpointer data)
{
  FotadPort *port = fixture->port;

  write_text (fixture, "AT\r");
  fotad_port_close (port);
  spin ();
  g_assert_cmpuint (fixture->closed, ==, 0);
  g_assert_cmpuint (fotad_port_pending (port), ==, 0);
  fixture->port = NULL;
  g_assert_finalize_object (port);
}

static void
drop_port (FotadPort *port, gpointer argument, Fixture *fixture)
{
  g_clear_object (&fixture->port);
}

/* The last reference goes away inside each of the signals. */
static void
test_drop_in_handler (Fixture *fixture, gconstpointer data)
{
  FotadPort *weak = fixture->port;

  g_object_add_weak_pointer (G_OBJECT (weak), (gpointer *) &weak);
  g_signal_connect (fixture->port, data, G_CALLBACK (drop_port), fixture);
  g_assert_cmpint (write (fixture->peer, "x", 1), ==, 1);
  hang_up (fixture);
  spin ();
  g_assert_null (weak);
}

static void
close_when_drained (FotadPort *port, gpointer data)
{
  fotad_port_close (port);
}

static void
test_close_when_drained (Fixture *fixture, gconstpointer data)
{
  write_text (fixture, "AT\r");
  fotad_port_drain (fixture->port, close_when_drained, NULL);
  spin ();
  g_assert_false (fotad_port_is_open (fixture->port));
  g_assert_cmpuint (fixture->closed, ==, 0);
}

/* A modem that never stops talking: each turn of the loop reads one chunk, no more. */
static void
test_flood (Fixture *fixture, gconstpointer data)
{
  static const char flood[4 * FOTAD_PORT_READ_CHUNK];

  g_assert_cmpint (write (fixture->peer, flood, sizeof flood), ==, sizeof flood);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (fixture->heard->len, ==, FOTAD_PORT_READ_CHUNK);
  spin ();
  g_assert_cmpuint (fixture->heard->len, ==, sizeof flood);
}

static struct termios
get_line (const char *device)
{
  struct termios line;
  int fd = open (device, O_RDWR | O_NOCTTY | O_NONBLOCK);

  g_assert_no_errno (fd);
  g_assert_no_errno (tcgetattr (fd, &line));
  close (fd);
  return line;
}

static void
test_line_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *device = fotad_port_get_device (fixture->port);
  struct termios line = get_line (device);

  g_assert_cmpuint (cfgetospeed (&line), ==, B115200);
  g_assert_cmpuint (line.c_cflag & (CLOCAL | CREAD | CS8), ==, CLOCAL | CREAD | CS8);
  g_assert_cmpuint (line.c_cflag & (HUPCL | CSTOPB | PARENB | CRTSCTS), ==, 0);
  g_assert_cmpuint (line.c_lflag & (ECHO | ICANON | ISIG), ==, 0);
  g_assert_cmpuint (line.c_iflag & (IXON | IXOFF | ICRNL | INLCR), ==, 0);
  g_assert_cmpuint (line.c_oflag & OPOST, ==, 0);

  g_assert_true (fotad_port_set_baud (fixture->port, 9600, &error));
  g_assert_true (fotad_port_set_flow_control (fixture->port, TRUE, &error));
  line = get_line (device);
  g_assert_cmpuint (cfgetispeed (&line), ==, B9600);
  g_assert_cmpuint (line.c_cflag & CRTSCTS, ==, CRTSCTS);

  g_assert_false (fotad_port_set_baud (fixture->port, 12345, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "12345"));
}

/* Flow control set by whoever had the port before stays, and so does the rate without one. */
static void
test_found_settings (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadPort) port = NULL;
  struct termios line;
  char name[64];
  int master, slave;

  g_assert_no_errno (openpty (&master, &slave, name, NULL, NULL));
  g_assert_no_errno (tcgetattr (slave, &line));
  line.c_cflag |= CRTSCTS;
  cfsetspeed (&line, B230400);
  g_assert_no_errno (tcsetattr (slave, TCSANOW, &line));
  port = fotad_port_open (name, 0, &error);
  g_assert_no_error (error);
  line = get_line (name);
  g_assert_cmpuint (line.c_cflag & CRTSCTS, ==, CRTSCTS);
  g_assert_cmpuint (cfgetospeed (&line), ==, B230400);
  close (slave);
  close (master);
}

static void
test_exclusive (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *device = g_strdup (fotad_port_get_device (fixture->port));
  FotadPort *second = fotad_port_open (device, 0, &error);

  g_assert_null (second);
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, device));
  g_clear_error (&error);
  fotad_port_close (fixture->port);
  second = fotad_port_open (device, 0, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (second);
}

/* The kernel's wwan devices are character devices without termios; /dev/full is another. */
static void
test_no_tty (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadPort) port = fotad_port_open ("/dev/full", 115200, &error);

  g_assert_no_error (error);
  g_assert_false (fotad_port_set_baud (port, 9600, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_false (fotad_port_set_flow_control (port, TRUE, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED);
}

/* A write error that is no departure ends the port all the same. */
static void
test_write_error (void)
{
  Fixture fixture = { .peer = -1 };
  g_autoptr (GError) error = NULL;

  watch (&fixture, fotad_port_open ("/dev/full", 0, &error), -1);
  g_assert_no_error (error);
  write_text (&fixture, "AT\r");
  while (fixture.closed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (fixture.error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  tear_down (&fixture, NULL);
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
  Fixture fixture = { 0 };

  watch (&fixture, fotad_port_open (device, 115200, &error), -1);
  g_assert_no_error (error);
  fixture.peer = accept (server, NULL, NULL);
  g_assert_no_errno (fixture.peer);
  g_assert_cmpint (write (fixture.peer, "RDY\r\n", 5), ==, 5);
  spin ();
  g_assert_cmpstr (fixture.heard->str, ==, "RDY\r\n");
  tear_down (&fixture, NULL);
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
#define ON_PTY(path, function)                                                                     \
  g_test_add ("/port/pty/" path, Fixture, NULL, set_up_pty, function, tear_down)
#define ON_SOCKET(path, function, data)                                                            \
  g_test_add ("/port/socket/" path, Fixture, data, set_up_socket, function, tear_down)
  ON_PTY ("to-and-fro", test_to_and_fro);
  ON_PTY ("back-pressure", test_back_pressure);
  ON_PTY ("hang-up", test_hang_up);
  ON_PTY ("own-close", test_own_close);
  ON_PTY ("line-settings", test_line_settings);
  ON_PTY ("exclusive", test_exclusive);
  ON_SOCKET ("to-and-fro", test_to_and_fro, NULL);
  ON_SOCKET ("back-pressure", test_back_pressure, "socket");
  ON_SOCKET ("hang-up", test_hang_up, "socket");
  ON_SOCKET ("own-close", test_own_close, NULL);
  ON_SOCKET ("drop-in-data", test_drop_in_handler, "data");
  ON_SOCKET ("drop-in-closed", test_drop_in_handler, "closed");
  ON_SOCKET ("close-when-drained", test_close_when_drained, NULL);
  ON_SOCKET ("flood", test_flood, NULL);
  g_test_add_func ("/port/found-settings", test_found_settings);
  g_test_add_func ("/port/no-tty", test_no_tty);
  g_test_add_func ("/port/write-error", test_write_error);
  g_test_add_func ("/port/refused", test_refused);
  g_test_add_func ("/port/sockets", test_sockets);
  return g_test_run ();
}
