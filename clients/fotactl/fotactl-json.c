/*
 * JSON for machines: the D-Bus types and names as they are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-json.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

static void
print (GVariant *value, gboolean pretty)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  g_autoptr (JsonNode) node = json_gvariant_serialize (owned);
  g_autofree char *text = json_to_string (node, pretty);

  puts (text);
  fflush (stdout);
}

void
fotactl_json_print (GVariant *value)
{
  print (value, TRUE);
}

void
fotactl_json_print_line (GVariant *value)
{
  print (value, FALSE);
}
