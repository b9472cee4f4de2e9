/*
 * File descriptors with the care of pointers (GLib has these only from 2.76 on).  -1 is none.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <errno.h>
#include <glib.h>
#include <unistd.h>

G_BEGIN_DECLS

/* Gives the descriptor away. */
static inline int
fotad_steal_fd (int *fd)
{
  int stolen = *fd;

  *fd = -1;
  return stolen;
}

/* Closes it if it is open; leaves errno alone.  Not tried again after EINTR: Linux has closed
 * it by then, and the number may be another file's. */
static inline void
fotad_clear_fd (int *fd)
{
  int number = errno;

  if (*fd >= 0)
    close (fotad_steal_fd (fd));
  errno = number;
}

/* fotad_autofd int fd = -1; closes it at the end of the scope. */
#define fotad_autofd __attribute__ ((cleanup (fotad_clear_fd)))

G_END_DECLS
