/*
 * fotactl settings save: take a snapshot of a modem's settings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-error.h"
#include "fotactl-follow.h"
#include "fotactl-verbs.h"

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = NULL;
  g_autofree char *job = NULL;
  const char *label = arguments[1] != NULL ? arguments[1] : "";

  if (!g_utf8_validate (label, -1, NULL)) {
    fotactl_usage_error (error, "the label is no UTF-8");
    return FOTACTL_FAILED;
  }
  modem = fotactl_bus_modem (self, arguments[0], error);
  if (modem == NULL || !fotad_dbus_modem_call_save_settings_sync (
                           modem, label, FOTACTL_CALL, FOTACTL_NO_TIMEOUT, &job, NULL, error))
    return FOTACTL_FAILED;
  return fotactl_follow_job (self, job, FOTACTL_FOLLOW_NONE, error);
}

const FotactlVerb fotactl_verb_settings_save = {
  .name = "settings save",
  .arguments = "MODEM [LABEL]",
  .summary = "Save the modem's settings as a snapshot",
  .min = 1,
  .max = 2,
  .changes = TRUE,
  .run = run,
};
