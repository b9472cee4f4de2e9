/*
 * fotactl enrol: configure the module's management server.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-follow.h"
#include "fotactl-json.h"
#include "fotactl-pairs.h"
#include "fotactl-verbs.h"

static FotactlExit
print_parameters (Fotactl *self, GVariant *parameters)
{
  if (self->json)
    fotactl_json_print (parameters);
  else
    fotactl_pairs_print (parameters, "enrol");
  return FOTACTL_SUCCEEDED;
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = fotactl_bus_modem (self, arguments[0], error);
  g_autoptr (GVariant) known = NULL;
  GVariant *wanted;
  g_autofree char *job = NULL;

  if (modem == NULL)
    return FOTACTL_FAILED;
  known = fotactl_bus_parameters (modem);
  if (arguments[1] == NULL)
    return print_parameters (self, known);
  wanted = fotactl_pairs_build (arguments + 1, known, "enrol", error);
  if (wanted == NULL || !fotad_dbus_modem_call_enrol_sync (modem, wanted, FOTACTL_CALL,
                                                           FOTACTL_NO_TIMEOUT, &job, NULL, error))
    return FOTACTL_FAILED;
  return fotactl_follow_job (self, job, FOTACTL_FOLLOW_NONE, error);
}

const FotactlVerb fotactl_verb_enrol = {
  .name = "enrol",
  .arguments = "MODEM [KEY=VALUE|KEY=@FILE…]",
  .summary = "Configure the module's server; without keys, list them",
  .min = 1,
  .max = G_MAXUINT,
  .changes = TRUE,
  .run = run,
};
