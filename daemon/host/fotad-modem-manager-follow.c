/*
 * The service that is followed: its name, its list, and three match rules.
 *
 * Why neither libmm-glib nor GDBusObjectManagerClient: both keep a proxy with all properties
 * for every interface of every modem (a dozen each) and match every signal below
 * ModemManager's path, so that a bearer's statistics wake the daemon twice a minute.  An idle
 * daemon may have 2 MB of its own and no wake-ups; three match rules and one
 * GetManagedObjects are enough for eleven properties.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-modem-manager-private.h"

#include <string.h>

#include "core/fotad-clock.h"
#include "core/fotad-names.h"

/* A service that owns its name but does not answer is asked again, not for ever. */
#define LIST_TRIES 12
#define LIST_PAUSE 5.0

static void
on_added (GDBusConnection *bus,
          const char *sender,
          const char *object,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer data)
{
  FotadModemManager *self = data;
  g_autoptr (GVariant) interfaces = NULL;
  const char *path;

  if (!self->running || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oa{sa{sv}})")))
    return;
  g_variant_get (parameters, "(&o@a{sa{sv}})", &path, &interfaces);
  manager_add_object (self, path, interfaces);
}

static void
on_removed (GDBusConnection *bus,
            const char *sender,
            const char *object,
            const char *interface,
            const char *signal,
            GVariant *parameters,
            gpointer data)
{
  FotadModemManager *self = data;
  g_autofree const char **names = NULL;
  const char *path;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oas)")))
    return;
  g_variant_get (parameters, "(&o^a&s)", &path, &names);
  if (!g_strv_contains (names, FOTAD_MM_MODEM))
    return;
  if (!self->ready)
    g_hash_table_add (self->gone, g_strdup (path));
  manager_remove_object (self, path);
}

static void
on_properties (GDBusConnection *bus,
               const char *sender,
               const char *object,
               const char *interface,
               const char *signal,
               GVariant *parameters,
               gpointer data)
{
  g_autoptr (GVariant) changed = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  g_variant_get (parameters, "(&s@a{sv}@as)", NULL, &changed, NULL);
  manager_change_object (data, object, changed);
}

static void
read_list (FotadModemManager *self, GVariant *reply)
{
  g_autoptr (GVariantIter) iter = NULL;
  const char *path;
  GVariant *interfaces;

  g_variant_get (reply, "(a{oa{sa{sv}}})", &iter);
  while (g_variant_iter_next (iter, "{&o@a{sa{sv}}}", &path, &interfaces)) {
    if (!g_hash_table_contains (self->gone, path))
      manager_add_object (self, path, interfaces);
    g_variant_unref (interfaces);
  }
  g_hash_table_remove_all (self->gone);
  manager_set_ready (self, TRUE);
}

static void ask_list (FotadModemManager *self);

static gboolean
on_retry (gpointer data)
{
  FotadModemManager *self = data;

  self->retry = 0;
  ask_list (self);
  return G_SOURCE_REMOVE;
}

static void
on_list (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  FotadModemManager *self;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = data;
  if (reply != NULL) {
    read_list (self, reply);
    return;
  }
  self->tries++;
  g_warning ("failed to list ModemManager's modems (%u of %u): %s", self->tries, LIST_TRIES,
             error->message);
  if (self->tries < LIST_TRIES)
    self->retry = fotad_clock_after (LIST_PAUSE, on_retry, self);
}

static void
ask_list (FotadModemManager *self)
{
  g_dbus_connection_call (self->bus, FOTAD_MM_SERVICE, FOTAD_MM_PATH, FOTAD_DBUS_OBJECT_MANAGER,
                          "GetManagedObjects", NULL, G_VARIANT_TYPE ("(a{oa{sa{sv}}})"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, on_list, self);
}

static void
on_owner (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  FotadModemManager *self = data;

  g_debug ("ModemManager is %s", owner);
  self->cancellable = g_cancellable_new ();
  self->tries = 0;
  manager_set_running (self, TRUE);
  ask_list (self);
}

static void
forget_owner (FotadModemManager *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->retry, g_source_remove);
  g_hash_table_remove_all (self->gone);
}

static void
on_no_owner (GDBusConnection *bus, const char *name, gpointer data)
{
  FotadModemManager *self = g_object_ref (data);
  g_autoptr (GList) paths = g_hash_table_get_keys (self->objects);

  forget_owner (self);
  g_object_freeze_notify (G_OBJECT (self));
  manager_set_ready (self, FALSE);
  manager_set_running (self, FALSE);
  for (GList *l = paths; l != NULL; l = l->next)
    manager_remove_object (self, l->data);
  g_object_thaw_notify (G_OBJECT (self));
  g_object_unref (self);
}

static guint
subscribe (FotadModemManager *self,
           const char *interface,
           const char *member,
           const char *path,
           const char *arg0,
           GDBusSignalCallback callback)
{
  return g_dbus_connection_signal_subscribe (self->bus, FOTAD_MM_SERVICE, interface, member, path,
                                             arg0, G_DBUS_SIGNAL_FLAGS_NONE, callback, self, NULL);
}

void
manager_follow (FotadModemManager *self)
{
  self->subscriptions[0] =
      subscribe (self, FOTAD_DBUS_OBJECT_MANAGER, "InterfacesAdded", FOTAD_MM_PATH, NULL, on_added);
  self->subscriptions[1] = subscribe (self, FOTAD_DBUS_OBJECT_MANAGER, "InterfacesRemoved",
                                      FOTAD_MM_PATH, NULL, on_removed);
  self->subscriptions[2] = subscribe (self, FOTAD_DBUS_PROPERTIES, "PropertiesChanged", NULL,
                                      FOTAD_MM_MODEM, on_properties);
  self->watch =
      g_bus_watch_name_on_connection (self->bus, FOTAD_MM_SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                      on_owner, on_no_owner, self, NULL);
}

void
manager_unfollow (FotadModemManager *self)
{
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  for (gsize i = 0; i < G_N_ELEMENTS (self->subscriptions); i++)
    if (self->subscriptions[i] != 0)
      g_dbus_connection_signal_unsubscribe (self->bus, self->subscriptions[i]);
  memset (self->subscriptions, 0, sizeof self->subscriptions);
  forget_owner (self);
}
