/*
 * Jobs that an earlier life of the daemon left unfinished.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-jobs-private.h"

#include "job/fotad-history.h"
#include "store/fotad-store-edges.h"

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

  jobs_add (jobs, job);
  if (edges == NULL) {
    fotad_job_finish (job, error, NULL, NULL);
    return;
  }
  waiting = jobs_enqueue (jobs, job, modem);
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
  jobs_look (jobs);
}
