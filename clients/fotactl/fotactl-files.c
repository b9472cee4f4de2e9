/*
 * Files passed to the service as open descriptors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-files.h"

#include <errno.h>
#include <fcntl.h>

#include "fotactl-error.h"

GUnixFDList *
fotactl_files_open (const char *file, GError **error)
{
  int fd = open (file, O_RDONLY | O_CLOEXEC);

  if (fd < 0) {
    fotactl_usage_error (error, "%s: %s", file, g_strerror (errno));
    return NULL;
  }
  return g_unix_fd_list_new_from_array (&fd, 1);
}
