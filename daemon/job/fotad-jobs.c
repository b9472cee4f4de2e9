/*
 * Which job runs when.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-jobs.h"

#include <malloc.h>
#include <math.h>

#include "core/fotad-clock.h"
#include "core/fotad-fd.h"
#include "core/fotad-wall-timer.h"
#include "job/fotad-admission.h"
#include "job/fotad-chronicle.h"
#include "job/fotad-history.h"
#include "job/fotad-inquiry.h"
#include "job/fotad-queue.h"

/* How long a finished job keeps its object, in seconds. */
#define KEEP_S 3600

/* Between two attempts, in seconds: twice as long each time. */
#define BACKOFF_FIRST_S 60.0
#define BACKOFF_LAST_S 3600.0

struct _FotadJobs {
  GObject parent_instance;

  FotadHouse house;
  GHashTable *jobs; /* key: id (gint64 *, the record's), value: FotadJob */
  FotadQueue *queue;
  FotadWallTimer *appointment;
  GHashTable *runs;     /* FotadRun (a set) */
  GHashTable *asked;    /* FotadModem (a set): those that an inquiry has */
  GHashTable *expiries; /* key: FotadJob, value: Expiry */
};

enum {
  ADDED,
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FotadJobs, fotad_jobs, G_TYPE_OBJECT)

static void look (FotadJobs *jobs);
static gboolean
on_wish (FotadJob *job, FotadWish wish, guint minutes, gpointer data, GError **error);

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
  fotad_chronicle_follow (job);
  g_signal_connect_object (job, "finished", G_CALLBACK (on_finished), jobs, 0);
  g_signal_emit (jobs, signals[ADDED], 0, job);
}

static gint64
wall_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* A modem shows one job: the one that runs, else the first that is due. */
static void
let_go (FotadJobs *jobs, FotadModem *modem)
{
  if (fotad_queue_has_due (jobs->queue, modem, wall_now ()))
    return;
  fotad_modem_set_job (modem, "/");
  fotad_modem_set_busy (modem, FALSE);
}

/* What an attempt said once (a PIN) the next one does not say again. */
static void
read_sent (FotadJobs *jobs, FotadWaiting *waiting)
{
  g_autoptr (GPtrArray) edges =
      fotad_store_edges (jobs->house.store, fotad_job_get_id (waiting->job), NULL);

  waiting->sent = g_ptr_array_new_with_free_func (g_free);
  if (edges != NULL)
    fotad_recovery_decide (&waiting->recovery, edges, FALSE, waiting->sent);
  waiting->recovery = (FotadRecovery){ .sent = waiting->sent };
}

/* Twice as long each time, from a minute to an hour. */
static void
try_again_later (FotadJobs *jobs, FotadRun *run)
{
  guint made = fotad_job_get_record (run->job)->attempts_made + 1;
  double pause = MIN (BACKOFF_FIRST_S * (1u << MIN (made - 1, 10)), BACKOFF_LAST_S);
  gint64 when = wall_now () + (gint64) ceil (pause * fotad_clock_scale ());
  FotadWaiting *waiting = fotad_waiting_new (run->job, run->modem);

  read_sent (jobs, waiting);
  fotad_job_set_attempts (run->job, made);
  fotad_job_set_schedule (run->job, fotad_job_get_record (run->job)->not_before, when);
  fotad_job_set_message (run->job, "Attempt %u failed: %s Trying again later.", made,
                         run->failure->message);
  fotad_job_set_state (run->job, FOTAD_JOB_STATE_SCHEDULED);
  fotad_job_set_worker (run->job, on_wish, jobs);
  fotad_queue_add (jobs->queue, waiting);
}

static void
on_run_done (FotadRun *run, gpointer data)
{
  FotadJobs *jobs = data;
  g_autoptr (FotadModem) modem = g_object_ref (run->modem);

  g_hash_table_remove (jobs->runs, run);
  if (run->again)
    try_again_later (jobs, run);
  fotad_run_free (run);
  malloc_trim (0); /* an idle daemon keeps no memory of what it did */
  let_go (jobs, modem);
  look (jobs);
}

static gboolean
is_free (FotadModem *modem, gpointer data)
{
  FotadJobs *jobs = data;
  GHashTableIter iter;
  gpointer run;

  g_hash_table_iter_init (&iter, jobs->runs);
  while (g_hash_table_iter_next (&iter, &run, NULL))
    if (((FotadRun *) run)->modem == modem)
      return FALSE;
  return !g_hash_table_contains (jobs->asked, modem);
}

static void
expire (FotadJobs *jobs)
{
  FotadWaiting *waiting;

  while ((waiting = fotad_queue_take_expired (jobs->queue, wall_now ())) != NULL) {
    g_autoptr (GError) error = g_error_new_literal (
        FOTAD_ERROR, FOTAD_ERROR_EXPIRED, "The job could not begin before its not-after.");

    fotad_job_finish (waiting->job, error, NULL, NULL);
    let_go (jobs, waiting->modem);
    fotad_waiting_free (waiting);
  }
}

static void
start (FotadJobs *jobs, FotadWaiting *waiting)
{
  FotadRun *run = fotad_run_start (&jobs->house, waiting->job, waiting->modem, &waiting->recovery,
                                   fotad_steal_fd (&waiting->package_fd), on_run_done, jobs);

  g_hash_table_add (jobs->runs, run);
  fotad_waiting_free (waiting);
}

/* Whatever happened, this is what follows from it: who is too late, who begins, when to look
 * again. */
static void
look (FotadJobs *jobs)
{
  FotadWaiting *waiting;

  expire (jobs);
  while (g_hash_table_size (jobs->runs) < MAX (jobs->house.config->max_parallel, 1) &&
         (waiting = fotad_queue_take_startable (jobs->queue, wall_now (), is_free, jobs)) != NULL)
    start (jobs, waiting);
  fotad_wall_timer_set (jobs->appointment, fotad_queue_next_time (jobs->queue, wall_now ()));
}

static void
on_appointment (gpointer data)
{
  look (data);
}

/* A job that waits for its turn can only be cancelled. */
static gboolean
on_wish (FotadJob *job, FotadWish wish, guint minutes, gpointer data, GError **error)
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
  let_go (jobs, waiting->modem);
  fotad_waiting_free (waiting);
  look (jobs);
  return TRUE;
}

/* One whose time has not come does not hold the modem. */
static FotadWaiting *
enqueue (FotadJobs *jobs, FotadJob *job, FotadModem *modem)
{
  FotadWaiting *waiting = fotad_waiting_new (job, modem);

  fotad_job_set_worker (job, on_wish, jobs);
  if (fotad_queue_start_time (fotad_job_get_record (job)) > wall_now ()) {
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
  add (jobs, job);
  enqueue (jobs, job, modem)->package_fd = fotad_steal_fd (&request->fd);
  look (jobs);
  return job; /* the table has it */
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FotadJobs *jobs = g_task_get_source_object (task);
  FotadModem *modem = g_task_get_task_data (task);
  GError *error = NULL;
  GVariant *answer = fotad_inquiry_finish (result, &error);

  g_hash_table_remove (jobs->asked, modem);
  let_go (jobs, modem);
  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) g_variant_unref);
  else
    g_task_return_error (task, error);
  look (jobs);
}

/* The modem is busy meanwhile: what ModemManager says of it does not count, and no job begins. */
void
fotad_jobs_ask_async (FotadJobs *jobs,
                      FotadModem *modem,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (jobs, NULL, callback, data);
  GError *error = NULL;

  if (!fotad_admission_ask (modem, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, g_object_ref (modem), g_object_unref);
  g_hash_table_add (jobs->asked, modem);
  fotad_modem_set_busy (modem, TRUE);
  fotad_inquiry_async (&jobs->house, modem, NULL, on_asked, g_steal_pointer (&task));
}

GVariant *
fotad_jobs_ask_finish (FotadJobs *jobs, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
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
  FotadWaiting *waiting;

  add (jobs, job);
  if (edges == NULL) {
    fotad_job_finish (job, error, NULL, NULL);
    return;
  }
  waiting = enqueue (jobs, job, modem);
  if (edges->len == 0 || record->state == FOTAD_JOB_STATE_SCHEDULED)
    return; /* it never began, or is to begin anew at its time */
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
  fotad_history_sweep (&jobs->house, records);
  for (guint i = 0; i < records->len; i++)
    recover_one (jobs, records->pdata[i]);
  look (jobs);
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
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    if (((FotadRun *) key)->package != NULL)
      fotad_package_keep (((FotadRun *) key)->package); /* for the next start */
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
  jobs->expiries = g_hash_table_new_full (NULL, NULL, NULL, expiry_free);
}

FotadJobs *
fotad_jobs_new (const FotadHouse *house)
{
  FotadJobs *jobs = g_object_new (FOTAD_TYPE_JOBS, NULL);

  jobs->house = *house;
  return jobs;
}
