/*
 * fotactl settings list: the snapshots of a modem.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-json.h"
#include "fotactl-text.h"
#include "fotactl-verbs.h"

static char **
write_row (const char *id, guint64 time, GVariant *details)
{
  g_autofree char *saved = fotactl_text_time (time);
  const char *cells[] = {
    id, saved, fotactl_bus_string (details, "version"), fotactl_bus_string (details, "label"), NULL,
  };

  return g_strdupv ((char **) cells);
}

static void
print_table (GVariant *snapshots)
{
  static const char *const titles[] = { "SNAPSHOT", "SAVED", "FIRMWARE", "LABEL", NULL };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  GVariantIter iter;
  const char *id;
  guint64 time;
  GVariant *details;

  g_variant_iter_init (&iter, snapshots);
  while (g_variant_iter_loop (&iter, "(&st@a{sv})", &id, &time, &details))
    g_ptr_array_add (rows, write_row (id, time, details));
  fotactl_text_print_table (titles, rows);
}

static GVariant *
name_columns (GVariant *snapshots)
{
  GVariantBuilder builder;
  GVariantIter iter;
  const char *id;
  guint64 time;
  GVariant *details;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_iter_init (&iter, snapshots);
  while (g_variant_iter_loop (&iter, "(&st@a{sv})", &id, &time, &details)) {
    GVariantDict dict;

    g_variant_dict_init (&dict, details);
    g_variant_dict_insert (&dict, "id", "s", id);
    g_variant_dict_insert (&dict, "time", "t", time);
    g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
  }
  return g_variant_builder_end (&builder);
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = fotactl_bus_modem (self, arguments[0], error);
  g_autoptr (GVariant) snapshots = NULL;

  if (modem == NULL || !fotad_dbus_modem_call_list_snapshots_sync (
                           modem, FOTACTL_CALL, FOTACTL_NO_TIMEOUT, &snapshots, NULL, error))
    return FOTACTL_FAILED;
  if (self->json)
    fotactl_json_print (name_columns (snapshots));
  else
    print_table (snapshots);
  return FOTACTL_SUCCEEDED;
}

const FotactlVerb fotactl_verb_settings_list = {
  .name = "settings list",
  .arguments = "MODEM",
  .summary = "List the snapshots of a modem",
  .min = 1,
  .max = 1,
  .run = run,
};
