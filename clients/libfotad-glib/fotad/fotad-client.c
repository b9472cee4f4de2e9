/*
 * The client: making it, and finding what it manages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotad-client.h"

#include "fotad-error.h"

#define SERVICE "org.fotad1"
#define ROOT "/org/fotad1"

/**
 * FotadClient:
 *
 * The service on the system bus.  Its signals "object-added" and "object-removed" tell of modems
 * and jobs that come and go.
 */
struct _FotadClient {
  FotadObjectManagerClient parent_instance;

  FotadManager *manager; /* is no object of the object manager, but beside it */
};

G_DEFINE_FINAL_TYPE (FotadClient, fotad_client, FOTAD_TYPE_OBJECT_MANAGER_CLIENT)

static void
fotad_client_finalize (GObject *object)
{
  g_clear_object (&FOTAD_CLIENT (object)->manager);
  G_OBJECT_CLASS (fotad_client_parent_class)->finalize (object);
}

/* The quark's first use registers the names, so that the errors of all calls are of FOTAD_ERROR. */
static void
fotad_client_class_init (FotadClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_client_finalize;
  fotad_error_quark ();
}

static void
fotad_client_init (FotadClient *self)
{
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GObject *made = g_async_initable_new_finish (G_ASYNC_INITABLE (source), result, &error);

  if (made != NULL)
    g_task_return_pointer (task, made, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * fotad_client_new:
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called when it is there
 * @user_data: for @callback
 *
 * Connects to the service, which the bus starts when needed.
 */
void
fotad_client_new (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_async_initable_new_async (FOTAD_TYPE_CLIENT, G_PRIORITY_DEFAULT, cancellable, on_made, task,
                              "bus-type", G_BUS_TYPE_SYSTEM, "name", SERVICE, "object-path", ROOT,
                              "get-proxy-type-func", fotad_object_manager_client_get_proxy_type,
                              NULL);
}

/**
 * fotad_client_new_finish:
 * @result: what the callback was given
 * @error: why it failed
 *
 * Returns: (transfer full): the client
 */
FotadClient *
fotad_client_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * fotad_client_new_sync:
 * @cancellable: (nullable): to give up
 * @error: why it failed
 *
 * As fotad_client_new(), but waits.
 *
 * Returns: (transfer full): the client
 */
FotadClient *
fotad_client_new_sync (GCancellable *cancellable, GError **error)
{
  return g_initable_new (FOTAD_TYPE_CLIENT, cancellable, error, "bus-type", G_BUS_TYPE_SYSTEM,
                         "name", SERVICE, "object-path", ROOT, "get-proxy-type-func",
                         fotad_object_manager_client_get_proxy_type, NULL);
}

static gpointer
get_interface (FotadClient *self, const char *path, const char *name)
{
  return g_dbus_object_manager_get_interface (G_DBUS_OBJECT_MANAGER (self), path, name);
}

/**
 * fotad_client_get_manager:
 * @self: the client
 *
 * The first call reads the manager's properties from the bus.
 *
 * Returns: (transfer full) (nullable): what finds modems and lists jobs; %NULL without a bus
 */
FotadManager *
fotad_client_get_manager (FotadClient *self)
{
  GDBusObjectManagerClient *objects = G_DBUS_OBJECT_MANAGER_CLIENT (self);

  g_return_val_if_fail (FOTAD_IS_CLIENT (self), NULL);
  if (self->manager == NULL)
    self->manager =
        fotad_manager_proxy_new_sync (g_dbus_object_manager_client_get_connection (objects),
                                      G_DBUS_PROXY_FLAGS_NONE, SERVICE, ROOT, NULL, NULL);
  return self->manager != NULL ? g_object_ref (self->manager) : NULL;
}

/**
 * fotad_client_get_modem:
 * @self: the client
 * @path: such as FindModem returns it
 *
 * Returns: (transfer full) (nullable): the modem; %NULL when there is none at @path
 */
FotadModem *
fotad_client_get_modem (FotadClient *self, const char *path)
{
  g_return_val_if_fail (FOTAD_IS_CLIENT (self) && g_variant_is_object_path (path), NULL);
  return get_interface (self, path, SERVICE ".Modem");
}

/**
 * fotad_client_get_job:
 * @self: the client
 * @path: such as Update returns it
 *
 * Returns: (transfer full) (nullable): the job; %NULL when it is not, or not yet, known here
 */
FotadJob *
fotad_client_get_job (FotadClient *self, const char *path)
{
  g_return_val_if_fail (FOTAD_IS_CLIENT (self) && g_variant_is_object_path (path), NULL);
  return get_interface (self, path, SERVICE ".Job");
}

/**
 * fotad_client_list_modems:
 * @self: the client
 *
 * Returns: (transfer full) (element-type FotadModem): all modems, in no order
 */
GList *
fotad_client_list_modems (FotadClient *self)
{
  GList *objects, *modems = NULL;

  g_return_val_if_fail (FOTAD_IS_CLIENT (self), NULL);
  objects = g_dbus_object_manager_get_objects (G_DBUS_OBJECT_MANAGER (self));
  for (GList *l = objects; l != NULL; l = l->next) {
    GDBusInterface *modem = g_dbus_object_get_interface (l->data, SERVICE ".Modem");

    if (modem != NULL)
      modems = g_list_prepend (modems, modem);
  }
  g_list_free_full (objects, g_object_unref);
  return modems;
}
