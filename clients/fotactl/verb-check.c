/*
 * fotactl check: open a session with the management server and follow it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-request.h"
#include "fotactl-verbs.h"

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (GVariant) options = fotactl_request_build (error);
  g_autoptr (FotadDBusModem) modem = NULL;
  g_autofree char *job = NULL;

  if (options == NULL)
    return FOTACTL_FAILED;
  g_variant_ref_sink (options);
  modem = fotactl_bus_modem (self, arguments[0], error);
  if (modem == NULL || !fotad_dbus_modem_call_check_server_sync (
                           modem, options, FOTACTL_CALL, FOTACTL_NO_TIMEOUT, &job, NULL, error))
    return FOTACTL_FAILED;
  return fotactl_request_wait (self, job, error);
}

const FotactlVerb fotactl_verb_check = {
  .name = "check",
  .arguments = "MODEM",
  .summary = "Ask the module's server for an update and follow it",
  .min = 1,
  .max = 1,
  .changes = TRUE,
  .entries = fotactl_request_check_entries,
  .run = run,
};
