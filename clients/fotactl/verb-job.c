/*
 * fotactl job: everything about one job, also an old one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-json.h"
#include "fotactl-text.h"
#include "fotactl-verbs.h"

static const char *const order[] = {
  "Id",       "Kind",      "Imei",        "Label",     "State",        "Phase",   "Step",
  "Message",  "Progress",  "Approval",    "Route",     "Source",       "Error",   "VendorCode",
  "Warnings", "Changed",   "FromVersion", "ToVersion", "Irreversible", "Created", "Started",
  "Finished", "Requester", "Path",        NULL,
};

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autofree char *path = fotactl_bus_job_path (arguments[0], error);
  g_autoptr (GVariant) job = NULL;

  if (path == NULL)
    return FOTACTL_FAILED;
  job = fotactl_bus_job_properties (self, path, error);
  if (job == NULL)
    return FOTACTL_FAILED;
  if (self->json)
    fotactl_json_print (job);
  else
    fotactl_text_print_properties (job, order);
  return FOTACTL_SUCCEEDED;
}

const FotactlVerb fotactl_verb_job = {
  .name = "job",
  .arguments = "ID",
  .summary = "Show a job",
  .min = 1,
  .max = 1,
  .run = run,
};
