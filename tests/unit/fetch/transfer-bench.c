/*
 * A transfer without a network.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transfer-bench.h"

#include <string.h>

void
transfer_bench_set_up (TransferBench *bench, gconstpointer unused)
{
  part_bench_set_up (&bench->files, NULL);
  bench->part = part_bench_open (&bench->files);
  bench->order.max = TRANSFER_MAX;
  bench->transfer = (Transfer){
    .order = &bench->order,
    .part = bench->part,
    .advice = &bench->advice,
    .easy = curl_easy_init (),
    .reply = fotad_fetch_reply_new (),
  };
}

void
transfer_bench_tear_down (TransferBench *bench, gconstpointer unused)
{
  g_clear_error (&bench->error);
  curl_easy_cleanup (bench->transfer.easy);
  fotad_fetch_reply_free (bench->transfer.reply);
  fotad_fetch_part_free (bench->part);
  part_bench_tear_down (&bench->files, NULL);
}

void
transfer_bench_resume (TransferBench *bench, const char *there, guint64 total, const char *tag)
{
  fotad_fetch_part_free (bench->part);
  part_bench_leave (&bench->files, there, total, tag);
  bench->transfer.part = bench->part = part_bench_open (&bench->files);
  bench->transfer.resuming = TRUE;
}

static void
judge (TransferBench *bench, gboolean well, int code)
{
  if (code == TRANSFER_FINE) {
    g_assert_no_error (bench->error);
    g_assert_true (well);
  } else {
    g_assert_error (bench->error, FOTAD_ERROR, code);
    g_assert_false (well);
  }
}

void
transfer_bench_head (TransferBench *bench, const char *lines, int code)
{
  g_auto (GStrv) each = g_strsplit (lines, "\n", -1);

  bench->advice = (FotadFetchAdvice){ 0 };
  bench->transfer.accepted = bench->transfer.stale = FALSE;
  for (guint i = 0; each[i] != NULL; i++)
    fotad_fetch_reply_take (bench->transfer.reply, each[i], strlen (each[i]));
  g_clear_error (&bench->error);
  judge (bench, transfer_end_headers (&bench->transfer, &bench->error), code);
}

void
transfer_bench_body (TransferBench *bench, const char *text, int code)
{
  g_clear_error (&bench->error);
  judge (bench, transfer_take_body (&bench->transfer, text, strlen (text), &bench->error), code);
}

void
transfer_bench_end (TransferBench *bench, int code)
{
  g_clear_error (&bench->error);
  judge (bench, transfer_conclude (&bench->transfer, &bench->error), code);
}

void
transfer_bench_assert_said (TransferBench *bench, const char *text)
{
  g_assert_nonnull (bench->error);
  g_assert_nonnull (strstr (bench->error->message, text));
}
