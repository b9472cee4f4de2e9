/*
 * fotactl settings diff: what differs between a modem and a snapshot of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <string.h>

#include "fotactl-bus.h"
#include "fotactl-follow.h"
#include "fotactl-json.h"
#include "fotactl-log.h"
#include "fotactl-text.h"
#include "fotactl-verbs.h"

static void
print_row (GVariant *row)
{
  g_autofree char *name = fotactl_text_clean (fotactl_bus_string (row, "name"));
  g_autofree char *saved = fotactl_text_clean (fotactl_bus_string (row, "saved"));
  g_autofree char *found = fotactl_text_clean (fotactl_bus_string (row, "found"));

  printf ("%s\n  - %s\n  + %s\n", name, saved, found);
}

static void
print_rows (GVariant *rows)
{
  if (g_variant_n_children (rows) > 0)
    printf ("(- in the snapshot, + in the modem)\n");
  for (gsize i = 0; i < g_variant_n_children (rows); i++) {
    g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);

    print_row (row);
  }
}

static FotactlExit
tell (Fotactl *self, const char *path, GError **error)
{
  g_autoptr (GVariant) log = fotactl_log_get (self, path, error);
  g_autoptr (GVariant) rows = NULL;

  if (log == NULL)
    return FOTACTL_FAILED;
  rows = g_variant_ref_sink (fotactl_log_pick (log, "differs"));
  if (self->json)
    fotactl_json_print (rows);
  else
    print_rows (rows);
  return FOTACTL_SUCCEEDED;
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = fotactl_bus_modem (self, arguments[0], error);
  g_autofree char *job = NULL;
  FotactlExit status;

  if (modem == NULL ||
      !fotad_dbus_modem_call_compare_settings_sync (modem, arguments[1], FOTACTL_CALL,
                                                    FOTACTL_NO_TIMEOUT, &job, NULL, error))
    return FOTACTL_FAILED;
  status = fotactl_follow_job (self, job, FOTACTL_FOLLOW_QUIET, error);
  return status == FOTACTL_SUCCEEDED ? tell (self, job, error) : status;
}

const FotactlVerb fotactl_verb_settings_diff = {
  .name = "settings diff",
  .arguments = "MODEM SNAPSHOT",
  .summary = "Show what differs between a modem and a snapshot",
  .min = 2,
  .max = 2,
  .changes = TRUE,
  .run = run,
};
