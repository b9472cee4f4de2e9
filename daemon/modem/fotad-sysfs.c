/*
 * Questions to udev's database.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-sysfs.h"

#include <string.h>

const char *const fotad_sysfs_subsystems[] = { "tty", "wwan", NULL };

/* Those of a modem's ports for other protocols. */
static const char *const control_subsystems[] = { "usbmisc", "wwan", NULL };

/* A client that listens to nothing. */
static GUdevClient *
new_client (void)
{
  return g_udev_client_new (NULL);
}

static GUdevDevice *
find_by_name (const char *const *subsystems, const char *name)
{
  g_autoptr (GUdevClient) client = new_client ();
  GUdevDevice *port = NULL;

  for (gsize i = 0; port == NULL && subsystems[i] != NULL; i++)
    port = g_udev_client_query_by_subsystem_and_name (client, subsystems[i], name);
  return port;
}

GUdevDevice *
fotad_sysfs_port (const char *name)
{
  return find_by_name (fotad_sysfs_subsystems, name);
}

GUdevDevice *
fotad_sysfs_control (const char *name)
{
  return find_by_name (control_subsystems, name);
}

static gboolean
is_below (const char *path, const char *root)
{
  gsize n = strlen (root);

  return g_str_has_prefix (root, "/sys/") && strncmp (path, root, n) == 0 &&
         (path[n] == '/' || path[n] == '\0');
}

static gboolean
has_tag (GUdevDevice *device, const char *uid)
{
  return g_strcmp0 (g_udev_device_get_property (device, "ID_MM_PHYSDEV_UID"), uid) == 0;
}

gboolean
fotad_sysfs_belongs (GUdevDevice *port, FotadMmModem *modem)
{
  const char *path = g_udev_device_get_sysfs_path (port);
  g_autoptr (GUdevDevice) device = NULL;

  if (is_below (path, modem->uid) || is_below (path, modem->physdev))
    return TRUE;
  for (device = g_object_ref (port); device != NULL;) {
    GUdevDevice *parent = g_udev_device_get_parent (device);

    if (has_tag (device, modem->uid)) {
      g_clear_object (&parent);
      return TRUE;
    }
    g_object_unref (device);
    device = parent;
  }
  return FALSE;
}

int
fotad_sysfs_interface (GUdevDevice *port)
{
  g_autoptr (GUdevDevice) parent = NULL;
  const char *number = g_udev_device_get_property (port, "ID_USB_INTERFACE_NUM");
  guint64 value;

  if (number == NULL) {
    parent = g_udev_device_get_parent_with_subsystem (port, "usb", "usb_interface");
    if (parent != NULL)
      number = g_udev_device_get_sysfs_attr (parent, "bInterfaceNumber");
  }
  if (number == NULL || !g_ascii_string_to_unsigned (number, 16, 0, 255, &value, NULL))
    return -1;
  return (int) value;
}

typedef gboolean (*Fits) (GUdevDevice *port, gconstpointer data);

static char *
find_in (
    GUdevClient *client, const char *subsystem, FotadMmModem *modem, Fits fits, gconstpointer data)
{
  GList *ports = g_udev_client_query_by_subsystem (client, subsystem);
  char *found = NULL;

  for (GList *l = ports; l != NULL && found == NULL; l = l->next)
    if (g_udev_device_get_device_file (l->data) != NULL && fits (l->data, data) &&
        fotad_sysfs_belongs (l->data, modem))
      found = g_strdup (g_udev_device_get_device_file (l->data));
  g_list_free_full (ports, g_object_unref);
  return found;
}

static gboolean
is_on_interface (GUdevDevice *port, gconstpointer data)
{
  return fotad_sysfs_interface (port) == *(const int *) data;
}

char *
fotad_sysfs_find_interface (FotadMmModem *modem, int interface)
{
  g_autoptr (GUdevClient) client = new_client ();

  return find_in (client, "tty", modem, is_on_interface, &interface);
}

/* The driver gives other devices than modems' the same subsystem. */
static gboolean
is_control (GUdevDevice *port, gconstpointer data)
{
  int interface = *(const int *) data;

  return g_str_has_prefix (g_udev_device_get_name (port), "cdc-wdm") &&
         (interface < 0 || fotad_sysfs_interface (port) == interface);
}

char *
fotad_sysfs_find_control (FotadMmModem *modem, int interface)
{
  g_autoptr (GUdevClient) client = new_client ();

  return find_in (client, "usbmisc", modem, is_control, &interface);
}

/* "at0" of "wwan0at0"; NULL for other names. */
static const char *
wwan_tail (const char *name)
{
  if (!g_str_has_prefix (name, "wwan"))
    return NULL;
  name += strlen ("wwan");
  return name + strspn (name, "0123456789");
}

static gboolean
has_wwan_tail (GUdevDevice *port, gconstpointer data)
{
  const char *tail = wwan_tail (g_udev_device_get_name (port));

  return tail != NULL && strcmp (tail, data) == 0;
}

char *
fotad_sysfs_find_wwan (FotadMmModem *modem, const char *name)
{
  g_autoptr (GUdevClient) client = new_client ();
  const char *tail = wwan_tail (name);

  return tail != NULL ? find_in (client, "wwan", modem, has_wwan_tail, tail) : NULL;
}

int
fotad_sysfs_choose_interface (FotadMmModem *modem, const char *name, int wanted)
{
  g_autofree char *file = wanted >= 0 ? fotad_sysfs_find_interface (modem, wanted) : NULL;
  g_autoptr (GUdevDevice) port = NULL;

  if (file != NULL)
    return wanted;
  port = fotad_sysfs_port (name);
  return port != NULL && fotad_sysfs_belongs (port, modem) ? fotad_sysfs_interface (port) : -1;
}

static GUdevDevice *
device_at (GUdevClient *client, const char *sysfs)
{
  return g_str_has_prefix (sysfs, "/sys/") ? g_udev_client_query_by_sysfs_path (client, sysfs)
                                           : NULL;
}

/* By any port: the modem's own path may be a mere tag. */
static GUdevDevice *
device_by_port (FotadMmModem *modem)
{
  for (guint i = 0; i < modem->ports->len; i++) {
    FotadMmPort *port = &g_array_index (modem->ports, FotadMmPort, i);
    g_autoptr (GUdevDevice) device = fotad_sysfs_port (port->name);

    if (device != NULL && fotad_sysfs_belongs (device, modem))
      return g_udev_device_get_parent_with_subsystem (device, "usb", "usb_device");
  }
  return NULL;
}

char *
fotad_sysfs_usb_id (FotadMmModem *modem)
{
  g_autoptr (GUdevClient) client = new_client ();
  g_autoptr (GUdevDevice) device = device_at (client, modem->physdev);
  g_autofree char *id = NULL;
  const char *vendor, *product;

  if (device == NULL)
    device = device_at (client, modem->uid);
  if (device == NULL)
    device = device_by_port (modem);
  if (device == NULL)
    return NULL;
  vendor = g_udev_device_get_sysfs_attr (device, "idVendor");
  product = g_udev_device_get_sysfs_attr (device, "idProduct");
  if (vendor == NULL || product == NULL)
    return NULL;
  id = g_strdup_printf ("%s:%s", vendor, product);
  return g_ascii_strdown (id, -1);
}
