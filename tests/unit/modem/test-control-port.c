/*
 * Ports for QMI and MBIM, which come back under other names; udev is pretended by umockdev.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <umockdev.h>

#include "modem/fotad-control-port.h"

#define HUB "/devices/pci0000:00/usb1"

typedef struct {
  UMockdevTestbed *testbed;
  FotadControlPort *port;
} Bench;

static void
set_up (Bench *b, gconstpointer data)
{
  b->testbed = umockdev_testbed_new ();
  g_assert_true (umockdev_in_mock_environment ());
}

static void
tear_down (Bench *b, gconstpointer data)
{
  g_clear_pointer (&b->port, fotad_control_port_free);
  g_assert_finalize_object (b->testbed);
}

static void
add (Bench *b, const char *text)
{
  g_autoptr (GError) error = NULL;

  umockdev_testbed_add_from_string (b->testbed, text, &error);
  g_assert_no_error (error);
}

static void
add_wdm (Bench *b, const char *device, guint interface, const char *name)
{
  g_autofree char *text = g_strdup_printf (
      "P: " HUB "/%s/%s:1.%u\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
      "A: bInterfaceNumber=%02x\\n\n\n"
      "P: " HUB "/%s/%s:1.%u/usbmisc/%s\nE: SUBSYSTEM=usbmisc\nE: DEVNAME=/dev/%s\n\n",
      device, device, interface, interface, device, device, interface, name, name);

  add (b, text);
}

static void
remove_wdm (Bench *b, const char *device, guint interface, const char *name)
{
  g_autofree char *path =
      g_strdup_printf ("/sys" HUB "/%s/%s:1.%u/usbmisc/%s", device, device, interface, name);
  g_autofree char *parent = g_strdup_printf ("/sys" HUB "/%s/%s:1.%u", device, device, interface);

  umockdev_testbed_remove_device (b->testbed, path);
  umockdev_testbed_remove_device (b->testbed, parent);
}

static void
use (Bench *b, const char *uid, const char *name, FotadMmPortType type)
{
  g_autoptr (GVariant) properties = g_variant_ref_sink (g_variant_new_parsed (
      "{'Device': <%s>, 'Ports': <[('ttyUSB2', uint32 3), (%s, uint32 %u)]>}", uid, name, type));
  g_autoptr (FotadMmModem) seen = fotad_mm_modem_new ("/m", properties);

  b->port = fotad_control_port_new (seen, FOTAD_MM_PORT_QMI);
}

static void
assert_found (Bench *b, const char *expected)
{
  g_autofree char *path = fotad_control_port_find (b->port);

  g_assert_cmpstr (path, ==, expected);
}

/* cdc-wdm0 becomes cdc-wdm2, while another modem's takes its name. */
static void
test_other_name (Bench *b, gconstpointer data)
{
  add_wdm (b, "1-1", 4, "cdc-wdm0");
  add_wdm (b, "1-1", 5, "cdc-wdm1");
  use (b, "/sys" HUB "/1-1", "cdc-wdm1", FOTAD_MM_PORT_QMI);
  assert_found (b, "/dev/cdc-wdm1");
  remove_wdm (b, "1-1", 5, "cdc-wdm1");
  assert_found (b, NULL);
  add_wdm (b, "1-10", 5, "cdc-wdm1");
  assert_found (b, NULL);
  add_wdm (b, "1-1", 5, "cdc-wdm2");
  assert_found (b, "/dev/cdc-wdm2");
}

/* The daemon began anew after the name had changed: any port of the modem's will do. */
static void
test_unknown_interface (Bench *b, gconstpointer data)
{
  add_wdm (b, "1-2", 4, "cdc-wdm0");
  add (b, "P: " HUB "/1-1/1-1:1.0/usbmisc/hiddev0\nE: SUBSYSTEM=usbmisc\n"
          "E: DEVNAME=/dev/hiddev0\n\n");
  use (b, "/sys" HUB "/1-1", "cdc-wdm0", FOTAD_MM_PORT_QMI);
  assert_found (b, NULL);
  add_wdm (b, "1-1", 4, "cdc-wdm7");
  assert_found (b, "/dev/cdc-wdm7");
}

static void
test_wwan (Bench *b, gconstpointer data)
{
  use (b, "/sys/devices/pci0000:00/0000:01:00.0", "wwan0qmi0", FOTAD_MM_PORT_QMI);
  assert_found (b, NULL);
  add (b, "P: /devices/pci0000:00/0000:01:00.0/wwan/wwan1/wwan1qmi0\nE: SUBSYSTEM=wwan\n"
          "E: DEVNAME=/dev/wwan1qmi0\nN: wwan1qmi0\n");
  add (b, "P: /devices/pci0000:00/0000:02:00.0/wwan/wwan0/wwan0qmi0\nE: SUBSYSTEM=wwan\n"
          "E: DEVNAME=/dev/wwan0qmi0\nN: wwan0qmi0\n");
  assert_found (b, "/dev/wwan1qmi0");
}

static void
test_none (Bench *b, gconstpointer data)
{
  static const struct {
    const char *uid, *name;
    FotadMmPortType type;
  } cases[] = {
    { "/sys" HUB "/1-1", "cdc-wdm0", FOTAD_MM_PORT_MBIM },
    { "/sys" HUB "/1-1", "cdc-wdm0", FOTAD_MM_PORT_AT },
    { "/sys" HUB "/1-1", "../etc/passwd", FOTAD_MM_PORT_QMI },
    { "/sys" HUB "/1-1", "/dev/null", FOTAD_MM_PORT_QMI },
    { "/sys" HUB "/1-1", "", FOTAD_MM_PORT_QMI },
    { "/virtual/modem0", "abstract:x", FOTAD_MM_PORT_QMI },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    use (b, cases[i].uid, cases[i].name, cases[i].type);
    g_assert_null (b->port);
  }
}

static void
test_virtual (Bench *b, gconstpointer data)
{
  use (b, "/virtual/modem0", "/dev/not-there", FOTAD_MM_PORT_QMI);
  assert_found (b, NULL);
  g_clear_pointer (&b->port, fotad_control_port_free);
  use (b, "/virtual/modem0", "/proc/self/maps", FOTAD_MM_PORT_QMI);
  assert_found (b, "/proc/self/maps");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/modem/control-port/" name, Bench, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("other-name", test_other_name);
  ADD ("unknown-interface", test_unknown_interface);
  ADD ("wwan", test_wwan);
  ADD ("none", test_none);
  ADD ("virtual", test_virtual);
  return g_test_run ();
}
