/*
 * The AT port, found.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-ports-private.h"

#include <string.h>

#include "core/fotad-error.h"
#include "modem/fotad-sysfs.h"

G_DEFINE_FINAL_TYPE (FotadPorts, fotad_ports, G_TYPE_OBJECT)

static const char *
choose_name (FotadMmModem *modem)
{
  if (fotad_mm_modem_port_type (modem, modem->primary_port) == FOTAD_MM_PORT_AT)
    return modem->primary_port;
  for (guint i = 0; i < modem->ports->len; i++) {
    FotadMmPort *port = &g_array_index (modem->ports, FotadMmPort, i);

    if (port->type == FOTAD_MM_PORT_AT)
      return port->name;
  }
  return NULL;
}

static gboolean
is_plain (const char *name)
{
  return *name != '\0' && *name != '.' && strchr (name, '/') == NULL;
}

static gboolean
is_socket_name (const char *name)
{
  return g_str_has_prefix (name, "abstract:") || g_str_has_prefix (name, "/");
}

FotadPorts *
fotad_ports_new (FotadMmModem *modem, int interface, GError **error)
{
  const char *name = choose_name (modem);
  gboolean is_socket = g_str_has_prefix (modem->uid, "/virtual/");
  FotadPorts *self;

  if (name == NULL) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "the modem %s has no AT port",
                 modem->uid);
    return NULL;
  }
  if (is_socket ? !is_socket_name (name) : !is_plain (name)) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "the modem %s has an AT port with the strange name \"%s\"", modem->uid, name);
    return NULL;
  }
  self = g_object_new (FOTAD_TYPE_PORTS, NULL);
  self->modem = fotad_mm_modem_ref (modem);
  self->name = g_strdup (name);
  self->interface = interface;
  self->is_socket = is_socket;
  self->is_uart = !fotad_ports_is_hotplug (self) && !is_socket;
  return self;
}

FotadPorts *
fotad_ports_new_at (FotadMmModem *modem, const char *device)
{
  FotadPorts *self = g_object_new (FOTAD_TYPE_PORTS, NULL);
  const char *name = g_str_has_prefix (device, "/dev/") ? device + strlen ("/dev/") : NULL;
  g_autoptr (GUdevDevice) port = name != NULL && is_plain (name) ? fotad_sysfs_port (name) : NULL;
  gboolean ours = port != NULL && fotad_sysfs_belongs (port, modem);

  self->modem = fotad_mm_modem_ref (modem);
  self->name = g_strdup (ours ? name : device);
  self->interface = ours ? fotad_sysfs_interface (port) : -1;
  self->is_socket = !ours;
  self->is_uart = name != NULL && self->interface < 0;
  return self;
}

int
fotad_ports_choose_interface (FotadMmModem *modem, int wanted)
{
  const char *name = choose_name (modem);

  return name != NULL ? fotad_sysfs_choose_interface (modem, name, wanted) : -1;
}

/* The name may be another modem's by now, or another port's of the same. */
static gboolean
is_ours (FotadPorts *self, GUdevDevice *port)
{
  return fotad_sysfs_belongs (port, self->modem) &&
         (self->interface < 0 || fotad_sysfs_interface (port) == self->interface);
}

static char *
find_by_name (FotadPorts *self)
{
  g_autofree char *path = g_strconcat ("/dev/", self->name, NULL);
  g_autoptr (GUdevDevice) port = fotad_sysfs_port (self->name);

  if (port != NULL && !is_ours (self, port))
    return NULL;
  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

char *
fotad_ports_find (FotadPorts *self)
{
  char *path = NULL;

  if (self->is_socket)
    return *self->name != '/' || g_file_test (self->name, G_FILE_TEST_EXISTS)
               ? g_strdup (self->name)
               : NULL;
  if (self->interface >= 0)
    path = fotad_sysfs_find_interface (self->modem, self->interface);
  else
    path = fotad_sysfs_find_wwan (self->modem, self->name);
  return path != NULL ? path : find_by_name (self);
}

gboolean
fotad_ports_is_hotplug (FotadPorts *self)
{
  return !self->is_socket && (self->interface >= 0 || g_str_has_prefix (self->name, "wwan"));
}

gboolean
fotad_ports_is_uart (FotadPorts *self)
{
  return self->is_uart;
}

static void
fotad_ports_finalize (GObject *object)
{
  FotadPorts *self = FOTAD_PORTS (object);

  fotad_mm_modem_unref (self->modem);
  g_free (self->name);
  G_OBJECT_CLASS (fotad_ports_parent_class)->finalize (object);
}

static void
fotad_ports_class_init (FotadPortsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_ports_finalize;
}

static void
fotad_ports_init (FotadPorts *self)
{
}
