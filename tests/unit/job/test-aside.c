/*
 * Rows beside the vendor's way: said over the same channel, heard to the end, and given up when the
 * modem leaves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-error.h"

static void
cancel_transfer (RunBench *b)
{
  b->held = "AT+GET";
  run_bench_update (b);
  run_bench_await (b, "AT+GET");
  g_assert_true (fotad_job_cancel (b->job, NULL));
  run_bench_await (b, "AT+STOP");
}

static void
assert_warned (RunBench *b, const char *beginning)
{
  GStrv warnings = fotad_job_get_record (b->job)->warnings;

  g_assert_nonnull (warnings);
  g_assert_cmpuint (g_strv_length (warnings), ==, 1);
  g_assert_true (g_str_has_prefix (warnings[0], beginning));
}

/* In the order of the table, and the vendor's clean-up after it. */
static void
test_said (RunBench *b, gconstpointer data)
{
  cancel_transfer (b);
  g_assert_cmpuint (run_bench_heard (b, "AT+FREE"), ==, 0);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  g_assert_nonnull (strstr (b->fake->log->str, ";AT+STOP;AT+FREE"));
  g_assert_null (fotad_job_get_record (b->job)->warnings);
}

static void
test_refused (RunBench *b, gconstpointer data)
{
  b->refused = "AT+STOP";
  cancel_transfer (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  assert_warned (b, "The transfer could not be stopped in the modem: ");
  g_assert_cmpuint (run_bench_heard (b, "AT+FREE"), ==, 1);
}

/* It is not waited for, also where the row has tries left: nobody would be told of its return. */
static void
test_left (RunBench *b, gconstpointer data)
{
  b->unanswered = "AT+STOP";
  cancel_transfer (b);
  fake_modem_unplug (b->fake);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  assert_warned (b, "The transfer could not be stopped in the modem: ");
  run_bench_assert_given_back (b);
}

/* The same while it is suspended: the transfer itself waits for its return. */
static void
test_left_in_pause (RunBench *b, gconstpointer data)
{
  b->unanswered = "AT+PAUSE";
  b->held = "AT+GET";
  run_bench_update (b);
  run_bench_await (b, "AT+GET");
  g_assert_true (fotad_job_pause (b->job, NULL));
  run_bench_await (b, "AT+PAUSE");
  b->held = NULL;
  fake_modem_unplug (b->fake);
  fake_wait (fotad_job_get_record (b->job)->warnings != NULL);
  assert_warned (b, "The transfer could not be suspended: ");
  fake_modem_plug (b->fake);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/aside/said", test_said);
  RUN_BENCH_ADD ("/job/aside/refused", test_refused);
  RUN_BENCH_ADD ("/job/aside/left", test_left);
  RUN_BENCH_ADD ("/job/aside/left-in-pause", test_left_in_pause);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
