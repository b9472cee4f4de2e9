/*
 * All that is ours on the bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-bus.h"

#include "bus/fotad-bus-archive.h"
#include "bus/fotad-bus-job.h"
#include "bus/fotad-bus-manager.h"
#include "bus/fotad-bus-modem.h"
#include "bus/fotad-bus-paths.h"
#include "core/fotad-names.h"

struct _FotadBus {
  GObject parent_instance;

  FotadBusHouse house;
  FotadBusManager *manager;
  GDBusObjectManagerServer *objects;
  FotadBusArchive *archive;
  guint owner;
};

enum {
  ACQUIRED,
  LOST,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FotadBus, fotad_bus, G_TYPE_OBJECT)

/* Takes @face. */
static void export(FotadBus *self, const char *path, gpointer face)
{
  g_autoptr (GDBusObjectSkeleton) object = g_dbus_object_skeleton_new (path);
  g_autoptr (GDBusInterfaceSkeleton) owned = face;

  g_dbus_object_skeleton_add_interface (object, owned);
  g_dbus_object_manager_server_export (self->objects, object);
}

static void
on_modem_added (FotadBus *self, FotadModem *modem)
{
  g_autofree char *path = fotad_bus_modem_path (fotad_modem_get_imei (modem));

  export(self, path, fotad_bus_modem_new (&self->house, modem));
}

static void
on_modem_removed (FotadBus *self, FotadModem *modem)
{
  g_autofree char *path = fotad_bus_modem_path (fotad_modem_get_imei (modem));

  g_dbus_object_manager_server_unexport (self->objects, path);
}

static void
on_job_added (FotadBus *self, FotadJob *job)
{
  export(self, fotad_job_get_path (job), fotad_bus_job_new (job));
}

static void
on_job_removed (FotadBus *self, FotadJob *job)
{
  g_dbus_object_manager_server_unexport (self->objects, fotad_job_get_path (job));
}

static void
follow_rooms (FotadBus *self)
{
  g_autoptr (GPtrArray) modems = fotad_modems_list (self->house.modems);
  g_autoptr (GPtrArray) jobs = fotad_jobs_get_all (self->house.jobs);

  for (guint i = 0; i < modems->len; i++)
    on_modem_added (self, modems->pdata[i]);
  for (guint i = 0; i < jobs->len; i++)
    on_job_added (self, jobs->pdata[i]);
  g_signal_connect_object (self->house.modems, "added", G_CALLBACK (on_modem_added), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->house.modems, "removed", G_CALLBACK (on_modem_removed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->house.jobs, "added", G_CALLBACK (on_job_added), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->house.jobs, "removed", G_CALLBACK (on_job_removed), self,
                           G_CONNECT_SWAPPED);
}

static void
on_acquired (GDBusConnection *connection, const char *name, gpointer data)
{
  g_signal_emit (data, signals[ACQUIRED], 0);
}

static void
on_lost (GDBusConnection *connection, const char *name, gpointer data)
{
  g_signal_emit (data, signals[LOST], 0);
}

void
fotad_bus_own_name (FotadBus *self)
{
  if (self->owner == 0)
    self->owner = g_bus_own_name_on_connection (self->house.connection, FOTAD_BUS_NAME,
                                                G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, on_acquired,
                                                on_lost, self, NULL);
}

void
fotad_bus_leave (FotadBus *self)
{
  g_clear_handle_id (&self->owner, g_bus_unown_name);
  g_dbus_connection_flush_sync (self->house.connection, NULL, NULL);
}

static void
fotad_bus_dispose (GObject *object)
{
  FotadBus *self = FOTAD_BUS (object);

  g_clear_handle_id (&self->owner, g_bus_unown_name);
  if (self->manager != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->manager));
  if (self->objects != NULL)
    g_dbus_object_manager_server_set_connection (self->objects, NULL);
  g_clear_pointer (&self->archive, fotad_bus_archive_free);
  g_clear_object (&self->manager);
  g_clear_object (&self->objects);
  G_OBJECT_CLASS (fotad_bus_parent_class)->dispose (object);
}

static void
fotad_bus_class_init (FotadBusClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fotad_bus_dispose;
  signals[ACQUIRED] =
      g_signal_new ("acquired", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LOST] =
      g_signal_new ("lost", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
fotad_bus_init (FotadBus *self)
{
}

static void
export_manager (FotadBus *self)
{
  g_autoptr (GError) error = NULL;

  self->manager = fotad_bus_manager_new (&self->house);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->manager),
                                         self->house.connection, FOTAD_PATH, &error))
    g_warning ("%s is taken on our own connection: %s", FOTAD_PATH, error->message);
}

FotadBus *
fotad_bus_new (const FotadBusHouse *house)
{
  FotadBus *self = g_object_new (FOTAD_TYPE_BUS, NULL);

  self->house = *house;
  self->objects = g_dbus_object_manager_server_new (FOTAD_PATH);
  export_manager (self);
  self->archive = fotad_bus_archive_new (house->connection, house->store);
  follow_rooms (self);
  g_dbus_object_manager_server_set_connection (self->objects, house->connection);
  return self;
}
