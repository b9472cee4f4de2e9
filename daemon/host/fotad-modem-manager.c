/*
 * ModemManager over bare GDBus.
 *
 * Why neither libmm-glib nor GDBusObjectManagerClient: both keep a proxy with all properties
 * for every interface of every modem (a dozen each) and match every signal below
 * ModemManager's path, so that a bearer's statistics wake the daemon twice a minute.  An idle
 * daemon may have 2 MB of its own and no wake-ups; three match rules and one
 * GetManagedObjects are enough for eleven properties.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-modem-manager.h"

#include <string.h>

#include "core/fotad-clock.h"
#include "core/fotad-names.h"

/* A service that owns its name but does not answer is asked again, not for ever. */
#define LIST_TRIES 12
#define LIST_PAUSE 5.0

struct _FotadModemManager {
  GObject parent;
  GDBusConnection *bus;
  GCancellable *cancellable; /* of this owner's life */
  GHashTable *objects;       /* key: object path, value: FotadMmModem; all that is exported */
  GHashTable *modems;        /* key: uid, value: FotadMmModem; those that have appeared */
  GHashTable *gone;          /* key: object path; removed while the list was on its way */
  guint watch;
  guint subscriptions[3];
  guint retry;
  guint tries;
  gboolean running;
  gboolean ready;
};

G_DEFINE_FINAL_TYPE (FotadModemManager, fotad_modem_manager, G_TYPE_OBJECT)

enum { PROP_RUNNING = 1, PROP_READY, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { EXPORTED, APPEARED, CHANGED, VANISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_flag (FotadModemManager *self, gboolean *flag, guint prop, gboolean value)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/* ModemManager reads the IMEI last of what identifies a modem; one that failed before that
 * will never be known better. */
static gboolean
is_identified (FotadMmModem *modem)
{
  return modem->imei[0] != '\0' ||
         (modem->state != FOTAD_MM_STATE_UNKNOWN && modem->state != FOTAD_MM_STATE_INITIALIZING);
}

static void
publish (FotadModemManager *self, FotadMmModem *modem)
{
  FotadMmModem *known = g_hash_table_lookup (self->modems, modem->uid);
  gboolean fresh = known == NULL;

  if (fresh ? !is_identified (modem) : fotad_mm_modem_equal (known, modem))
    return;
  g_hash_table_replace (self->modems, modem->uid, fotad_mm_modem_ref (modem));
  g_signal_emit (self, signals[fresh ? APPEARED : CHANGED], 0, modem);
}

static void
retract (FotadModemManager *self, FotadMmModem *modem)
{
  FotadMmModem *known = g_hash_table_lookup (self->modems, modem->uid);

  /* The same device may be back already, as another object. */
  if (known == NULL || !g_str_equal (known->path, modem->path))
    return;
  fotad_mm_modem_ref (known);
  g_hash_table_remove (self->modems, known->uid);
  g_signal_emit (self, signals[VANISHED], 0, known->uid);
  fotad_mm_modem_unref (known);
}

static void
add_object (FotadModemManager *self, const char *path, GVariant *interfaces)
{
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (FotadMmModem) modem = NULL;

  properties = g_variant_lookup_value (interfaces, FOTAD_MM_MODEM, G_VARIANT_TYPE_VARDICT);
  if (properties == NULL || g_hash_table_contains (self->objects, path))
    return;
  modem = fotad_mm_modem_new (path, properties);
  if (modem->uid[0] == '\0') {
    g_warning ("%s: ModemManager does not say on which device it is; ignored", path);
    return;
  }
  g_debug ("%s is exported, device %s", path, modem->uid);
  g_hash_table_insert (self->objects, modem->path, fotad_mm_modem_ref (modem));
  g_signal_emit (self, signals[EXPORTED], 0, modem->uid);
  publish (self, modem);
}

static void
remove_object (FotadModemManager *self, const char *path)
{
  FotadMmModem *modem = g_hash_table_lookup (self->objects, path);

  if (modem == NULL)
    return;
  g_debug ("%s is gone, device %s", path, modem->uid);
  fotad_mm_modem_ref (modem);
  g_hash_table_remove (self->objects, path);
  retract (self, modem);
  fotad_mm_modem_unref (modem);
}

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
  add_object (self, path, interfaces);
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
  remove_object (self, path);
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
  FotadModemManager *self = data;
  FotadMmModem *old = g_hash_table_lookup (self->objects, object);
  g_autoptr (GVariant) changed = NULL;
  g_autoptr (FotadMmModem) modem = NULL;

  if (old == NULL || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  g_variant_get (parameters, "(&s@a{sv}@as)", NULL, &changed, NULL);
  modem = fotad_mm_modem_change (old, changed);
  if (!g_str_equal (old->uid, modem->uid))
    retract (self, old);
  g_hash_table_replace (self->objects, modem->path, fotad_mm_modem_ref (modem));
  publish (self, modem);
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
      add_object (self, path, interfaces);
    g_variant_unref (interfaces);
  }
  g_hash_table_remove_all (self->gone);
  set_flag (self, &self->ready, PROP_READY, TRUE);
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
  set_flag (self, &self->running, PROP_RUNNING, TRUE);
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
  set_flag (self, &self->ready, PROP_READY, FALSE);
  set_flag (self, &self->running, PROP_RUNNING, FALSE);
  for (GList *l = paths; l != NULL; l = l->next)
    remove_object (self, l->data);
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

FotadModemManager *
fotad_modem_manager_new (GDBusConnection *bus)
{
  FotadModemManager *self = g_object_new (FOTAD_TYPE_MODEM_MANAGER, NULL);

  self->bus = g_object_ref (bus);
  self->subscriptions[0] =
      subscribe (self, FOTAD_DBUS_OBJECT_MANAGER, "InterfacesAdded", FOTAD_MM_PATH, NULL, on_added);
  self->subscriptions[1] = subscribe (self, FOTAD_DBUS_OBJECT_MANAGER, "InterfacesRemoved",
                                      FOTAD_MM_PATH, NULL, on_removed);
  self->subscriptions[2] = subscribe (self, FOTAD_DBUS_PROPERTIES, "PropertiesChanged", NULL,
                                      FOTAD_MM_MODEM, on_properties);
  self->watch = g_bus_watch_name_on_connection (
      bus, FOTAD_MM_SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE, on_owner, on_no_owner, self, NULL);
  return self;
}

GDBusConnection *
fotad_modem_manager_get_bus (FotadModemManager *self)
{
  return self->bus;
}

gboolean
fotad_modem_manager_is_running (FotadModemManager *self)
{
  return self->running;
}

gboolean
fotad_modem_manager_is_ready (FotadModemManager *self)
{
  return self->ready;
}

gboolean
fotad_modem_manager_is_exported (FotadModemManager *self, const char *uid)
{
  GHashTableIter iter;
  gpointer modem;

  g_hash_table_iter_init (&iter, self->objects);
  while (g_hash_table_iter_next (&iter, NULL, &modem))
    if (g_str_equal (((FotadMmModem *) modem)->uid, uid))
      return TRUE;
  return FALSE;
}

FotadMmModem *
fotad_modem_manager_lookup (FotadModemManager *self, const char *uid)
{
  return g_hash_table_lookup (self->modems, uid);
}

GPtrArray *
fotad_modem_manager_list (FotadModemManager *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_mm_modem_unref);
  GHashTableIter iter;
  gpointer modem;

  g_hash_table_iter_init (&iter, self->modems);
  while (g_hash_table_iter_next (&iter, NULL, &modem))
    g_ptr_array_add (list, fotad_mm_modem_ref (modem));
  return list;
}

static void
fotad_modem_manager_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  FotadModemManager *self = FOTAD_MODEM_MANAGER (object);

  g_value_set_boolean (value, id == PROP_RUNNING ? self->running : self->ready);
}

static void
fotad_modem_manager_dispose (GObject *object)
{
  FotadModemManager *self = FOTAD_MODEM_MANAGER (object);

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  for (gsize i = 0; i < G_N_ELEMENTS (self->subscriptions); i++)
    if (self->subscriptions[i] != 0)
      g_dbus_connection_signal_unsubscribe (self->bus, self->subscriptions[i]);
  memset (self->subscriptions, 0, sizeof self->subscriptions);
  forget_owner (self);
  G_OBJECT_CLASS (fotad_modem_manager_parent_class)->dispose (object);
}

static void
fotad_modem_manager_finalize (GObject *object)
{
  FotadModemManager *self = FOTAD_MODEM_MANAGER (object);

  g_hash_table_unref (self->modems);
  g_hash_table_unref (self->objects);
  g_hash_table_unref (self->gone);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (fotad_modem_manager_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, GType argument)
{
  return g_signal_new (name, FOTAD_TYPE_MODEM_MANAGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, argument);
}

static void
fotad_modem_manager_class_init (FotadModemManagerClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object->get_property = fotad_modem_manager_get_property;
  object->dispose = fotad_modem_manager_dispose;
  object->finalize = fotad_modem_manager_finalize;
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object, N_PROPS, props);
  signals[EXPORTED] = new_signal ("exported", G_TYPE_STRING);
  signals[APPEARED] = new_signal ("appeared", FOTAD_TYPE_MM_MODEM);
  signals[CHANGED] = new_signal ("changed", FOTAD_TYPE_MM_MODEM);
  signals[VANISHED] = new_signal ("vanished", G_TYPE_STRING);
}

static void
fotad_modem_manager_init (FotadModemManager *self)
{
  self->objects =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) fotad_mm_modem_unref);
  self->modems =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) fotad_mm_modem_unref);
  self->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
