/*
 * fotactl show: everything the service knows of a modem.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-json.h"
#include "fotactl-text.h"
#include "fotactl-verbs.h"

static const char *const order[] = {
  "Imei",      "Manufacturer", "Model",  "Revision", "Vendor", "State",           "Job", "Offer",
  "Enrolment", "Device",       "Routes", "Limits",   "Path",   "ServiceIdentity", NULL,
};

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = fotactl_bus_modem (self, arguments[0], error);
  g_autoptr (GVariant) properties = NULL;

  if (modem == NULL)
    return FOTACTL_FAILED;
  properties = fotactl_bus_cached (G_DBUS_PROXY (modem));
  if (self->json)
    fotactl_json_print (properties);
  else
    fotactl_text_print_properties (properties, order);
  return FOTACTL_SUCCEEDED;
}

const FotactlVerb fotactl_verb_show = {
  .name = "show",
  .arguments = "MODEM",
  .summary = "Show what is known of a modem",
  .min = 1,
  .max = 1,
  .run = run,
};
