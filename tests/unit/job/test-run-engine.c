/*
 * What people see of the vendor's rows while they run: step, progress, the point of no return.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

static const FotadJobRecord *
record_of (RunBench *b)
{
  return fotad_job_get_record (b->job);
}

/* The rows are the bar from 2 to 95; half of their weight is the transfer's. */
static void
test_progress (RunBench *b, gconstpointer data)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_fact (b, "approval", "ask");
  run_bench_begin (b, NULL);
  run_bench_await_state (b, FOTAD_JOB_STATE_WAITING_APPROVAL);
  g_assert_cmpuint (record_of (b)->progress, ==, 2 + 93 * 50 / 100);
  g_assert_cmpstr (record_of (b)->step, ==, "");
  g_assert_false (record_of (b)->irreversible);
  b->held = "AT+PUT";
  g_assert_true (fotad_job_approve (b->job, NULL));
  run_bench_await (b, "AT+PUT");
  g_assert_true (record_of (b)->irreversible);
  g_assert_cmpuint (record_of (b)->progress, ==, 2 + 93 * 50 / 100);
  fake_wait (g_str_equal (record_of (b)->step, "flash"));
  fake_modem_say (b->fake, "\r\n+DONE: 0\r\n\r\n+BOOT\r\n");
  fake_wait (record_of (b)->progress >= 93);
  g_assert_cmpuint (record_of (b)->progress, <, 100);
  run_bench_end (b);
  g_assert_cmpuint (record_of (b)->progress, ==, 100);
}

/* Nobody asks where nobody wants to be asked. */
static void
test_unasked (RunBench *b, gconstpointer data)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_fact (b, "approval", "auto");
  run_bench_begin (b, NULL);
  run_bench_end (b);
  run_bench_assert_events (b, "install", "enter irreversible intent done heard done");
}

/* What is known to have been sent once is not sent again. */
static void
test_sent_before (RunBench *b, gconstpointer data)
{
  g_autoptr (GPtrArray) sent = g_ptr_array_new ();
  FotadRecovery recovery = { .recovered = TRUE, .sent = sent };

  g_ptr_array_add (sent, (char *) "install");
  b->version = "1";
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_begin (b, &recovery);
  fake_wait (g_strcmp0 (record_of (b)->step, "flash") == 0 || b->run == NULL);
  g_assert_cmpuint (run_bench_heard (b, "AT+GET"), ==, 1);
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 0);
  fake_modem_say (b->fake, "\r\n+DONE: 0\r\n\r\n+BOOT\r\n");
  run_bench_end (b);
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 0);
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/run-engine/progress", test_progress);
  RUN_BENCH_ADD ("/job/run-engine/unasked", test_unasked);
  RUN_BENCH_ADD ("/job/run-engine/sent-before", test_sent_before);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
