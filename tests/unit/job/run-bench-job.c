/*
 * The bench's jobs: making and beginning them, and what the store has of them afterwards.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

FotadJob *
run_bench_make_job (RunBench *b, FotadModem *modem, FotadJobKind kind, const char *route)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  g_autoptr (GError) error = NULL;

  g_clear_object (&b->job);
  record->kind = kind;
  record->route = g_strdup (route);
  record->imei = g_strdup (fotad_modem_get_imei (modem));
  record->options = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  g_assert_true (fotad_store_add_job (b->house.store, record, &error));
  g_assert_no_error (error);
  b->job = fotad_job_new (b->house.store, g_steal_pointer (&record));
  run_bench_fact (b, "url", RUN_BENCH_URL);
  return b->job;
}

void
run_bench_fact (RunBench *b, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
      fotad_store_set_fact (b->house.store, fotad_job_get_id (b->job), name, value, FALSE, &error));
  g_assert_no_error (error);
}

/* As the jobs do it. */
static void
on_done (FotadRun *run, gpointer data)
{
  RunBench *b = data;

  b->run = NULL;
  b->again = fotad_run_get_passing_failure (run) != NULL;
  fotad_run_free (run);
  fotad_modem_set_job (b->modem, "/");
  fotad_modem_set_busy (b->modem, FALSE);
}

void
run_bench_begin (RunBench *b, const FotadRecovery *recovery)
{
  static const FotadRecovery none;

  b->run = fotad_run_start (&b->house, b->job, b->modem, recovery != NULL ? recovery : &none,
                            b->package_fd, on_done, b);
  b->package_fd = -1;
}

void
run_bench_update (RunBench *b)
{
  if (b->job == NULL)
    run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_begin (b, NULL);
}

void
run_bench_await (RunBench *b, const char *command)
{
  fake_wait (run_bench_heard (b, command) > 0);
}

void
run_bench_await_state (RunBench *b, FotadJobState state)
{
  fake_wait (fotad_job_get_state (b->job) == state);
}

void
run_bench_end (RunBench *b)
{
  fake_wait (b->run == NULL);
}

guint
run_bench_heard (RunBench *b, const char *command)
{
  g_auto (GStrv) commands = g_strsplit (b->fake->log->str, ";", -1);
  guint times = 0;

  for (guint i = 0; commands[i] != NULL; i++)
    times += g_str_has_prefix (commands[i], command) ? 1 : 0;
  return times;
}

void
run_bench_assert_fact (RunBench *b, const char *name, const char *expected)
{
  g_autoptr (GHashTable) facts =
      fotad_store_facts (b->house.store, fotad_job_get_id (b->job), NULL);

  g_assert_cmpstr (g_hash_table_lookup (facts, name), ==, expected);
}

/* Of all edges of @phase (NULL: any) the events, or of all @event the phases. */
static char *
gather (RunBench *b, const char *phase, const char *event)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) edges =
      fotad_store_edges (b->house.store, fotad_job_get_id (b->job), &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < edges->len; i++) {
    FotadEdge *edge = edges->pdata[i];

    if (phase != NULL && !g_str_equal (edge->phase, phase))
      continue;
    if (event != NULL && !g_str_equal (edge->event, event))
      continue;
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                            event != NULL ? edge->phase : edge->event);
  }
  return g_string_free (text, FALSE);
}

void
run_bench_assert_stages (RunBench *b, const char *expected)
{
  g_autofree char *stages = gather (b, NULL, "enter");

  g_assert_cmpstr (stages, ==, expected);
}

void
run_bench_assert_events (RunBench *b, const char *phase, const char *expected)
{
  g_autofree char *events = gather (b, phase, NULL);

  g_assert_cmpstr (events, ==, expected);
}

void
run_bench_assert_ended (RunBench *b, FotadJobState state, const char *error)
{
  const FotadJobRecord *record = fotad_job_get_record (b->job);
  g_autoptr (FotadJobRecord) stored = NULL;

  run_bench_end (b);
  g_test_message ("%s", record->message);
  stored = fotad_store_get_job (b->house.store, record->id, NULL);
  g_assert_cmpstr (fotad_job_state_name (record->state), ==, fotad_job_state_name (state));
  g_assert_cmpstr (record->error_name != NULL ? record->error_name : "", ==, error);
  g_assert_cmpint (stored->state, ==, state);
  g_assert_cmpstr (stored->error_name, ==, error);
}

void
run_bench_assert_given_back (RunBench *b)
{
  const char *uid = fotad_modem_get_device (b->modem);

  g_assert_cmpuint (b->mm->calls, ==, 2);
  g_assert_false (fake_mm_is_inhibited (b->mm, uid));
  g_assert_nonnull (fotad_modem_manager_lookup (b->house.manager, uid));
  g_assert_cmpuint (b->logind->calls, ==, 1);
  g_assert_false (fake_logind_is_held (b->logind));
}
