/*
 * A job that begins beside ModemManager: when it may, where, and when the modem becomes ours.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-error.h"
#include "job/fotad-spare.h"

#define TO_INSTALL "check identify save-settings prepare transfer install "

static void
test_configured (void)
{
  const char *const ports[] = { "867648049999994:/dev/ttyUSB3", "86764804999999:/dev/ttyS1", NULL };
  FotadConfig config = { .watch_ports = (GStrv) ports };
  FotadConfig none = { 0 };

  g_assert_cmpstr (fotad_spare_configured (&config, "867648049999994"), ==, "/dev/ttyUSB3");
  g_assert_cmpstr (fotad_spare_configured (&config, "86764804999999"), ==, "/dev/ttyS1");
  g_assert_null (fotad_spare_configured (&config, "8676480499999"));
  g_assert_null (fotad_spare_configured (&none, "867648049999994"));
}

/* A modem of which ModemManager leaves some ports alone. */
static FotadModem *
make_modem (void)
{
  FotadModem *modem = fotad_modem_new ("490154203237518");
  g_autoptr (GVariant) properties = g_variant_ref_sink (g_variant_new_parsed (
      "{'Device': <'/sys/none'>, 'PrimaryPort': <'ttyUSB7'>, 'Ports': <["
      "('ttyUSB7', uint32 3), ('wwan7', 2), ('cdc-wdm7', 9), ('tty/../mem', 9), "
      "('ttyUSB8', 9), ('ttyUSB9', 9)]>}"));
  g_autoptr (FotadMmModem) seen = fotad_mm_modem_new ("/m", properties);

  fotad_modem_see (modem, seen);
  return modem;
}

/* What is chosen for a run that is not begun: the answer, or NULL.  Wants it all well, but for what
 * @spoil does. */
static char *
choose (RunBench *b, void (*spoil) (FotadRun *run, FotadJobRecord *record))
{
  FotadRoute route = { .name = "fetch", .beside = "!apn" };
  g_autoptr (FotadModem) modem = make_modem ();
  FotadRun run = { .house = &b->house, .modem = modem, .route = &route };
  char *device;

  b->config.spare_port = (char *) "auto";
  run.job = run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run.facts = fotad_facts_new ();
  if (spoil != NULL)
    spoil (&run, (FotadJobRecord *) fotad_job_get_record (run.job));
  device = fotad_spare_choose (&run);
  fotad_facts_free (run.facts);
  return device;
}

static void
spoil_kind (FotadRun *run, FotadJobRecord *record)
{
  record->kind = FOTAD_JOB_KIND_SERVER;
}

static void
spoil_route (FotadRun *run, FotadJobRecord *record)
{
  ((FotadRoute *) run->route)->beside = NULL;
}

static void
spoil_condition (FotadRun *run, FotadJobRecord *record)
{
  fotad_facts_set (run->facts, "apn", "internet");
}

static void
spoil_installed (FotadRun *run, FotadJobRecord *record)
{
  run->installed = TRUE;
}

static void
spoil_may_install (FotadRun *run, FotadJobRecord *record)
{
  run->recovery.may_install = TRUE;
}

static void
spoil_config (FotadRun *run, FotadJobRecord *record)
{
  ((FotadConfig *) run->house->config)->spare_port = (char *) "never";
}

static void
configure (FotadRun *run, FotadJobRecord *record)
{
  static const char *const ports[] = { "490154203237518:/dev/ttyS9", NULL };

  ((FotadConfig *) run->house->config)->watch_ports = (GStrv) ports;
}

static void
test_choose (RunBench *b, gconstpointer data)
{
  static void (*const spoils[]) (FotadRun *, FotadJobRecord *) = {
    spoil_kind, spoil_route, spoil_condition, spoil_installed, spoil_may_install, spoil_config,
  };
  g_autofree char *ignored = choose (b, NULL);
  g_autofree char *configured = NULL;

  g_assert_cmpstr (ignored, ==, "/dev/ttyUSB8");
  for (gsize i = 0; i < G_N_ELEMENTS (spoils); i++)
    g_assert_null (choose (b, spoils[i]));
  configured = choose (b, configure);
  g_assert_cmpstr (configured, ==, "/dev/ttyS9");
}

/* An update that begins on @path, and asks before it installs. */
static void
begin_at (RunBench *b, const char *path)
{
  const char *ports[] = { NULL, NULL };
  g_autofree char *port = g_strconcat (fotad_modem_get_imei (b->modem), ":", path, NULL);

  ports[0] = port;
  b->config.spare_port = (char *) "auto";
  b->config.watch_ports = (GStrv) ports;
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_fact (b, "beside", "1");
  run_bench_fact (b, "approval", "ask");
  run_bench_begin (b, NULL);
  run_bench_await_state (b, FOTAD_JOB_STATE_WAITING_APPROVAL);
  b->config.watch_ports = NULL;
}

static guint
count (FakeModem *fake, const char *command)
{
  return g_strrstr (fake->log->str, command) != NULL ? 1 : 0;
}

/* Whoever takes his time to approve costs nobody the data session. */
static void
test_claimed_at_last (RunBench *b, gconstpointer data)
{
  FakeModem *spare = run_bench_add_port (b, fotad_modem_get_imei (b->modem));

  begin_at (b, spare->path);
  g_assert_cmpuint (b->mm->calls, ==, 0);
  g_assert_cmpuint (b->logind->calls, ==, 0);
  g_assert_cmpuint (count (spare, "AT+GET"), ==, 1);
  run_bench_assert_events (b, "install", "enter asked");
  g_assert_true (fotad_job_approve (b->job, NULL));
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  run_bench_assert_stages (b, TO_INSTALL "settle verify restore-settings release");
  g_assert_cmpuint (count (spare, "AT+PUT"), ==, 1);
  g_assert_cmpuint (count (b->fake, "AT+PUT"), ==, 0);
  run_bench_assert_given_back (b);
}

static void
test_never_claimed (RunBench *b, gconstpointer data)
{
  FakeModem *spare = run_bench_add_port (b, fotad_modem_get_imei (b->modem));

  begin_at (b, spare->path);
  g_assert_true (fotad_job_cancel (b->job, NULL));
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  g_assert_cmpuint (b->mm->calls, ==, 0);
  g_assert_cmpuint (count (spare, "AT+STOP"), ==, 1);
}

/* ModemManager does not give it: nothing is installed. */
static void
test_refused (RunBench *b, gconstpointer data)
{
  FakeModem *spare = run_bench_add_port (b, fotad_modem_get_imei (b->modem));

  begin_at (b, spare->path);
  fake_mm_fail (b->mm, "org.freedesktop.ModemManager1.Error.Core.Unauthorized", 1);
  g_assert_true (fotad_job_approve (b->job, NULL));
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, "NotAuthorized");
  g_assert_cmpuint (count (spare, "AT+PUT"), ==, 0);
}

/* While ModemManager has not answered yet: release waits for its word. */
static void
test_cancelled_in_claim (RunBench *b, gconstpointer data)
{
  FakeModem *spare = run_bench_add_port (b, fotad_modem_get_imei (b->modem));

  begin_at (b, spare->path);
  b->mm->mute = TRUE;
  g_assert_true (fotad_job_approve (b->job, NULL));
  fake_wait (b->mm->calls == 1);
  g_assert_true (fotad_job_cancel (b->job, NULL));
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  g_assert_cmpuint (count (spare, "AT+PUT"), ==, 0);
  g_assert_false (fake_logind_is_held (b->logind));
}

/* Nobody is there: as any other job, from the claim on. */
static void
test_given_up (RunBench *b, gconstpointer data)
{
  begin_at (b, "/nonexistent/spare");
  run_bench_assert_stages (b, "check identify claim identify save-settings prepare transfer "
                              "install");
  run_bench_assert_events (b, "identify", "enter no-spare-port enter intent done");
  g_assert_cmpuint (b->mm->calls, ==, 1);
  g_assert_true (fotad_job_approve (b->job, NULL));
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  g_assert_cmpuint (count (b->fake, "AT+PUT"), ==, 1);
}

static void
add (void)
{
  g_test_add_func ("/job/spare/configured", test_configured);
  RUN_BENCH_ADD ("/job/spare/choose", test_choose);
  RUN_BENCH_ADD ("/job/spare/claimed-at-last", test_claimed_at_last);
  RUN_BENCH_ADD ("/job/spare/never-claimed", test_never_claimed);
  RUN_BENCH_ADD ("/job/spare/refused", test_refused);
  RUN_BENCH_ADD ("/job/spare/cancelled-in-claim", test_cancelled_in_claim);
  RUN_BENCH_ADD ("/job/spare/given-up", test_given_up);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
