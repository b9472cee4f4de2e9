/*
 * Ports that are character devices: serial ttys, and the kernel's wwan AT devices, which have
 * no (or a pretended) termios and are used as they are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "port/fotad-port-kinds.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "core/fotad-error.h"

/* First and last major number of pseudo terminals (Documentation/admin-guide/devices.txt). */
#define PTY_FIRST 136
#define PTY_LAST 143

static const struct {
  guint baud;
  speed_t speed;
} speeds[] = {
  { 300, B300 },         { 600, B600 },         { 1200, B1200 },       { 2400, B2400 },
  { 4800, B4800 },       { 9600, B9600 },       { 19200, B19200 },     { 38400, B38400 },
  { 57600, B57600 },     { 115200, B115200 },   { 230400, B230400 },   { 460800, B460800 },
  { 500000, B500000 },   { 576000, B576000 },   { 921600, B921600 },   { 1000000, B1000000 },
  { 1152000, B1152000 }, { 1500000, B1500000 }, { 2000000, B2000000 }, { 2500000, B2500000 },
  { 3000000, B3000000 }, { 3500000, B3500000 }, { 4000000, B4000000 },
};

static gboolean
find_speed (guint baud, const char *device, speed_t *speed, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (speeds); i++) {
    if (speeds[i].baud != baud)
      continue;
    *speed = speeds[i].speed;
    return TRUE;
  }
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "%s: there is no rate of %u baud",
               device, baud);
  return FALSE;
}

static gboolean
apply (int fd, const char *device, const struct termios *settings, GError **error)
{
  if (tcsetattr (fd, TCSANOW, settings) == 0)
    return TRUE;
  fotad_port_set_errno (error, device, "set up the line", errno);
  return FALSE;
}

static gboolean
get_settings (int fd, const char *device, struct termios *settings, GError **error)
{
  if (tcgetattr (fd, settings) == 0)
    return TRUE;
  if (errno == ENOTTY || errno == EINVAL)
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "%s: is no serial line", device);
  else
    fotad_port_set_errno (error, device, "read the line settings", errno);
  return FALSE;
}

/* Raw 8N1.  CLOCAL: a modem in its updater toggles DCD, which must not hang us up.  No HUPCL:
 * closing the port must not drop DTR, which makes some modems hang up or reset. */
static gboolean
make_raw (int fd, const char *device, guint baud, GError **error)
{
  struct termios settings;
  tcflag_t flow_control;
  speed_t speed;

  if (!get_settings (fd, device, &settings, error))
    return FALSE;
  flow_control = settings.c_cflag & CRTSCTS;
  cfmakeraw (&settings);
  settings.c_cflag &= ~(tcflag_t) (CSTOPB | HUPCL | CRTSCTS);
  settings.c_cflag |= CLOCAL | CREAD | flow_control;
  settings.c_iflag &= ~(tcflag_t) (IXON | IXOFF | IXANY);
  settings.c_iflag |= IGNBRK;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  if (baud != 0) {
    if (!find_speed (baud, device, &speed, error))
      return FALSE;
    cfsetspeed (&settings, speed);
  }
  return apply (fd, device, &settings, error);
}

/* A pseudo terminal outlives us in the hands of its master and would stay locked for good when
 * we are killed; flock () is enough there. */
static gboolean
keeps_lock (const struct stat *info)
{
  guint number = major (info->st_rdev);

  return number >= PTY_FIRST && number <= PTY_LAST;
}

/* flock () keeps out other daemons of our kind even when both run as root, which TIOCEXCL does
 * not; TIOCEXCL keeps out everybody else.  Not every device knows TIOCEXCL. */
static gboolean
ensure_exclusive (int fd, const char *device, const struct stat *info, GError **error)
{
  if (flock (fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK) {
    fotad_port_set_errno (error, device, "lock it", EBUSY);
    return FALSE;
  }
  if (!keeps_lock (info) && ioctl (fd, TIOCEXCL) < 0)
    g_debug ("%s: no exclusive use: %s", device, g_strerror (errno));
  return TRUE;
}

static gboolean
set_up (int fd, const char *device, guint baud, GError **error)
{
  struct stat info;

  if (fstat (fd, &info) < 0) {
    fotad_port_set_errno (error, device, "look at it", errno);
    return FALSE;
  }
  if (!S_ISCHR (info.st_mode)) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "%s: is neither a device nor a socket", device);
    return FALSE;
  }
  if (!ensure_exclusive (fd, device, &info, error))
    return FALSE;
  return !isatty (fd) || make_raw (fd, device, baud, error);
}

int
fotad_port_serial_open (const char *device, guint baud, GError **error)
{
  int fd = open (device, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

  if (fd < 0) {
    fotad_port_set_errno (error, device, "open it", errno);
    return -1;
  }
  if (set_up (fd, device, baud, error))
    return fd;
  close (fd);
  return -1;
}

void
fotad_port_serial_release (int fd)
{
  if (isatty (fd))
    ioctl (fd, TIOCNXCL);
  flock (fd, LOCK_UN);
}

gboolean
fotad_port_serial_set_baud (int fd, const char *device, guint baud, GError **error)
{
  struct termios settings;
  speed_t speed;

  if (!find_speed (baud, device, &speed, error))
    return FALSE;
  if (!get_settings (fd, device, &settings, error))
    return FALSE;
  cfsetspeed (&settings, speed);
  return apply (fd, device, &settings, error);
}

gboolean
fotad_port_serial_get_flow_control (int fd, const char *device, gboolean *rts_cts, GError **error)
{
  struct termios settings;

  if (!get_settings (fd, device, &settings, error))
    return FALSE;
  *rts_cts = (settings.c_cflag & CRTSCTS) != 0;
  return TRUE;
}

gboolean
fotad_port_serial_set_flow_control (int fd, const char *device, gboolean rts_cts, GError **error)
{
  struct termios settings;

  if (!get_settings (fd, device, &settings, error))
    return FALSE;
  settings.c_cflag &= ~(tcflag_t) CRTSCTS;
  if (rts_cts)
    settings.c_cflag |= CRTSCTS;
  return apply (fd, device, &settings, error);
}
