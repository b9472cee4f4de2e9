/*
 * Serial lines: raw and ours alone, and otherwise as they were found.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "port/fotad-port.h"

#include <fcntl.h>
#include <pty.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/fotad-error.h"
#include "port-world.h"

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
test_line_settings (PortWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *device = fotad_port_get_device (world->port);
  struct termios line = get_line (device);
  gboolean rts_cts;

  g_assert_cmpuint (cfgetospeed (&line), ==, B115200);
  g_assert_cmpuint (line.c_cflag & (CLOCAL | CREAD | CS8), ==, CLOCAL | CREAD | CS8);
  g_assert_cmpuint (line.c_cflag & (HUPCL | CSTOPB | PARENB | CRTSCTS), ==, 0);
  g_assert_cmpuint (line.c_lflag & (ECHO | ICANON | ISIG), ==, 0);
  g_assert_cmpuint (line.c_iflag & (IXON | IXOFF | ICRNL | INLCR), ==, 0);
  g_assert_cmpuint (line.c_oflag & OPOST, ==, 0);

  g_assert_true (fotad_port_set_baud (world->port, 9600, &error));
  g_assert_true (fotad_port_set_flow_control (world->port, TRUE, &error));
  line = get_line (device);
  g_assert_cmpuint (cfgetispeed (&line), ==, B9600);
  g_assert_cmpuint (line.c_cflag & CRTSCTS, ==, CRTSCTS);
  g_assert_true (fotad_port_get_flow_control (world->port, &rts_cts, &error));
  g_assert_true (rts_cts);
  g_assert_true (fotad_port_set_flow_control (world->port, FALSE, &error));
  g_assert_true (fotad_port_get_flow_control (world->port, &rts_cts, &error));
  g_assert_false (rts_cts);

  g_assert_false (fotad_port_set_baud (world->port, 12345, &error));
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
  line.c_cflag |= CRTSCTS | HUPCL | CSTOPB;
  cfsetspeed (&line, B230400);
  g_assert_no_errno (tcsetattr (slave, TCSANOW, &line));
  port = fotad_port_open (name, 0, &error);
  g_assert_no_error (error);
  line = get_line (name);
  g_assert_cmpuint (line.c_cflag & CRTSCTS, ==, CRTSCTS);
  g_assert_cmpuint (line.c_cflag & (HUPCL | CSTOPB), ==, 0);
  g_assert_cmpuint (cfgetospeed (&line), ==, B230400);
  close (slave);
  close (master);
}

static void
test_exclusive (PortWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *device = g_strdup (fotad_port_get_device (world->port));
  FotadPort *second = fotad_port_open (device, 0, &error);

  g_assert_null (second);
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, device));
  g_clear_error (&error);
  fotad_port_close (world->port);
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
  gboolean rts_cts;

  g_assert_no_error (error);
  g_assert_false (fotad_port_set_baud (port, 9600, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_false (fotad_port_get_flow_control (port, &rts_cts, NULL));
  g_assert_false (fotad_port_set_flow_control (port, TRUE, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ON_PTY(path, function)                                                                     \
  g_test_add ("/port/pty/" path, PortWorld, NULL, port_world_set_up_pty, function,                 \
              port_world_tear_down)
  ON_PTY ("line-settings", test_line_settings);
  ON_PTY ("exclusive", test_exclusive);
  g_test_add_func ("/port/found-settings", test_found_settings);
  g_test_add_func ("/port/no-tty", test_no_tty);
  return g_test_run ();
}
