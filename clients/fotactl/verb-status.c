/*
 * fotactl status: how the module stands with its management server.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-json.h"
#include "fotactl-text.h"
#include "fotactl-verbs.h"

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = fotactl_bus_modem (self, arguments[0], error);
  g_autoptr (GVariant) status = NULL;

  if (modem == NULL || !fotad_dbus_modem_call_server_status_sync (
                           modem, FOTACTL_CALL, FOTACTL_NO_TIMEOUT, &status, NULL, error))
    return FOTACTL_FAILED;
  if (self->json)
    fotactl_json_print (status);
  else
    fotactl_text_print_properties (status, NULL);
  return FOTACTL_SUCCEEDED;
}

const FotactlVerb fotactl_verb_status = {
  .name = "status",
  .arguments = "MODEM",
  .summary = "Ask the module about its server",
  .min = 1,
  .max = 1,
  .run = run,
};
