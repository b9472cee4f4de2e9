/*
 * Telling PEM and DER from the rest.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-format.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD 65536
#define BEGIN "-----BEGIN "
#define SEQUENCE 0x30
#define LONG_FORM 0x80

/* The size a DER sequence says it has, with its header; 0: it is none. */
static guint64
sequence_size (const guint8 *head, gsize size)
{
  guint64 length = 0;
  guint bytes;

  if (size < 2 || head[0] != SEQUENCE)
    return 0;
  if (head[1] < LONG_FORM)
    return 2 + (guint64) head[1];
  bytes = head[1] - LONG_FORM;
  if (bytes == 0 || bytes > 4 || size < 2 + (gsize) bytes)
    return 0;
  for (guint i = 0; i < bytes; i++)
    length = length << 8 | head[2 + i];
  return 2 + bytes + length;
}

const char *
fotad_format_of (int fd)
{
  g_autofree guint8 *head = g_malloc (HEAD);
  gssize size = pread (fd, head, HEAD, 0);
  struct stat status;

  if (size < 0 || fstat (fd, &status) != 0)
    return "other";
  if (memmem (head, (gsize) size, BEGIN, strlen (BEGIN)) != NULL)
    return "pem";
  if (sequence_size (head, (gsize) size) == (guint64) status.st_size && size > 0)
    return "der";
  return "other";
}
