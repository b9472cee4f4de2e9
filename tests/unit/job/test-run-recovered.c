/*
 * A run that an earlier life of the daemon began: where it goes on, and what it does not say again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

static FotadJob *
make_update (RunBench *b)
{
  return run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
}

static void
go_on (RunBench *b, const FotadRecovery *recovery)
{
  if (b->job == NULL)
    make_update (b);
  fotad_job_set_versions (b->job, "1", NULL);
  run_bench_begin (b, recovery);
}

/* Nothing irreversible was sent. */
static void
test_again_from_the_beginning (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE, .stage = FOTAD_STAGE_CHECK };

  go_on (b, &recovery);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, "check claim identify save-settings prepare transfer install settle "
                              "verify restore-settings release");
}

/* The install command was: the claim, and then only forward. */
static void
test_installed (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE, .stage = FOTAD_STAGE_SETTLE, .installed = TRUE };

  b->version = "2";
  go_on (b, &recovery);
  g_assert_true (fotad_run_is_irreversible (b->run));
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, "claim settle verify restore-settings release");
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 0);
}

/* Nobody knows whether the modem got it: it is not said again, but put right in the modem. */
static void
test_unsure (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = {
    .recovered = TRUE, .stage = FOTAD_STAGE_SETTLE, .installed = TRUE, .unsure = TRUE
  };

  recovery.transferring = TRUE;
  go_on (b, &recovery);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "Interrupted");
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 0);
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 1);
}

/* The question was not answered; it is asked again, the package being there. */
static void
test_asked (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE, .stage = FOTAD_STAGE_INSTALL, .identify = TRUE };

  make_update (b);
  run_bench_fact (b, "approval", "ask");
  go_on (b, &recovery);
  run_bench_await_state (b, FOTAD_JOB_STATE_WAITING_APPROVAL);
  run_bench_assert_stages (b, "claim identify install");
  g_assert_false (fotad_run_is_irreversible (b->run));
  g_assert_true (fotad_job_approve (b->job, NULL));
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  g_assert_cmpuint (run_bench_heard (b, "AT+GET"), ==, 0);
}

/* Told to install whenever it has what it needs, and found with another version: it has. */
static void
test_has_installed (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE, .transferring = TRUE, .may_install = TRUE };

  b->version = "2";
  go_on (b, &recovery);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, "check claim identify verify restore-settings release");
  g_assert_cmpuint (run_bench_heard (b, "AT+GET"), ==, 0);
}

/* Suspended in an earlier life, it stays so. */
static void
test_suspended (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE, .transferring = TRUE };

  make_update (b);
  run_bench_fact (b, "paused", "1");
  go_on (b, &recovery);
  run_bench_await_state (b, FOTAD_JOB_STATE_PAUSED);
  g_assert_cmpuint (run_bench_heard (b, "AT+GET"), ==, 0);
  g_assert_true (fotad_job_resume (b->job, NULL));
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/run-recovered/again-from-the-beginning", test_again_from_the_beginning);
  RUN_BENCH_ADD ("/job/run-recovered/installed", test_installed);
  RUN_BENCH_ADD ("/job/run-recovered/unsure", test_unsure);
  RUN_BENCH_ADD ("/job/run-recovered/asked", test_asked);
  RUN_BENCH_ADD ("/job/run-recovered/has-installed", test_has_installed);
  RUN_BENCH_ADD ("/job/run-recovered/suspended", test_suspended);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
