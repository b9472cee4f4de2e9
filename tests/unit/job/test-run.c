/*
 * A run from its start to the modem given back: the order of its stages, what the store has of
 * them, and how it ends when something fails.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-error.h"

#define CORE "org.freedesktop.ModemManager1.Error.Core."
#define TO_TRANSFER "check claim identify save-settings prepare transfer "

static const FotadJobRecord *
record_of (RunBench *b)
{
  return fotad_job_get_record (b->job);
}

/* What the modem was told from the first row on. */
static void
assert_said (RunBench *b, const char *expected)
{
  const char *rows = strstr (b->fake->log->str, "AT+V;");

  g_assert_nonnull (rows);
  g_assert_true (g_str_has_prefix (rows, expected));
}

static void
test_update (RunBench *b, gconstpointer data)
{
  run_bench_update (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, TO_TRANSFER "install settle verify restore-settings release");
  run_bench_assert_events (b, "check", "enter");
  run_bench_assert_events (b, "identify", "enter intent done");
  run_bench_assert_events (b, "transfer", "enter intent heard done");
  run_bench_assert_events (b, "release", "enter intent done");
  g_assert_cmpstr (record_of (b)->message, ==, "The modem runs 2.");
  g_assert_cmpstr (record_of (b)->from_version, ==, "1");
  g_assert_cmpstr (record_of (b)->to_version, ==, "2");
  g_assert_true (record_of (b)->changed);
  g_assert_cmpuint (record_of (b)->progress, ==, 100);
  run_bench_assert_given_back (b);
}

typedef struct {
  RunBench *bench;
  gboolean (*answers) (FakeModem *modem, const char *command, gpointer data);
  guint looked;
} Witness;

/* What cannot be undone is on disk before the modem hears of it. */
static gboolean
look (FakeModem *fake, const char *command, gpointer data)
{
  Witness *w = data;

  if (g_str_equal (command, "AT+PUT")) {
    run_bench_assert_events (w->bench, "install", "enter irreversible intent");
    g_assert_true (fake_mm_is_inhibited (w->bench->mm, fotad_modem_get_device (w->bench->modem)));
    g_assert_true (fake_logind_is_held (w->bench->logind));
    w->looked++;
  }
  return w->answers (fake, command, w->bench);
}

static void
test_intent_first (RunBench *b, gconstpointer data)
{
  Witness w = { b, b->fake->answers, 0 };

  b->fake->answers = look;
  b->fake->data = &w;
  run_bench_update (b);
  run_bench_end (b);
  g_assert_cmpuint (w.looked, ==, 1);
  assert_said (b, "AT+V;AT+HOLD;AT+GET=\"" RUN_BENCH_URL "\";AT+PUT;");
  g_assert_cmpuint (run_bench_heard (b, "AT+V"), ==, 2);
}

static void
test_refused (RunBench *b, gconstpointer data)
{
  b->refused = "AT+HOLD";
  run_bench_update (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "ModemRefused");
  run_bench_assert_stages (b, "check claim identify save-settings prepare release");
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 0); /* nothing was begun */
  g_assert_cmpuint (run_bench_heard (b, "AT+FREE"), ==, 0);
  g_assert_false (record_of (b)->changed);
  run_bench_assert_given_back (b);
}

static void
fail_transfer (RunBench *b, const char *line)
{
  b->held = "AT+GET";
  run_bench_begin (b, NULL);
  run_bench_await (b, "AT+GET");
  fake_modem_say (b->fake, line);
}

static void
test_transfer_fails (RunBench *b, gconstpointer data)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  fail_transfer (b, "\r\n+GOT: 2\r\n");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "NotAvailable");
  run_bench_assert_stages (b, TO_TRANSFER "release");
  run_bench_assert_events (b, "transfer", "enter intent heard failed failed");
  g_assert_cmpstr (record_of (b)->vendor_code, ==, "2");
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 1);
  run_bench_assert_given_back (b);
}

/* The modem said no while it flashed: all that comes after an install comes all the same. */
static void
test_install_fails (RunBench *b, gconstpointer data)
{
  b->held = "AT+PUT";
  b->next = NULL;
  run_bench_update (b);
  run_bench_await (b, "AT+PUT");
  fake_modem_say (b->fake, "\r\n+DONE: 5\r\n\r\n+BOOT\r\n");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "PackageMismatch");
  run_bench_assert_stages (b, TO_TRANSFER "install settle verify restore-settings release");
  g_assert_cmpstr (record_of (b)->vendor_code, ==, "5");
  g_assert_false (record_of (b)->changed);
  g_assert_false (record_of (b)->irreversible);
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 0);
}

/* It said that all was well, and runs what it ran. */
static void
test_not_applied (RunBench *b, gconstpointer data)
{
  b->next = NULL;
  run_bench_update (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "InstallFailed");
}

static void
test_already_there (RunBench *b, gconstpointer data)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_fact (b, "to_version", "1");
  run_bench_begin (b, NULL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, "check claim identify release");
  g_assert_cmpstr (record_of (b)->message, ==, "The modem runs 1 already.");
}

static void
test_other_firmware (RunBench *b, gconstpointer data)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_fact (b, "from_version", "0");
  run_bench_begin (b, NULL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "PackageMismatch");
  run_bench_assert_stages (b, "check claim identify release");
}

/* ModemManager keeps it: it hears nothing of us. */
static void
test_not_claimed (RunBench *b, gconstpointer data)
{
  fake_mm_fail (b->mm, CORE "Unauthorized", 1);
  run_bench_update (b);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "NotAuthorized");
  run_bench_assert_stages (b, "check claim release");
  g_assert_cmpstr (b->fake->log->str, ==, "");
  g_assert_false (fake_logind_is_held (b->logind));
}

static void
test_enrol (RunBench *b, gconstpointer data)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_ENROL, "enrol");
  run_bench_begin (b, NULL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, "check claim identify prepare transfer verify release");
  g_assert_cmpstr (record_of (b)->message, ==, "The modem is configured.");
}

/* The rows of INSTALL apply: it is waited for. */
static void
test_enrol_reboots (RunBench *b, gconstpointer data)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_ENROL, "enrol");
  run_bench_fact (b, "reboot", "1");
  run_bench_begin (b, NULL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b,
                           "check claim identify prepare transfer install settle verify release");
  g_assert_false (record_of (b)->irreversible);
}

static void
test_save (RunBench *b, gconstpointer data)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_SAVE, "");
  run_bench_begin (b, NULL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, "claim identify save-settings release");
  run_bench_assert_fact (b, "snapshot_id", "1");
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/run/update", test_update);
  RUN_BENCH_ADD ("/job/run/intent-first", test_intent_first);
  RUN_BENCH_ADD ("/job/run/refused", test_refused);
  RUN_BENCH_ADD ("/job/run/transfer-fails", test_transfer_fails);
  RUN_BENCH_ADD ("/job/run/install-fails", test_install_fails);
  RUN_BENCH_ADD ("/job/run/not-applied", test_not_applied);
  RUN_BENCH_ADD ("/job/run/already-there", test_already_there);
  RUN_BENCH_ADD ("/job/run/other-firmware", test_other_firmware);
  RUN_BENCH_ADD ("/job/run/not-claimed", test_not_claimed);
  RUN_BENCH_ADD ("/job/run/enrol", test_enrol);
  RUN_BENCH_ADD ("/job/run/enrol-reboots", test_enrol_reboots);
  RUN_BENCH_ADD ("/job/run/save", test_save);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
