/*
 * What becomes of a wish, by what the run is at: begun, transferring, suspended, installing,
 * ending.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-error.h"

static gboolean
wish (RunBench *b, FotadWish wish, GError **error)
{
  return fotad_run_wish (b->job, wish, 5, b->run, error);
}

static void
assert_granted (RunBench *b, FotadWish granted)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (wish (b, granted, &error));
  g_assert_no_error (error);
}

static void
assert_refused (RunBench *b, FotadWish refused, FotadError code)
{
  FotadJobState state = fotad_job_get_state (b->job);
  g_autoptr (GError) error = NULL;

  g_assert_false (wish (b, refused, &error));
  g_assert_error (error, FOTAD_ERROR, (int) code);
  g_assert_cmpint (fotad_job_get_state (b->job), ==, state);
}

static void
begin_transfer (RunBench *b)
{
  b->held = "AT+GET";
  run_bench_update (b);
  run_bench_await (b, "AT+GET");
}

static void
suspend (RunBench *b)
{
  begin_transfer (b);
  assert_granted (b, FOTAD_WISH_PAUSE);
  run_bench_await_state (b, FOTAD_JOB_STATE_PAUSED);
}

static void
test_before (RunBench *b, gconstpointer data)
{
  run_bench_update (b);
  fake_wait (g_strcmp0 (fotad_job_get_record (b->job)->phase, "claim") == 0);
  assert_refused (b, FOTAD_WISH_PAUSE, FOTAD_ERROR_WRONG_STATE);
  assert_refused (b, FOTAD_WISH_RESUME, FOTAD_ERROR_WRONG_STATE);
  assert_refused (b, FOTAD_WISH_APPROVE, FOTAD_ERROR_WRONG_STATE);
  assert_refused (b, FOTAD_WISH_DEFER, FOTAD_ERROR_WRONG_STATE);
  assert_granted (b, FOTAD_WISH_CANCEL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  g_assert_cmpstr (b->fake->log->str, ==, "");
}

static void
test_cancel (RunBench *b, gconstpointer data)
{
  begin_transfer (b);
  assert_refused (b, FOTAD_WISH_RESUME, FOTAD_ERROR_WRONG_STATE);
  assert_refused (b, FOTAD_WISH_APPROVE, FOTAD_ERROR_WRONG_STATE);
  assert_refused (b, FOTAD_WISH_DEFER, FOTAD_ERROR_WRONG_STATE);
  assert_granted (b, FOTAD_WISH_CANCEL);
  assert_granted (b, FOTAD_WISH_CANCEL); /* it is being cancelled already */
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 1);
  g_assert_cmpuint (run_bench_heard (b, "AT+FREE"), ==, 1);
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 0);
  run_bench_assert_given_back (b);
}

static void
test_pause (RunBench *b, gconstpointer data)
{
  suspend (b);
  g_assert_cmpuint (run_bench_heard (b, "AT+PAUSE"), ==, 1);
  run_bench_assert_fact (b, "paused", "1");
  run_bench_assert_events (b, "transfer", "enter intent paused");
  g_assert_true (fake_mm_is_inhibited (b->mm, fotad_modem_get_device (b->modem)));
  assert_refused (b, FOTAD_WISH_PAUSE, FOTAD_ERROR_WRONG_STATE);
  assert_refused (b, FOTAD_WISH_APPROVE, FOTAD_ERROR_WRONG_STATE);
  assert_refused (b, FOTAD_WISH_DEFER, FOTAD_ERROR_WRONG_STATE);
  b->held = NULL;
  assert_granted (b, FOTAD_WISH_RESUME);
  g_assert_cmpint (fotad_job_get_state (b->job), ==, FOTAD_JOB_STATE_RUNNING);
  assert_refused (b, FOTAD_WISH_RESUME, FOTAD_ERROR_WRONG_STATE);
  run_bench_assert_fact (b, "paused", NULL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  g_assert_cmpuint (run_bench_heard (b, "AT+GET"), ==, 2);
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 0);
}

static void
test_pause_twice (RunBench *b, gconstpointer data)
{
  begin_transfer (b);
  assert_granted (b, FOTAD_WISH_PAUSE);
  assert_refused (b, FOTAD_WISH_PAUSE, FOTAD_ERROR_WRONG_STATE);
  run_bench_await_state (b, FOTAD_JOB_STATE_PAUSED);
  g_assert_cmpuint (run_bench_heard (b, "AT+PAUSE"), ==, 1);
  assert_granted (b, FOTAD_WISH_CANCEL);
  g_assert_cmpint (fotad_job_get_state (b->job), ==, FOTAD_JOB_STATE_RUNNING);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 1);
}

/* Then there is nothing to suspend any more. */
static void
test_pause_cancelled (RunBench *b, gconstpointer data)
{
  begin_transfer (b);
  assert_granted (b, FOTAD_WISH_CANCEL);
  assert_refused (b, FOTAD_WISH_PAUSE, FOTAD_ERROR_WRONG_STATE);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  g_assert_cmpuint (run_bench_heard (b, "AT+PAUSE"), ==, 0);
}

/* The modem has been told to suspend it, and has not answered yet. */
static void
test_cancel_in_pause (RunBench *b, gconstpointer data)
{
  begin_transfer (b);
  assert_granted (b, FOTAD_WISH_PAUSE);
  run_bench_await (b, "AT+PAUSE");
  assert_granted (b, FOTAD_WISH_CANCEL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  run_bench_assert_fact (b, "paused", NULL);
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 1);
}

/* It goes on with what it was at. */
static void
test_pause_fails (RunBench *b, gconstpointer data)
{
  b->refused = "AT+PAUSE";
  begin_transfer (b);
  assert_granted (b, FOTAD_WISH_PAUSE);
  b->held = NULL;
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  g_assert_cmpuint (run_bench_heard (b, "AT+GET"), ==, 2);
  run_bench_assert_fact (b, "paused", NULL);
  g_assert_cmpuint (g_strv_length (fotad_job_get_record (b->job)->warnings), ==, 1);
}

/* The gateway's own download, cancelled a moment ago, which the main loop has not seen yet. */
static void
test_pause_cancelled_download (RunBench *b, gconstpointer data)
{
  g_autofree char *path = g_build_filename (b->directory, "package-7", NULL);
  FotadStageRow row = { FOTAD_STAGE_TRANSFER, fotad_stage_download, FOTAD_STAGE_IF_DOWNLOAD };
  FotadRun run = { .house = &b->house, .row = &row };
  g_autoptr (GError) error = NULL;

  run.job = run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run.facts = fotad_facts_new ();
  run.download = fotad_download_new (RUN_BENCH_URL, path, 1 << 20);
  run.failure = g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "Cancelled.");
  g_assert_false (fotad_run_wish (run.job, FOTAD_WISH_PAUSE, 0, &run, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
  g_clear_error (&run.failure);
  g_assert_true (fotad_run_wish (run.job, FOTAD_WISH_PAUSE, 0, &run, NULL));
  g_assert_cmpint (fotad_job_get_state (run.job), ==, FOTAD_JOB_STATE_PAUSED);
  run_bench_assert_fact (b, "paused", "1");
  fotad_facts_free (run.facts);
}

static void
test_no_pause (RunBench *b, gconstpointer data)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_SERVER, "server");
  run_bench_begin (b, NULL);
  run_bench_await (b, "AT+OPEN");
  assert_refused (b, FOTAD_WISH_PAUSE, FOTAD_ERROR_NOT_SUPPORTED);
  assert_granted (b, FOTAD_WISH_CANCEL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
}

static void
test_install (RunBench *b, gconstpointer data)
{
  b->held = "AT+PUT";
  run_bench_update (b);
  run_bench_await (b, "AT+PUT");
  for (FotadWish each = FOTAD_WISH_CANCEL; each <= FOTAD_WISH_DEFER; each++)
    assert_refused (b, each, FOTAD_ERROR_WRONG_STATE);
  fake_modem_say (b->fake, "\r\n+DONE: 0\r\n\r\n+BOOT\r\n");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
}

/* From the first moment on, before the modem is ours again. */
static void
test_installed_before (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE, .stage = FOTAD_STAGE_SETTLE, .installed = TRUE };

  b->version = "2";
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  fotad_job_set_versions (b->job, "1", NULL);
  run_bench_begin (b, &recovery);
  assert_refused (b, FOTAD_WISH_CANCEL, FOTAD_ERROR_WRONG_STATE);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 0);
}

/* Whatever it was that ends. */
static void
test_release (RunBench *b, gconstpointer data)
{
  b->refused = "AT+HOLD";
  run_bench_update (b);
  fake_wait (g_strcmp0 (fotad_job_get_record (b->job)->phase, "release") == 0);
  assert_refused (b, FOTAD_WISH_CANCEL, FOTAD_ERROR_WRONG_STATE);
  assert_refused (b, FOTAD_WISH_PAUSE, FOTAD_ERROR_WRONG_STATE);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "ModemRefused");
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/wish/before", test_before);
  RUN_BENCH_ADD ("/job/wish/cancel", test_cancel);
  RUN_BENCH_ADD ("/job/wish/pause", test_pause);
  RUN_BENCH_ADD ("/job/wish/pause-twice", test_pause_twice);
  RUN_BENCH_ADD ("/job/wish/pause-cancelled", test_pause_cancelled);
  RUN_BENCH_ADD ("/job/wish/cancel-in-pause", test_cancel_in_pause);
  RUN_BENCH_ADD ("/job/wish/pause-fails", test_pause_fails);
  RUN_BENCH_ADD ("/job/wish/pause-cancelled-download", test_pause_cancelled_download);
  RUN_BENCH_ADD ("/job/wish/no-pause", test_no_pause);
  RUN_BENCH_ADD ("/job/wish/install", test_install);
  RUN_BENCH_ADD ("/job/wish/installed-before", test_installed_before);
  RUN_BENCH_ADD ("/job/wish/release", test_release);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
