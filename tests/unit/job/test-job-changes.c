/*
 * What changes of a job: told once, on disk when a restart must know it, and its end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-bench.h"

#include "job/fotad-job-private.h"

static void
test_state (JobBench *b, gconstpointer data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (FotadJobRecord) stored = NULL;

  fotad_job_set_state (b->job, FOTAD_JOB_STATE_QUEUED); /* as it is */
  job_bench_assert_told (b, "");
  fotad_job_set_state (b->job, FOTAD_JOB_STATE_RUNNING);
  job_bench_assert_told (b, "started state ");
  stored = job_bench_stored (b);
  g_assert_cmpint (stored->state, ==, FOTAD_JOB_STATE_RUNNING);
  g_assert_cmpint (stored->started, >=, now);
}

/* Not when it goes on after a question. */
static void
test_started_once (JobBench *b, gconstpointer data)
{
  ((FotadJobRecord *) b->record)->started = 42;
  fotad_job_set_state (b->job, FOTAD_JOB_STATE_WAITING_APPROVAL);
  fotad_job_set_state (b->job, FOTAD_JOB_STATE_RUNNING);
  job_bench_assert_told (b, "state state ");
  g_assert_cmpint (b->record->started, ==, 42);
}

static void
test_phase (JobBench *b, gconstpointer data)
{
  g_autoptr (FotadJobRecord) stored = NULL;
  guint progress;

  fotad_job_set_phase (b->job, "prepare");
  fotad_job_set_step (b->job, "hold");
  fotad_job_set_progress (b->job, 10, 50);
  job_bench_assert_told (b, "phase phase-progress step step progress phase-progress ");
  fotad_job_set_phase (b->job, "prepare");
  fotad_job_set_step (b->job, "hold");
  job_bench_assert_told (b, "");
  fotad_job_set_phase (b->job, "transfer");
  job_bench_assert_told (b, "phase phase-progress step ");
  g_assert_cmpstr (b->record->step, ==, "");
  g_object_get (b->job, "phase-progress", &progress, NULL);
  g_assert_cmpuint (progress, ==, 0);
  g_assert_cmpuint (b->record->progress, ==, 10);
  stored = job_bench_stored (b);
  g_assert_cmpstr (stored->phase, ==, "transfer");
}

static void
test_progress (JobBench *b, gconstpointer data)
{
  guint progress;

  fotad_job_set_progress (b->job, 30, 60);
  fotad_job_set_progress (b->job, 20, 50); /* never down */
  fotad_job_set_progress (b->job, 30, 60);
  job_bench_assert_told (b, "progress phase-progress ");
  g_assert_cmpuint (b->record->progress, ==, 30);
  fotad_job_set_progress (b->job, 1000, 61);
  g_assert_cmpuint (b->record->progress, ==, 100);
  fotad_job_set_progress (b->job, 0, 1000);
  g_object_get (b->job, "phase-progress", &progress, NULL);
  g_assert_cmpuint (progress, ==, 100);
}

static void
test_message (JobBench *b, gconstpointer data)
{
  fotad_job_set_message (b->job, "%u of %s", 3, "5");
  fotad_job_set_message (b->job, "3 of 5");
  job_bench_assert_told (b, "message ");
  g_assert_cmpstr (b->record->message, ==, "3 of 5");
}

static void
test_flags (JobBench *b, gconstpointer data)
{
  g_autoptr (FotadJobRecord) stored = NULL;

  fotad_job_set_irreversible (b->job, FALSE);
  fotad_job_set_changed (b->job, FALSE);
  job_bench_assert_told (b, "");
  fotad_job_set_irreversible (b->job, TRUE);
  stored = job_bench_stored (b);
  g_assert_true (stored->irreversible);
  fotad_job_set_changed (b->job, TRUE);
  job_bench_assert_told (b, "irreversible changed ");
  g_clear_pointer (&stored, fotad_job_record_free);
  stored = job_bench_stored (b);
  g_assert_true (stored->changed);
}

static void
test_versions (JobBench *b, gconstpointer data)
{
  g_autoptr (FotadJobRecord) stored = NULL;

  fotad_job_set_versions (b->job, "1", NULL);
  fotad_job_set_versions (b->job, NULL, "2");
  fotad_job_set_versions (b->job, "1", "2");
  job_bench_assert_told (b, "from-version to-version ");
  stored = job_bench_stored (b);
  g_assert_cmpstr (stored->from_version, ==, "1");
  g_assert_cmpstr (stored->to_version, ==, "2");
}

static void
test_approval (JobBench *b, gconstpointer data)
{
  g_autoptr (GVariant) asked = NULL, answered = NULL;

  fotad_job_set_approval (b->job, g_variant_new_parsed ("{'delays': <uint32 1>}"));
  g_object_get (b->job, "approval", &asked, NULL);
  g_assert_cmpuint (g_variant_n_children (asked), ==, 1);
  fotad_job_set_approval (b->job, NULL);
  g_object_get (b->job, "approval", &answered, NULL);
  g_assert_cmpuint (g_variant_n_children (answered), ==, 0);
  job_bench_assert_told (b, "approval approval ");
}

static void
test_when (JobBench *b, gconstpointer data)
{
  g_autoptr (FotadJobRecord) stored = NULL;

  fotad_job_set_attempts (b->job, 3);
  fotad_job_set_schedule (b->job, 11, 12);
  stored = job_bench_stored (b);
  g_assert_cmpint (stored->not_before, ==, 11);
  g_assert_cmpint (stored->deferred_until, ==, 12);
  g_assert_cmpuint (stored->attempts_made, ==, 3);
}

static void
test_warnings (JobBench *b, gconstpointer data)
{
  g_autoptr (FotadJobRecord) stored = NULL;
  g_autofree char *all = NULL;

  fotad_job_add_warning (b->job, "first");
  fotad_job_add_warning (b->job, "%s", "second");
  job_bench_assert_told (b, "warnings warnings ");
  stored = job_bench_stored (b);
  all = g_strjoinv ("|", stored->warnings);
  g_assert_cmpstr (all, ==, "first|second");
}

static void
test_succeeded (JobBench *b, gconstpointer data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (FotadJobRecord) stored = NULL;

  fotad_job_set_irreversible (b->job, TRUE);
  fotad_job_set_worker (b->job, NULL, b);
  job_bench_assert_told (b, "irreversible ");
  fotad_job_finish (b->job, NULL, NULL, "Well done.");
  g_assert_null (b->job->worker);
  job_bench_assert_told (b,
                         "message progress phase-progress irreversible finished state FINISHED ");
  fotad_job_finish (b->job, NULL, NULL, "Once more."); /* it is over */
  job_bench_assert_told (b, "");
  stored = job_bench_stored (b);
  g_assert_cmpint (stored->state, ==, FOTAD_JOB_STATE_SUCCEEDED);
  g_assert_cmpstr (stored->message, ==, "Well done.");
  g_assert_cmpint (stored->finished, >=, now);
  g_assert_cmpuint (stored->progress, ==, 100);
  g_assert_false (stored->irreversible);
  g_assert_cmpstr (stored->error_name, ==, "");
}

static void
test_failed (JobBench *b, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_SERVER, "It said no.");
  g_autoptr (FotadJobRecord) stored = NULL;

  fotad_job_finish (b->job, error, "702", NULL);
  job_bench_assert_told (
      b, "error-name error-text vendor-code message irreversible finished state FINISHED ");
  stored = job_bench_stored (b);
  g_assert_cmpint (stored->state, ==, FOTAD_JOB_STATE_FAILED);
  g_assert_cmpstr (stored->error_name, ==, "Server");
  g_assert_cmpstr (stored->error_text, ==, "It said no.");
  g_assert_cmpstr (stored->message, ==, "It said no.");
  g_assert_cmpstr (stored->vendor_code, ==, "702");
  g_assert_cmpuint (stored->progress, ==, 0);
}

/* An error of somebody else's gets a name of ours. */
static void
test_named (JobBench *b, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped.");

  fotad_job_finish (b->job, error, NULL, NULL);
  g_assert_cmpstr (b->record->error_name, ==, "Cancelled");
}

static void
test_cancelled (JobBench *b, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "Stopped.");

  fotad_job_finish (b->job, error, NULL, NULL);
  g_assert_cmpint (b->record->state, ==, FOTAD_JOB_STATE_CANCELLED);
}

/* People are told all the same. */
static void
test_no_store (JobBench *b, gconstpointer data)
{
  ((FotadJobRecord *) b->record)->id += 1000; /* the store has no such job */
  g_test_expect_message ("fotad-job", G_LOG_LEVEL_WARNING, "job * could not be stored: *");
  fotad_job_set_irreversible (b->job, TRUE);
  g_test_assert_expected_messages ();
  job_bench_assert_told (b, "irreversible ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  JOB_BENCH_ADD ("/job/job-changes/state", test_state);
  JOB_BENCH_ADD ("/job/job-changes/started-once", test_started_once);
  JOB_BENCH_ADD ("/job/job-changes/phase", test_phase);
  JOB_BENCH_ADD ("/job/job-changes/progress", test_progress);
  JOB_BENCH_ADD ("/job/job-changes/message", test_message);
  JOB_BENCH_ADD ("/job/job-changes/flags", test_flags);
  JOB_BENCH_ADD ("/job/job-changes/versions", test_versions);
  JOB_BENCH_ADD ("/job/job-changes/approval", test_approval);
  JOB_BENCH_ADD ("/job/job-changes/when", test_when);
  JOB_BENCH_ADD ("/job/job-changes/warnings", test_warnings);
  JOB_BENCH_ADD ("/job/job-changes/succeeded", test_succeeded);
  JOB_BENCH_ADD ("/job/job-changes/failed", test_failed);
  JOB_BENCH_ADD ("/job/job-changes/cancelled", test_cancelled);
  JOB_BENCH_ADD ("/job/job-changes/named", test_named);
  JOB_BENCH_ADD ("/job/job-changes/no-store", test_no_store);
  return g_test_run ();
}
