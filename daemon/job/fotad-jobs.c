/*
 * All jobs: taking them, and what is known of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-jobs-private.h"

#include "core/fotad-fd.h"
#include "job/fotad-admission.h"
#include "job/fotad-chronicle.h"
#include "job/fotad-history.h"

enum {
  ADDED,
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FotadJobs, fotad_jobs, G_TYPE_OBJECT)

static void
on_finished (FotadJob *job, gpointer data)
{
  FotadJobs *jobs = data;

  fotad_history_clean (&jobs->house, fotad_job_get_id (job));
  jobs_forget_later (jobs, job);
}

void
jobs_add (FotadJobs *jobs, FotadJob *job)
{
  gint64 *id = g_new (gint64, 1);

  *id = fotad_job_get_id (job);
  g_hash_table_insert (jobs->jobs, id, g_object_ref (job));
  fotad_chronicle_follow (job);
  g_signal_connect_object (job, "finished", G_CALLBACK (on_finished), jobs, 0);
  g_signal_emit (jobs, signals[ADDED], 0, job);
}

static void
on_appointment (gpointer data)
{
  jobs_look (data);
}

gboolean
jobs_on_wish (FotadJob *job, FotadWish wish, guint minutes, gpointer data, GError **error)
{
  FotadJobs *jobs = data;
  g_autoptr (GError) cancelled =
      g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "Cancelled.");
  FotadWaiting *waiting;

  if (wish != FOTAD_WISH_CANCEL) {
    g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE,
                         "This job has not begun yet.");
    return FALSE;
  }
  waiting = fotad_queue_take (jobs->queue, job);
  if (waiting == NULL)
    return TRUE;
  fotad_job_finish (job, cancelled, NULL, NULL);
  jobs_let_go (jobs, waiting->modem);
  fotad_waiting_free (waiting);
  jobs_look (jobs);
  return TRUE;
}

FotadWaiting *
jobs_enqueue (FotadJobs *jobs, FotadJob *job, FotadModem *modem)
{
  FotadWaiting *waiting = fotad_waiting_new (job, modem);

  fotad_job_set_worker (job, jobs_on_wish, jobs);
  if (fotad_queue_start_time (fotad_job_get_record (job)) > jobs_now ()) {
    fotad_job_set_state (job, FOTAD_JOB_STATE_SCHEDULED);
  } else {
    fotad_modem_set_job (modem, fotad_job_get_path (job));
    fotad_modem_set_busy (modem, TRUE);
  }
  fotad_queue_add (jobs->queue, waiting);
  return waiting;
}

FotadJob *
fotad_jobs_submit (FotadJobs *jobs, FotadModem *modem, FotadRequest *request, GError **error)
{
  g_autoptr (FotadJobRecord) record = fotad_admit (&jobs->house, modem, request, error);
  g_autoptr (FotadJob) job = NULL;

  if (record == NULL)
    return NULL;
  job = fotad_job_new (jobs->house.store, g_steal_pointer (&record));
  fotad_job_give_key (job, g_steal_pointer (&request->made_key));
  jobs_add (jobs, job);
  jobs_enqueue (jobs, job, modem)->package_fd = fotad_steal_fd (&request->fd);
  jobs_look (jobs);
  return job; /* the table has it */
}

static gint
by_id (gconstpointer a, gconstpointer b)
{
  gint64 x = fotad_job_get_id (*(FotadJob *const *) a);
  gint64 y = fotad_job_get_id (*(FotadJob *const *) b);

  return x < y ? -1 : x > y;
}

GPtrArray *
fotad_jobs_get_all (FotadJobs *jobs)
{
  GPtrArray *all = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer job;

  g_hash_table_iter_init (&iter, jobs->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &job))
    g_ptr_array_add (all, job);

  g_ptr_array_sort (all, by_id);
  return all;
}

GVariant *
fotad_jobs_list (FotadJobs *jobs, GVariant *filter, GError **error)
{
  return fotad_history_list (jobs->house.store, filter, error);
}

gboolean
fotad_jobs_are_moving (FotadJobs *jobs)
{
  GHashTableIter iter;
  gpointer run;

  g_hash_table_iter_init (&iter, jobs->runs);
  while (g_hash_table_iter_next (&iter, &run, NULL)) {
    FotadJob *job = fotad_run_get_job (run);

    if (fotad_run_moves (run))
      continue;
    g_warning ("job %" G_GINT64_FORMAT " hangs in %s", fotad_job_get_id (job),
               fotad_job_get_record (job)->phase);
    return FALSE;
  }
  return TRUE;
}

gboolean
fotad_jobs_is_irreversible (FotadJobs *jobs)
{
  GHashTableIter iter;
  gpointer run;

  g_hash_table_iter_init (&iter, jobs->runs);
  while (g_hash_table_iter_next (&iter, &run, NULL))
    if (fotad_run_is_irreversible (run))
      return TRUE;
  return FALSE;
}

static void
fotad_jobs_dispose (GObject *object)
{
  FotadJobs *jobs = FOTAD_JOBS (object);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_remove_all (jobs->expiries);
  g_hash_table_iter_init (&iter, jobs->runs);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    fotad_run_keep_package (key); /* for the next start */
    fotad_run_free (key);
  }
  g_hash_table_remove_all (jobs->runs);
  g_hash_table_remove_all (jobs->jobs);
  g_clear_pointer (&jobs->appointment, fotad_wall_timer_free);
  G_OBJECT_CLASS (fotad_jobs_parent_class)->dispose (object);
}

static void
fotad_jobs_finalize (GObject *object)
{
  FotadJobs *jobs = FOTAD_JOBS (object);

  g_hash_table_unref (jobs->expiries);
  g_hash_table_unref (jobs->runs);
  g_hash_table_unref (jobs->asked);
  g_hash_table_unref (jobs->jobs);
  fotad_queue_free (jobs->queue);
  G_OBJECT_CLASS (fotad_jobs_parent_class)->finalize (object);
}

static void
fotad_jobs_class_init (FotadJobsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = fotad_jobs_dispose;
  object_class->finalize = fotad_jobs_finalize;
  signals[ADDED] = g_signal_new ("added", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, FOTAD_TYPE_JOB);
  signals[REMOVED] = g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, FOTAD_TYPE_JOB);
}

static void
fotad_jobs_init (FotadJobs *jobs)
{
  jobs->jobs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  jobs->queue = fotad_queue_new ();
  jobs->appointment = fotad_wall_timer_new (on_appointment, jobs);
  jobs->runs = g_hash_table_new (NULL, NULL);
  jobs->asked = g_hash_table_new (NULL, NULL);
  jobs->expiries = jobs_new_expiries ();
}

FotadJobs *
fotad_jobs_new (const FotadHouse *house)
{
  FotadJobs *jobs = g_object_new (FOTAD_TYPE_JOBS, NULL);

  jobs->house = *house;
  return jobs;
}
