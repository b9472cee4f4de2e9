/*
 * What an earlier life of the daemon left unfinished: each job goes on where the store has it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "jobs-bench.h"

/* A job of the store that had begun, with @version before. */
static void
leave (JobsBench *b, FotadJobState state)
{
  FotadJob *job = run_bench_make_job (&b->house, b->house.modem, FOTAD_JOB_KIND_UPDATE, "fetch");

  fotad_job_set_versions (job, "1", NULL);
  fotad_job_set_state (job, state);
}

static void
leave_edge (JobsBench *b, const char *phase, const char *step, const char *event)
{
  g_assert_true (fotad_store_add_edge (b->house.house.store, fotad_job_get_id (b->house.job), phase,
                                       step, event, NULL, NULL));
}

/* The new life: its only job. */
static FotadJob *
recover (JobsBench *b)
{
  g_autoptr (GPtrArray) all = NULL;

  fotad_jobs_recover (b->jobs);
  all = fotad_jobs_get_all (b->jobs);
  g_assert_cmpuint (all->len, ==, 1);
  g_set_object (&b->house.job, all->pdata[0]);
  return b->house.job;
}

/* Nothing is known to have been sent. */
static void
test_never_began (JobsBench *b, gconstpointer data)
{
  leave (b, FOTAD_JOB_STATE_QUEUED);
  jobs_bench_await (recover (b), FOTAD_JOB_STATE_SUCCEEDED);
  run_bench_assert_stages (&b->house, "check claim identify save-settings prepare transfer install "
                                      "settle verify restore-settings release");
  run_bench_assert_fact (&b->house, "restarted", NULL);
}

static void
test_transferring (JobsBench *b, gconstpointer data)
{
  leave (b, FOTAD_JOB_STATE_RUNNING);
  leave_edge (b, "transfer", "fetch", "intent");
  jobs_bench_await (recover (b), FOTAD_JOB_STATE_SUCCEEDED);
  run_bench_assert_stages (&b->house, "check claim identify save-settings prepare transfer install "
                                      "settle verify restore-settings release");
  g_assert_cmpuint (run_bench_heard (&b->house, "AT+PUT"), ==, 1);
}

static void
test_installing (JobsBench *b, gconstpointer data)
{
  b->house.version = "2";
  leave (b, FOTAD_JOB_STATE_RUNNING);
  leave_edge (b, "install", "install", "irreversible");
  leave_edge (b, "install", "install", "intent");
  leave_edge (b, "install", "install", "done");
  jobs_bench_await (recover (b), FOTAD_JOB_STATE_SUCCEEDED);
  run_bench_assert_stages (&b->house, "claim settle verify restore-settings release");
  g_assert_cmpuint (run_bench_heard (&b->house, "AT+PUT"), ==, 0);
}

/* The record may know what the edges do not yet: it is not said again either. */
static void
test_record_says_so (JobsBench *b, gconstpointer data)
{
  leave (b, FOTAD_JOB_STATE_RUNNING);
  fotad_job_set_irreversible (b->house.job, TRUE);
  leave_edge (b, "install", "", "enter");
  jobs_bench_await (recover (b), FOTAD_JOB_STATE_FAILED);
  run_bench_assert_stages (&b->house, "install claim settle verify restore-settings release");
  g_assert_cmpuint (run_bench_heard (&b->house, "AT+PUT"), ==, 0);
}

static void
test_asked (JobsBench *b, gconstpointer data)
{
  leave (b, FOTAD_JOB_STATE_WAITING_APPROVAL);
  run_bench_fact (&b->house, "approval", "ask");
  leave_edge (b, "transfer", "fetch", "intent");
  leave_edge (b, "install", "install", "asked");
  recover (b);
  fake_wait (run_bench_heard (&b->house, "AT+V") == 1);
  jobs_bench_await (b->house.job, FOTAD_JOB_STATE_WAITING_APPROVAL);
  run_bench_assert_stages (&b->house, "claim identify install");
  g_assert_cmpuint (run_bench_heard (&b->house, "AT+GET"), ==, 0);
  g_assert_true (fotad_job_cancel (b->house.job, NULL));
  jobs_bench_await (b->house.job, FOTAD_JOB_STATE_CANCELLED);
}

/* What was to be tried again later is tried again later, from the beginning. */
static void
test_scheduled (JobsBench *b, gconstpointer data)
{
  FotadJob *job;

  leave (b, FOTAD_JOB_STATE_SCHEDULED);
  fotad_job_set_schedule (b->house.job, 0, jobs_now () + 1000);
  leave_edge (b, "transfer", "fetch", "intent");
  job = recover (b);
  g_assert_cmpint (fotad_job_get_state (job), ==, FOTAD_JOB_STATE_SCHEDULED);
  g_assert_cmpuint (g_hash_table_size (b->jobs->runs), ==, 0);
  g_assert_false (fotad_modem_is_busy (b->house.modem));
  fotad_job_set_schedule (job, 0, 0);
  jobs_look (b->jobs);
  jobs_bench_await (job, FOTAD_JOB_STATE_SUCCEEDED);
}

/* One that had begun does not wait for its time again. */
static void
test_begun_before_its_time (JobsBench *b, gconstpointer data)
{
  leave (b, FOTAD_JOB_STATE_RUNNING);
  fotad_job_set_schedule (b->house.job, jobs_now () + 1000, 0);
  leave_edge (b, "transfer", "fetch", "intent");
  jobs_bench_await (recover (b), FOTAD_JOB_STATE_SUCCEEDED);
}

static void
leave_other (JobsBench *b, const char *memory)
{
  leave (b, FOTAD_JOB_STATE_RUNNING);
  leave_edge (b, "transfer", "fetch", "intent");
  g_free (((FotadJobRecord *) fotad_job_get_record (b->house.job))->imei);
  ((FotadJobRecord *) fotad_job_get_record (b->house.job))->imei = g_strdup ("490154203237518");
  g_assert_true (fotad_job_store (b->house.job, NULL));
  if (memory != NULL)
    run_bench_fact (&b->house, "modem_memory", memory);
}

static void
test_modem_gone (JobsBench *b, gconstpointer data)
{
  FotadJob *job;

  leave_other (b, NULL);
  job = recover (b);
  g_assert_cmpint (fotad_job_get_state (job), ==, FOTAD_JOB_STATE_FAILED);
  jobs_bench_assert_error (job, "ModemGone");
}

/* It is remembered, and may be found where it was. */
static void
test_modem_remembered (JobsBench *b, gconstpointer data)
{
  g_autofree char *memory = fotad_modems_remember (b->house.house.modems, b->house.modem);
  g_autoptr (GString) text = g_string_new (memory);
  FotadModem *modem;

  g_string_replace (text, fotad_modem_get_imei (b->house.modem), "490154203237518", 0);
  g_string_replace (text, "/virtual/0", "/virtual/9", 0);
  leave_other (b, text->str);
  recover (b);
  modem = fotad_modems_lookup (b->house.house.modems, "490154203237518");
  g_assert_nonnull (modem);
  g_assert_true (fotad_modem_is_busy (modem));
  jobs_bench_await (b->house.job, FOTAD_JOB_STATE_FAILED);
  jobs_bench_assert_error (b->house.job, "ModemGone");
}

/* What is over is over. */
static void
test_finished (JobsBench *b, gconstpointer data)
{
  g_autoptr (GPtrArray) all = NULL;

  leave (b, FOTAD_JOB_STATE_SUCCEEDED);
  fotad_jobs_recover (b->jobs);
  all = fotad_jobs_get_all (b->jobs);
  g_assert_cmpuint (all->len, ==, 0);
}

static void
add (void)
{
  JOBS_BENCH_ADD ("/job/jobs-recover/never-began", test_never_began);
  JOBS_BENCH_ADD ("/job/jobs-recover/transferring", test_transferring);
  JOBS_BENCH_ADD ("/job/jobs-recover/installing", test_installing);
  JOBS_BENCH_ADD ("/job/jobs-recover/record-says-so", test_record_says_so);
  JOBS_BENCH_ADD ("/job/jobs-recover/asked", test_asked);
  JOBS_BENCH_ADD ("/job/jobs-recover/scheduled", test_scheduled);
  JOBS_BENCH_ADD ("/job/jobs-recover/begun-before-its-time", test_begun_before_its_time);
  JOBS_BENCH_ADD ("/job/jobs-recover/modem-gone", test_modem_gone);
  JOBS_BENCH_ADD ("/job/jobs-recover/modem-remembered", test_modem_remembered);
  JOBS_BENCH_ADD ("/job/jobs-recover/finished", test_finished);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
