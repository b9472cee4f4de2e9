/*
 * The locks of a run: taken in order, taken over from an earlier life, lost and had again, and
 * taken away by others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-error.h"

#define CORE "org.freedesktop.ModemManager1.Error.Core."

static void
begin_transfer (RunBench *b)
{
  b->held = "AT+GET";
  run_bench_update (b);
  run_bench_await (b, "AT+GET");
}

/* As a restart of ModemManager: what was inhibited is forgotten, of which the journal is warned. */
static void
restart_manager (RunBench *b)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  fake_mm_stop (b->mm);
  fake_wait (!fotad_modem_manager_is_running (b->house.manager));
  fake_mm_start (b->mm);
  g_free (fake_mm_add_full (b->mm, fotad_modem_get_device (b->modem),
                            fotad_modem_get_imei (b->modem), "M1", b->fake->path,
                            FOTAD_MM_STATE_DISABLED));
}

static void
test_both_locks (RunBench *b, gconstpointer data)
{
  begin_transfer (b);
  g_assert_true (fake_logind_is_held (b->logind));
  g_assert_true (fake_mm_is_inhibited (b->mm, fotad_modem_get_device (b->modem)));
  g_assert_true (fotad_job_cancel (b->job, NULL));
  run_bench_end (b);
  run_bench_assert_given_back (b);
}

/* A modem that ModemManager is making yet is asked for until it is made. */
static void
test_not_yet (RunBench *b, gconstpointer data)
{
  fake_mm_fail (b->mm, CORE "WrongState", 1);
  run_bench_update (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  g_assert_cmpuint (b->mm->calls, ==, 3);
}

static void
test_regained (RunBench *b, gconstpointer data)
{
  begin_transfer (b);
  restart_manager (b);
  fake_wait (fake_mm_is_inhibited (b->mm, fotad_modem_get_device (b->modem)));
  fake_wait (fotad_claim_is_held (b->run->claim));
  run_bench_assert_events (b, "transfer", "enter intent claim-lost claim-regained");
  fake_modem_say (b->fake, "\r\n+GOT: 0\r\n");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
}

/* Somebody else has the modem: nothing more is begun in it. */
static void
test_taken_away (RunBench *b, gconstpointer data)
{
  begin_transfer (b);
  fake_mm_fail (b->mm, CORE "InProgress", 1);
  restart_manager (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "Busy");
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 0);
}

/* What has begun in it goes on. */
static void
test_taken_away_too_late (RunBench *b, gconstpointer data)
{
  b->held = "AT+PUT";
  run_bench_update (b);
  run_bench_await (b, "AT+PUT");
  fake_mm_fail (b->mm, CORE "InProgress", 1);
  restart_manager (b);
  fake_wait (fotad_job_get_record (b->job)->warnings != NULL);
  fake_modem_say (b->fake, "\r\n+DONE: 0\r\n\r\n+BOOT\r\n");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  g_assert_cmpuint (g_strv_length (fotad_job_get_record (b->job)->warnings), ==, 1);
}

/* An earlier life's install: the modem is away, and its return is waited for. */
static void
test_away (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE, .stage = FOTAD_STAGE_SETTLE, .installed = TRUE };
  const char *device = fotad_modem_get_device (b->modem);
  FotadMmModem *seen = fotad_modem_manager_lookup (b->house.manager, device);
  g_autofree char *path = g_strdup (seen->path);

  fake_mm_remove (b->mm, path);
  fake_wait (fotad_modem_manager_lookup (b->house.manager, device) == NULL);
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  fotad_job_set_versions (b->job, "1", NULL);
  run_bench_begin (b, &recovery);
  fake_wait (b->mm->calls == 1);
  fake_wait (b->run->settle_timer != 0);
  b->version = "2";
  g_free (fake_mm_add_full (b->mm, device, fotad_modem_get_imei (b->modem), "M1", b->fake->path,
                            FOTAD_MM_STATE_DISABLED));
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, "claim settle verify restore-settings release");
}

/* Nothing has begun in it: it is not there, and that is all. */
static void
test_not_there (RunBench *b, gconstpointer data)
{
  FotadMmModem *seen =
      fotad_modem_manager_lookup (b->house.manager, fotad_modem_get_device (b->modem));
  g_autofree char *path = g_strdup (seen->path);

  fake_mm_remove (b->mm, path);
  fake_wait (!fotad_modem_is_seen (b->modem));
  run_bench_update (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "ModemGone");
  g_assert_false (fake_logind_is_held (b->logind));
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/stage-claim/both-locks", test_both_locks);
  RUN_BENCH_ADD ("/job/stage-claim/not-yet", test_not_yet);
  RUN_BENCH_ADD ("/job/stage-claim/regained", test_regained);
  RUN_BENCH_ADD ("/job/stage-claim/taken-away", test_taken_away);
  RUN_BENCH_ADD ("/job/stage-claim/taken-away-too-late", test_taken_away_too_late);
  RUN_BENCH_ADD ("/job/stage-claim/away", test_away);
  RUN_BENCH_ADD ("/job/stage-claim/not-there", test_not_there);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
