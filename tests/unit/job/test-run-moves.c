/*
 * What the watchdog is told of a run: whatever it waits for by right, it moves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-clock.h"
#include "core/fotad-error.h"

/* As if nothing had been noted for @seconds of the vendor's. */
static gboolean
moves_after (RunBench *b, double seconds)
{
  b->run->noted_at = fotad_clock_now () - seconds;
  return fotad_run_moves (b->run);
}

static void
give_up (RunBench *b)
{
  g_assert_true (fotad_job_cancel (b->job, NULL));
  run_bench_end (b);
}

/* A stage without rows has an hour and ten minutes. */
static void
test_stage (RunBench *b, gconstpointer data)
{
  b->mm->mute = TRUE;
  run_bench_update (b);
  fake_wait (b->mm->calls == 1);
  g_assert_true (moves_after (b, 4100));
  g_assert_false (moves_after (b, 4300));
  give_up (b);
}

/* Rows have clocks of their own. */
static void
test_rows (RunBench *b, gconstpointer data)
{
  b->held = "AT+GET";
  run_bench_update (b);
  run_bench_await (b, "AT+GET");
  g_assert_true (moves_after (b, 1e6));
  give_up (b);
}

static void
test_rows_aside (RunBench *b, gconstpointer data)
{
  b->held = "AT+GET";
  b->unanswered = "AT+PAUSE";
  run_bench_update (b);
  run_bench_await (b, "AT+GET");
  g_assert_true (fotad_job_pause (b->job, NULL));
  run_bench_await (b, "AT+PAUSE");
  g_assert_true (moves_after (b, 1e6));
  fake_modem_say (b->fake, "\r\nOK\r\n");
  run_bench_await_state (b, FOTAD_JOB_STATE_PAUSED);
  g_assert_true (moves_after (b, 1e6)); /* people have all the time there is */
  give_up (b);
}

static void
test_question (RunBench *b, gconstpointer data)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_fact (b, "approval", "ask");
  run_bench_begin (b, NULL);
  run_bench_await_state (b, FOTAD_JOB_STATE_WAITING_APPROVAL);
  g_assert_true (moves_after (b, 1e6));
  give_up (b);
}

/* Each stage begins the time anew. */
static void
test_noted (RunBench *b, gconstpointer data)
{
  b->mm->mute = TRUE;
  run_bench_update (b);
  fake_wait (b->mm->calls == 1);
  g_assert_false (moves_after (b, 1e6));
  fotad_run_note (b->run, "noted", NULL);
  g_assert_true (fotad_run_moves (b->run));
  give_up (b);
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/run-moves/stage", test_stage);
  RUN_BENCH_ADD ("/job/run-moves/rows", test_rows);
  RUN_BENCH_ADD ("/job/run-moves/rows-aside", test_rows_aside);
  RUN_BENCH_ADD ("/job/run-moves/question", test_question);
  RUN_BENCH_ADD ("/job/run-moves/noted", test_noted);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
