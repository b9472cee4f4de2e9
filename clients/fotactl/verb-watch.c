/*
 * fotactl watch: follow one job to its end, or all of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-follow.h"
#include "fotactl-verbs.h"

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autofree char *path = NULL;

  if (arguments[0] == NULL)
    return fotactl_follow_all (self, error);
  path = fotactl_bus_job_path (arguments[0], error);
  if (path == NULL)
    return FOTACTL_FAILED;
  return fotactl_follow_job (self, path, FOTACTL_FOLLOW_PATIENT | FOTACTL_FOLLOW_LINES, error);
}

const FotactlVerb fotactl_verb_watch = {
  .name = "watch",
  .arguments = "[ID]",
  .summary = "Follow a job to its end, or all jobs",
  .max = 1,
  .run = run,
};
