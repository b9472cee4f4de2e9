/*
 * A modem is claimed against every mood of ModemManager, and given back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "claim-bench.h"

#include <fcntl.h>

#include "core/fotad-error.h"

static void
test_take_and_release (ClaimBench *b, gconstpointer data)
{
  g_assert_cmpint (fotad_claim_get_fd (b->claim), ==, -1);
  claim_bench_take (b);
  g_assert_no_error (b->error);
  g_assert_true (b->ok && fotad_claim_is_held (b->claim));
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
  g_assert_cmpint (fcntl (fotad_claim_get_fd (b->claim), F_GETFD), ==, FD_CLOEXEC);
  fake_wait (!fotad_modem_manager_is_exported (b->manager, UID));
  claim_bench_take (b);
  g_assert_true (b->ok);
  g_assert_cmpuint (b->mm->calls, ==, 1);
  claim_bench_release (b);
  g_assert_false (fotad_claim_is_held (b->claim));
  g_assert_false (fake_mm_is_inhibited (b->mm, UID));
  g_assert_cmpuint (b->mm->calls, ==, 2);
  fake_wait (fotad_modem_manager_is_exported (b->manager, UID));
  claim_bench_take (b);
  g_assert_true (b->ok && fake_mm_is_inhibited (b->mm, UID));
  claim_bench_release (b);
  claim_bench_release (b);
  claim_bench_assert_log (b, "");
}

static void
test_initialising (ClaimBench *b, gconstpointer data)
{
  fake_mm_fail (b->mm, CORE "WrongState", 3);
  claim_bench_take (b);
  g_assert_no_error (b->error);
  g_assert_cmpuint (b->mm->calls, ==, 4);
  claim_bench_release (b);
  claim_bench_assert_log (b, "");
}

static void
test_initialising_for_ever (ClaimBench *b, gconstpointer data)
{
  fake_mm_fail (b->mm, CORE "WrongState", G_MAXUINT);
  claim_bench_take (b);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
  g_assert_cmpuint (b->mm->calls, ==, 30);
}

static const struct {
  const char *path;
  const char *error;
  FotadError code;
} refusals[] = {
  { "/host/claim/refused/in-progress", CORE "InProgress", FOTAD_ERROR_BUSY },
  { "/host/claim/refused/unauthorized", CORE "Unauthorized", FOTAD_ERROR_NOT_AUTHORIZED },
  { "/host/claim/refused/policy", "org.freedesktop.DBus.Error.AccessDenied",
    FOTAD_ERROR_NOT_AUTHORIZED },
  { "/host/claim/refused/failed", CORE "Failed", FOTAD_ERROR_INTERNAL },
};

/* A refusal ends at once, and leaves nothing that could hinder the next attempt. */
static void
test_refused (ClaimBench *b, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  fake_mm_fail (b->mm, refusals[i].error, 1);
  claim_bench_take (b);
  g_assert_false (b->ok);
  g_assert_error (b->error, FOTAD_ERROR, (int) refusals[i].code);
  g_assert_cmpuint (b->mm->calls, ==, 1);
  g_assert_cmpint (fotad_claim_get_fd (b->claim), ==, -1);
  claim_bench_take (b);
  g_assert_true (b->ok);
}

static void
test_somebody_else (ClaimBench *b, gconstpointer data)
{
  g_autoptr (FotadClaim) other = fotad_claim_new (b->manager, UID, fake_bus_address ());

  fotad_claim_take_async (other, NULL, claim_bench_on_taken, b);
  fake_wait (b->answers == 1);
  claim_bench_take (b);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_BUSY);
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
  fotad_claim_release_async (other, NULL, NULL);
  fake_wait (!fake_mm_is_inhibited (b->mm, UID));
}

static void
test_not_found (ClaimBench *b, gconstpointer data)
{
  g_autoptr (FotadClaim) claim = fotad_claim_new (b->manager, UID "/7", fake_bus_address ());

  fotad_claim_take_async (claim, NULL, claim_bench_on_taken, b);
  fake_wait (b->answers == 1);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_assert_cmpuint (b->mm->calls, ==, 1);
}

/* It came while ModemManager was saying that it had not. */
static void
test_found_after_all (ClaimBench *b, gconstpointer data)
{
  fake_mm_fail (b->mm, CORE "NotFound", 2);
  claim_bench_take (b);
  g_assert_no_error (b->error);
  g_assert_cmpuint (b->mm->calls, ==, 3);
}

static void
test_no_service (ClaimBench *b, gconstpointer data)
{
  fake_mm_stop (b->mm);
  claim_bench_take (b);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
}

static void
test_no_bus (ClaimBench *b, gconstpointer data)
{
  g_autoptr (FotadClaim) claim = fotad_claim_new (b->manager, UID, "unix:path=/nonexistent/bus");

  fotad_claim_take_async (claim, NULL, claim_bench_on_taken, b);
  fake_wait (b->answers == 1);
  g_assert_false (b->ok);
  g_assert_true (b->error->domain == FOTAD_ERROR);
}

static void
test_cancel (ClaimBench *b, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  b->mm->mute = TRUE;
  fotad_claim_take_async (b->claim, cancellable, claim_bench_on_taken, b);
  fake_wait (b->mm->calls == 1);
  claim_bench_take (b);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
  g_cancellable_cancel (cancellable);
  fake_wait (b->answers == 2);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
  b->mm->mute = FALSE;
  claim_bench_take (b);
  g_assert_true (b->ok);
}

static void
test_release_while_taking (ClaimBench *b, gconstpointer data)
{
  b->mm->mute = TRUE;
  fotad_claim_take_async (b->claim, NULL, claim_bench_on_taken, b);
  fake_wait (b->mm->calls == 1);
  fotad_claim_release_async (b->claim, claim_bench_on_released, b);
  fake_wait (b->answers == 2);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  int result;

  g_setenv ("FOTAD_TIME_SCALE", "0.05", TRUE);
  g_test_init (&argc, &argv, NULL);
  fake_bus_up ();
  CLAIM_BENCH_ADD ("claim_bench_take-and-claim_bench_release", test_take_and_release);
  CLAIM_BENCH_ADD ("initialising", test_initialising);
  CLAIM_BENCH_ADD ("initialising-for-ever", test_initialising_for_ever);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    g_test_add (refusals[i].path, ClaimBench, GSIZE_TO_POINTER (i), claim_bench_set_up,
                test_refused, claim_bench_tear_down);
  CLAIM_BENCH_ADD ("somebody-else", test_somebody_else);
  CLAIM_BENCH_ADD ("not-found", test_not_found);
  CLAIM_BENCH_ADD ("found-after-all", test_found_after_all);
  CLAIM_BENCH_ADD ("no-service", test_no_service);
  CLAIM_BENCH_ADD ("no-bus", test_no_bus);
  CLAIM_BENCH_ADD ("cancel", test_cancel);
  CLAIM_BENCH_ADD ("claim_bench_release-while-taking", test_release_while_taking);
  result = g_test_run ();
  fake_bus_down ();
  return result;
}
