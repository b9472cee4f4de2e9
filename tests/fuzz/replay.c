/*
 * Plays every file of the folders given: what a fuzzer once found stays found.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>

#include "fuzz.h"

static guint
replay_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!g_file_get_contents (path, &bytes, &size, &error)) {
    g_printerr ("%s\n", error->message);
    exit (1);
  }
  g_print ("%s\n", path);
  return LLVMFuzzerTestOneInput ((const guint8 *) bytes, size) == 0;
}

static guint
replay_folder (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) directory = g_dir_open (folder, 0, &error);
  const char *name;
  guint played = 0;

  if (directory == NULL) {
    g_printerr ("%s\n", error->message);
    exit (1);
  }
  while ((name = g_dir_read_name (directory)) != NULL)
    played += replay_file (folder, name);
  return played;
}

int
main (int argc, char **argv)
{
  guint played = 0;

  for (int i = 1; i < argc; i++)
    played += replay_folder (argv[i]);
  g_print ("%u inputs\n", played);
  return played > 0 ? 0 : 1;
}
