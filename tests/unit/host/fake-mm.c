/*
 * A ModemManager with modems made to order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-mm.h"

#include "fake-bus.h"

#define NAME "org.freedesktop.ModemManager1"
#define PATH "/org/freedesktop/ModemManager1"
#define MODEM "org.freedesktop.ModemManager1.Modem"
#define CORE "org.freedesktop.ModemManager1.Error.Core."

static const char xml[] =
    "<node>"
    "<interface name='org.freedesktop.DBus.ObjectManager'>"
    "<method name='GetManagedObjects'><arg type='a{oa{sa{sv}}}' direction='out'/></method>"
    "</interface>"
    "<interface name='org.freedesktop.ModemManager1'>"
    "<method name='InhibitDevice'><arg type='s' direction='in'/><arg type='b' direction='in'/>"
    "</method>"
    "</interface>"
    "</node>";

typedef struct {
  FakeMm *mm;
  char *uid;
  char *sender;
  GVariant *properties;
  guint watch;
} FakeInhibition;

gboolean
fake_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
on_passed (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
fake_pass (guint milliseconds)
{
  gboolean done = FALSE;

  g_timeout_add (milliseconds, on_passed, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
free_inhibition (FakeInhibition *i)
{
  g_bus_unwatch_name (i->watch);
  g_variant_unref (i->properties);
  g_free (i->uid);
  g_free (i->sender);
  g_free (i);
}

static GVariant *
interfaces_of (GVariant *properties)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (&builder, "{s@a{sv}}", MODEM, properties);
  g_variant_builder_add (&builder, "{s@a{sv}}", MODEM ".Simple",
                         g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
  return g_variant_builder_end (&builder);
}

static void
emit (FakeMm *mm, const char *path, const char *interface, const char *signal, GVariant *parameters)
{
  g_dbus_connection_emit_signal (mm->bus, NULL, path, interface, signal, parameters, NULL);
}

static char *export(FakeMm *mm, GVariant *properties)
{
  char *path = g_strdup_printf (PATH "/Modem/%u", mm->next++);

  g_hash_table_insert (mm->objects, g_strdup (path), g_variant_ref_sink (properties));
  if (mm->running)
    emit (mm, PATH, "org.freedesktop.DBus.ObjectManager", "InterfacesAdded",
          g_variant_new ("(o@a{sa{sv}})", path, interfaces_of (properties)));
  return path;
}

void
fake_mm_remove (FakeMm *mm, const char *path)
{
  const char *const gone[] = { MODEM, MODEM ".Simple", NULL };

  emit (mm, PATH, "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved",
        g_variant_new ("(o^as)", path, gone));
  g_hash_table_remove (mm->objects, path);
}

char *
fake_mm_add_full (
    FakeMm *mm, const char *uid, const char *imei, const char *model, const char *port, int state)
{
  GVariantBuilder builder, ports;

  g_variant_builder_init (&ports, G_VARIANT_TYPE ("a(su)"));
  g_variant_builder_add (&ports, "(su)", "ttyUSB0", 4);
  g_variant_builder_add (&ports, "(su)", port, 3);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "Device", g_variant_new_string (uid));
  g_variant_builder_add (&builder, "{sv}", "EquipmentIdentifier", g_variant_new_string (imei));
  g_variant_builder_add (&builder, "{sv}", "Manufacturer", g_variant_new_string ("Maker"));
  g_variant_builder_add (&builder, "{sv}", "Model", g_variant_new_string (model));
  g_variant_builder_add (&builder, "{sv}", "Revision", g_variant_new_string ("R1"));
  g_variant_builder_add (&builder, "{sv}", "PrimaryPort", g_variant_new_string (port));
  g_variant_builder_add (&builder, "{sv}", "State", g_variant_new_int32 (state));
  g_variant_builder_add (&builder, "{sv}", "Ports", g_variant_builder_end (&ports));
  return export(mm, g_variant_builder_end (&builder));
}

char *
fake_mm_add (FakeMm *mm, const char *uid, const char *imei, int state)
{
  return fake_mm_add_full (mm, uid, imei, "M1", "ttyUSB2", state);
}

void
fake_mm_change (FakeMm *mm, const char *path, GVariant *changed)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (changed);
  GVariantDict dict;
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_dict_init (&dict, g_hash_table_lookup (mm->objects, path));
  g_variant_iter_init (&iter, sunk);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_variant_dict_insert_value (&dict, key, value);
  g_hash_table_insert (mm->objects, g_strdup (path),
                       g_variant_ref_sink (g_variant_dict_end (&dict)));
  emit (mm, path, "org.freedesktop.DBus.Properties", "PropertiesChanged",
        g_variant_new ("(s@a{sv}as)", MODEM, sunk, NULL));
}

static char *
path_of (FakeMm *mm, const char *uid)
{
  GHashTableIter iter;
  gpointer path, properties;
  const char *device;

  g_hash_table_iter_init (&iter, mm->objects);
  while (g_hash_table_iter_next (&iter, &path, &properties))
    if (g_variant_lookup (properties, "Device", "&s", &device) && g_str_equal (device, uid))
      return g_strdup (path);
  return NULL;
}

static void
release (FakeMm *mm, const char *uid)
{
  FakeInhibition *i = g_hash_table_lookup (mm->inhibited, uid);

  g_free (export(mm, i->properties));
  g_hash_table_remove (mm->inhibited, uid);
}

static void
on_sender_gone (GDBusConnection *bus, const char *name, gpointer data)
{
  FakeInhibition *i = data;

  release (i->mm, i->uid);
}

static void
inhibit (FakeMm *mm, const char *uid, const char *path, const char *sender)
{
  FakeInhibition *i = g_new0 (FakeInhibition, 1);

  i->mm = mm;
  i->uid = g_strdup (uid);
  i->sender = g_strdup (sender);
  i->properties = g_variant_ref (g_hash_table_lookup (mm->objects, path));
  i->watch = g_bus_watch_name_on_connection (mm->bus, sender, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                             on_sender_gone, i, NULL);
  g_hash_table_replace (mm->inhibited, i->uid, i);
  fake_mm_remove (mm, path);
}

/* The error of a call as ModemManager would give it, or NULL and the thing is done. */
static const char *
try_inhibit (FakeMm *mm, const char *uid, gboolean on, const char *sender)
{
  FakeInhibition *i = g_hash_table_lookup (mm->inhibited, uid);
  g_autofree char *path = path_of (mm, uid);

  if (mm->error_times > 0) {
    mm->error_times--;
    return mm->error;
  }
  if (!on) {
    if (i == NULL || !g_str_equal (i->sender, sender))
      return CORE "NotFound";
    release (mm, uid);
    return NULL;
  }
  if (i != NULL)
    return CORE "InProgress";
  if (path == NULL)
    return CORE "NotFound";
  inhibit (mm, uid, path, sender);
  return NULL;
}

static void
handle_inhibit (FakeMm *mm, GVariant *parameters, const char *sender, GDBusMethodInvocation *call)
{
  const char *uid, *error;
  gboolean on;

  g_variant_get (parameters, "(&sb)", &uid, &on);
  mm->calls++;
  if (mm->mute) {
    g_object_unref (call);
    return;
  }
  error = try_inhibit (mm, uid, on, sender);
  if (error != NULL)
    g_dbus_method_invocation_return_dbus_error (call, error, "as the test wants it");
  else
    g_dbus_method_invocation_return_value (call, NULL);
}

static void
handle_list (FakeMm *mm, GDBusMethodInvocation *call)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer path, properties;

  mm->lists++;
  if (mm->list_errors > 0) {
    mm->list_errors--;
    g_dbus_method_invocation_return_dbus_error (call, "org.freedesktop.DBus.Error.Failed",
                                                "not yet");
    return;
  }
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  g_hash_table_iter_init (&iter, mm->objects);
  while (g_hash_table_iter_next (&iter, &path, &properties))
    g_variant_builder_add (&builder, "{o@a{sa{sv}}}", path, interfaces_of (properties));
  g_dbus_method_invocation_return_value (
      call, g_variant_new ("(@a{oa{sa{sv}}})", g_variant_builder_end (&builder)));
}

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *call,
         gpointer data)
{
  if (g_str_equal (method, "InhibitDevice"))
    handle_inhibit (data, parameters, sender, call);
  else
    handle_list (data, call);
}

static const GDBusInterfaceVTable vtable = { .method_call = on_call };

void
fake_mm_start (FakeMm *mm)
{
  fake_bus_own (mm->bus, NAME);
  mm->running = TRUE;
}

void
fake_mm_stop (FakeMm *mm)
{
  mm->running = FALSE;
  g_hash_table_remove_all (mm->objects);
  g_hash_table_remove_all (mm->inhibited);
  fake_bus_disown (mm->bus, NAME);
}

void
fake_mm_fail (FakeMm *mm, const char *error, guint times)
{
  g_free (mm->error);
  mm->error = g_strdup (error);
  mm->error_times = times;
}

gboolean
fake_mm_is_inhibited (FakeMm *mm, const char *uid)
{
  return g_hash_table_contains (mm->inhibited, uid);
}

FakeMm *
fake_mm_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, &error);
  FakeMm *mm = g_new0 (FakeMm, 1);

  mm->objects =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  mm->inhibited =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) free_inhibition);
  mm->bus = fake_bus_join ();
  for (int i = 0; node->interfaces[i] != NULL; i++)
    mm->registrations[i] = g_dbus_connection_register_object (mm->bus, PATH, node->interfaces[i],
                                                              &vtable, mm, NULL, &error);
  g_assert_no_error (error);
  fake_mm_start (mm);
  return mm;
}

void
fake_mm_free (FakeMm *mm)
{
  if (mm->running)
    fake_mm_stop (mm);
  /* Calls may be waiting in the main loop; unregistered objects do not get them. */
  for (gsize i = 0; i < G_N_ELEMENTS (mm->registrations); i++)
    g_dbus_connection_unregister_object (mm->bus, mm->registrations[i]);
  fake_bus_leave (&mm->bus);
  g_hash_table_unref (mm->inhibited);
  g_hash_table_unref (mm->objects);
  g_free (mm->error);
  g_free (mm);
}
