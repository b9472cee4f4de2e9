/*
 * For targets whose input is a file: a folder in memory that lasts for one input.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib/gstdio.h>

/* Below /dev/shm, where writing costs nothing. */
static inline char *
fuzz_folder_make (void)
{
  char *folder = g_strdup ("/dev/shm/fotad-fuzz.XXXXXX");

  if (g_mkdtemp (folder) == NULL)
    g_error ("%s: %s", folder, g_strerror (errno));
  return folder;
}

static inline char *
fuzz_folder_put (const char *folder, const char *name, const guint8 *data, gsize size)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE,
                                 0600, &error))
    g_error ("%s", error->message);
  return path;
}

static inline void
fuzz_folder_remove (char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
}
