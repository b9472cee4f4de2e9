/*
 * fotactl cancel.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-answer.h"
#include "fotactl-bus.h"
#include "fotactl-verbs.h"

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusJob) job = fotactl_bus_job (self, arguments[0], error);

  if (job == NULL ||
      !fotad_dbus_job_call_cancel_sync (job, FOTACTL_CALL, FOTACTL_NO_TIMEOUT, NULL, error))
    return FOTACTL_FAILED;
  return fotactl_answer (self, job, "asked to stop", error);
}

const FotactlVerb fotactl_verb_cancel = {
  .name = "cancel",
  .arguments = "ID",
  .summary = "Stop a job, as long as it can be stopped",
  .min = 1,
  .max = 1,
  .changes = TRUE,
  .run = run,
};
