/*
 * A modem's face on the bus: its methods.  Those that start a job are fotad-bus-modem-jobs.c's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-bus-modem.h"
#include "bus/fotad-bus-snapshots.h"
#include "bus/fotad-door.h"

static void
on_status (GObject *source, GAsyncResult *result, gpointer data)
{
  GDBusMethodInvocation *invocation = data;
  GError *error = NULL;
  g_autoptr (GVariant) status = fotad_jobs_ask_finish (FOTAD_JOBS (source), result, &error);

  if (status == NULL)
    fotad_door_refuse (invocation, error);
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@a{sv})", status));
}

static void
server_status (gpointer object, GDBusMethodInvocation *invocation, guint uid)
{
  FotadBusModem *self = FOTAD_BUS_MODEM (object);

  fotad_jobs_ask_async (fotad_bus_modem_get_house (self)->jobs, fotad_bus_modem_get_modem (self),
                        on_status, invocation);
}

static void
delete_snapshot (gpointer object, GDBusMethodInvocation *invocation, guint uid)
{
  FotadBusModem *self = FOTAD_BUS_MODEM (object);
  GError *error = NULL;
  const char *id;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(&s)", &id);
  if (fotad_bus_snapshots_delete (fotad_bus_modem_get_house (self)->store,
                                  fotad_bus_modem_get_modem (self), id, &error))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    fotad_door_refuse (invocation, error);
}

static gboolean
handle_server_status (FotadDBusModem *self, GDBusMethodInvocation *invocation)
{
  fotad_door_pass (invocation, FOTAD_ACTION_UPDATE, server_status, self);
  return TRUE;
}

static gboolean
answer (GDBusMethodInvocation *invocation, GVariant *value, GError *error)
{
  g_autoptr (GVariant) owned = value;

  if (owned != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new_tuple (&owned, 1));
  else
    fotad_door_refuse (invocation, error);
  return TRUE;
}

static gboolean
handle_list_snapshots (FotadDBusModem *skeleton, GDBusMethodInvocation *invocation)
{
  FotadBusModem *self = FOTAD_BUS_MODEM (skeleton);
  GError *error = NULL;
  GVariant *list = fotad_bus_snapshots_list (fotad_bus_modem_get_house (self)->store,
                                             fotad_bus_modem_get_modem (self), &error);

  return answer (invocation, list, error);
}

static gboolean
handle_get_snapshot (FotadDBusModem *skeleton, GDBusMethodInvocation *invocation, const char *id)
{
  FotadBusModem *self = FOTAD_BUS_MODEM (skeleton);
  GError *error = NULL;
  GVariant *rows = fotad_bus_snapshots_get (fotad_bus_modem_get_house (self)->store,
                                            fotad_bus_modem_get_modem (self), id, &error);

  return answer (invocation, rows, error);
}

static gboolean
handle_delete_snapshot (FotadDBusModem *self, GDBusMethodInvocation *invocation, const char *id)
{
  fotad_door_pass (invocation, FOTAD_ACTION_CONFIGURE, delete_snapshot, self);
  return TRUE;
}

void
fotad_bus_modem_implement (FotadDBusModemIface *iface)
{
  fotad_bus_modem_implement_jobs (iface);
  iface->handle_server_status = handle_server_status;
  iface->handle_list_snapshots = handle_list_snapshots;
  iface->handle_get_snapshot = handle_get_snapshot;
  iface->handle_delete_snapshot = handle_delete_snapshot;
}
