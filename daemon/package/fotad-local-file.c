/*
 * Opening a file below the package directories.  It is found with O_PATH, which touches
 * nothing; the kernel then says what it really is and where (/proc/self/fd), and only that
 * very file is opened for reading.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-local-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "core/fotad-error.h"
#include "core/fotad-fd.h"

static int
refuse (GError **error, FotadError code, const char *path, const char *what)
{
  g_set_error (error, FOTAD_ERROR, code, "url: %s %s", path, what);
  return -1;
}

static char *
real_path (int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);

  return g_file_read_link (link, NULL);
}

static gboolean
is_below (const char *path, const char *directory)
{
  gsize size = strlen (directory);

  if (path == NULL || strncmp (path, directory, size) != 0)
    return FALSE;
  return path[size] == '/' || (size > 0 && directory[size - 1] == '/');
}

static gboolean
is_really_below (const char *path, const char *directory)
{
  fotad_autofd int fd = open (directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
  g_autofree char *real = fd >= 0 ? real_path (fd) : NULL;

  return real != NULL && is_below (path, real);
}

static gboolean
is_below_any (const char *path,
              const char *const *directories,
              gboolean (*below) (const char *path, const char *directory))
{
  for (gsize i = 0; directories[i] != NULL; i++)
    if (below (path, directories[i]))
      return TRUE;
  return FALSE;
}

static int
open_again (int found, const char *path, GError **error)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", found);
  int fd = open (link, O_RDONLY | O_CLOEXEC | O_NOCTTY);

  if (fd < 0)
    return refuse (error, FOTAD_ERROR_INVALID_ARGUMENT, path, g_strerror (errno));
  return fd;
}

static char *
path_of (const char *url, GError **error)
{
  g_autofree char *host = NULL, *path = NULL;
  g_autoptr (GError) failure = NULL;

  path = g_filename_from_uri (url, &host, &failure);
  if (path != NULL && (host == NULL || g_ascii_strcasecmp (host, "localhost") == 0))
    return g_canonicalize_filename (path, "/");
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "url: %s",
               path == NULL ? failure->message : "the file is on another host");
  return NULL;
}

/* Of a file elsewhere a caller does not even learn whether it exists. */
static int
refuse_missing (int number, const char *path, const char *const *directories, GError **error)
{
  if (!is_below_any (path, directories, is_below))
    return refuse (error, FOTAD_ERROR_INVALID_ARGUMENT, path, "is not below a package directory");
  return refuse (error, number == ENOENT ? FOTAD_ERROR_NOT_FOUND : FOTAD_ERROR_INVALID_ARGUMENT,
                 path, g_strerror (number));
}

int
fotad_local_file_open (const char *url, const char *const *directories, GError **error)
{
  g_autofree char *path = path_of (url, error);
  g_autofree char *real = NULL;
  fotad_autofd int found = -1;
  struct stat status;

  if (path == NULL)
    return -1;
  found = open (path, O_PATH | O_CLOEXEC);
  if (found < 0)
    return refuse_missing (errno, path, directories, error);
  real = real_path (found);
  if (!is_below_any (real, directories, is_really_below))
    return refuse (error, FOTAD_ERROR_INVALID_ARGUMENT, path, "is not below a package directory");
  if (fstat (found, &status) != 0 || !S_ISREG (status.st_mode))
    return refuse (error, FOTAD_ERROR_INVALID_ARGUMENT, path, "is no regular file");
  return open_again (found, path, error);
}
