/*
 * Whose turn it is: as many as may run, one of each modem, first come first served, and what comes
 * too late or too early.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "jobs-bench.h"

#include "core/fotad-error.h"

static guint
count_runs (JobsBench *b)
{
  return g_hash_table_size (b->jobs->runs);
}

static gboolean
is_busy (FotadModem *modem)
{
  return fotad_modem_get_state (modem) == FOTAD_MODEM_BUSY;
}

static void
test_one_at_a_time (JobsBench *b, gconstpointer data)
{
  FotadModem *other = run_bench_add_modem (&b->house);
  FotadJob *first = jobs_bench_add (b, b->house.modem);
  FotadJob *second = jobs_bench_add (b, other);

  b->house.config.max_parallel = 0; /* never none */
  jobs_look (b->jobs);
  g_assert_cmpuint (count_runs (b), ==, 1);
  g_assert_cmpint (fotad_job_get_state (second), ==, FOTAD_JOB_STATE_QUEUED);
  g_assert_true (is_busy (other));
  run_bench_await (&b->house, "AT+PUT");
  g_assert_cmpint (fotad_job_get_state (second), ==, FOTAD_JOB_STATE_QUEUED);
  jobs_bench_await (first, FOTAD_JOB_STATE_SUCCEEDED);
  b->house.version = "1";
  jobs_bench_await (second, FOTAD_JOB_STATE_SUCCEEDED);
  jobs_bench_assert_begun (b, "1 2 ");
  fake_wait (count_runs (b) == 0);
  g_assert_false (is_busy (other));
  g_assert_cmpstr (fotad_modem_get_job (other), ==, "/");
}

static void
on_freed (FotadModem *modem, GParamSpec *property, gpointer data)
{
  g_assert_not_reached ();
}

/* The next one of a modem that is taken lets others pass. */
static void
test_one_of_a_modem (JobsBench *b, gconstpointer data)
{
  FotadModem *other = run_bench_add_modem (&b->house);
  FotadJob *second;

  b->house.config.max_parallel = 2;
  b->house.next = NULL;
  jobs_bench_add (b, b->house.modem);
  second = jobs_bench_add (b, b->house.modem);
  jobs_bench_add (b, other);
  jobs_look (b->jobs);
  g_assert_cmpuint (count_runs (b), ==, 2);
  jobs_bench_assert_begun (b, "1 3 ");
  g_signal_connect (b->house.modem, "notify::state", G_CALLBACK (on_freed), NULL);
  fake_wait (fotad_job_get_state (second) == FOTAD_JOB_STATE_RUNNING);
  g_signal_handlers_disconnect_by_func (b->house.modem, on_freed, NULL);
  jobs_bench_await (second, FOTAD_JOB_STATE_FAILED);
  jobs_bench_assert_begun (b, "1 3 2 ");
}

/* As long as a job runs on it the modem is that job's, whoever else gives up waiting for it. */
static void
test_not_let_go (JobsBench *b, gconstpointer data)
{
  FotadModem *modem = b->house.modem;
  FotadJob *first = jobs_bench_add (b, modem);
  FotadJob *second = jobs_bench_add (b, modem);
  FotadJob *third = jobs_bench_add (b, modem);

  jobs_look (b->jobs);
  g_assert_true (fotad_job_cancel (second, NULL));
  g_assert_cmpint (fotad_job_get_state (second), ==, FOTAD_JOB_STATE_CANCELLED);
  ((FotadJobRecord *) fotad_job_get_record (third))->not_after = jobs_now () - 1;
  jobs_look (b->jobs);
  g_assert_cmpint (fotad_job_get_state (third), ==, FOTAD_JOB_STATE_FAILED);
  g_assert_true (is_busy (modem));
  g_assert_cmpstr (fotad_modem_get_job (modem), ==, fotad_job_get_path (first));
  jobs_bench_await (first, FOTAD_JOB_STATE_SUCCEEDED);
  fake_wait (count_runs (b) == 0);
  g_assert_false (is_busy (modem));
  jobs_bench_assert_begun (b, "1 ");
}

/* It shows whose turn it is next, also while others' jobs are before that one. */
static void
test_next_of_a_modem (JobsBench *b, gconstpointer data)
{
  FotadModem *modem = b->house.modem, *other = run_bench_add_modem (&b->house);
  FotadJob *first = jobs_bench_add (b, modem);
  FotadJob *second = jobs_bench_add (b, other);
  FotadJob *third = jobs_bench_add (b, modem);

  b->house.next = NULL;
  jobs_look (b->jobs);
  g_assert_cmpstr (fotad_modem_get_job (modem), ==, fotad_job_get_path (first));
  jobs_bench_await (second, FOTAD_JOB_STATE_RUNNING);
  g_assert_cmpstr (fotad_modem_get_job (modem), ==, fotad_job_get_path (third));
  g_assert_true (is_busy (modem));
  jobs_bench_await (third, FOTAD_JOB_STATE_FAILED);
}

static void
test_gives_up (JobsBench *b, gconstpointer data)
{
  FotadModem *other = run_bench_add_modem (&b->house);
  FotadJob *first = jobs_bench_add (b, b->house.modem);
  FotadJob *second = jobs_bench_add (b, other);

  jobs_look (b->jobs);
  g_assert_true (is_busy (other));
  g_assert_true (fotad_job_cancel (second, NULL));
  g_assert_false (is_busy (other));
  g_assert_cmpstr (fotad_modem_get_job (other), ==, "/");
  jobs_bench_await (first, FOTAD_JOB_STATE_SUCCEEDED);
}

/* An inquiry has the modem. */
static void
test_asked (JobsBench *b, gconstpointer data)
{
  FotadJob *job = jobs_bench_add (b, b->house.modem);

  g_hash_table_add (b->jobs->asked, b->house.modem);
  jobs_look (b->jobs);
  g_assert_cmpuint (count_runs (b), ==, 0);
  g_hash_table_remove (b->jobs->asked, b->house.modem);
  jobs_look (b->jobs);
  g_assert_cmpuint (count_runs (b), ==, 1);
  jobs_bench_await (job, FOTAD_JOB_STATE_SUCCEEDED);
}

/* It holds nothing until its time comes, which is a real second away, and can only be cancelled. */
static void
test_scheduled (JobsBench *b, gconstpointer data)
{
  FotadModem *modem = b->house.modem;
  FotadJob *job = run_bench_make_job (&b->house, modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  g_autoptr (GError) error = NULL;

  fotad_job_set_schedule (job, jobs_now () + 1000, 0);
  jobs_add (b->jobs, job);
  jobs_enqueue (b->jobs, job, modem);
  jobs_look (b->jobs);
  g_assert_cmpint (fotad_job_get_state (job), ==, FOTAD_JOB_STATE_SCHEDULED);
  g_assert_false (is_busy (modem));
  g_assert_false (fotad_job_pause (job, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
  fotad_job_set_schedule (job, jobs_now () + 1, 0);
  jobs_look (b->jobs);
  jobs_bench_await (job, FOTAD_JOB_STATE_RUNNING);
  g_assert_cmpint (jobs_now (), >=, fotad_job_get_record (job)->not_before);
  g_assert_true (is_busy (modem));
  jobs_bench_await (job, FOTAD_JOB_STATE_SUCCEEDED);
}

static void
test_too_late (JobsBench *b, gconstpointer data)
{
  FotadJob *job = jobs_bench_add (b, b->house.modem);

  ((FotadJobRecord *) fotad_job_get_record (job))->not_after = jobs_now () - 1;
  jobs_look (b->jobs);
  g_assert_cmpint (fotad_job_get_state (job), ==, FOTAD_JOB_STATE_FAILED);
  jobs_bench_assert_error (job, "Expired");
  g_assert_cmpuint (count_runs (b), ==, 0);
  g_assert_false (is_busy (b->house.modem));
}

static void
add (void)
{
  JOBS_BENCH_ADD ("/job/jobs-turn/one-at-a-time", test_one_at_a_time);
  JOBS_BENCH_ADD ("/job/jobs-turn/one-of-a-modem", test_one_of_a_modem);
  JOBS_BENCH_ADD ("/job/jobs-turn/not-let-go", test_not_let_go);
  JOBS_BENCH_ADD ("/job/jobs-turn/next-of-a-modem", test_next_of_a_modem);
  JOBS_BENCH_ADD ("/job/jobs-turn/gives-up", test_gives_up);
  JOBS_BENCH_ADD ("/job/jobs-turn/asked", test_asked);
  JOBS_BENCH_ADD ("/job/jobs-turn/scheduled", test_scheduled);
  JOBS_BENCH_ADD ("/job/jobs-turn/too-late", test_too_late);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
