/*
 * The port for QMI or MBIM, looked up anew each time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-control-port.h"

#include <string.h>

#include "modem/fotad-sysfs.h"

struct _FotadControlPort {
  FotadMmModem *modem;
  char *name;
  int interface; /* of a USB device; -1: on none, or not known */
};

static const char *
choose_name (FotadMmModem *modem, FotadMmPortType type)
{
  for (guint i = 0; i < modem->ports->len; i++) {
    FotadMmPort *port = &g_array_index (modem->ports, FotadMmPort, i);

    if (port->type == type)
      return port->name;
  }
  return NULL;
}

/* Only a virtual modem's ports are paths. */
static gboolean
is_sane (FotadMmModem *modem, const char *name)
{
  if (g_str_has_prefix (modem->uid, "/virtual/"))
    return *name == '/';
  return *name != '\0' && *name != '.' && strchr (name, '/') == NULL;
}

static int
find_interface (FotadMmModem *modem, const char *name)
{
  g_autoptr (GUdevDevice) device = fotad_sysfs_control (name);

  return device != NULL && fotad_sysfs_belongs (device, modem) ? fotad_sysfs_interface (device)
                                                               : -1;
}

FotadControlPort *
fotad_control_port_new (FotadMmModem *modem, FotadMmPortType type)
{
  const char *name = choose_name (modem, type);
  FotadControlPort *port;

  if (name == NULL || !is_sane (modem, name))
    return NULL;
  port = g_new0 (FotadControlPort, 1);
  port->modem = fotad_mm_modem_ref (modem);
  port->name = g_strdup (name);
  port->interface = find_interface (modem, name);
  return port;
}

void
fotad_control_port_free (FotadControlPort *port)
{
  fotad_mm_modem_unref (port->modem);
  g_free (port->name);
  g_free (port);
}

/* A name that another modem has by now is not ours. */
static char *
find_by_name (FotadControlPort *port)
{
  g_autofree char *path =
      *port->name == '/' ? g_strdup (port->name) : g_strconcat ("/dev/", port->name, NULL);
  g_autoptr (GUdevDevice) device = fotad_sysfs_control (port->name);

  if (device != NULL && !fotad_sysfs_belongs (device, port->modem))
    return NULL;
  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

char *
fotad_control_port_find (FotadControlPort *port)
{
  char *path = fotad_sysfs_find_wwan (port->modem, port->name);

  if (path == NULL && g_str_has_prefix (port->name, "cdc-wdm"))
    path = fotad_sysfs_find_control (port->modem, port->interface);
  return path != NULL ? path : find_by_name (port);
}
