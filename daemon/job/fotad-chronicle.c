/*
 * What is told of a job.  It listens to the job's properties, so whoever works on it need not
 * think of the journal.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-chronicle.h"

#include "core/fotad-log.h"
#include "core/fotad-message-ids.h"

typedef struct {
  FotadJobState state; /* as last told */
  char *phase;         /* likewise */
  guint n_warnings;
} Chronicle;

static void
chronicle_free (gpointer data, GClosure *closure)
{
  Chronicle *self = data;

  g_free (self->phase);
  g_free (self);
}

static FotadLogContext
context_of (FotadJob *job, const char *message_id)
{
  const FotadJobRecord *record = fotad_job_get_record (job);
  gboolean has_phase = record->phase != NULL && *record->phase != '\0';
  gboolean has_step = record->step != NULL && *record->step != '\0';

  return (FotadLogContext){
    .job = record->id,
    .modem = record->imei,
    .phase = has_phase ? record->phase : NULL,
    .step = has_step ? record->step : NULL,
    .message_id = message_id,
  };
}

const char *
fotad_chronicle_id (FotadJobState old, FotadJobState state)
{
  switch (state) {
  case FOTAD_JOB_STATE_RUNNING:
    if (old == FOTAD_JOB_STATE_QUEUED || old == FOTAD_JOB_STATE_SCHEDULED)
      return FOTAD_MESSAGE_JOB_STARTED;
    return NULL;
  case FOTAD_JOB_STATE_WAITING_APPROVAL:
    return FOTAD_MESSAGE_JOB_WAITS;
  case FOTAD_JOB_STATE_SUCCEEDED:
    return FOTAD_MESSAGE_JOB_SUCCEEDED;
  case FOTAD_JOB_STATE_FAILED:
    return FOTAD_MESSAGE_JOB_FAILED;
  case FOTAD_JOB_STATE_CANCELLED:
    return FOTAD_MESSAGE_JOB_CANCELLED;
  case FOTAD_JOB_STATE_QUEUED:
  case FOTAD_JOB_STATE_SCHEDULED:
  case FOTAD_JOB_STATE_PAUSED:
    return NULL;
  }
  return NULL;
}

static void
tell_start (FotadJob *job, const FotadLogContext *context)
{
  const FotadJobRecord *record = fotad_job_get_record (job);

  fotad_message (context, "started: %s of modem %s%s%s", fotad_job_kind_name (record->kind),
                 record->imei, record->label != NULL && *record->label != '\0' ? ", " : "",
                 record->label ?: "");
}

static void
on_state (FotadJob *job, GParamSpec *pspec, gpointer data)
{
  Chronicle *self = data;
  const FotadJobRecord *record = fotad_job_get_record (job);
  const char *id = fotad_chronicle_id (self->state, record->state);
  FotadLogContext context = context_of (job, id);

  if (g_strcmp0 (id, FOTAD_MESSAGE_JOB_STARTED) == 0)
    tell_start (job, &context);
  else if (record->state == FOTAD_JOB_STATE_FAILED)
    fotad_warning (&context, "failed: %s: %s", record->error_name ?: "", record->error_text ?: "");
  else
    fotad_message (&context, "%s%s%s", fotad_job_state_name (record->state),
                   fotad_job_is_finished (job) && record->message != NULL ? ": " : "",
                   fotad_job_is_finished (job) && record->message != NULL ? record->message : "");
  self->state = record->state;
}

/* The sentence comes after the phase it belongs to. */
static void
on_message (FotadJob *job, GParamSpec *pspec, gpointer data)
{
  Chronicle *self = data;
  const FotadJobRecord *record = fotad_job_get_record (job);
  FotadLogContext context = context_of (job, NULL);

  if (g_strcmp0 (self->phase, record->phase) == 0 || record->message == NULL)
    return;
  g_free (self->phase);
  self->phase = g_strdup (record->phase);
  fotad_info (&context, "%s", record->message);
}

static void
on_irreversible (FotadJob *job, GParamSpec *pspec, gpointer data)
{
  FotadLogContext context = context_of (job, FOTAD_MESSAGE_INSTALL_STARTS);

  if (fotad_job_get_record (job)->irreversible)
    fotad_message (&context, "the install command goes out; do not cut the modem's power");
}

static void
on_warnings (FotadJob *job, GParamSpec *pspec, gpointer data)
{
  Chronicle *self = data;
  char **warnings = fotad_job_get_record (job)->warnings;
  FotadLogContext context = context_of (job, NULL);

  if (g_strcmp0 (context.phase, "restore-settings") == 0)
    context.message_id = FOTAD_MESSAGE_SETTING_LOST;
  for (; warnings != NULL && warnings[self->n_warnings] != NULL; self->n_warnings++)
    fotad_warning (&context, "%s", warnings[self->n_warnings]);
}

static void
listen (FotadJob *job, Chronicle *self, const char *signal, GCallback callback)
{
  g_signal_connect (job, signal, callback, self);
}

void
fotad_chronicle_follow (FotadJob *job)
{
  const FotadJobRecord *record = fotad_job_get_record (job);
  Chronicle *self = g_new0 (Chronicle, 1);

  self->state = record->state;
  self->n_warnings = record->warnings != NULL ? g_strv_length (record->warnings) : 0;
  g_signal_connect_data (job, "notify::state", G_CALLBACK (on_state), self, chronicle_free, 0);
  listen (job, self, "notify::message", G_CALLBACK (on_message));
  listen (job, self, "notify::irreversible", G_CALLBACK (on_irreversible));
  listen (job, self, "notify::warnings", G_CALLBACK (on_warnings));
}

void
fotad_chronicle_claim_lost (FotadJob *job, const GError *why)
{
  FotadLogContext context = context_of (job, FOTAD_MESSAGE_CLAIM_LOST);

  fotad_warning (&context, "%s", why->message);
}
