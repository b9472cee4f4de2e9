/*
 * The bench of the tests of all jobs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "jobs-bench.h"

static void
on_started (FotadJob *job, GParamSpec *property, JobsBench *b)
{
  g_string_append_printf (b->begun, "%" G_GINT64_FORMAT " ", fotad_job_get_id (job));
}

static void
on_added (FotadJobs *jobs, FotadJob *job, JobsBench *b)
{
  g_signal_connect (job, "notify::started", G_CALLBACK (on_started), b);
}

void
jobs_bench_set_up (JobsBench *b, gconstpointer data)
{
  /* that a job fails is a warning in the journal */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  run_bench_set_up (&b->house, data);
  b->jobs = fotad_jobs_new (&b->house.house);
  b->begun = g_string_new (NULL);
  g_signal_connect (b->jobs, "added", G_CALLBACK (on_added), b);
}

void
jobs_bench_tear_down (JobsBench *b, gconstpointer data)
{
  fake_wait (g_hash_table_size (b->jobs->runs) == 0);
  g_clear_object (&b->house.job);
  g_assert_finalize_object (b->jobs);
  g_string_free (b->begun, TRUE);
  run_bench_tear_down (&b->house, data);
}

FotadJob *
jobs_bench_add (JobsBench *b, FotadModem *modem)
{
  FotadJob *job = run_bench_make_job (&b->house, modem, FOTAD_JOB_KIND_UPDATE, "fetch");

  jobs_add (b->jobs, job);
  jobs_enqueue (b->jobs, job, modem);
  return job;
}

void
jobs_bench_await (FotadJob *job, FotadJobState state)
{
  fake_wait (fotad_job_get_state (job) == state);
}

void
jobs_bench_assert_begun (JobsBench *b, const char *expected)
{
  g_assert_cmpstr (b->begun->str, ==, expected);
}

void
jobs_bench_assert_error (FotadJob *job, const char *name)
{
  g_assert_cmpstr (fotad_job_get_record (job)->error_name, ==, name);
}
