/*
 * Whether a run still moves, for systemd's watchdog: what must happen by a known time has happened.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#include "core/fotad-clock.h"

/* No stage without rows lasts longer between two edges, in vendor seconds. */
#define STAGE_S 3600.0
#define MARGIN_S 600.0

static gboolean
waits_for_people (FotadRun *run)
{
  FotadJobState state = fotad_job_get_state (run->job);

  return state == FOTAD_JOB_STATE_WAITING_APPROVAL || state == FOTAD_JOB_STATE_PAUSED;
}

static gboolean
is_late (FotadDriver *driver)
{
  return driver != NULL && fotad_driver_is_late (driver);
}

static gboolean
is_running (FotadDriver *driver)
{
  return driver != NULL && fotad_driver_is_running (driver);
}

static double
longest_stage (FotadRun *run)
{
  return MARGIN_S + (run->book != NULL
                         ? MAX (STAGE_S, fotad_book_get_vendor (run->book)->settle.back_s)
                         : STAGE_S);
}

gboolean
fotad_run_moves (FotadRun *run)
{
  if (waits_for_people (run))
    return TRUE;
  if (is_late (run->driver) || is_late (run->side_driver))
    return FALSE;
  return is_running (run->driver) || is_running (run->side_driver) ||
         fotad_clock_now () - run->noted_at <= longest_stage (run);
}
