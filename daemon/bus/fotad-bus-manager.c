/*
 * org.fotad1.Manager: finds modems, remembers jobs.  All of it is free to read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-bus-manager.h"

#include "bus/fotad-bus-paths.h"
#include "bus/fotad-door.h"

#define MAX_ID 256

struct _FotadBusManager {
  FotadDBusManagerSkeleton parent_instance;

  const FotadBusHouse *house;
};

static void implement_manager (FotadDBusManagerIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FotadBusManager,
                               fotad_bus_manager,
                               FOTAD_DBUS_TYPE_MANAGER_SKELETON,
                               G_IMPLEMENT_INTERFACE (FOTAD_DBUS_TYPE_MANAGER, implement_manager))

static FotadModem *
find_modem (FotadBusManager *self, const char *id, GError **error)
{
  if (strlen (id) <= MAX_ID)
    return fotad_modems_find (self->house->modems, id, error);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "id: longer than %d bytes",
               MAX_ID);
  return NULL;
}

static gboolean
handle_find_modem (FotadDBusManager *skeleton, GDBusMethodInvocation *invocation, const char *id)
{
  GError *error = NULL;
  FotadModem *modem = find_modem (FOTAD_BUS_MANAGER (skeleton), id, &error);
  g_autofree char *path = NULL;

  if (modem == NULL) {
    fotad_door_refuse (invocation, error);
    return TRUE;
  }
  path = fotad_bus_modem_path (fotad_modem_get_imei (modem));
  fotad_dbus_manager_complete_find_modem (skeleton, invocation, path);
  return TRUE;
}

static gboolean
handle_list_jobs (FotadDBusManager *skeleton, GDBusMethodInvocation *invocation, GVariant *filter)
{
  GError *error = NULL;
  GVariant *jobs = fotad_jobs_list (FOTAD_BUS_MANAGER (skeleton)->house->jobs, filter, &error);

  if (jobs != NULL)
    fotad_dbus_manager_complete_list_jobs (skeleton, invocation, jobs);
  else
    fotad_door_refuse (invocation, error);
  return TRUE;
}

static void
implement_manager (FotadDBusManagerIface *iface)
{
  iface->handle_find_modem = handle_find_modem;
  iface->handle_list_jobs = handle_list_jobs;
}

static void
fotad_bus_manager_class_init (FotadBusManagerClass *klass)
{
}

static void
fotad_bus_manager_init (FotadBusManager *self)
{
}

FotadBusManager *
fotad_bus_manager_new (const FotadBusHouse *house)
{
  FotadBusManager *self = g_object_new (FOTAD_TYPE_BUS_MANAGER, NULL);
  g_auto (GStrv) vendors = fotad_registry_vendors (house->registry);

  self->house = house;
  fotad_dbus_manager_set_version (FOTAD_DBUS_MANAGER (self), FOTAD_VERSION);
  fotad_dbus_manager_set_vendors (FOTAD_DBUS_MANAGER (self), (const char *const *) vendors);
  return self;
}
