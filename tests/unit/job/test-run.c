/*
 * A run from its start to the modem given back: the order of its stages, what the store has of
 * them, and how it ends when something fails.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-error.h"

#define BEFORE_INSTALL "check claim identify save-settings prepare transfer "

static void
assert_given_back (RunBench *b)
{
  FotadMmModem *seen = fotad_modem_get_last_seen (b->modem);

  g_assert_cmpuint (b->mm->calls, ==, 2);
  g_assert_false (fake_mm_is_inhibited (b->mm, seen->uid));
  g_assert_nonnull (fotad_modem_manager_lookup (b->house.manager, seen->uid));
  g_assert_cmpuint (b->logind->calls, ==, 1);
  g_assert_false (fake_logind_is_held (b->logind));
}

static void
test_update (RunBench *b, gconstpointer data)
{
  run_bench_update (b);
  run_bench_end (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, BEFORE_INSTALL "install settle verify restore-settings release");
  assert_given_back (b);
}

static void
add (void)
{
#define ADD(name, function)                                                                        \
  g_test_add ("/job/run/" name, RunBench, NULL, run_bench_set_up, function, run_bench_tear_down)
  ADD ("update", test_update);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
