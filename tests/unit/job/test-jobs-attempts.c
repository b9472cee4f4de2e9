/*
 * A job that failed by what may pass: when it is tried again, what it knows then, and until when it
 * can be cancelled.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "jobs-bench.h"

#include "core/fotad-clock.h"

/* Fails by the network, after so many attempts before. */
static FotadJob *
fail (JobsBench *b, guint made)
{
  FotadJob *job = jobs_bench_add (b, b->house.modem);

  run_bench_fact (&b->house, "attempts", "99");
  fotad_job_set_attempts (job, made);
  b->house.held = "AT+GET";
  jobs_look (b->jobs);
  for (guint tries = 1; tries <= 2; tries++) {
    fake_wait (run_bench_heard (&b->house, "AT+GET") == tries);
    fake_modem_say (b->house.fake, "\r\n+GOT: 1\r\n");
  }
  jobs_bench_await (job, FOTAD_JOB_STATE_SCHEDULED);
  return job;
}

/* In so many of the vendor's seconds from now, rounded up. */
static void
assert_pause (FotadJob *job, double seconds)
{
  gint64 left = fotad_job_get_record (job)->deferred_until - jobs_now ();

  g_assert_cmpint (ABS (left - (gint64) (seconds * fotad_clock_scale ())), <=, 2);
}

static void
test_another_attempt (JobsBench *b, gconstpointer data)
{
  FotadJob *job = fail (b, 4);
  FotadWaiting *waiting;

  assert_pause (job, 16 * 60);
  g_assert_cmpuint (fotad_job_get_record (job)->attempts_made, ==, 5);
  g_assert_cmpstr (fotad_job_get_record (job)->message, ==,
                   "Attempt 5 failed: The modem reports: no network. Trying again later.");
  fake_wait (g_hash_table_size (b->jobs->runs) == 0);
  g_assert_false (fotad_modem_is_busy (b->house.modem));
  waiting = fotad_queue_take (b->jobs->queue, job);
  g_assert_true (g_ptr_array_find_with_equal_func (waiting->sent, "fetch", g_str_equal, NULL));
  g_assert_false (waiting->recovery.recovered); /* but begins anew */
  fotad_queue_add (b->jobs->queue, waiting);
  fotad_job_set_schedule (job, 0, 0); /* it is time */
  b->house.held = NULL;
  jobs_look (b->jobs);
  jobs_bench_await (job, FOTAD_JOB_STATE_SUCCEEDED);
}

/* No longer than an hour, and it can be cancelled meanwhile. */
static void
test_many_attempts (JobsBench *b, gconstpointer data)
{
  FotadJob *job = fail (b, 40);
  g_autoptr (GError) error = NULL;

  assert_pause (job, 3600);
  (void) !fotad_job_cancel (job, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fotad_job_get_state (job), ==, FOTAD_JOB_STATE_CANCELLED);
}

static void
add (void)
{
  JOBS_BENCH_ADD ("/job/jobs-attempts/another-attempt", test_another_attempt);
  JOBS_BENCH_ADD ("/job/jobs-attempts/many-attempts", test_many_attempts);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
