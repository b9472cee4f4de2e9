/*
 * The verdict in a run: what the modem runs decides, whatever it said; and one more try where the
 * vendor's package is still there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-error.h"

/* Begins an update with the facts of @facts ("name", "value", …, NULL). */
static void
begin (RunBench *b, const char *const *facts)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  for (guint i = 0; facts != NULL && facts[i] != NULL; i += 2)
    run_bench_fact (b, facts[i], facts[i + 1]);
  b->held = "AT+PUT";
  b->next = NULL;
  run_bench_begin (b, NULL);
}

/* The modem's words after its @time-th install, and what it runs then. */
static void
install (RunBench *b, guint time, const char *words, const char *version)
{
  fake_wait (run_bench_heard (b, "AT+PUT") == time);
  b->version = version;
  fake_modem_say (b->fake, words);
  fake_modem_say (b->fake, "\r\n+BOOT\r\n");
}

static const FotadJobRecord *
record_of (RunBench *b)
{
  return fotad_job_get_record (b->job);
}

/* Its vendor's server may have heard of a failure. */
static void
test_wrong_word (RunBench *b, gconstpointer data)
{
  begin (b, NULL);
  install (b, 1, "\r\n+DONE: 5\r\n", "2");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  g_assert_cmpuint (g_strv_length (record_of (b)->warnings), ==, 1);
  g_assert_null (record_of (b)->vendor_code);
  g_assert_cmpstr (record_of (b)->to_version, ==, "2");
}

static void
test_another_version (RunBench *b, gconstpointer data)
{
  const char *const facts[] = { "to_version", "2", NULL };

  begin (b, facts);
  install (b, 1, "\r\n+DONE: 0\r\n", "3");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "VersionUnexpected");
  g_assert_true (record_of (b)->changed);
  g_assert_false (record_of (b)->irreversible);
}

static void
test_wanted_version (RunBench *b, gconstpointer data)
{
  const char *const facts[] = { "to_version", "2", NULL };

  begin (b, facts);
  install (b, 1, "\r\n+DONE: 0\r\n", "2");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_events (b, "verify", "enter intent done verdict");
}

/* It came back as it was; its package is still there. */
static void
test_once_more (RunBench *b, gconstpointer data)
{
  const char *const facts[] = { "attempts", "2", NULL };

  begin (b, facts);
  install (b, 1, "\r\n+DONE: 5\r\n", "1");
  install (b, 2, "\r\n+DONE: 0\r\n", "2");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, "check claim identify save-settings prepare transfer install settle "
                              "verify install settle verify restore-settings release");
  g_assert_cmpuint (g_strv_length (record_of (b)->warnings), ==, 1);
  g_assert_null (record_of (b)->vendor_code);
  g_assert_cmpuint (run_bench_heard (b, "AT+GET"), ==, 1);
}

static void
test_no_third_time (RunBench *b, gconstpointer data)
{
  const char *const facts[] = { "attempts", "9", NULL };

  begin (b, facts);
  install (b, 1, "\r\n+DONE: 5\r\n", "1");
  install (b, 2, "\r\n+DONE: 0\r\n", "1");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "InstallFailed");
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 2);
  g_assert_false (b->again);
}

/* Only where the caller wants more than one. */
static void
test_no_second_time (RunBench *b, gconstpointer data)
{
  const char *const facts[] = { "attempts", "1", NULL };

  begin (b, facts);
  install (b, 1, "\r\n+DONE: 5\r\n", "1");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "PackageMismatch");
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 1);
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/stage-verify/wrong-word", test_wrong_word);
  RUN_BENCH_ADD ("/job/stage-verify/another-version", test_another_version);
  RUN_BENCH_ADD ("/job/stage-verify/wanted-version", test_wanted_version);
  RUN_BENCH_ADD ("/job/stage-verify/once-more", test_once_more);
  RUN_BENCH_ADD ("/job/stage-verify/no-third-time", test_no_third_time);
  RUN_BENCH_ADD ("/job/stage-verify/no-second-time", test_no_second_time);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
