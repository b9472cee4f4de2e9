/*
 * Ports that are unix stream sockets: the virtual modems of tests and of integrators without
 * hardware.  The names are those ModemManager gives such ports.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "port/fotad-port-kinds.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/fotad-error.h"

gboolean
fotad_port_is_socket (const char *device)
{
  struct stat info;

  if (g_str_has_prefix (device, "abstract:") || g_str_has_prefix (device, "unix:"))
    return TRUE;
  return stat (device, &info) == 0 && S_ISSOCK (info.st_mode);
}

/* An abstract name is all bytes after the leading NUL, without a final one; ModemManager keeps
 * "abstract:" as part of it. */
static gboolean
fill_address (const char *device, struct sockaddr_un *address, socklen_t *size, GError **error)
{
  gboolean abstract = g_str_has_prefix (device, "abstract:");
  const char *name = g_str_has_prefix (device, "unix:") ? device + strlen ("unix:") : device;

  if (*name == '\0' || strlen (name) + 1 > sizeof address->sun_path) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "%s: a socket's name has 1 to %zu bytes", device, sizeof address->sun_path - 1);
    return FALSE;
  }
  memset (address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy (address->sun_path + (abstract ? 1 : 0), name, strlen (name));
  *size = (socklen_t) (offsetof (struct sockaddr_un, sun_path) + strlen (name) + 1);
  return TRUE;
}

int
fotad_port_socket_open (const char *device, GError **error)
{
  struct sockaddr_un address;
  socklen_t size;
  int fd;

  if (!fill_address (device, &address, &size, error))
    return -1;
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    fotad_port_set_errno (error, device, "make a socket", errno);
    return -1;
  }
  if (connect (fd, (struct sockaddr *) &address, size) == 0)
    return fd;
  /* EAGAIN: nobody has accepted the connections before ours. */
  fotad_port_set_errno (error, device, "connect", errno == EAGAIN ? EBUSY : errno);
  close (fd);
  return -1;
}
