/*
 * While the modem is out of our hands: it leaves and returns, falls silent, does not answer, and
 * says what happened to it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-error.h"

/* The modem has taken the command, and says nothing yet. */
static void
begin_install (RunBench *b)
{
  b->held = "AT+PUT";
  run_bench_update (b);
  run_bench_await (b, "AT+PUT");
}

static void
await_settle (RunBench *b)
{
  fake_wait (g_str_equal (fotad_job_get_record (b->job)->phase, "settle"));
}

/* The one thing that comes of it: verified, and given back. */
static void
assert_settled (RunBench *b)
{
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, "check claim identify save-settings prepare transfer install settle "
                              "verify restore-settings release");
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 1);
  run_bench_assert_given_back (b);
}

/* Nothing more is waited for in the rows: settling is not the vendor's. */
static void
test_leaves (RunBench *b, gconstpointer data)
{
  guint asked;

  begin_install (b);
  fake_modem_unplug (b->fake);
  await_settle (b);
  g_assert_true (fotad_job_get_record (b->job)->irreversible);
  asked = b->fake->ats;
  fake_pass (50);
  g_assert_cmpuint (b->fake->ats, ==, asked);
  fake_modem_plug (b->fake);
  assert_settled (b);
}

/* It leaves after its last word: its port is listened for, and nothing is said meanwhile. */
static void
test_leaves_later (RunBench *b, gconstpointer data)
{
  begin_install (b);
  fake_modem_say (b->fake, "\r\n+DONE: 0\r\n");
  await_settle (b);
  fake_modem_unplug (b->fake);
  fake_wait (b->run->settling.listening);
  fake_modem_plug (b->fake);
  assert_settled (b);
}

/* It said that it is done and nothing else, and stays: it is asked when it was silent long enough.
 */
static void
test_stays (RunBench *b, gconstpointer data)
{
  guint asked;

  begin_install (b);
  fake_modem_say (b->fake, "\r\n+DONE: 0\r\n");
  await_settle (b);
  asked = b->fake->ats;
  fake_wait (b->fake->ats > asked);
  assert_settled (b);
}

/* It is asked again. */
static void
test_silent (RunBench *b, gconstpointer data)
{
  begin_install (b);
  fake_modem_say (b->fake, "\r\n+DONE: 0\r\n\r\n+BOOT\r\n");
  b->fake->mute = TRUE;
  await_settle (b);
  fake_wait (b->run->settling.asked && !b->run->settling.probing);
  b->fake->mute = FALSE;
  run_bench_end (b);
  run_bench_assert_events (b, "settle", "enter silent");
  assert_settled (b);
}

/* A word about it that comes late counts as well. */
static void
test_late_word (RunBench *b, gconstpointer data)
{
  b->next = NULL;
  begin_install (b);
  fake_modem_say (b->fake, "\r\n+DONE: 0\r\n");
  await_settle (b);
  fake_modem_say (b->fake, "\r\n+DONE: 5\r\n\r\n+BOOT\r\n");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "PackageMismatch");
  g_assert_cmpstr (fotad_job_get_record (b->job)->vendor_code, ==, "5");
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/stage-settle/leaves", test_leaves);
  RUN_BENCH_ADD ("/job/stage-settle/leaves-later", test_leaves_later);
  RUN_BENCH_ADD ("/job/stage-settle/stays", test_stays);
  RUN_BENCH_ADD ("/job/stage-settle/silent", test_silent);
  RUN_BENCH_ADD ("/job/stage-settle/late-word", test_late_word);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
