/*
 * A run's life: its beginning, its deadline, whether another attempt is worth it, and what others
 * are told of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-error.h"

static FotadJob *
make_update (RunBench *b)
{
  return run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
}

static void
test_begins (RunBench *b, gconstpointer data)
{
  run_bench_update (b);
  g_assert_true (fotad_run_get_job (b->run) == b->job);
  g_assert_true (fotad_run_get_modem (b->run) == b->modem);
  g_assert_cmpint (fotad_job_get_state (b->job), ==, FOTAD_JOB_STATE_RUNNING);
  g_assert_cmpint (fotad_modem_get_state (b->modem), ==, FOTAD_MODEM_BUSY);
  g_assert_cmpstr (fotad_modem_get_job (b->modem), ==, fotad_job_get_path (b->job));
  g_assert_true (fotad_run_moves (b->run));
  run_bench_assert_stages (b, ""); /* not before the main loop */
  run_bench_end (b);
}

/* Nothing is known of it but its name: nothing is done. */
static void
test_no_route (RunBench *b, gconstpointer data)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "smoke-signals");
  run_bench_begin (b, NULL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "NotSupported");
  run_bench_assert_stages (b, "");
  g_assert_cmpuint (b->mm->calls, ==, 0);
}

/* Asks before the install, with a deadline that is far away. */
static void
ask (RunBench *b)
{
  make_update (b);
  run_bench_fact (b, "deadline", "60000");
  run_bench_fact (b, "approval", "ask");
  run_bench_begin (b, NULL);
  run_bench_await_state (b, FOTAD_JOB_STATE_WAITING_APPROVAL);
}

static void
let_deadline_pass (RunBench *b)
{
  guint timer = b->run->deadline_timer;

  g_source_set_ready_time (g_main_context_find_source_by_id (NULL, timer), 0);
  fake_wait (b->run == NULL || b->run->deadline_timer != timer);
}

static void
test_deadline (RunBench *b, gconstpointer data)
{
  make_update (b);
  run_bench_fact (b, "deadline", "60000");
  b->held = "AT+GET";
  run_bench_begin (b, NULL);
  run_bench_await (b, "AT+GET");
  let_deadline_pass (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "TimedOut");
  run_bench_assert_given_back (b);
}

/* What nobody said does not run out while somebody makes up his mind, but begins anew. */
static void
test_deadline_of_a_question (RunBench *b, gconstpointer data)
{
  ask (b);
  let_deadline_pass (b);
  g_assert_cmpuint (b->run->deadline_timer, !=, 0);
  g_assert_cmpint (fotad_job_get_state (b->job), ==, FOTAD_JOB_STATE_WAITING_APPROVAL);
  b->held = "AT+PUT";
  g_assert_true (fotad_job_approve (b->job, NULL));
  run_bench_await (b, "AT+PUT");
  let_deadline_pass (b); /* too late: it installs */
  g_assert_cmpuint (b->run->deadline_timer, ==, 0);
  fake_modem_say (b->fake, "\r\n+DONE: 0\r\n\r\n+BOOT\r\n");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
}

/* What the owner said counts. */
static void
test_deadline_of_the_owner (RunBench *b, gconstpointer data)
{
  FotadJobRecord *record;

  ask (b);
  record = (FotadJobRecord *) fotad_job_get_record (b->job);
  g_variant_unref (record->options);
  record->options = g_variant_ref_sink (g_variant_new_parsed ("{'deadline': <uint32 60000>}"));
  let_deadline_pass (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "TimedOut");
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 0);
}

/* Fails on the way, by what the network is to blame for, as one of @attempts. */
static void
fail (RunBench *b, const char *attempts, guint made)
{
  make_update (b);
  run_bench_fact (b, "attempts", attempts);
  fotad_job_set_attempts (b->job, made);
  b->held = "AT+GET";
  run_bench_begin (b, NULL);
  for (guint tries = 1; tries <= 2; tries++) {
    fake_wait (run_bench_heard (b, "AT+GET") == tries);
    fake_modem_say (b->fake, "\r\n+GOT: 1\r\n");
  }
  run_bench_end (b);
}

static void
test_another_attempt (RunBench *b, gconstpointer data)
{
  fail (b, "2", 0);
  g_assert_true (b->again);
  g_assert_false (fotad_job_is_finished (b->job));
  run_bench_assert_given_back (b);
}

static void
test_last_attempt (RunBench *b, gconstpointer data)
{
  fail (b, "2", 1);
  g_assert_false (b->again);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "Network");
}

/* What fails the same way again is not tried again, nor what the owner wants no more. */
static void
test_no_attempt_more (RunBench *b, gconstpointer data)
{
  make_update (b);
  run_bench_fact (b, "attempts", "5");
  b->refused = "AT+HOLD";
  run_bench_begin (b, NULL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "ModemRefused");
  make_update (b);
  run_bench_fact (b, "attempts", "5");
  run_bench_begin (b, NULL);
  g_assert_true (fotad_job_cancel (b->job, NULL));
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
}

static void
test_irreversible (RunBench *b, gconstpointer data)
{
  b->held = "AT+PUT";
  run_bench_update (b);
  g_assert_false (fotad_run_is_irreversible (b->run));
  run_bench_await (b, "AT+PUT");
  g_assert_true (fotad_run_is_irreversible (b->run));
  fake_modem_say (b->fake, "\r\n+DONE: 0\r\n\r\n+BOOT\r\n");
  run_bench_end (b);
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/run-life/begins", test_begins);
  RUN_BENCH_ADD ("/job/run-life/no-route", test_no_route);
  RUN_BENCH_ADD ("/job/run-life/deadline", test_deadline);
  RUN_BENCH_ADD ("/job/run-life/deadline-of-a-question", test_deadline_of_a_question);
  RUN_BENCH_ADD ("/job/run-life/deadline-of-the-owner", test_deadline_of_the_owner);
  RUN_BENCH_ADD ("/job/run-life/another-attempt", test_another_attempt);
  RUN_BENCH_ADD ("/job/run-life/last-attempt", test_last_attempt);
  RUN_BENCH_ADD ("/job/run-life/no-attempt-more", test_no_attempt_more);
  RUN_BENCH_ADD ("/job/run-life/irreversible", test_irreversible);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
