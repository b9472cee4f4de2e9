/*
 * Whose turn it is: jobs begin, end, are tried again later or come too late.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-jobs-private.h"

#include <malloc.h>
#include <math.h>

#include "core/fotad-clock.h"
#include "core/fotad-fd.h"
#include "store/fotad-store-edges.h"

/* Between two attempts, in seconds: twice as long each time. */
#define BACKOFF_FIRST_S 60.0
#define BACKOFF_LAST_S 3600.0

gint64
jobs_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gboolean
is_free (FotadModem *modem, gpointer data)
{
  FotadJobs *jobs = data;
  GHashTableIter iter;
  gpointer run;

  g_hash_table_iter_init (&iter, jobs->runs);
  while (g_hash_table_iter_next (&iter, &run, NULL))
    if (fotad_run_get_modem (run) == modem)
      return FALSE;
  return !g_hash_table_contains (jobs->asked, modem);
}

/* Also when one that only waited gives up, beside another that runs. */
void
jobs_let_go (FotadJobs *jobs, FotadModem *modem)
{
  FotadJob *next = fotad_queue_find_due (jobs->queue, modem, jobs_now ());

  if (!is_free (modem, jobs))
    return;
  fotad_modem_set_job (modem, next != NULL ? fotad_job_get_path (next) : "/");
  fotad_modem_set_busy (modem, next != NULL);
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

/* Twice as long each time, from a minute to an hour; the second of the clock that has it whole. */
static void
try_again_later (FotadJobs *jobs, FotadJob *job, FotadModem *modem, const GError *failure)
{
  guint made = fotad_job_get_record (job)->attempts_made + 1;
  double pause = MIN (BACKOFF_FIRST_S * (1u << MIN (made - 1, 10)), BACKOFF_LAST_S);
  double now = (double) g_get_real_time () / G_USEC_PER_SEC;
  gint64 when = (gint64) ceil (now + pause * fotad_clock_scale ());
  FotadWaiting *waiting = fotad_waiting_new (job, modem);

  read_sent (jobs, waiting);
  fotad_job_set_attempts (job, made);
  fotad_job_set_schedule (job, fotad_job_get_record (job)->not_before, when);
  fotad_job_set_message (job, "Attempt %u failed: %s Trying again later.", made, failure->message);
  fotad_job_set_state (job, FOTAD_JOB_STATE_SCHEDULED);
  fotad_job_set_worker (job, jobs_on_wish, jobs);
  fotad_queue_add (jobs->queue, waiting);
}

static void
on_run_done (FotadRun *run, gpointer data)
{
  FotadJobs *jobs = data;
  g_autoptr (FotadJob) job = g_object_ref (fotad_run_get_job (run));
  g_autoptr (FotadModem) modem = g_object_ref (fotad_run_get_modem (run));
  const GError *passing = fotad_run_get_passing_failure (run);
  g_autoptr (GError) failure = passing != NULL ? g_error_copy (passing) : NULL;

  g_hash_table_remove (jobs->runs, run);
  if (failure != NULL)
    fotad_run_keep_package (run);
  fotad_run_free (run); /* before the job waits: it leaves nobody who works on it */
  if (failure != NULL)
    try_again_later (jobs, job, modem, failure);
  malloc_trim (0); /* an idle daemon keeps no memory of what it did */
  jobs_let_go (jobs, modem);
  jobs_look (jobs);
}

static void
expire (FotadJobs *jobs)
{
  FotadWaiting *waiting;

  while ((waiting = fotad_queue_take_expired (jobs->queue, jobs_now ())) != NULL) {
    g_autoptr (GError) error = g_error_new_literal (
        FOTAD_ERROR, FOTAD_ERROR_EXPIRED, "The job could not begin before its not-after.");

    fotad_job_finish (waiting->job, error, NULL, NULL);
    jobs_let_go (jobs, waiting->modem);
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

void
jobs_look (FotadJobs *jobs)
{
  FotadWaiting *waiting;

  expire (jobs);
  while (g_hash_table_size (jobs->runs) < MAX (jobs->house.config->max_parallel, 1) &&
         (waiting = fotad_queue_take_startable (jobs->queue, jobs_now (), is_free, jobs)) != NULL)
    start (jobs, waiting);
  fotad_wall_timer_set (jobs->appointment, fotad_queue_next_time (jobs->queue, jobs_now ()));
}
