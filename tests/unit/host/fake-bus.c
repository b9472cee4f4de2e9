/*
 * GTestDBus, once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-bus.h"

static GTestDBus *dbus;

void
fake_bus_up (void)
{
  dbus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (dbus);
}

void
fake_bus_down (void)
{
  g_test_dbus_stop (dbus);
  g_clear_object (&dbus);
}

const char *
fake_bus_address (void)
{
  return g_test_dbus_get_bus_address (dbus);
}

GDBusConnection *
fake_bus_join (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection;

  connection =
      g_dbus_connection_new_for_address_sync (fake_bus_address (),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

void
fake_bus_leave (GDBusConnection **connection)
{
  g_dbus_connection_close_sync (*connection, NULL, NULL);
  g_clear_object (connection);
}

static void
call (GDBusConnection *connection, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  guint answer;

  reply = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", method, parameters,
                                       G_VARIANT_TYPE ("(u)"), 0, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(u)", &answer);
  g_assert_cmpuint (answer, ==, 1);
}

void
fake_bus_own (GDBusConnection *connection, const char *name)
{
  call (connection, "RequestName", g_variant_new ("(su)", name, 4));
}

void
fake_bus_disown (GDBusConnection *connection, const char *name)
{
  call (connection, "ReleaseName", g_variant_new ("(s)", name));
}
