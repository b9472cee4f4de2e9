/*
 * Save and restore: the modem's settings around the update.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run.h"

void
fotad_stage_save (FotadRun *run)
{
  fotad_run_next (run, NULL);
}

void
fotad_stage_restore (FotadRun *run)
{
  fotad_run_next (run, NULL);
}
