/*
 * One property of an object that ModemManager does not list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-mm-sim.h"

#include <string.h>

#include "core/fotad-error.h"
#include "core/fotad-names.h"

void
fotad_mm_sim_imsi_async (GDBusConnection *bus,
                         const char *path,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_dbus_connection_call (bus, FOTAD_MM_SERVICE, path, FOTAD_DBUS_PROPERTIES, "Get",
                          g_variant_new ("(ss)", FOTAD_MM_SIM, "Imsi"), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, cancellable, callback, data);
}

static gboolean
is_imsi (const char *text)
{
  gsize length = strlen (text);

  return length >= 6 && length <= 15 && strspn (text, "0123456789") == length;
}

char *
fotad_mm_sim_imsi_finish (GDBusConnection *bus, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (bus, result, error);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(v)", &value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) &&
      is_imsi (g_variant_get_string (value, NULL)))
    return g_variant_dup_string (value, NULL);
  g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND,
                       "ModemManager does not know the SIM's IMSI");
  return NULL;
}
