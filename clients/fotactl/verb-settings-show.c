/*
 * fotactl settings show: the rows of a snapshot.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-json.h"
#include "fotactl-text.h"
#include "fotactl-verbs.h"

static void
print_table (GVariant *snapshot)
{
  static const char *const titles[] = { "SETTING", "VALUE", NULL };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  GVariantIter iter;
  const char *name, *value;
  gboolean secret;

  g_variant_iter_init (&iter, snapshot);
  while (g_variant_iter_loop (&iter, "(&ss&ssb)", &name, NULL, &value, NULL, &secret)) {
    const char *cells[] = { name, secret ? "(secret)" : value, NULL };

    g_ptr_array_add (rows, g_strdupv ((char **) cells));
  }
  fotactl_text_print_table (titles, rows);
}

static GVariant *
name_columns (GVariant *snapshot)
{
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name, *reader, *value, *writer;
  gboolean secret;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_iter_init (&iter, snapshot);
  while (g_variant_iter_loop (&iter, "(&s&s&s&sb)", &name, &reader, &value, &writer, &secret)) {
    GVariantDict dict;

    g_variant_dict_init (&dict, NULL);
    g_variant_dict_insert (&dict, "name", "s", name);
    g_variant_dict_insert (&dict, "read", "s", reader);
    g_variant_dict_insert (&dict, "value", "s", value);
    g_variant_dict_insert (&dict, "write", "s", writer);
    g_variant_dict_insert (&dict, "secret", "b", secret);
    g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
  }
  return g_variant_builder_end (&builder);
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = fotactl_bus_modem (self, arguments[0], error);
  g_autoptr (GVariant) snapshot = NULL;

  if (modem == NULL ||
      !fotad_dbus_modem_call_get_snapshot_sync (modem, arguments[1], FOTACTL_CALL,
                                                FOTACTL_NO_TIMEOUT, &snapshot, NULL, error))
    return FOTACTL_FAILED;
  if (self->json)
    fotactl_json_print (name_columns (snapshot));
  else
    print_table (snapshot);
  return FOTACTL_SUCCEEDED;
}

const FotactlVerb fotactl_verb_settings_show = {
  .name = "settings show",
  .arguments = "MODEM SNAPSHOT",
  .summary = "Show the rows of a snapshot",
  .min = 2,
  .max = 2,
  .run = run,
};
