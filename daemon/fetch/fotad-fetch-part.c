/*
 * The file and its note.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fetch/fotad-fetch-part.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/fotad-error.h"
#include "core/fotad-fd.h"

#define GROUP "part"

/* What a power cut may cost at most. */
#define SAVE_BYTES (1024 * 1024)
#define SAVE_S 10

/* Left to others of this file system, such as the daemon's database. */
#define SPARE_BYTES (1024 * 1024)

struct _FotadFetchPart {
  char *path;
  char *note;
  int fd;
  guint64 length;
  guint64 total;
  char *tag;
  guint64 pieces;
  gboolean complete;
  guint64 saved; /* length at the last save, and when */
  gint64 saved_at;
};

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "the package cannot be stored: %s: %s",
               what, g_strerror (errno));
  return FALSE;
}

void
fotad_fetch_part_free (FotadFetchPart *part)
{
  fotad_clear_fd (&part->fd);
  g_free (part->path);
  g_free (part->note);
  g_free (part->tag);
  g_free (part);
}

/* A note that makes no sense counts nothing. */
static void
read_note (FotadFetchPart *part)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, part->note, G_KEY_FILE_NONE, NULL))
    return;
  part->length = g_key_file_get_uint64 (file, GROUP, "length", NULL);
  part->total = g_key_file_get_uint64 (file, GROUP, "total", NULL);
  part->pieces = g_key_file_get_uint64 (file, GROUP, "pieces", NULL);
  part->tag = g_key_file_get_string (file, GROUP, "tag", NULL);
  part->complete = g_key_file_get_boolean (file, GROUP, "complete", NULL);
}

/* Who wants the download no more removes the file and then its note, and does not wait for us. */
static void
drop_orphan (FotadFetchPart *part)
{
  struct stat info;

  if (fstat (part->fd, &info) == 0 && info.st_nlink == 0)
    g_unlink (part->note);
}

static gboolean
write_note (FotadFetchPart *part, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;

  g_key_file_set_uint64 (file, GROUP, "length", part->length);
  g_key_file_set_uint64 (file, GROUP, "total", part->total);
  g_key_file_set_uint64 (file, GROUP, "pieces", part->pieces);
  g_key_file_set_boolean (file, GROUP, "complete", part->complete);
  if (part->tag != NULL)
    g_key_file_set_string (file, GROUP, "tag", part->tag);
  text = g_key_file_to_data (file, NULL, NULL);
  if (!g_file_set_contents_full (part->note, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 NULL))
    return fail (error, "note");
  drop_orphan (part);
  return TRUE;
}

static void
forget (FotadFetchPart *part)
{
  part->length = part->total = part->pieces = part->saved = 0;
  part->complete = FALSE;
  g_clear_pointer (&part->tag, g_free);
}

static gboolean
cut (FotadFetchPart *part, GError **error)
{
  off_t end = lseek (part->fd, 0, SEEK_END);

  if (end < 0)
    return fail (error, "seek");
  if ((guint64) end < part->length)
    forget (part); /* somebody else was at it */
  if (ftruncate (part->fd, (off_t) part->length) != 0)
    return fail (error, "truncate");
  part->saved = part->length;
  return TRUE;
}

FotadFetchPart *
fotad_fetch_part_open (const char *path, GError **error)
{
  g_autoptr (FotadFetchPart) part = g_new0 (FotadFetchPart, 1);

  part->path = g_strdup (path);
  part->note = g_strconcat (path, ".from", NULL);
  part->saved_at = g_get_monotonic_time ();
  part->fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
  if (part->fd < 0 || flock (part->fd, LOCK_EX) != 0) {
    fail (error, "open");
    return NULL;
  }
  read_note (part);
  if (!cut (part, error))
    return NULL;
  return g_steal_pointer (&part);
}

static gboolean
has_room (FotadFetchPart *part, guint64 wanted, GError **error)
{
  struct statvfs status;
  guint64 room;

  if (fstatvfs (part->fd, &status) != 0)
    return fail (error, "statvfs");
  room = (guint64) status.f_bavail * status.f_frsize;
  if (room >= SPARE_BYTES && room - SPARE_BYTES >= wanted)
    return TRUE;
  errno = ENOSPC;
  return fail (error, "room");
}

/* Asks for the room at once; a file system that cannot promise it says no later.  What was
 * promised before is not asked for again. */
static gboolean
reserve (FotadFetchPart *part, GError **error)
{
  guint64 wanted = part->total > part->length ? part->total - part->length : 0;
  struct stat status;
  guint64 held;

  if (fstat (part->fd, &status) != 0)
    return fail (error, "stat");
  held = (guint64) status.st_blocks * 512;
  if (!has_room (part, part->total > held ? part->total - held : 0, error))
    return FALSE;
  if (wanted == 0 ||
      fallocate (part->fd, FALLOC_FL_KEEP_SIZE, (off_t) part->length, (off_t) wanted) == 0 ||
      errno == EOPNOTSUPP || errno == ENOSYS || errno == EINTR)
    return TRUE;
  return fail (error, "reserve");
}

/* The old note goes before anything of the new content comes. */
gboolean
fotad_fetch_part_begin (FotadFetchPart *part, guint64 total, const char *tag, GError **error)
{
  g_autofree char *kept = g_strdup (tag);

  forget (part);
  if (g_unlink (part->note) != 0 && errno != ENOENT)
    return fail (error, "note");
  if (ftruncate (part->fd, 0) != 0)
    return fail (error, "truncate");
  part->total = total;
  part->tag = g_steal_pointer (&kept);
  part->pieces = 1;
  if (total > 0 ? !reserve (part, error) : !has_room (part, 0, error))
    return FALSE;
  return write_note (part, error);
}

gboolean
fotad_fetch_part_resume (FotadFetchPart *part, guint64 total, GError **error)
{
  part->pieces++;
  if (total > 0)
    part->total = total;
  return reserve (part, error) && write_note (part, error);
}

static gboolean
write_all (FotadFetchPart *part, const guint8 *bytes, gsize size, GError **error)
{
  while (size > 0) {
    gssize written = pwrite (part->fd, bytes, size, (off_t) part->length);

    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return fail (error, "write");
    bytes += written;
    size -= (gsize) written;
    part->length += (guint64) written;
  }
  return TRUE;
}

gboolean
fotad_fetch_part_append (FotadFetchPart *part, const void *bytes, gsize size, GError **error)
{
  gint64 age = g_get_monotonic_time () - part->saved_at;

  if (!write_all (part, bytes, size, error))
    return FALSE;
  if (part->length - part->saved < SAVE_BYTES && age < SAVE_S * G_USEC_PER_SEC)
    return TRUE;
  return has_room (part, 0, error) && fotad_fetch_part_save (part, error);
}

gboolean
fotad_fetch_part_save (FotadFetchPart *part, GError **error)
{
  if (fdatasync (part->fd) != 0)
    return fail (error, "sync");
  part->saved = part->length;
  part->saved_at = g_get_monotonic_time ();
  return write_note (part, error);
}

gboolean
fotad_fetch_part_finish (FotadFetchPart *part, GError **error)
{
  part->complete = TRUE;
  return fotad_fetch_part_save (part, error);
}

guint64
fotad_fetch_part_get_length (FotadFetchPart *part)
{
  return part->length;
}

guint64
fotad_fetch_part_get_total (FotadFetchPart *part)
{
  return part->total;
}

const char *
fotad_fetch_part_get_tag (FotadFetchPart *part)
{
  return part->tag;
}

guint
fotad_fetch_part_get_pieces (FotadFetchPart *part)
{
  return (guint) part->pieces;
}

gboolean
fotad_fetch_part_is_complete (FotadFetchPart *part)
{
  return part->complete && part->length > 0;
}
