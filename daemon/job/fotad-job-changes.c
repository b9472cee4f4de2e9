/*
 * What a run changes of a job: each change is told, stored when it matters to a restart, and the
 * last one ends the job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-job-private.h"

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
  job_notify (job, prop);
  return TRUE;
}

void
fotad_job_set_state (FotadJob *job, FotadJobState state)
{
  if (job->record->state == state)
    return;
  if (state == FOTAD_JOB_STATE_RUNNING && job->record->started == 0) {
    job->record->started = g_get_real_time () / G_USEC_PER_SEC;
    job_notify (job, PROP_STARTED);
  }
  job->record->state = state;
  store_or_warn (job);
  job_notify (job, PROP_STATE);
}

void
fotad_job_set_phase (FotadJob *job, const char *phase)
{
  if (!replace_text (job, &job->record->phase, phase, PROP_PHASE))
    return;
  job->phase_progress = 0;
  job_notify (job, PROP_PHASE_PROGRESS);
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
    job_notify (job, PROP_PROGRESS);
  }
  if (MIN (phase_progress, 100) > job->phase_progress) {
    job->phase_progress = MIN (phase_progress, 100);
    job_notify (job, PROP_PHASE_PROGRESS);
  }
}

void
fotad_job_set_irreversible (FotadJob *job, gboolean irreversible)
{
  if (job->record->irreversible == irreversible)
    return;
  job->record->irreversible = irreversible;
  store_or_warn (job);
  job_notify (job, PROP_IRREVERSIBLE);
}

void
fotad_job_set_approval (FotadJob *job, GVariant *approval)
{
  GVariant *value = approval != NULL ? approval : g_variant_new ("a{sv}", NULL);

  g_variant_ref_sink (value);
  g_variant_unref (job->approval);
  job->approval = value;
  job_notify (job, PROP_APPROVAL);
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
fotad_job_set_changed (FotadJob *job, gboolean changed)
{
  if (job->record->changed == changed)
    return;
  job->record->changed = changed;
  store_or_warn (job);
  job_notify (job, PROP_CHANGED);
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
  job_notify (job, PROP_WARNINGS);
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
  job_notify (job, PROP_IRREVERSIBLE);
  job_notify (job, PROP_FINISHED);
  fotad_job_set_state (job, end_of (failure));
  g_signal_emit_by_name (job, "finished");
}
