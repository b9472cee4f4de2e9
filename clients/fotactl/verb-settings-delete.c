/*
 * fotactl settings delete: forget a snapshot.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>

#include "fotactl-bus.h"
#include "fotactl-json.h"
#include "fotactl-text.h"
#include "fotactl-verbs.h"

static void
print_done (Fotactl *self, const char *id)
{
  g_autofree char *clean = fotactl_text_clean (id);
  GVariantDict document;

  if (!self->json) {
    printf ("Snapshot %s deleted.\n", clean);
    return;
  }
  g_variant_dict_init (&document, NULL);
  g_variant_dict_insert (&document, "deleted", "s", id);
  fotactl_json_print (g_variant_dict_end (&document));
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = fotactl_bus_modem (self, arguments[0], error);

  if (modem == NULL || !fotad_dbus_modem_call_delete_snapshot_sync (
                           modem, arguments[1], FOTACTL_CALL, FOTACTL_NO_TIMEOUT, NULL, error))
    return FOTACTL_FAILED;
  print_done (self, arguments[1]);
  return FOTACTL_SUCCEEDED;
}

const FotactlVerb fotactl_verb_settings_delete = {
  .name = "settings delete",
  .arguments = "MODEM SNAPSHOT",
  .summary = "Forget a snapshot",
  .min = 2,
  .max = 2,
  .changes = TRUE,
  .run = run,
};
