/*
 * The bench of the tests of claims.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "claim-bench.h"

#include "core/fotad-error.h"

static void
on_lost (FotadClaim *claim, GError *why, ClaimBench *b)
{
  g_assert_error (why, FOTAD_ERROR, FOTAD_ERROR_INTERRUPTED);
  g_assert_cmpint (fotad_claim_get_fd (claim), ==, -1);
  g_string_append_c (b->log, 'l');
}

static void
on_regained (FotadClaim *claim, ClaimBench *b)
{
  g_string_append_c (b->log, 'r');
}

static void
on_broken (FotadClaim *claim, GError *why, ClaimBench *b)
{
  g_assert_nonnull (why);
  g_string_append_c (b->log, 'b');
}

void
claim_bench_use (ClaimBench *b, FotadClaim *claim)
{
  b->claim = claim;
  g_signal_connect (claim, "lost", G_CALLBACK (on_lost), b);
  g_signal_connect (claim, "regained", G_CALLBACK (on_regained), b);
  g_signal_connect (claim, "broken", G_CALLBACK (on_broken), b);
}

void
claim_bench_set_up (ClaimBench *b, gconstpointer data)
{
  b->bus = fake_bus_join ();
  b->mm = fake_mm_new ();
  g_free (fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED));
  b->manager = fotad_modem_manager_new (b->bus);
  b->log = g_string_new (NULL);
  fake_wait (fotad_modem_manager_is_ready (b->manager));
  claim_bench_use (b, fotad_claim_new (b->manager, UID, fake_bus_address ()));
}

void
claim_bench_tear_down (ClaimBench *b, gconstpointer data)
{
  if (b->claim != NULL)
    g_assert_finalize_object (b->claim);
  fake_wait (G_OBJECT (b->manager)->ref_count == 1); /* what was called has been answered */
  g_assert_finalize_object (b->manager);
  g_clear_pointer (&b->mm, fake_mm_free);
  fake_bus_leave (&b->bus);
  g_string_free (b->log, TRUE);
  g_clear_error (&b->error);
}

void
claim_bench_on_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  ClaimBench *b = data;

  g_clear_error (&b->error);
  b->ok = fotad_claim_take_finish (FOTAD_CLAIM (source), result, &b->error);
  b->answers++;
}

void
claim_bench_on_released (GObject *source, GAsyncResult *result, gpointer data)
{
  ClaimBench *b = data;

  fotad_claim_release_finish (FOTAD_CLAIM (source), result);
  b->answers++;
}

void
claim_bench_take (ClaimBench *b)
{
  guint before = b->answers;

  fotad_claim_take_async (b->claim, NULL, claim_bench_on_taken, b);
  fake_wait (b->answers > before);
}

void
claim_bench_release (ClaimBench *b)
{
  guint before = b->answers;

  fotad_claim_release_async (b->claim, claim_bench_on_released, b);
  fake_wait (b->answers > before);
}

void
claim_bench_assert_log (ClaimBench *b, const char *expected)
{
  fake_wait (b->log->len >= strlen (expected));
  g_assert_cmpstr (b->log->str, ==, expected);
  g_string_truncate (b->log, 0);
}
