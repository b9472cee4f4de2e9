/*
 * fotactl settings restore: write back what differs from a snapshot.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-follow.h"
#include "fotactl-verbs.h"

static gboolean replacement;

static const GOptionEntry entries[] = {
  { "replacement", 0, 0, G_OPTION_ARG_NONE, &replacement,
    "The snapshot is of another modem, which this one replaces", NULL },
  { NULL }
};

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = fotactl_bus_modem (self, arguments[0], error);
  g_autofree char *job = NULL;
  GVariantDict options;

  if (modem == NULL)
    return FOTACTL_FAILED;
  g_variant_dict_init (&options, NULL);
  if (replacement)
    g_variant_dict_insert (&options, "replacement", "b", TRUE);
  if (!fotad_dbus_modem_call_restore_settings_sync (modem, arguments[1],
                                                    g_variant_dict_end (&options), FOTACTL_CALL,
                                                    FOTACTL_NO_TIMEOUT, &job, NULL, error))
    return FOTACTL_FAILED;
  return fotactl_follow_job (self, job, FOTACTL_FOLLOW_NONE, error);
}

const FotactlVerb fotactl_verb_settings_restore = {
  .name = "settings restore",
  .arguments = "MODEM SNAPSHOT",
  .summary = "Write settings back that differ from a snapshot",
  .min = 2,
  .max = 2,
  .changes = TRUE,
  .entries = entries,
  .run = run,
};
