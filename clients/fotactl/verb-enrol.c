/*
 * fotactl enrol: configure the module's management server.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-follow.h"
#include "fotactl-json.h"
#include "fotactl-key.h"
#include "fotactl-pairs.h"
#include "fotactl-verbs.h"

#include <string.h>

static FotactlExit
print_parameters (Fotactl *self, GVariant *parameters)
{
  if (self->json)
    fotactl_json_print (parameters);
  else
    fotactl_pairs_print (parameters, "enrol");
  return FOTACTL_SUCCEEDED;
}

/* generate-psk=yes and its like. */
static gboolean
wants_key (GVariant *parameters)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;
  gboolean wants = FALSE;

  g_variant_iter_init (&iter, parameters);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    wants |= g_str_has_prefix (name, "generate-") &&
             g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value);
  return wants;
}

static FotactlExit
follow (Fotactl *self, const char *job, gboolean keyed, GError **error)
{
  FotactlFollowFlags flags = keyed && self->json ? FOTACTL_FOLLOW_QUIET : FOTACTL_FOLLOW_NONE;
  FotactlExit status = fotactl_follow_job (self, job, flags, error);

  if (!keyed)
    return status;
  if (status == FOTACTL_SUCCEEDED)
    return fotactl_key_tell (self, job, error);
  if (status == FOTACTL_DETACHED)
    g_printerr ("To be told the key when it has succeeded: fotactl key %s\n",
                strrchr (job, '/') + 1);
  return status;
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = fotactl_bus_modem (self, arguments[0], error);
  g_autoptr (GVariant) known = NULL;
  g_autoptr (GVariant) wanted = NULL;
  g_autofree char *job = NULL;

  if (modem == NULL)
    return FOTACTL_FAILED;
  known = fotactl_bus_parameters (modem);
  if (arguments[1] == NULL)
    return print_parameters (self, known);
  wanted = fotactl_pairs_build (arguments + 1, known, "enrol", error);
  if (wanted == NULL)
    return FOTACTL_FAILED;
  g_variant_ref_sink (wanted);
  if (!fotad_dbus_modem_call_enrol_sync (modem, wanted, FOTACTL_CALL, FOTACTL_NO_TIMEOUT, &job,
                                         NULL, error))
    return FOTACTL_FAILED;
  return follow (self, job, wants_key (wanted), error);
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
