/*
 * A job: what it is, what its owner wants, and what is told of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-job-private.h"

#include "core/fotad-names.h"
#include "job/fotad-key.h"
#include "store/fotad-store-edges.h"

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
  job_install_properties (object_class);
  g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
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
