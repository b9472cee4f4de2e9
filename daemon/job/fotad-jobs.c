/*
 * Which job runs when.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-jobs.h"

#include "core/fotad-clock.h"
#include "job/fotad-admission.h"
#include "job/fotad-history.h"

/* How long a finished job keeps its object, in seconds. */
#define KEEP_S 3600

struct _FotadJobs {
  GObject parent_instance;

  FotadHouse house;
  guint max_parallel;
  GHashTable *jobs; /* key: id (gint64 *, the record's), value: FotadJob */
  GPtrArray *queue; /* of Waiting, in order */
  GHashTable *runs; /* FotadRun (a set) */
  GHashTable *expiries; /* key: FotadJob, value: Expiry */
};

typedef struct {
  FotadJob *job;
  FotadModem *modem;
  FotadRecovery recovery;
  GPtrArray *sent;
} Waiting;

enum {
  ADDED,
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FotadJobs, fotad_jobs, G_TYPE_OBJECT)

static void start_next (FotadJobs *jobs);

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->job);
  g_object_unref (waiting->modem);
  g_clear_pointer (&waiting->sent, g_ptr_array_unref);
  g_free (waiting);
}

/* A finished job whose object is still there. */
typedef struct {
  FotadJobs *jobs;
  FotadJob *job;
  guint timer;
} Expiry;

static void
expiry_free (gpointer data)
{
  Expiry *expiry = data;

  g_clear_handle_id (&expiry->timer, g_source_remove);
  g_free (expiry);
}

static gboolean
on_expired (gpointer data)
{
  Expiry *expiry = data;
  FotadJobs *jobs = expiry->jobs;
  g_autoptr (FotadJob) job = g_object_ref (expiry->job);
  gint64 id = fotad_job_get_id (job);

  expiry->timer = 0;
  g_hash_table_remove (jobs->expiries, job);
  g_hash_table_remove (jobs->jobs, &id);
  g_signal_emit (jobs, signals[REMOVED], 0, job);
  return G_SOURCE_REMOVE;
}

static void
on_finished (FotadJob *job, gpointer data)
{
  FotadJobs *jobs = data;
  Expiry *expiry = g_new (Expiry, 1);

  *expiry = (Expiry){ jobs, job, fotad_clock_after (KEEP_S, on_expired, expiry) };
  g_hash_table_insert (jobs->expiries, job, expiry);
}

static void
add (FotadJobs *jobs, FotadJob *job)
{
  gint64 *id = g_new (gint64, 1);

  *id = fotad_job_get_id (job);
  g_hash_table_insert (jobs->jobs, id, g_object_ref (job));
  g_signal_connect_object (job, "finished", G_CALLBACK (on_finished), jobs, 0);
  g_signal_emit (jobs, signals[ADDED], 0, job);
}

static void
on_run_done (FotadRun *run, gpointer data)
{
  FotadJobs *jobs = data;

  fotad_modem_set_job (run->modem, "/");
  fotad_modem_set_busy (run->modem, FALSE);
  g_hash_table_remove (jobs->runs, run);
  fotad_run_free (run);
  start_next (jobs);
}

static gboolean
is_running (FotadJobs *jobs, FotadModem *modem)
{
  GHashTableIter iter;
  gpointer run;

  g_hash_table_iter_init (&iter, jobs->runs);
  while (g_hash_table_iter_next (&iter, &run, NULL))
    if (((FotadRun *) run)->modem == modem)
      return TRUE;
  return FALSE;
}

static Waiting *
take_startable (FotadJobs *jobs)
{
  for (guint i = 0; i < jobs->queue->len; i++) {
    Waiting *waiting = jobs->queue->pdata[i];

    if (!is_running (jobs, waiting->modem))
      return g_ptr_array_steal_index (jobs->queue, i);
  }
  return NULL;
}

static void
start_next (FotadJobs *jobs)
{
  while (g_hash_table_size (jobs->runs) < jobs->max_parallel) {
    Waiting *waiting = take_startable (jobs);
    const FotadRecovery *recovery;

    if (waiting == NULL)
      return;
    recovery = waiting->recovery.recovered ? &waiting->recovery : NULL;
    g_hash_table_add (jobs->runs, fotad_run_start (&jobs->house, waiting->job, waiting->modem,
                                                   recovery, on_run_done, jobs));
    waiting_free (waiting);
  }
}

/* A job that waits for its turn can only be cancelled. */
static gboolean
on_wish (FotadJob *job, FotadWish wish, guint minutes, gpointer data, GError **error)
{
  FotadJobs *jobs = data;
  g_autoptr (GError) cancelled =
      g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "Cancelled.");

  if (wish != FOTAD_WISH_CANCEL) {
    g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE,
                         "This job has not begun yet.");
    return FALSE;
  }
  for (guint i = 0; i < jobs->queue->len; i++) {
    Waiting *waiting = jobs->queue->pdata[i];

    if (waiting->job != job)
      continue;
    g_ptr_array_steal_index (jobs->queue, i);
    fotad_modem_set_job (waiting->modem, "/");
    fotad_modem_set_busy (waiting->modem, FALSE);
    fotad_job_finish (job, cancelled, NULL, NULL);
    waiting_free (waiting);
    break;
  }
  return TRUE;
}

static Waiting *
enqueue (FotadJobs *jobs, FotadJob *job, FotadModem *modem)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->job = g_object_ref (job);
  waiting->modem = g_object_ref (modem);
  fotad_job_set_worker (job, on_wish, jobs);
  fotad_modem_set_job (modem, fotad_job_get_path (job));
  fotad_modem_set_busy (modem, TRUE);
  g_ptr_array_add (jobs->queue, waiting);
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
  add (jobs, job);
  enqueue (jobs, job, modem);
  start_next (jobs);
  return job; /* the table has it */
}

static void
recover_one (FotadJobs *jobs, FotadJobRecord *record)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadJob) job = fotad_job_new (jobs->house.store, fotad_job_record_copy (record));
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func (g_free);
  FotadModem *modem = fotad_history_find_modem (&jobs->house, record, &error);
  g_autoptr (GPtrArray) edges =
      modem != NULL ? fotad_store_edges (jobs->house.store, record->id, &error) : NULL;
  Waiting *waiting;

  add (jobs, job);
  if (edges == NULL) {
    fotad_job_finish (job, error, NULL, NULL);
    return;
  }
  waiting = enqueue (jobs, job, modem);
  if (edges->len == 0)
    return; /* it never began */
  fotad_recovery_decide (&waiting->recovery, edges, record->irreversible, sent);
  waiting->sent = g_steal_pointer (&sent);
}

void
fotad_jobs_recover (FotadJobs *jobs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = fotad_store_unfinished_jobs (jobs->house.store, &error);

  if (records == NULL) {
    g_warning ("unfinished jobs cannot be read: %s", error->message);
    return;
  }
  for (guint i = 0; i < records->len; i++)
    recover_one (jobs, records->pdata[i]);
  start_next (jobs);
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
fotad_jobs_is_irreversible (FotadJobs *jobs)
{
  GHashTableIter iter;
  gpointer run;

  g_hash_table_iter_init (&iter, jobs->runs);
  while (g_hash_table_iter_next (&iter, &run, NULL))
    if (fotad_job_get_record (((FotadRun *) run)->job)->irreversible)
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
  while (g_hash_table_iter_next (&iter, &key, NULL))
    fotad_run_free (key);
  g_hash_table_remove_all (jobs->runs);
  g_hash_table_remove_all (jobs->jobs);
  g_ptr_array_set_size (jobs->queue, 0);
  G_OBJECT_CLASS (fotad_jobs_parent_class)->dispose (object);
}

static void
fotad_jobs_finalize (GObject *object)
{
  FotadJobs *jobs = FOTAD_JOBS (object);

  g_hash_table_unref (jobs->expiries);
  g_hash_table_unref (jobs->runs);
  g_hash_table_unref (jobs->jobs);
  g_ptr_array_unref (jobs->queue);
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
  jobs->queue = g_ptr_array_new_with_free_func (waiting_free);
  jobs->runs = g_hash_table_new (NULL, NULL);
  jobs->expiries = g_hash_table_new_full (NULL, NULL, NULL, expiry_free);
}

FotadJobs *
fotad_jobs_new (const FotadHouse *house, guint max_parallel)
{
  FotadJobs *jobs = g_object_new (FOTAD_TYPE_JOBS, NULL);

  jobs->house = *house;
  jobs->max_parallel = MAX (max_parallel, 1);
  return jobs;
}
