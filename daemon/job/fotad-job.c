/*
 * The job's state and its face to the bus room.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-job-private.h"

#include "core/fotad-names.h"
#include "job/fotad-key.h"
#include "store/fotad-store-edges.h"

static guint finished_signal;

G_DEFINE_FINAL_TYPE (FotadJob, fotad_job, G_TYPE_OBJECT)

const FotadJobRecord *
fotad_job_get_record (FotadJob *job)
{
  return job->record;
}

void
fotad_job_give_key (FotadJob *job, char *key)
{
  fotad_key_forget (job->key);
  job->key = key;
}

char *
fotad_job_take_key (FotadJob *job, guint uid, GError **error)
{
  if (job->key == NULL)
    g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE,
                         "No key was made for this job, or it was taken already.");
  else if (uid != job->record->requester)
    g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_NOT_AUTHORIZED,
                         "Only who asked for the key can take it.");
  else
    return g_steal_pointer (&job->key);
  return NULL;
}

gint64
fotad_job_get_id (FotadJob *job)
{
  return job->record->id;
}

FotadJobState
fotad_job_get_state (FotadJob *job)
{
  return job->record->state;
}

gboolean
fotad_job_is_finished (FotadJob *job)
{
  return fotad_job_state_is_final (job->record->state);
}

const char *
fotad_job_get_path (FotadJob *job)
{
  return job->path;
}

static gboolean
pass_on (FotadJob *job, FotadWish wish, guint minutes, GError **error)
{
  if (fotad_job_is_finished (job)) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE, "Job %" G_GINT64_FORMAT " is %s.",
                 job->record->id, fotad_job_state_name (job->record->state));
    return FALSE;
  }
  if (job->wish == NULL) {
    g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE, "Nobody works on this job.");
    return FALSE;
  }
  return job->wish (job, wish, minutes, job->worker, error);
}

gboolean
fotad_job_cancel (FotadJob *job, GError **error)
{
  return pass_on (job, FOTAD_WISH_CANCEL, 0, error);
}

gboolean
fotad_job_pause (FotadJob *job, GError **error)
{
  return pass_on (job, FOTAD_WISH_PAUSE, 0, error);
}

gboolean
fotad_job_resume (FotadJob *job, GError **error)
{
  return pass_on (job, FOTAD_WISH_RESUME, 0, error);
}

gboolean
fotad_job_approve (FotadJob *job, GError **error)
{
  return pass_on (job, FOTAD_WISH_APPROVE, 0, error);
}

gboolean
fotad_job_defer (FotadJob *job, guint minutes, GError **error)
{
  return pass_on (job, FOTAD_WISH_DEFER, minutes, error);
}

void
fotad_job_set_worker (FotadJob *job, FotadJobWishFunc wish, gpointer data)
{
  job->wish = wish;
  job->worker = data;
}

GVariant *
fotad_job_get_log (FotadJob *job, GError **error)
{
  g_autoptr (GPtrArray) edges = fotad_store_edges (job->store, job->record->id, error);
  GVariantBuilder builder;

  if (edges == NULL)
    return NULL;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(tsssa{sv})"));
  for (guint i = 0; i < edges->len; i++) {
    FotadEdge *edge = edges->pdata[i];

    g_variant_builder_add (&builder, "(tsss@a{sv})", (guint64) edge->time, edge->phase, edge->step,
                           edge->event, edge->details);
  }
  return g_variant_builder_end (&builder);
}

gboolean
fotad_job_store (FotadJob *job, GError **error)
{
  return fotad_store_save_job (job->store, job->record, error);
}

/* What people see may be older than what is on disk by one failed write; it is in the log. */
static void
store_or_warn (FotadJob *job)
{
  g_autoptr (GError) error = NULL;

  if (!fotad_job_store (job, &error))
    g_warning ("job %" G_GINT64_FORMAT " could not be stored: %s", job->record->id, error->message);
}

static gboolean
replace_text (FotadJob *job, char **field, const char *text, guint prop)
{
  if (g_strcmp0 (*field, text) == 0)
    return FALSE;
  g_free (*field);
  *field = g_strdup (text);
  fotad_job_notify (job, prop);
  return TRUE;
}

void
fotad_job_set_state (FotadJob *job, FotadJobState state)
{
  if (job->record->state == state)
    return;
  if (state == FOTAD_JOB_STATE_RUNNING && job->record->started == 0) {
    job->record->started = g_get_real_time () / G_USEC_PER_SEC;
    fotad_job_notify (job, PROP_STARTED);
  }
  job->record->state = state;
  store_or_warn (job);
  fotad_job_notify (job, PROP_STATE);
}

void
fotad_job_set_phase (FotadJob *job, const char *phase)
{
  if (!replace_text (job, &job->record->phase, phase, PROP_PHASE))
    return;
  job->phase_progress = 0;
  fotad_job_notify (job, PROP_PHASE_PROGRESS);
  fotad_job_set_step (job, "");
  store_or_warn (job);
}

void
fotad_job_set_step (FotadJob *job, const char *step)
{
  replace_text (job, &job->record->step, step, PROP_STEP);
}

void
fotad_job_set_message (FotadJob *job, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  replace_text (job, &job->record->message, message, PROP_MESSAGE);
}

void
fotad_job_set_progress (FotadJob *job, guint progress, guint phase_progress)
{
  if (MIN (progress, 100) > job->record->progress) {
    job->record->progress = MIN (progress, 100);
    fotad_job_notify (job, PROP_PROGRESS);
  }
  if (MIN (phase_progress, 100) > job->phase_progress) {
    job->phase_progress = MIN (phase_progress, 100);
    fotad_job_notify (job, PROP_PHASE_PROGRESS);
  }
}

void
fotad_job_set_irreversible (FotadJob *job, gboolean irreversible)
{
  if (job->record->irreversible == irreversible)
    return;
  job->record->irreversible = irreversible;
  store_or_warn (job);
  fotad_job_notify (job, PROP_IRREVERSIBLE);
}

void
fotad_job_set_approval (FotadJob *job, GVariant *approval)
{
  GVariant *value = approval != NULL ? approval : g_variant_new ("a{sv}", NULL);

  g_variant_ref_sink (value);
  g_variant_unref (job->approval);
  job->approval = value;
  fotad_job_notify (job, PROP_APPROVAL);
}

void
fotad_job_set_versions (FotadJob *job, const char *from, const char *to)
{
  gboolean changed = FALSE;

  if (from != NULL)
    changed |= replace_text (job, &job->record->from_version, from, PROP_FROM_VERSION);
  if (to != NULL)
    changed |= replace_text (job, &job->record->to_version, to, PROP_TO_VERSION);
  if (changed)
    store_or_warn (job);
}

void
fotad_job_set_route (FotadJob *job, const char *route)
{
  if (replace_text (job, &job->record->route, route, PROP_ROUTE))
    store_or_warn (job);
}

void
fotad_job_set_changed (FotadJob *job, gboolean changed)
{
  if (job->record->changed == changed)
    return;
  job->record->changed = changed;
  store_or_warn (job);
  fotad_job_notify (job, PROP_CHANGED);
}

void
fotad_job_set_schedule (FotadJob *job, gint64 not_before, gint64 deferred_until)
{
  job->record->not_before = not_before;
  job->record->deferred_until = deferred_until;
  store_or_warn (job);
}

void
fotad_job_set_attempts (FotadJob *job, guint attempts)
{
  job->record->attempts_made = attempts;
  store_or_warn (job);
}

void
fotad_job_add_warning (FotadJob *job, const char *format, ...)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *warning = NULL;
  va_list args;

  va_start (args, format);
  warning = g_strdup_vprintf (format, args);
  va_end (args);
  if (job->record->warnings != NULL)
    g_strv_builder_addv (builder, (const char **) job->record->warnings);
  g_strv_builder_add (builder, warning);
  g_strfreev (job->record->warnings);
  job->record->warnings = g_strv_builder_end (builder);
  store_or_warn (job);
  fotad_job_notify (job, PROP_WARNINGS);
}

static void
set_error (FotadJob *job, const GError *failure, const char *vendor_code)
{
  g_autoptr (GError) ours = failure != NULL ? fotad_error_convert (failure) : NULL;

  if (ours != NULL) {
    replace_text (job, &job->record->error_name, fotad_error_name ((FotadError) ours->code),
                  PROP_ERROR_NAME);
    replace_text (job, &job->record->error_text, ours->message, PROP_ERROR_TEXT);
  }
  if (vendor_code != NULL)
    replace_text (job, &job->record->vendor_code, vendor_code, PROP_VENDOR_CODE);
}

static FotadJobState
end_of (const GError *failure)
{
  if (failure == NULL)
    return FOTAD_JOB_STATE_SUCCEEDED;
  if (g_error_matches (failure, FOTAD_ERROR, FOTAD_ERROR_CANCELLED))
    return FOTAD_JOB_STATE_CANCELLED;
  return FOTAD_JOB_STATE_FAILED;
}

void
fotad_job_finish (FotadJob *job,
                  const GError *failure,
                  const char *vendor_code,
                  const char *message)
{
  g_autoptr (FotadJob) keep = g_object_ref (job);

  if (fotad_job_is_finished (job))
    return;
  fotad_job_set_worker (job, NULL, NULL);
  set_error (job, failure, vendor_code);
  fotad_job_set_message (job, "%s",
                         message != NULL   ? message
                         : failure != NULL ? failure->message
                                           : "");
  if (failure == NULL)
    fotad_job_set_progress (job, 100, 100);
  job->record->irreversible = FALSE;
  job->record->finished = g_get_real_time () / G_USEC_PER_SEC;
  fotad_job_notify (job, PROP_IRREVERSIBLE);
  fotad_job_notify (job, PROP_FINISHED);
  fotad_job_set_state (job, end_of (failure));
  g_signal_emit (job, finished_signal, 0);
}

static void
fotad_job_finalize (GObject *object)
{
  FotadJob *job = FOTAD_JOB (object);

  fotad_key_forget (job->key);
  fotad_job_record_free (job->record);
  g_variant_unref (job->approval);
  g_free (job->path);
  g_object_unref (job->store);
  G_OBJECT_CLASS (fotad_job_parent_class)->finalize (object);
}

static void
fotad_job_class_init (FotadJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = fotad_job_finalize;
  fotad_job_install_properties (object_class);
  finished_signal = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
fotad_job_init (FotadJob *job)
{
  job->approval = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
}

FotadJob *
fotad_job_new (FotadStore *store, FotadJobRecord *record)
{
  FotadJob *job = g_object_new (FOTAD_TYPE_JOB, NULL);

  job->store = g_object_ref (store);
  job->record = record;
  job->path = g_strdup_printf (FOTAD_PATH_JOB "%" G_GINT64_FORMAT, record->id);
  return job;
}
