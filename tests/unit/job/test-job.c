/*
 * A job as its owner has it: what it shows, his wishes, the key made for him, and its log.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-bench.h"

#include "job/fotad-key.h"
#include "store/fotad-store-edges.h"

static void
test_new (JobBench *b, gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("/org/fotad1/job/%" G_GINT64_FORMAT, b->record->id);

  g_assert_cmpint (fotad_job_get_id (b->job), ==, b->record->id);
  g_assert_cmpstr (fotad_job_get_path (b->job), ==, path);
  g_assert_cmpint (fotad_job_get_state (b->job), ==, FOTAD_JOB_STATE_QUEUED);
  g_assert_false (fotad_job_is_finished (b->job));
}

/* The bus has no NULL. */
static void
test_properties (JobBench *b, gconstpointer data)
{
  static const char *const texts[] = { "label",        "phase",      "step",       "message",
                                       "route",        "source",     "error-name", "error-text",
                                       "from-version", "to-version", "vendor-code" };
  g_autofree char *kind = NULL, *state = NULL, *imei = NULL;
  g_autoptr (GVariant) approval = NULL;
  g_auto (GStrv) warnings = NULL;
  guint requester;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *text = NULL;

    g_object_get (b->job, texts[i], &text, NULL);
    g_assert_cmpstr (text, ==, "");
  }
  g_object_get (b->job, "kind", &kind, "state", &state, "imei", &imei, "warnings", &warnings,
                "approval", &approval, "requester", &requester, NULL);
  g_assert_cmpstr (kind, ==, "update");
  g_assert_cmpstr (state, ==, "queued");
  g_assert_cmpstr (imei, ==, "867648049999994");
  g_assert_cmpuint (g_strv_length (warnings), ==, 0);
  g_assert_cmpuint (g_variant_n_children (approval), ==, 0);
  g_assert_cmpuint (requester, ==, 1000);
}

typedef struct {
  JobBench *bench;
  GString *wishes; /* "cancel 0 " */
  gboolean grants;
} Worker;

static gboolean
on_wish (FotadJob *job, FotadWish wish, guint minutes, gpointer data, GError **error)
{
  static const char *const names[] = { "cancel", "pause", "resume", "approve", "defer" };
  Worker *worker = data;

  g_assert_true (job == worker->bench->job);
  g_string_append_printf (worker->wishes, "%s %u ", names[wish], minutes);
  if (!worker->grants)
    g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "It cannot.");
  return worker->grants;
}

/* All five; what is refused is refused with @code. */
static void
assert_wishes (JobBench *b, gboolean granted, FotadError code)
{
  FotadJob *job = b->job;

  for (FotadWish wish = FOTAD_WISH_CANCEL; wish <= FOTAD_WISH_DEFER; wish++) {
    g_autoptr (GError) error = NULL;
    gboolean good = wish == FOTAD_WISH_CANCEL    ? fotad_job_cancel (job, &error)
                    : wish == FOTAD_WISH_PAUSE   ? fotad_job_pause (job, &error)
                    : wish == FOTAD_WISH_RESUME  ? fotad_job_resume (job, &error)
                    : wish == FOTAD_WISH_APPROVE ? fotad_job_approve (job, &error)
                                                 : fotad_job_defer (job, 7, &error);

    g_assert_true (good == granted);
    if (granted)
      g_assert_no_error (error);
    else
      g_assert_error (error, FOTAD_ERROR, (int) code);
  }
}

static void
test_wishes (JobBench *b, gconstpointer data)
{
  g_autoptr (GString) wishes = g_string_new (NULL);
  Worker worker = { b, wishes, TRUE };

  assert_wishes (b, FALSE, FOTAD_ERROR_WRONG_STATE); /* nobody works on it */
  fotad_job_set_worker (b->job, on_wish, &worker);
  assert_wishes (b, TRUE, 0);
  g_assert_cmpstr (wishes->str, ==, "cancel 0 pause 0 resume 0 approve 0 defer 7 ");
  worker.grants = FALSE;
  assert_wishes (b, FALSE, FOTAD_ERROR_NOT_SUPPORTED);
  g_string_truncate (wishes, 0);
  fotad_job_set_worker (b->job, NULL, NULL);
  assert_wishes (b, FALSE, FOTAD_ERROR_WRONG_STATE);
  g_assert_cmpstr (wishes->str, ==, "");
}

/* Its worker, should there be one yet, is not asked. */
static void
test_wishes_too_late (JobBench *b, gconstpointer data)
{
  g_autoptr (GString) wishes = g_string_new (NULL);
  Worker worker = { b, wishes, TRUE };

  fotad_job_finish (b->job, NULL, NULL, "Done.");
  fotad_job_set_worker (b->job, on_wish, &worker);
  assert_wishes (b, FALSE, FOTAD_ERROR_WRONG_STATE);
  g_assert_cmpstr (wishes->str, ==, "");
}

static void
assert_no_key (JobBench *b, guint uid, FotadError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_job_take_key (b->job, uid, &error));
  g_assert_error (error, FOTAD_ERROR, (int) code);
}

static void
test_key (JobBench *b, gconstpointer data)
{
  char *key;

  assert_no_key (b, 1000, FOTAD_ERROR_WRONG_STATE);
  fotad_job_give_key (b->job, g_strdup ("c0ffee"));
  assert_no_key (b, 1001, FOTAD_ERROR_NOT_AUTHORIZED);
  assert_no_key (b, 0, FOTAD_ERROR_NOT_AUTHORIZED);
  key = fotad_job_take_key (b->job, 1000, NULL);
  g_assert_cmpstr (key, ==, "c0ffee");
  fotad_key_forget (key);
  assert_no_key (b, 1000, FOTAD_ERROR_WRONG_STATE);
  fotad_job_give_key (b->job, g_strdup ("left behind")); /* goes with the job */
}

static void
test_log (JobBench *b, gconstpointer data)
{
  g_autoptr (GVariant) log = fotad_job_get_log (b->job, NULL);
  g_autoptr (GVariant) details = NULL;
  const char *phase, *step, *event;
  guint64 time, now = (guint64) g_get_real_time ();

  g_assert_cmpstr (g_variant_get_type_string (log), ==, "a(tsssa{sv})");
  g_assert_cmpuint (g_variant_n_children (log), ==, 0);
  g_assert_true (fotad_store_add_edge (b->store, b->record->id, "check", "", "enter", NULL, NULL));
  g_assert_true (fotad_store_add_edge (b->store, b->record->id, "install", "put", "intent",
                                       g_variant_new_parsed ("{'detail': <'x'>}"), NULL));
  g_clear_pointer (&log, g_variant_unref);
  log = g_variant_ref_sink (fotad_job_get_log (b->job, NULL));
  g_assert_cmpuint (g_variant_n_children (log), ==, 2);
  g_variant_get_child (log, 1, "(t&s&s&s@a{sv})", &time, &phase, &step, &event, &details);
  g_assert_cmpuint (time, >=, now);
  g_assert_cmpstr (phase, ==, "install");
  g_assert_cmpstr (step, ==, "put");
  g_assert_cmpstr (event, ==, "intent");
  g_assert_true (g_variant_lookup (details, "detail", "&s", &phase));
  g_assert_cmpstr (phase, ==, "x");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  JOB_BENCH_ADD ("/job/job/new", test_new);
  JOB_BENCH_ADD ("/job/job/properties", test_properties);
  JOB_BENCH_ADD ("/job/job/wishes", test_wishes);
  JOB_BENCH_ADD ("/job/job/wishes-too-late", test_wishes_too_late);
  JOB_BENCH_ADD ("/job/job/key", test_key);
  JOB_BENCH_ADD ("/job/job/log", test_log);
  return g_test_run ();
}
