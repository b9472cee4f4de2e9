/*
 * fotactl list: the modems, one a line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-json.h"
#include "fotactl-text.h"
#include "fotactl-verbs.h"

static char **
write_row (GVariant *modem)
{
  const char *cells[] = {
    fotactl_bus_string (modem, "Imei"),  fotactl_bus_string (modem, "Manufacturer"),
    fotactl_bus_string (modem, "Model"), fotactl_bus_string (modem, "Revision"),
    fotactl_bus_string (modem, "State"), NULL,
  };

  return g_strdupv ((char **) cells);
}

static void
print_table (GPtrArray *modems)
{
  static const char *const titles[] = {
    "IMEI", "MANUFACTURER", "MODEL", "REVISION", "STATE", NULL
  };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; i < modems->len; i++)
    g_ptr_array_add (rows, write_row (g_ptr_array_index (modems, i)));
  fotactl_text_print_table (titles, rows);
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (GPtrArray) modems = fotactl_bus_objects (self, FOTACTL_MODEM_INTERFACE, error);

  if (modems == NULL)
    return FOTACTL_FAILED;
  if (self->json)
    fotactl_json_print (fotactl_bus_array (modems));
  else if (modems->len == 0)
    g_printerr ("No modem found.\n");
  else
    print_table (modems);
  return FOTACTL_SUCCEEDED;
}

const FotactlVerb fotactl_verb_list = {
  .name = "list",
  .summary = "List the modems",
  .run = run,
};
