/*
 * What an errno means for a modem's port.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "port/fotad-port-kinds.h"

#include <errno.h>

FotadError
fotad_port_error_code (int saved_errno)
{
  switch (saved_errno) {
  case EBUSY:
    return FOTAD_ERROR_BUSY;
  case EACCES:
  case EPERM:
    return FOTAD_ERROR_NOT_AUTHORIZED;
  case ENOENT:
  case ENOTDIR:
  case ENODEV:
  case ENXIO:
  case EIO:
  case EPIPE:
  case ECONNREFUSED:
  case ECONNRESET:
    return FOTAD_ERROR_MODEM_GONE;
  default: /* errno, not an enum of ours */
    return FOTAD_ERROR_INTERNAL;
  }
}

void
fotad_port_set_errno (GError **error, const char *device, const char *what, int saved_errno)
{
  g_set_error (error, FOTAD_ERROR, (int) fotad_port_error_code (saved_errno), "%s: cannot %s: %s",
               device, what, g_strerror (saved_errno));
}
