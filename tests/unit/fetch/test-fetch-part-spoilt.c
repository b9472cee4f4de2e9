/*
 * A partial file whose note or disk is not what it was: what makes no sense counts nothing, and a
 * disk that fails is told.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "part-bench.h"

#define CONTENT "firmware"
#define TAG "\"one\""

static void
write_file (const char *path, const char *text, gssize size)
{
  g_assert_true (g_file_set_contents (path, text, size, NULL));
}

static void
test_note_lost (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = NULL;

  part_bench_leave (bench, CONTENT, 20, TAG);
  g_assert_cmpint (g_unlink (bench->note), ==, 0);
  part = part_bench_open (bench);
  part_bench_assert_nothing (part);
  part_bench_assert_content (bench, "");
}

/* Each of them beside the eight bytes of the file. */
static void
test_note_is_nonsense (PartBench *bench, gconstpointer unused)
{
  static const char *const notes[] = {
    "",
    "\xff\xfe",
    "length=8\ntag=\"one\"\n",
    "[other]\nlength=8\ntag=\"one\"\n",
    "[part]\nlength=9\ntotal=20\npieces=1\ncomplete=true\ntag=\"one\"\n",
    "[part]\nlength=-8\ntotal=20\npieces=1\ncomplete=true\ntag=\"one\"\n",
    "[part]\nlength=18446744073709551615\ncomplete=true\ntag=\"one\"\n",
    "[part]\nlength=18446744073709551624\ncomplete=true\ntag=\"one\"\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++) {
    g_autoptr (FotadFetchPart) part = NULL;

    write_file (bench->path, CONTENT, -1);
    write_file (bench->note, notes[i], -1);
    part = part_bench_open (bench);
    part_bench_assert_nothing (part);
    part_bench_assert_content (bench, "");
  }
}

static void
test_length_is_nonsense (PartBench *bench, gconstpointer unused)
{
  static const char *const lengths[] = { "", "x", "8x", "0x8", "8.5", "eight" };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autofree char *text =
        g_strdup_printf ("[part]\nlength=%s\ncomplete=true\ntag=\"one\"\n", lengths[i]);
    g_autoptr (FotadFetchPart) part = NULL;

    write_file (bench->path, CONTENT, -1);
    write_file (bench->note, text, -1);
    part = part_bench_open (bench);
    g_assert_cmpuint (fotad_fetch_part_get_length (part), ==, 0);
    g_assert_false (fotad_fetch_part_is_complete (part));
    part_bench_assert_content (bench, "");
  }
}

/* Wherever its end was lost: never more than was noted, never complete, and a length that is not
 * the one that was noted is not gone on with. */
static void
test_note_cut_off (PartBench *bench, gconstpointer unused)
{
  g_autofree char *note = NULL;
  gsize size;

  part_bench_leave (bench, CONTENT "0123456789", 20, TAG);
  g_assert_true (g_file_get_contents (bench->note, &note, &size, NULL));
  for (gsize cut = 0; cut < size - 1; cut++) {
    g_autoptr (FotadFetchPart) part = NULL;
    const char *tag;

    write_file (bench->path, CONTENT "0123456789", -1);
    write_file (bench->note, note, (gssize) cut);
    part = part_bench_open (bench);
    tag = fotad_fetch_part_get_tag (part);
    g_assert_false (fotad_fetch_part_is_complete (part));
    g_assert_cmpuint (fotad_fetch_part_get_length (part), <=, 18);
    g_assert_true (tag == NULL || fotad_fetch_part_get_length (part) == 18);
    g_assert_cmpstr (tag, !=, TAG);
  }
}

static void
test_file_shorter (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = NULL;

  part_bench_leave (bench, CONTENT, 20, TAG);
  write_file (bench->path, "firmwar", -1);
  part = part_bench_open (bench);
  part_bench_assert_nothing (part);
  part_bench_assert_content (bench, "");
}

/* What a power cut left behind the last word of the note. */
static void
test_file_longer (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = NULL;

  part_bench_leave (bench, CONTENT, 20, TAG);
  write_file (bench->path, CONTENT "rubbish", -1);
  part = part_bench_open (bench);
  g_assert_cmpuint (fotad_fetch_part_get_length (part), ==, strlen (CONTENT));
  g_assert_cmpstr (fotad_fetch_part_get_tag (part), ==, TAG);
  part_bench_assert_content (bench, CONTENT);
}

static void
assert_storage (gboolean well, const char *what, GError **error)
{
  g_assert_false (well);
  g_assert_error (*error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
  g_assert_nonnull (strstr ((*error)->message, what));
  g_clear_error (error);
}

static void
assert_not_opened (const char *path, const char *what)
{
  GError *error = NULL;
  FotadFetchPart *part = fotad_fetch_part_open (path, &error);

  assert_storage (part != NULL, what, &error);
}

static void
test_is_no_file (PartBench *bench, gconstpointer unused)
{
  g_autofree char *nowhere = g_build_filename (bench->folder, "no", "file", NULL);

  assert_not_opened (nowhere, "open");
  assert_not_opened (bench->folder, "open");
  g_assert_cmpint (symlink (bench->note, bench->path), ==, 0);
  assert_not_opened (bench->path, "open");
  g_assert_false (g_file_test (bench->note, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_unlink (bench->path), ==, 0);
  g_assert_cmpint (mkfifo (bench->path, 0600), ==, 0);
  assert_not_opened (bench->path, "seek");
}

/* More than any disk has; the note of what was there is gone by then. */
static void
test_no_room (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = NULL;
  GError *error = NULL;

  part_bench_leave (bench, CONTENT, 20, TAG);
  part = part_bench_open (bench);
  assert_storage (fotad_fetch_part_begin (part, G_MAXINT64, TAG, &error), "room", &error);
  g_assert_false (g_file_test (bench->note, G_FILE_TEST_EXISTS));
  part_bench_assert_content (bench, "");
}

static void
test_note_cannot_be_written (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = part_bench_open (bench);
  GError *error = NULL;

  g_assert_cmpint (g_mkdir (bench->note, 0700), ==, 0);
  assert_storage (fotad_fetch_part_begin (part, 0, NULL, &error), "note", &error);
  assert_storage (fotad_fetch_part_resume (part, 0, &error), "note", &error);
  assert_storage (fotad_fetch_part_save (part, &error), "note", &error);
  assert_storage (fotad_fetch_part_finish (part, &error), "note", &error);
}

/* What was written until then is known: it can be saved. */
static void
test_file_cannot_grow (PartBench *bench, gconstpointer unused)
{
  g_autoptr (FotadFetchPart) part = part_bench_open (bench);
  struct rlimit before, tight;
  GError *error = NULL;

  g_assert_true (fotad_fetch_part_begin (part, 0, TAG, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  tight = (struct rlimit){ .rlim_cur = 5, .rlim_max = before.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &tight), ==, 0);
  fotad_fetch_part_append (part, CONTENT, strlen (CONTENT), &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  assert_storage (error == NULL, "write", &error);
  g_assert_cmpuint (fotad_fetch_part_get_length (part), ==, 5);
  part_bench_assert_content (bench, "firmw");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PART_TEST ("/fetch/part-spoilt/note-lost", test_note_lost);
  PART_TEST ("/fetch/part-spoilt/note-is-nonsense", test_note_is_nonsense);
  PART_TEST ("/fetch/part-spoilt/length-is-nonsense", test_length_is_nonsense);
  PART_TEST ("/fetch/part-spoilt/note-cut-off", test_note_cut_off);
  PART_TEST ("/fetch/part-spoilt/file-shorter", test_file_shorter);
  PART_TEST ("/fetch/part-spoilt/file-longer", test_file_longer);
  PART_TEST ("/fetch/part-spoilt/is-no-file", test_is_no_file);
  PART_TEST ("/fetch/part-spoilt/no-room", test_no_room);
  PART_TEST ("/fetch/part-spoilt/note-cannot-be-written", test_note_cannot_be_written);
  PART_TEST ("/fetch/part-spoilt/file-cannot-grow", test_file_cannot_grow);
  return g_test_run ();
}
