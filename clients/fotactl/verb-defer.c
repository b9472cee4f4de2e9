/*
 * fotactl defer: answer "not now" to a job that waits for approval.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-answer.h"
#include "fotactl-bus.h"
#include "fotactl-error.h"
#include "fotactl-verbs.h"

#define MAX_MINUTES 10080 /* a week */

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusJob) job = NULL;
  guint64 minutes;

  if (!g_ascii_string_to_unsigned (arguments[1], 10, 1, MAX_MINUTES, &minutes, NULL)) {
    fotactl_usage_error (error, "“%s” is no number of minutes from 1 to %d", arguments[1],
                         MAX_MINUTES);
    return FOTACTL_FAILED;
  }
  job = fotactl_bus_job (self, arguments[0], error);
  if (job == NULL || !fotad_dbus_job_call_defer_sync (job, (guint) minutes, FOTACTL_CALL,
                                                      FOTACTL_NO_TIMEOUT, NULL, error))
    return FOTACTL_FAILED;
  return fotactl_answer (self, job, "deferred", error);
}

const FotactlVerb fotactl_verb_defer = {
  .name = "defer",
  .arguments = "ID MINUTES",
  .summary = "Put a job that waits for approval off",
  .min = 2,
  .max = 2,
  .changes = TRUE,
  .run = run,
};
