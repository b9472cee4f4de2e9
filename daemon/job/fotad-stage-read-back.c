/*
 * Read back: what was configured is asked for by the vendor's VERIFY rows; their words decide.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (!fotad_driver_run_finish (run->driver, result, &error)) {
    fotad_run_take_code (run);
    fotad_run_next (run, error);
    return;
  }
  run->judged = TRUE;
  fotad_job_set_irreversible (run->job, FALSE);
  fotad_run_take_verdict (run, g_strdup ("The modem is configured."));
  fotad_run_next (run, NULL);
}

void
fotad_stage_read_back (FotadRun *run)
{
  fotad_driver_run_async (run->driver, FOTAD_PHASE_VERIFY, NULL, on_read, run);
}
