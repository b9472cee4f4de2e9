/*
 * A snapshot of a modem, read leniently: ModemManager of any age may be on the other side.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-mm-modem.h"

/* A modem has a dozen ports; whoever says more is not listened to. */
#define MAX_PORTS 64

static void
clear_port (FotadMmPort *port)
{
  g_free (port->name);
}

static GArray *
new_ports (void)
{
  GArray *ports = g_array_new (FALSE, FALSE, sizeof (FotadMmPort));

  g_array_set_clear_func (ports, (GDestroyNotify) clear_port);
  return ports;
}

static void
clear_modem (FotadMmModem *modem)
{
  g_free (modem->path);
  g_free (modem->uid);
  g_free (modem->imei);
  g_free (modem->manufacturer);
  g_free (modem->model);
  g_free (modem->revision);
  g_free (modem->plugin);
  g_free (modem->physdev);
  g_free (modem->primary_port);
  g_free (modem->sim);
  g_array_unref (modem->ports);
}

static void
take_string (char **field, GVariant *properties, const char *key)
{
  char *value;

  if (!g_variant_lookup (properties, key, "s", &value))
    return;
  g_free (*field);
  *field = value;
}

static void
take_sim (FotadMmModem *modem, GVariant *properties)
{
  const char *path;

  if (!g_variant_lookup (properties, "Sim", "&o", &path))
    return;
  g_free (modem->sim);
  modem->sim = g_strdup (g_str_equal (path, "/") ? "" : path);
}

static void
take_ports (FotadMmModem *modem, GVariant *properties)
{
  g_autoptr (GVariantIter) iter = NULL;
  FotadMmPort port;

  if (!g_variant_lookup (properties, "Ports", "a(su)", &iter))
    return;
  g_array_unref (modem->ports);
  modem->ports = new_ports ();
  while (modem->ports->len < MAX_PORTS &&
         g_variant_iter_next (iter, "(su)", &port.name, &port.type))
    g_array_append_val (modem->ports, port);
}

static void
take_properties (FotadMmModem *modem, GVariant *properties)
{
  take_string (&modem->uid, properties, "Device");
  take_string (&modem->imei, properties, "EquipmentIdentifier");
  take_string (&modem->manufacturer, properties, "Manufacturer");
  take_string (&modem->model, properties, "Model");
  take_string (&modem->revision, properties, "Revision");
  take_string (&modem->plugin, properties, "Plugin");
  take_string (&modem->physdev, properties, "Physdev");
  take_string (&modem->primary_port, properties, "PrimaryPort");
  g_variant_lookup (properties, "State", "i", &modem->state);
  take_sim (modem, properties);
  take_ports (modem, properties);
}

static GArray *
copy_ports (GArray *from)
{
  GArray *ports = new_ports ();

  for (guint i = 0; i < from->len; i++) {
    FotadMmPort port = g_array_index (from, FotadMmPort, i);

    port.name = g_strdup (port.name);
    g_array_append_val (ports, port);
  }
  return ports;
}

static FotadMmModem *
copy_modem (FotadMmModem *from)
{
  FotadMmModem *modem = g_rc_box_new0 (FotadMmModem);

  modem->path = g_strdup (from->path);
  modem->uid = g_strdup (from->uid);
  modem->imei = g_strdup (from->imei);
  modem->manufacturer = g_strdup (from->manufacturer);
  modem->model = g_strdup (from->model);
  modem->revision = g_strdup (from->revision);
  modem->plugin = g_strdup (from->plugin);
  modem->physdev = g_strdup (from->physdev);
  modem->primary_port = g_strdup (from->primary_port);
  modem->sim = g_strdup (from->sim);
  modem->ports = copy_ports (from->ports);
  modem->state = from->state;
  return modem;
}

FotadMmModem *
fotad_mm_modem_new (const char *path, GVariant *properties)
{
  FotadMmModem empty = {
    .path = (char *) path,
    .uid = "",
    .imei = "",
    .manufacturer = "",
    .model = "",
    .revision = "",
    .plugin = "",
    .physdev = "",
    .primary_port = "",
    .sim = "",
  };
  g_autoptr (GArray) no_ports = new_ports ();
  FotadMmModem *modem;

  empty.ports = no_ports;
  modem = copy_modem (&empty);
  take_properties (modem, properties);
  return modem;
}

FotadMmModem *
fotad_mm_modem_change (FotadMmModem *modem, GVariant *changed)
{
  FotadMmModem *copy = copy_modem (modem);

  take_properties (copy, changed);
  return copy;
}

FotadMmModem *
fotad_mm_modem_ref (FotadMmModem *modem)
{
  return g_rc_box_acquire (modem);
}

void
fotad_mm_modem_unref (FotadMmModem *modem)
{
  g_rc_box_release_full (modem, (GDestroyNotify) clear_modem);
}

G_DEFINE_BOXED_TYPE (FotadMmModem, fotad_mm_modem, fotad_mm_modem_ref, fotad_mm_modem_unref)

static gboolean
ports_equal (GArray *a, GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++) {
    FotadMmPort *p = &g_array_index (a, FotadMmPort, i);
    FotadMmPort *q = &g_array_index (b, FotadMmPort, i);

    if (p->type != q->type || !g_str_equal (p->name, q->name))
      return FALSE;
  }
  return TRUE;
}

gboolean
fotad_mm_modem_equal (FotadMmModem *a, FotadMmModem *b)
{
  return g_str_equal (a->path, b->path) && g_str_equal (a->uid, b->uid) &&
         g_str_equal (a->imei, b->imei) && g_str_equal (a->manufacturer, b->manufacturer) &&
         g_str_equal (a->model, b->model) && g_str_equal (a->revision, b->revision) &&
         g_str_equal (a->plugin, b->plugin) && g_str_equal (a->physdev, b->physdev) &&
         g_str_equal (a->primary_port, b->primary_port) && a->state == b->state &&
         g_str_equal (a->sim, b->sim) && ports_equal (a->ports, b->ports);
}

guint
fotad_mm_modem_port_type (FotadMmModem *modem, const char *name)
{
  for (guint i = 0; i < modem->ports->len; i++) {
    FotadMmPort *port = &g_array_index (modem->ports, FotadMmPort, i);

    if (g_str_equal (port->name, name))
      return port->type;
  }
  return FOTAD_MM_PORT_UNKNOWN;
}
