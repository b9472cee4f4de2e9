/*
 * What of a reply that brings the whole file is taken, and what a reply without one means.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transfer-bench.h"

#define TAG "\"one\""
#define FINE TRANSFER_FINE

static void
test_whole (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_head (bench, "HTTP/1.1 200 OK\nContent-Length: 8\nETag: " TAG, FINE);
  g_assert_true (bench->transfer.accepted);
  g_assert_cmpuint (fotad_fetch_part_get_total (bench->part), ==, 8);
  g_assert_cmpstr (fotad_fetch_part_get_tag (bench->part), ==, TAG);
  transfer_bench_body (bench, "firm", FINE);
  transfer_bench_body (bench, "ware", FINE);
  g_assert_false (fotad_fetch_part_is_complete (bench->part));
  transfer_bench_end (bench, FINE);
  g_assert_true (fotad_fetch_part_is_complete (bench->part));
  part_bench_assert_content (&bench->files, "firmware");
}

/* What was there is of no use to a server that sends everything. */
static void
test_whole_instead_of_the_rest (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_resume (bench, "hard", 8, TAG);
  transfer_bench_head (bench, "HTTP/1.1 200 OK\nContent-Length: 8\nETag: \"two\"", FINE);
  part_bench_assert_content (&bench->files, "");
  g_assert_cmpstr (fotad_fetch_part_get_tag (bench->part), ==, "\"two\"");
  transfer_bench_body (bench, "firmware", FINE);
  transfer_bench_end (bench, FINE);
  part_bench_assert_content (&bench->files, "firmware");
}

/* Its size is not said, but its end can be told. */
static void
test_chunked (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_head (bench, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", FINE);
  g_assert_cmpuint (fotad_fetch_part_get_total (bench->part), ==, 0);
  transfer_bench_body (bench, "firmware", FINE);
  transfer_bench_end (bench, FINE);
  g_assert_true (fotad_fetch_part_is_complete (bench->part));
}

static void
test_no_end (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_resume (bench, "firm", 8, TAG);
  transfer_bench_head (bench, "HTTP/1.1 200 OK", FOTAD_ERROR_SERVER);
  transfer_bench_assert_said (bench, "where the file ends");
  g_assert_false (bench->transfer.accepted);
  part_bench_assert_content (&bench->files, "firm");
}

/* Trailers are headers, too; they do not begin the file anew. */
static void
test_trailers (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_head (bench, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", FINE);
  transfer_bench_body (bench, "firmware", FINE);
  g_assert_true (transfer_end_headers (&bench->transfer, NULL));
  transfer_bench_end (bench, FINE);
  part_bench_assert_content (&bench->files, "firmware");
}

/* What was there goes only when something better is to come. */
static void
test_too_large_at_once (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_resume (bench, "firm", 8, TAG);
  transfer_bench_head (bench, "HTTP/1.1 200 OK\nContent-Length: 11", FOTAD_ERROR_PACKAGE_TOO_LARGE);
  transfer_bench_assert_said (bench, "the 10 bytes that");
  part_bench_assert_content (&bench->files, "firm");
}

static void
test_too_large_in_the_end (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_head (bench, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", FINE);
  transfer_bench_body (bench, "0123456789", FINE);
  transfer_bench_body (bench, "x", FOTAD_ERROR_PACKAGE_TOO_LARGE);
  transfer_bench_assert_said (bench, "the 10 bytes that");
  part_bench_assert_content (&bench->files, "0123456789");
}

static void
test_largest (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_head (bench, "HTTP/1.1 200 OK\nContent-Length: 10", FINE);
  transfer_bench_body (bench, "0123456789", FINE);
  transfer_bench_end (bench, FINE);
}

static void
test_more_than_was_said (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_head (bench, "HTTP/1.1 200 OK\nContent-Length: 5", FINE);
  transfer_bench_body (bench, "firm", FINE);
  transfer_bench_body (bench, "ware", FOTAD_ERROR_SERVER);
  transfer_bench_assert_said (bench, "more than it said");
  part_bench_assert_content (&bench->files, "firm");
}

/* The connection ended: this may pass. */
static void
test_less_than_was_said (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_head (bench, "HTTP/1.1 200 OK\nContent-Length: 8", FINE);
  transfer_bench_body (bench, "firm", FINE);
  transfer_bench_end (bench, FOTAD_ERROR_NETWORK);
  g_assert_true (bench->advice.retry);
  g_assert_false (fotad_fetch_part_is_complete (bench->part));
}

static void
test_empty (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_head (bench, "HTTP/1.1 200 OK\nContent-Length: 0", FINE);
  transfer_bench_end (bench, FOTAD_ERROR_PACKAGE_INVALID);
  g_assert_false (bench->advice.retry);
  g_assert_false (fotad_fetch_part_is_complete (bench->part));
}

/* A redirection, or "100 Continue": its target, or what follows it, is what counts. */
static void
test_on_the_way (TransferBench *bench, gconstpointer unused)
{
  transfer_bench_head (bench, "HTTP/1.1 302 Found\nContent-Length: 99", FINE);
  transfer_bench_head (bench, "HTTP/1.1 100 Continue", FINE);
  g_assert_false (bench->transfer.accepted);
  g_assert_cmpuint (fotad_fetch_part_get_pieces (bench->part), ==, 0);
  transfer_bench_head (bench, "HTTP/1.1 200 OK\nContent-Length: 8", FINE);
  g_assert_true (bench->transfer.accepted);
}

typedef struct {
  guint status;
  FotadError code;
  gboolean retry;
} Refusal;

/* Its body, if any, is a page for people. */
static void
assert_refusal (TransferBench *bench, const Refusal *row, gboolean body)
{
  g_autofree char *head =
      g_strdup_printf ("HTTP/1.1 %03u Said\nContent-Length: 3\nRetry-After: 17", row->status);
  g_autofree char *said = g_strdup_printf ("HTTP %u", row->status);

  transfer_bench_head (bench, head, FINE);
  if (body)
    transfer_bench_body (bench, "<p>", (int) row->code);
  else
    transfer_bench_end (bench, (int) row->code);
  transfer_bench_assert_said (bench, said);
  g_assert_cmpint (bench->advice.retry, ==, row->retry);
  g_assert_cmpuint (bench->advice.wait, ==, 17);
  g_assert_false (bench->transfer.accepted);
  g_assert_false (bench->transfer.stale);
  g_assert_cmpuint (fotad_fetch_part_get_pieces (bench->part), ==, 0);
}

static void
test_statuses (TransferBench *bench, gconstpointer unused)
{
  static const Refusal rows[] = {
    { 404, FOTAD_ERROR_NOT_AVAILABLE, FALSE }, { 410, FOTAD_ERROR_NOT_AVAILABLE, FALSE },
    { 204, FOTAD_ERROR_SERVER, FALSE },        { 304, FOTAD_ERROR_SERVER, FALSE },
    { 401, FOTAD_ERROR_SERVER, FALSE },        { 409, FOTAD_ERROR_SERVER, FALSE },
    { 416, FOTAD_ERROR_SERVER, FALSE },        { 499, FOTAD_ERROR_SERVER, FALSE },
    { 408, FOTAD_ERROR_SERVER, TRUE },         { 425, FOTAD_ERROR_SERVER, TRUE },
    { 429, FOTAD_ERROR_SERVER, TRUE },         { 500, FOTAD_ERROR_SERVER, TRUE },
    { 599, FOTAD_ERROR_SERVER, TRUE },         { 0, FOTAD_ERROR_SERVER, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    assert_refusal (bench, &rows[i], FALSE);
    assert_refusal (bench, &rows[i], TRUE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TRANSFER_TEST ("/fetch/accept/whole", test_whole);
  TRANSFER_TEST ("/fetch/accept/whole-instead-of-the-rest", test_whole_instead_of_the_rest);
  TRANSFER_TEST ("/fetch/accept/chunked", test_chunked);
  TRANSFER_TEST ("/fetch/accept/no-end", test_no_end);
  TRANSFER_TEST ("/fetch/accept/trailers", test_trailers);
  TRANSFER_TEST ("/fetch/accept/too-large-at-once", test_too_large_at_once);
  TRANSFER_TEST ("/fetch/accept/too-large-in-the-end", test_too_large_in_the_end);
  TRANSFER_TEST ("/fetch/accept/largest", test_largest);
  TRANSFER_TEST ("/fetch/accept/more-than-was-said", test_more_than_was_said);
  TRANSFER_TEST ("/fetch/accept/less-than-was-said", test_less_than_was_said);
  TRANSFER_TEST ("/fetch/accept/empty", test_empty);
  TRANSFER_TEST ("/fetch/accept/on-the-way", test_on_the_way);
  TRANSFER_TEST ("/fetch/accept/statuses", test_statuses);
  return g_test_run ();
}
