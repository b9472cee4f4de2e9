/*
 * org.freedesktop.login1 of one method.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-logind.h"

#include "fake-bus.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <poll.h>
#include <unistd.h>

static const char xml[] =
    "<node><interface name='org.freedesktop.login1.Manager'><method name='Inhibit'>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='h' direction='out'/></method></interface></node>";

static void
forget (FakeLogind *logind)
{
  if (logind->watched >= 0)
    close (logind->watched);
  logind->watched = -1;
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
  FakeLogind *logind = data;
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  int ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC | O_NONBLOCK), ==, 0);
  forget (logind);
  logind->watched = ends[0];
  logind->calls++;
  g_unix_fd_list_append (fds, ends[1], NULL);
  close (ends[1]);
  g_dbus_method_invocation_return_value_with_unix_fd_list (call, g_variant_new ("(h)", 0), fds);
}

FakeLogind *
fake_logind_new (void)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  FakeLogind *logind = g_new0 (FakeLogind, 1);

  logind->watched = -1;
  logind->bus = fake_bus_join ();
  logind->registration = g_dbus_connection_register_object (
      logind->bus, "/org/freedesktop/login1", node->interfaces[0], &vtable, logind, NULL, NULL);
  fake_bus_own (logind->bus, "org.freedesktop.login1");
  return logind;
}

void
fake_logind_free (FakeLogind *logind)
{
  fake_bus_disown (logind->bus, "org.freedesktop.login1");
  g_dbus_connection_unregister_object (logind->bus, logind->registration);
  fake_bus_leave (&logind->bus);
  forget (logind);
  g_free (logind);
}

gboolean
fake_logind_is_held (FakeLogind *logind)
{
  struct pollfd end = { .fd = logind->watched, .events = POLLIN };

  return logind->watched >= 0 && poll (&end, 1, 0) == 0;
}
