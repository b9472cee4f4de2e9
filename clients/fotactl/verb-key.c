/*
 * fotactl key: the key that was made for an enrolment, once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-key.h"
#include "fotactl-verbs.h"

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autofree char *path = fotactl_bus_job_path (arguments[0], error);

  return path != NULL ? fotactl_key_tell (self, path, error) : FOTACTL_FAILED;
}

const FotactlVerb fotactl_verb_key = {
  .name = "key",
  .arguments = "ID",
  .summary = "Tell the key that was made for an enrolment, once",
  .min = 1,
  .max = 1,
  .changes = TRUE,
  .run = run,
};
