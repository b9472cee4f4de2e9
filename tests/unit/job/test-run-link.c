/*
 * A run's link: the modem's manners are remembered over a restart and put back, and a port that
 * leaves in a transfer is waited for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

static void
test_manners (RunBench *b, gconstpointer data)
{
  b->fake->echo = TRUE;
  b->fake->cmee = 2;
  run_bench_update (b);
  run_bench_await (b, "AT+HOLD");
  g_assert_false (b->fake->echo);
  g_assert_cmpint (b->fake->cmee, ==, 1);
  run_bench_end (b);
  run_bench_assert_fact (b, "manners_echo", "1");
  run_bench_assert_fact (b, "manners_cmee", "2");
  g_assert_true (b->fake->echo);
  g_assert_cmpint (b->fake->cmee, ==, 2);
}

/* An earlier life has changed them: what they were is known from the store alone. */
static void
test_manners_of_before (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE };

  b->fake->cmee = 1;
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_fact (b, "manners_echo", "1");
  run_bench_fact (b, "manners_cmee", "0");
  run_bench_begin (b, &recovery);
  run_bench_end (b);
  g_assert_true (b->fake->echo);
  g_assert_cmpint (b->fake->cmee, ==, 0);
  run_bench_assert_fact (b, "manners_cmee", "0");
}

/* A socket is no place to tell a vendor's row of. */
static void
test_no_place (RunBench *b, gconstpointer data)
{
  run_bench_update (b);
  run_bench_end (b);
  run_bench_assert_fact (b, "port", NULL);
  run_bench_assert_fact (b, "port_rate", NULL);
}

static void
test_comes_back (RunBench *b, gconstpointer data)
{
  b->held = "AT+GET";
  run_bench_update (b);
  run_bench_await (b, "AT+GET");
  fake_modem_unplug (b->fake);
  fake_wait (g_str_equal (fotad_job_get_record (b->job)->message,
                          "The modem has left its port; waiting for it."));
  fake_modem_plug (b->fake);
  fake_wait (run_bench_heard (b, "AT+GET") == 2);
  g_assert_cmpuint (run_bench_heard (b, "AT+CGSN"), ==, 2); /* is it the same? */
  fake_modem_say (b->fake, "\r\n+GOT: 0\r\n");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/run-link/manners", test_manners);
  RUN_BENCH_ADD ("/job/run-link/manners-of-before", test_manners_of_before);
  RUN_BENCH_ADD ("/job/run-link/no-place", test_no_place);
  RUN_BENCH_ADD ("/job/run-link/comes-back", test_comes_back);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
