/*
 * The file a download grows in: what its note counts can be gone on with, however the process that
 * wrote it ended, and nothing else.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "core/fotad-fd.h"
#include "part-bench.h"

#define MIB (1024 * 1024)
#define TAG "\"a\\sb; #=c\\\""

static void
assert_is (FotadFetchPart *part, guint64 length, guint64 total, const char *tag, guint pieces)
{
  g_assert_cmpuint (fotad_fetch_part_get_length (part), ==, length);
  g_assert_cmpuint (fotad_fetch_part_get_total (part), ==, total);
  g_assert_cmpstr (fotad_fetch_part_get_tag (part), ==, tag);
  g_assert_cmpuint (fotad_fetch_part_get_pieces (part), ==, pieces);
}

static void
assert_private (const char *path)
{
  struct stat info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
test_new (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = part_bench_open (bench);

  part_bench_assert_nothing (part);
  part_bench_assert_content (bench, "");
  assert_private (bench->path);
  g_assert_true (fotad_fetch_part_begin (part, 0, NULL, NULL));
  assert_private (bench->note);
}

static void
test_goes_on (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = NULL, third = NULL;

  part_bench_leave (bench, "firm", 8, TAG);
  part = part_bench_open (bench);
  assert_is (part, 4, 8, TAG, 1);
  g_assert_true (fotad_fetch_part_resume (part, 0, NULL));
  assert_is (part, 4, 8, TAG, 2);
  part_bench_append (part, "wa");
  part_bench_append (part, "re");
  g_assert_false (fotad_fetch_part_is_complete (part));
  g_assert_true (fotad_fetch_part_finish (part, NULL));
  g_assert_true (fotad_fetch_part_is_complete (part));
  part_bench_assert_content (bench, "firmware");
  g_clear_pointer (&part, fotad_fetch_part_free);
  third = part_bench_open (bench);
  assert_is (third, 8, 8, TAG, 2);
  g_assert_true (fotad_fetch_part_is_complete (third));
}

/* The size was not known at first; once it is, it stays known. */
static void
test_size_told_later (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = NULL;

  part_bench_leave (bench, "firm", 0, TAG);
  part = part_bench_open (bench);
  g_assert_true (fotad_fetch_part_resume (part, 8, NULL));
  assert_is (part, 4, 8, TAG, 2);
  g_clear_pointer (&part, fotad_fetch_part_free);
  part = part_bench_open (bench);
  g_assert_true (fotad_fetch_part_resume (part, 0, NULL));
  assert_is (part, 4, 8, TAG, 3);
}

/* The process was killed: what it had not saved may be anything by now, and goes. */
static void
test_not_saved (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = NULL;

  part_bench_leave (bench, "firm", 8, TAG);
  part = part_bench_open (bench);
  part_bench_append (part, "ware");
  part_bench_assert_content (bench, "firmware");
  g_clear_pointer (&part, fotad_fetch_part_free);
  part = part_bench_open (bench);
  assert_is (part, 4, 8, TAG, 1);
  part_bench_assert_content (bench, "firm");
}

/* Without a word, every so many bytes. */
static void
test_saves_by_itself (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = part_bench_open (bench);
  g_autofree char *bytes = g_malloc0 (MIB);

  g_assert_true (fotad_fetch_part_begin (part, 0, TAG, NULL));
  g_assert_true (fotad_fetch_part_append (part, bytes, MIB - 1, NULL));
  g_clear_pointer (&part, fotad_fetch_part_free);
  part = part_bench_open (bench);
  assert_is (part, 0, 0, TAG, 1);
  g_assert_true (fotad_fetch_part_append (part, bytes, MIB - 1, NULL));
  g_assert_true (fotad_fetch_part_append (part, bytes, 1, NULL));
  g_clear_pointer (&part, fotad_fetch_part_free);
  part = part_bench_open (bench);
  assert_is (part, MIB, 0, TAG, 1);
}

static void
test_begins_anew (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = NULL;

  part_bench_leave (bench, "firm", 8, TAG);
  part = part_bench_open (bench);
  g_assert_true (fotad_fetch_part_resume (part, 0, NULL));
  g_assert_true (fotad_fetch_part_finish (part, NULL));
  g_assert_true (fotad_fetch_part_begin (part, 5, fotad_fetch_part_get_tag (part), NULL));
  assert_is (part, 0, 5, TAG, 1);
  part_bench_assert_content (bench, "");
  part_bench_append (part, "x");
  g_assert_false (fotad_fetch_part_is_complete (part));
  g_assert_true (fotad_fetch_part_begin (part, 6, NULL, NULL));
  g_clear_pointer (&part, fotad_fetch_part_free);
  part = part_bench_open (bench);
  assert_is (part, 0, 6, NULL, 1);
}

/* A file of no bytes is none, whatever its note says. */
static void
test_empty_is_not_complete (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = part_bench_open (bench);

  g_assert_true (fotad_fetch_part_begin (part, 0, NULL, NULL));
  g_assert_true (fotad_fetch_part_finish (part, NULL));
  g_assert_false (fotad_fetch_part_is_complete (part));
}

/* Two of them never write at once. */
static void
test_is_locked (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = part_bench_open (bench);
  fotad_autofd int fd = open (bench->path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, -1);
  g_assert_cmpint (errno, ==, EWOULDBLOCK);
  g_clear_pointer (&part, fotad_fetch_part_free);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
}

static void
remove_file (const char *path)
{
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* Nobody wants it any more: nothing stays of it, whoever comes first. */
static void
test_removed_under_it (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = NULL;

  part_bench_leave (bench, "firm", 8, TAG);
  part = part_bench_open (bench);
  remove_file (bench->path);
  remove_file (bench->note);
  part_bench_append (part, "ware");
  g_assert_true (fotad_fetch_part_finish (part, NULL));
  g_assert_false (g_file_test (bench->note, G_FILE_TEST_EXISTS));
  part_bench_assert_content (bench, NULL);
}

/* The file is gone and its note is not yet. */
static void
test_half_removed_under_it (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = NULL;

  part_bench_leave (bench, "firm", 8, TAG);
  part = part_bench_open (bench);
  remove_file (bench->path);
  g_assert_true (fotad_fetch_part_resume (part, 0, NULL));
  g_assert_false (g_file_test (bench->note, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PART_TEST ("/fetch/part/new", test_new);
  PART_TEST ("/fetch/part/goes-on", test_goes_on);
  PART_TEST ("/fetch/part/size-told-later", test_size_told_later);
  PART_TEST ("/fetch/part/not-saved", test_not_saved);
  PART_TEST ("/fetch/part/saves-by-itself", test_saves_by_itself);
  PART_TEST ("/fetch/part/begins-anew", test_begins_anew);
  PART_TEST ("/fetch/part/empty-is-not-complete", test_empty_is_not_complete);
  PART_TEST ("/fetch/part/is-locked", test_is_locked);
  PART_TEST ("/fetch/part/removed-under-it", test_removed_under_it);
  PART_TEST ("/fetch/part/half-removed-under-it", test_half_removed_under_it);
  return g_test_run ();
}
