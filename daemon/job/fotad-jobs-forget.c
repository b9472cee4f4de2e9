/*
 * What becomes of jobs that are over: an hour later their objects go, and with them the oldest
 * records that the configuration does not want kept, so that a service that never restarts does not
 * grow.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-jobs-private.h"

#include "core/fotad-clock.h"
#include "job/fotad-history.h"

/* How long a finished job keeps its object, in seconds. */
#define KEEP_S 3600

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

GHashTable *
jobs_new_expiries (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, expiry_free);
}

/* Whoever sees an object may ask it for its log. */
static gint64
first_shown (FotadJobs *jobs)
{
  gint64 first = G_MAXINT64;
  GHashTableIter iter;
  gpointer job;

  g_hash_table_iter_init (&iter, jobs->expiries);
  while (g_hash_table_iter_next (&iter, &job, NULL))
    first = MIN (first, fotad_job_get_id (job));
  return first;
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
  g_signal_emit_by_name (jobs, "removed", job);
  fotad_history_prune (jobs->house.store, jobs->house.config, first_shown (jobs));
  return G_SOURCE_REMOVE;
}

void
jobs_forget_later (FotadJobs *jobs, FotadJob *job)
{
  Expiry *expiry = g_new (Expiry, 1);

  *expiry = (Expiry){ jobs, job, fotad_clock_after (KEEP_S, on_expired, expiry) };
  g_hash_table_insert (jobs->expiries, job, expiry);
}
