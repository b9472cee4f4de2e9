/*
 * The end of every run: what was changed is put back, and the modem is ModemManager's again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-error.h"

static void
assert_warned (RunBench *b, const char *beginning)
{
  GStrv warnings = fotad_job_get_record (b->job)->warnings;

  g_assert_nonnull (warnings);
  g_assert_cmpuint (g_strv_length (warnings), ==, 1);
  g_assert_true (g_str_has_prefix (warnings[0], beginning));
}

/* The verdict is that of the firmware. */
static void
test_not_put_back (RunBench *b, gconstpointer data)
{
  b->refused = "AT+FREE";
  run_bench_update (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  assert_warned (b, "What was changed for the update could not be put back: ");
  run_bench_assert_given_back (b);
}

/* What refuses one command by a number may refuse all others for a while: it is asked whether it
 * takes any before it is told to stop. */
static void
test_refuses_all (RunBench *b, gconstpointer data)
{
  b->refusal = "\r\n+CME ERROR: 14\r\n";
  b->refused = "AT+GET";
  run_bench_update (b);
  run_bench_end (b);
  g_assert_cmpint (fotad_job_get_state (b->job), ==, FOTAD_JOB_STATE_FAILED);
  g_assert_cmpuint (run_bench_heard (b, "AT+CGSN"), ==, 2);
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 1);
  g_assert_cmpuint (run_bench_heard (b, "AT+FREE"), ==, 1);
  run_bench_assert_given_back (b);
}

static void
test_refuses_one (RunBench *b, gconstpointer data)
{
  b->refused = "AT+GET";
  run_bench_update (b);
  run_bench_end (b);
  g_assert_cmpuint (run_bench_heard (b, "AT+CGSN"), ==, 1);
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 1);
}

static gboolean told;

static void
on_finished (FotadJob *job, RunBench *b)
{
  const char *device = fotad_modem_get_device (b->modem);

  g_assert_nonnull (fotad_modem_manager_lookup (b->house.manager, device));
  g_assert_false (fake_logind_is_held (b->logind));
  told = TRUE;
}

/* It is over when the modem can be used again. */
static void
test_taken_back (RunBench *b, gconstpointer data)
{
  run_bench_update (b);
  g_signal_connect (b->job, "finished", G_CALLBACK (on_finished), b);
  run_bench_end (b);
  g_assert_true (told);
  g_assert_cmpint (fotad_modem_get_state (b->modem), ==, FOTAD_MODEM_AVAILABLE);
}

/* There is nobody to take it back. */
static void
test_no_manager (RunBench *b, gconstpointer data)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL); /* the claim is lost */
  b->held = "AT+GET";
  run_bench_update (b);
  run_bench_await (b, "AT+GET");
  fake_mm_stop (b->mm);
  fake_wait (!fotad_modem_manager_is_running (b->house.manager));
  g_assert_true (fotad_job_cancel (b->job, NULL));
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 1);
  g_assert_false (fake_logind_is_held (b->logind));
}

/* The modem left at last: its clean-up is waited for, and the run ends all the same. */
static void
test_left (RunBench *b, gconstpointer data)
{
  b->unanswered = "AT+FREE";
  run_bench_update (b);
  run_bench_await (b, "AT+FREE");
  fake_modem_unplug (b->fake);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  assert_warned (b, "What was changed for the update could not be put back: ");
  run_bench_assert_given_back (b);
}

/* A second life is cancelled before it has asked the modem anything: what the first one changed is
 * put back all the same. */
static void
test_of_another_life (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE, .transferring = TRUE };

  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_fact (b, "held", "1");
  run_bench_fact (b, "manners_echo", "1");
  b->fake->mute = TRUE;
  run_bench_begin (b, &recovery);
  fake_wait (b->fake->ats > 0);
  g_assert_true (fotad_job_cancel (b->job, NULL));
  b->fake->mute = FALSE;
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 1);
  g_assert_cmpuint (run_bench_heard (b, "AT+FREE"), ==, 1);
  g_assert_true (b->fake->echo);
  run_bench_assert_given_back (b);
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/stage-release/not-put-back", test_not_put_back);
  RUN_BENCH_ADD ("/job/stage-release/refuses-all", test_refuses_all);
  RUN_BENCH_ADD ("/job/stage-release/refuses-one", test_refuses_one);
  RUN_BENCH_ADD ("/job/stage-release/taken-back", test_taken_back);
  RUN_BENCH_ADD ("/job/stage-release/no-manager", test_no_manager);
  RUN_BENCH_ADD ("/job/stage-release/left", test_left);
  RUN_BENCH_ADD ("/job/stage-release/of-another-life", test_of_another_life);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
