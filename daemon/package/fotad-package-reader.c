/*
 * Reading a package.  The source is a stranger's open file: it may be anything, and may change
 * while we read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-package-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "core/fotad-error.h"
#include "core/fotad-fd.h"

#define SLICE (64 * 1024)

/* Small enough that waiting for the flash does not stop the main loop for long. */
#define SYNC_AFTER (1024 * 1024)

void
fotad_package_reader_free (FotadPackageReader *reader)
{
  if (reader == NULL)
    return;
  fotad_clear_fd (&reader->source);
  fotad_clear_fd (&reader->target);
  g_clear_pointer (&reader->sum, g_checksum_free);
  g_free (reader->sha256);
  g_free (reader);
}

static gboolean
refuse (GError **error, FotadError code, const char *what)
{
  g_set_error (error, FOTAD_ERROR, code, "the package %s", what);
  return FALSE;
}

static gboolean
refuse_size (guint64 size, guint64 max, GError **error)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_PACKAGE_TOO_LARGE,
               "the package has %" G_GUINT64_FORMAT " bytes, at most %" G_GUINT64_FORMAT
               " can be taken",
               size, max);
  return FALSE;
}

static gboolean
check_source (int source, guint64 max, guint64 *size, GError **error)
{
  int flags = fcntl (source, F_GETFL);
  struct stat found;

  if (flags < 0 || (flags & O_PATH) || (flags & O_ACCMODE) == O_WRONLY)
    return refuse (error, FOTAD_ERROR_INVALID_ARGUMENT, "is not open for reading");
  if (fstat (source, &found) != 0 || !S_ISREG (found.st_mode))
    return refuse (error, FOTAD_ERROR_INVALID_ARGUMENT, "is no regular file");
  if (found.st_size == 0)
    return refuse (error, FOTAD_ERROR_PACKAGE_INVALID, "is empty");
  *size = (guint64) found.st_size;
  return *size <= max || refuse_size (*size, max, error);
}

static gboolean
refuse_target (GError **error)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "no room for a copy of the package: %s",
               g_strerror (errno));
  return FALSE;
}

/* Asks for the room at once; a file system that cannot promise it will say no later. */
static gboolean
reserve_room (int target, guint64 size, GError **error)
{
  if (target < 0 || fallocate (target, 0, 0, (off_t) size) == 0)
    return TRUE;
  return errno == EOPNOTSUPP || errno == ENOSYS || errno == EINTR || refuse_target (error);
}

FotadPackageReader *
fotad_package_reader_new (int source, int target, guint64 max, GError **error)
{
  g_autoptr (FotadPackageReader) reader = g_new0 (FotadPackageReader, 1);

  reader->source = source;
  reader->target = target;
  if (!check_source (source, max, &reader->size, error) ||
      !reserve_room (target, reader->size, error))
    return NULL;
  reader->sum = g_checksum_new (G_CHECKSUM_SHA256);
  return g_steal_pointer (&reader);
}

static gboolean
write_all (int target, const guint8 *bytes, gsize size, guint64 at, GError **error)
{
  while (size > 0) {
    gssize written = pwrite (target, bytes, size, (off_t) at);

    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return refuse_target (error);
    bytes += written;
    size -= (gsize) written;
    at += (guint64) written;
  }
  return TRUE;
}

static gboolean
sync_now_and_then (FotadPackageReader *reader, GError **error)
{
  if (reader->done - reader->synced < SYNC_AFTER && reader->done < reader->size)
    return TRUE;
  reader->synced = reader->done;
  return fdatasync (reader->target) == 0 || refuse_target (error);
}

static gboolean
finish (FotadPackageReader *reader, GError **error)
{
  struct stat found;

  if (fstat (reader->source, &found) != 0 || (guint64) found.st_size != reader->size)
    return refuse (error, FOTAD_ERROR_PACKAGE_INVALID, "changed its size while it was read");
  reader->sha256 = g_strdup (g_checksum_get_string (reader->sum));
  return TRUE;
}

gboolean
fotad_package_reader_step (FotadPackageReader *reader, gboolean *more, GError **error)
{
  guint8 slice[SLICE];
  gsize wanted = (gsize) MIN (sizeof slice, reader->size - reader->done);
  gssize got = pread (reader->source, slice, wanted, (off_t) reader->done);

  if (got == 0)
    return refuse (error, FOTAD_ERROR_PACKAGE_INVALID, "became shorter while it was read");
  if (got < 0)
    return errno == EINTR || refuse (error, FOTAD_ERROR_INVALID_ARGUMENT, g_strerror (errno));
  g_checksum_update (reader->sum, slice, got);
  if (reader->target >= 0 && !write_all (reader->target, slice, (gsize) got, reader->done, error))
    return FALSE;
  reader->done += (guint64) got;
  if (reader->target >= 0 && !sync_now_and_then (reader, error))
    return FALSE;
  *more = reader->done < reader->size;
  return *more || finish (reader, error);
}
