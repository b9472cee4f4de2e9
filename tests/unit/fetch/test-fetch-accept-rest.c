/*
 * What of a reply that goes on with a file is taken: only the very rest of the very file that is
 * there, and as complete only when it is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transfer-bench.h"

#define TAG "\"one\""
#define PARTIAL "HTTP/1.1 206 Partial Content\n"
#define FINE TRANSFER_FINE

static void
assert_goes_on (TransferBench *bench, const char *head)
{
  transfer_bench_head (bench, head, FINE);
  g_assert_true (bench->transfer.accepted);
  transfer_bench_body (bench, "ware", FINE);
  transfer_bench_end (bench, FINE);
  g_assert_cmpuint (fotad_fetch_part_get_pieces (bench->part), ==, 2);
  g_assert_true (fotad_fetch_part_is_complete (bench->part));
  part_bench_assert_content (&bench->files, "firmware");
}

static void
test_rest (TransferBench *bench, gconstpointer unused)
{
  static const char *const heads[] = {
    PARTIAL "Content-Length: 4\nContent-Range: bytes 4-7/8\nETag: " TAG,
    PARTIAL "Content-Range: bytes 4-7/8",
    PARTIAL "Content-Length: 4\nContent-Range: bytes 4-7/*",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++) {
    transfer_bench_resume (bench, "firm", 8, TAG);
    assert_goes_on (bench, heads[i]);
  }
}

/* Of a file whose size was not said at first. */
static void
test_rest_of_unknown_size (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_resume (bench, "firm", 0, TAG);
  assert_goes_on (bench, PARTIAL "Content-Length: 4\nContent-Range: bytes 4-7/8");
  g_assert_cmpuint (fotad_fetch_part_get_total (bench->part), ==, 8);
}

/* It is of no use, and stays until that of the beginning comes. */
static void
test_another (TransferBench *bench, gconstpointer unused)
{
  static const char *const heads[] = {
    PARTIAL "Content-Range: bytes 3-7/8\nETag: " TAG,
    PARTIAL "Content-Range: bytes 5-7/8\nETag: " TAG,
    PARTIAL "Content-Range: bytes 4-8/9\nETag: " TAG,
    PARTIAL "Content-Range: bytes 4-7/4\nETag: " TAG,
    PARTIAL "Content-Range: bytes 4-7/8\nETag: \"two\"",
    PARTIAL "Content-Range: bytes 4-7\nETag: " TAG,
    PARTIAL "Content-Length: 4\nETag: " TAG,
    PARTIAL "Content-Range: bytes */8\nETag: " TAG,
  };

  transfer_bench_resume (bench, "firm", 8, TAG);
  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++) {
    transfer_bench_head (bench, heads[i], FOTAD_ERROR_SERVER);
    transfer_bench_assert_said (bench, "has changed");
    g_assert_true (bench->transfer.stale);
    g_assert_false (bench->transfer.accepted);
    part_bench_assert_content (&bench->files, "firm");
  }
}

static void
test_no_such_range (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_resume (bench, "firm", 8, TAG);
  transfer_bench_head (bench, "HTTP/1.1 416 No\nContent-Range: bytes */3", FINE);
  transfer_bench_end (bench, FOTAD_ERROR_SERVER);
  g_assert_true (bench->transfer.stale);
}

static void
test_not_asked_for (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_head (bench, PARTIAL "Content-Range: bytes 0-7/8", FOTAD_ERROR_SERVER);
  transfer_bench_assert_said (bench, "asked for the whole");
  g_assert_false (bench->transfer.stale);
}

/* A server may give less than the rest: what it gives is kept, and the file not taken for whole. */
static void
test_less_than_the_rest (TransferBench *bench, gconstpointer unused)
{
  for (guint64 total = 0; total <= 8; total += 8) {
    transfer_bench_resume (bench, "firm", total, TAG);
    transfer_bench_head (bench, PARTIAL "Content-Length: 2\nContent-Range: bytes 4-5/8", FINE);
    transfer_bench_body (bench, "wa", FINE);
    transfer_bench_end (bench, FOTAD_ERROR_NETWORK);
    g_assert_true (bench->advice.retry);
    g_assert_false (fotad_fetch_part_is_complete (bench->part));
    part_bench_assert_content (&bench->files, "firmwa");
  }
}

/* Where the file ends was never said: whether this is all of it nobody can tell. */
static void
test_no_end (TransferBench *bench, gconstpointer unused)
{
  static const char *const heads[] = {
    PARTIAL "Content-Length: 2\nContent-Range: bytes 4-5/*",
    PARTIAL "Content-Length: 2\nContent-Range: bytes 4-5/4",
  };

  transfer_bench_resume (bench, "firm", 0, TAG);
  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++) {
    transfer_bench_head (bench, heads[i], FOTAD_ERROR_SERVER);
    g_assert_true (bench->transfer.stale);
  }
  part_bench_assert_content (&bench->files, "firm");
}

static void
test_more_than_the_rest (TransferBench *bench, gconstpointer unused)
{
  for (guint64 total = 0; total <= 8; total += 8) {
    transfer_bench_resume (bench, "firm", total, TAG);
    transfer_bench_head (bench, PARTIAL "Content-Range: bytes 4-7/8", FINE);
    transfer_bench_body (bench, "wares", FOTAD_ERROR_SERVER);
    transfer_bench_assert_said (bench, "more than it said");
    part_bench_assert_content (&bench->files, "firm");
  }
}

static void
test_too_large (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_resume (bench, "firm", 0, TAG);
  transfer_bench_head (bench, PARTIAL "Content-Range: bytes 4-10/11",
                       FOTAD_ERROR_PACKAGE_TOO_LARGE);
  part_bench_assert_content (&bench->files, "firm");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TRANSFER_TEST ("/fetch/accept-rest/rest", test_rest);
  TRANSFER_TEST ("/fetch/accept-rest/rest-of-unknown-size", test_rest_of_unknown_size);
  TRANSFER_TEST ("/fetch/accept-rest/another", test_another);
  TRANSFER_TEST ("/fetch/accept-rest/no-such-range", test_no_such_range);
  TRANSFER_TEST ("/fetch/accept-rest/not-asked-for", test_not_asked_for);
  TRANSFER_TEST ("/fetch/accept-rest/less-than-the-rest", test_less_than_the_rest);
  TRANSFER_TEST ("/fetch/accept-rest/no-end", test_no_end);
  TRANSFER_TEST ("/fetch/accept-rest/more-than-the-rest", test_more_than_the_rest);
  TRANSFER_TEST ("/fetch/accept-rest/too-large", test_too_large);
  return g_test_run ();
}
