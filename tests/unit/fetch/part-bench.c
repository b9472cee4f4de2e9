/*
 * A folder for a partial file and its note.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "part-bench.h"

#include <glib/gstdio.h>
#include <string.h>

void
part_bench_set_up (PartBench *bench, gconstpointer unused)
{
  bench->folder = g_dir_make_tmp ("fotad-part-XXXXXX", NULL);
  g_assert_nonnull (bench->folder);
  bench->path = g_build_filename (bench->folder, "package-1.download", NULL);
  bench->note = g_strconcat (bench->path, ".from", NULL);
}

void
part_bench_tear_down (PartBench *bench, gconstpointer unused)
{
  g_autoptr (GDir) files = g_dir_open (bench->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = g_build_filename (bench->folder, name, NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (bench->folder), ==, 0);
  g_free (bench->folder);
  g_free (bench->path);
  g_free (bench->note);
}

FotadFetchPart *
part_bench_open (PartBench *bench)
{
  g_autoptr (GError) error = NULL;
  FotadFetchPart *part = fotad_fetch_part_open (bench->path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (part);
  return part;
}

void
part_bench_append (FotadFetchPart *part, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_fetch_part_append (part, text, strlen (text), &error));
  g_assert_no_error (error);
}

void
part_bench_leave (PartBench *bench, const char *content, guint64 total, const char *tag)
{
  g_autoptr (FotadFetchPart) part = part_bench_open (bench);
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_fetch_part_begin (part, total, tag, &error));
  part_bench_append (part, content);
  g_assert_true (fotad_fetch_part_save (part, &error));
  g_assert_no_error (error);
}

void
part_bench_assert_content (PartBench *bench, const char *content)
{
  g_autofree char *text = NULL;

  if (content == NULL)
    g_assert_false (g_file_test (bench->path, G_FILE_TEST_EXISTS));
  else
    g_assert_true (g_file_get_contents (bench->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, content);
}

void
part_bench_assert_nothing (FotadFetchPart *part)
{
  g_assert_cmpuint (fotad_fetch_part_get_length (part), ==, 0);
  g_assert_cmpuint (fotad_fetch_part_get_total (part), ==, 0);
  g_assert_cmpuint (fotad_fetch_part_get_pieces (part), ==, 0);
  g_assert_null (fotad_fetch_part_get_tag (part));
  g_assert_false (fotad_fetch_part_is_complete (part));
}
