/*
 * Jobs of the past.  A job and its face are made from the store for one answer and forgotten again,
 * so however many are asked for, none stays.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-bus-archive.h"

#include "bus/fotad-bus-job.h"
#include "bus/fotad-door.h"
#include "core/fotad-names.h"

struct _FotadBusArchive {
  GDBusConnection *connection;
  FotadStore *store;
  guint registration;
};

/* A registered object goes before a subtree, so these are never jobs that still run. */
static FotadJob *
find_job (FotadBusArchive *self, const char *number)
{
  g_autoptr (FotadJobRecord) record = NULL;
  guint64 id;

  if (number == NULL || !g_ascii_string_to_unsigned (number, 10, 1, G_MAXINT64, &id, NULL))
    return NULL;
  record = fotad_store_get_job (self->store, (gint64) id, NULL);
  if (record == NULL || !fotad_job_state_is_final (record->state))
    return NULL;
  return fotad_job_new (self->store, g_steal_pointer (&record));
}

static FotadJob *
find_job_by_path (FotadBusArchive *self, const char *path)
{
  return find_job (self, path + strlen (FOTAD_PATH_JOB));
}

static void
answer_log (FotadJob *job, GDBusMethodInvocation *invocation)
{
  GError *error = NULL;
  GVariant *log = fotad_job_get_log (job, &error);

  if (log != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@a(tsssa{sv}))", log));
  else
    fotad_door_refuse (invocation, error);
}

static void
on_method (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *arguments,
           GDBusMethodInvocation *invocation,
           gpointer data)
{
  g_autoptr (FotadJob) job = find_job_by_path (data, path);

  if (job == NULL)
    fotad_door_refuse (invocation, g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND,
                                                        "The job has been forgotten."));
  else if (g_str_equal (method, "GetLog"))
    answer_log (job, invocation);
  else
    fotad_door_refuse (invocation,
                       g_error_new (FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE,
                                    "Job %" G_GINT64_FORMAT " is over.", fotad_job_get_id (job)));
}

static GVariant *
on_property (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *name,
             GError **error,
             gpointer data)
{
  g_autoptr (FotadJob) job = find_job_by_path (data, path);
  g_autoptr (FotadBusJob) face = NULL;
  g_autoptr (GVariant) properties = NULL;

  if (job == NULL) {
    g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND, "The job has been forgotten.");
    return NULL;
  }
  face = fotad_bus_job_new (job);
  properties = g_dbus_interface_skeleton_get_properties (G_DBUS_INTERFACE_SKELETON (face));
  return g_variant_lookup_value (properties, name, NULL);
}

static char **
on_enumerate (GDBusConnection *connection, const char *sender, const char *path, gpointer data)
{
  return g_new0 (char *, 1);
}

static GDBusInterfaceInfo **
on_introspect (GDBusConnection *connection,
               const char *sender,
               const char *path,
               const char *node,
               gpointer data)
{
  g_autoptr (FotadJob) job = find_job (data, node);
  GDBusInterfaceInfo **infos;

  if (job == NULL)
    return NULL;
  infos = g_new0 (GDBusInterfaceInfo *, 2);
  infos[0] = g_dbus_interface_info_ref (fotad_dbus_job_interface_info ());
  return infos;
}

static const GDBusInterfaceVTable *
on_dispatch (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *node,
             gpointer *out_data,
             gpointer data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method,
                                               .get_property = on_property };

  *out_data = data;
  return g_str_equal (interface, FOTAD_INTERFACE_JOB) ? &vtable : NULL;
}

FotadBusArchive *
fotad_bus_archive_new (GDBusConnection *connection, FotadStore *store)
{
  static const GDBusSubtreeVTable vtable = { .enumerate = on_enumerate,
                                             .introspect = on_introspect,
                                             .dispatch = on_dispatch };
  FotadBusArchive *self = g_new0 (FotadBusArchive, 1);
  g_autofree char *root = g_strndup (FOTAD_PATH_JOB, strlen (FOTAD_PATH_JOB) - 1);
  g_autoptr (GError) error = NULL;

  self->connection = g_object_ref (connection);
  self->store = g_object_ref (store);
  self->registration = g_dbus_connection_register_subtree (
      connection, root, &vtable, G_DBUS_SUBTREE_FLAGS_DISPATCH_TO_UNENUMERATED_NODES, self, NULL,
      &error);
  if (self->registration == 0)
    g_warning ("%s is taken on our own connection: %s", root, error->message);
  return self;
}

void
fotad_bus_archive_free (FotadBusArchive *self)
{
  if (self->registration != 0)
    g_dbus_connection_unregister_subtree (self->connection, self->registration);
  g_object_unref (self->store);
  g_object_unref (self->connection);
  g_free (self);
}
