/*
 * The object paths of org.fotad1.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-bus-paths.h"

#include "core/fotad-names.h"

char *
fotad_bus_modem_path (const char *imei)
{
  g_autofree char *last = g_strdup (*imei != '\0' ? imei : "_");

  g_strcanon (last, "0123456789", '_');
  return g_strdup_printf (FOTAD_PATH_MODEM "%s", last);
}
