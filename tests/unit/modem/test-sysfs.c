/*
 * What udev knows of a modem's ports: its own and nobody else's, by number, name or tag.  udev is
 * pretended by umockdev.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-sysfs.h"

#include <umockdev.h>

#define HUB "/devices/pci0000:00/usb1"
#define PCI "/devices/pci0000:00/0000:01:00.0"

/* On the hub 1-1, the modem, and 1-10, another of the kind; a PCIe modem; a UART. */
static const char world[] =
    "P: " HUB "/1-1\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: ID_MM_PHYSDEV_UID=slot-a\n"
    "A: idVendor=ABCD\\n\nA: idProduct=07F0\\n\n\n"
    "P: " HUB "/1-1/1-1:1.2\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
    "A: bInterfaceNumber=02\\n\n\n"
    "P: " HUB "/1-1/1-1:1.2/ttyUSB1/tty/ttyUSB1\nE: SUBSYSTEM=tty\nE: DEVNAME=/dev/ttyUSB1\n\n"
    "P: " HUB "/1-1/1-1:1.12\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
    "A: bInterfaceNumber=12\\n\n\n"
    "P: " HUB "/1-1/1-1:1.12/ttyUSB2/tty/ttyUSB2\nE: SUBSYSTEM=tty\nE: DEVNAME=/dev/ttyUSB2\n\n"
    "P: " HUB "/1-1/1-1:1.12/usbmisc/hiddev0\nE: SUBSYSTEM=usbmisc\nE: DEVNAME=/dev/hiddev0\n\n"
    "P: " HUB "/1-1/1-1:1.4\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
    "A: bInterfaceNumber=04\\n\n\n"
    "P: " HUB "/1-1/1-1:1.4/usbmisc/cdc-wdm3\nE: SUBSYSTEM=usbmisc\nE: DEVNAME=/dev/cdc-wdm3\n\n"
    "P: " HUB "/1-1/1-1:1.4/net/eth0\nE: SUBSYSTEM=net\n\n"
    "P: " HUB "/1-10\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nA: idVendor=abcd\\n\n"
    "A: idProduct=1111\\n\n\n"
    "P: " HUB "/1-10/1-10:1.3\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
    "A: bInterfaceNumber=zz\\n\n\n"
    "P: " HUB "/1-10/1-10:1.3/ttyUSB3/tty/ttyUSB3\nE: SUBSYSTEM=tty\nE: DEVNAME=/dev/ttyUSB3\n"
    "E: ID_USB_INTERFACE_NUM=05\n\n"
    "P: " HUB "/1-10/1-10:1.3/ttyUSB4/tty/ttyUSB4\nE: SUBSYSTEM=tty\nE: DEVNAME=/dev/ttyUSB4\n\n"
    "P: " PCI "/wwan/wwan0/wwan0at0\nE: SUBSYSTEM=wwan\nE: DEVNAME=/dev/wwan0at0\n\n"
    "P: " PCI "/wwan/wwan0/wwan0at10\nE: SUBSYSTEM=wwan\nE: DEVNAME=/dev/wwan0at10\n\n"
    "P: " PCI "/wwan/wwan0/wwan0qmi0\nE: SUBSYSTEM=wwan\nE: DEVNAME=/dev/wwan0qmi0\n\n"
    "P: /devices/platform/uart1/tty/ttyS1\nE: SUBSYSTEM=tty\nE: DEVNAME=/dev/ttyS1\n\n";

typedef struct {
  UMockdevTestbed *testbed;
  FotadMmModem *usb; /* 1-1 */
  FotadMmModem *pci;
} World;

static FotadMmModem *
seen (const char *uid, const char *physdev, const char *port)
{
  g_autoptr (GVariant) properties = g_variant_ref_sink (g_variant_new_parsed (
      "{'Device': <%s>, 'Physdev': <%s>, 'Ports': <[('nosuch', uint32 3), (%s, 3)]>}", uid, physdev,
      port));

  return fotad_mm_modem_new ("/m", properties);
}

static void
set_up (World *w, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  w->testbed = umockdev_testbed_new ();
  g_assert_true (umockdev_in_mock_environment ());
  umockdev_testbed_add_from_string (w->testbed, world, &error);
  g_assert_no_error (error);
  w->usb = seen ("/sys" HUB "/1-1", "", "ttyUSB2");
  w->pci = seen ("/sys" PCI, "", "wwan0at0");
}

static void
tear_down (World *w, gconstpointer unused)
{
  fotad_mm_modem_unref (w->usb);
  fotad_mm_modem_unref (w->pci);
  g_assert_finalize_object (w->testbed);
}

/* The device file of @port, which it takes; NULL for none. */
static void
assert_device (GUdevDevice *port, const char *wanted)
{
  g_autoptr (GUdevDevice) owned = port;

  g_assert_cmpstr (port != NULL ? g_udev_device_get_device_file (port) : NULL, ==, wanted);
}

static void
test_by_name (World *w, gconstpointer unused)
{
  assert_device (fotad_sysfs_port ("ttyUSB2"), "/dev/ttyUSB2");
  assert_device (fotad_sysfs_port ("wwan0at0"), "/dev/wwan0at0");
  assert_device (fotad_sysfs_port ("cdc-wdm3"), NULL);
  assert_device (fotad_sysfs_port ("ttyUSB9"), NULL);
  assert_device (fotad_sysfs_control ("cdc-wdm3"), "/dev/cdc-wdm3");
  assert_device (fotad_sysfs_control ("wwan0qmi0"), "/dev/wwan0qmi0");
  assert_device (fotad_sysfs_control ("ttyUSB2"), NULL);
}

static void
test_interface (World *w, gconstpointer unused)
{
  static const struct {
    const char *name;
    int interface;
  } rows[] = {
    { "ttyUSB1", 2 },  { "ttyUSB2", 0x12 }, { "ttyUSB3", 5 },
    { "ttyUSB4", -1 }, { "wwan0at0", -1 },  { "ttyS1", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GUdevDevice) port = fotad_sysfs_port (rows[i].name);

    g_assert_cmpint (fotad_sysfs_interface (port), ==, rows[i].interface);
  }
}

static gboolean
belongs (const char *name, const char *uid, const char *physdev)
{
  g_autoptr (FotadMmModem) modem = seen (uid, physdev, name);
  g_autoptr (GUdevDevice) port = fotad_sysfs_port (name);

  return fotad_sysfs_belongs (port, modem);
}

static void
test_belongs (World *w, gconstpointer unused)
{
  g_assert_true (belongs ("ttyUSB2", "/sys" HUB "/1-1", ""));
  g_assert_true (belongs ("ttyUSB2", "gone", "/sys" HUB "/1-1"));
  g_assert_true (belongs ("ttyUSB2", "/sys" HUB "/1-1/1-1:1.12/ttyUSB2/tty/ttyUSB2", ""));
  g_assert_true (belongs ("ttyUSB2", "slot-a", ""));
  g_assert_false (belongs ("ttyUSB3", "/sys" HUB "/1-1", ""));
  g_assert_false (belongs ("ttyUSB3", "slot-a", ""));
  g_assert_false (belongs ("ttyUSB2", "slot", ""));
  g_assert_false (belongs ("ttyUSB2", "", ""));
  g_assert_false (belongs ("ttyUSB2", "/", "/"));
}

static void
test_find_interface (World *w, gconstpointer unused)
{
  g_autofree char *first = fotad_sysfs_find_interface (w->usb, 2);
  g_autofree char *second = fotad_sysfs_find_interface (w->usb, 0x12);

  g_assert_cmpstr (first, ==, "/dev/ttyUSB1");
  g_assert_cmpstr (second, ==, "/dev/ttyUSB2");
  g_assert_null (fotad_sysfs_find_interface (w->usb, 5));
  g_assert_null (fotad_sysfs_find_interface (w->usb, 4));
  g_assert_null (fotad_sysfs_find_interface (w->pci, 2));
}

static void
test_find_wwan (World *w, gconstpointer unused)
{
  g_autofree char *same = fotad_sysfs_find_wwan (w->pci, "wwan0at0");
  g_autofree char *renumbered = fotad_sysfs_find_wwan (w->pci, "wwan12at10");

  g_assert_cmpstr (same, ==, "/dev/wwan0at0");
  g_assert_cmpstr (renumbered, ==, "/dev/wwan0at10");
  g_assert_null (fotad_sysfs_find_wwan (w->pci, "wwan0at1"));
  g_assert_null (fotad_sysfs_find_wwan (w->pci, "at0"));
  g_assert_null (fotad_sysfs_find_wwan (w->pci, "ttyU0at0"));
  g_assert_null (fotad_sysfs_find_wwan (w->usb, "wwan0at0"));
}

static void
test_find_control (World *w, gconstpointer unused)
{
  g_autofree char *there = fotad_sysfs_find_control (w->usb, 4);
  g_autofree char *any = fotad_sysfs_find_control (w->usb, -1);

  g_assert_cmpstr (there, ==, "/dev/cdc-wdm3");
  g_assert_cmpstr (any, ==, "/dev/cdc-wdm3");
  g_assert_null (fotad_sysfs_find_control (w->usb, 0x12));
  g_assert_null (fotad_sysfs_find_control (w->pci, -1));
}

static void
test_choose_interface (World *w, gconstpointer unused)
{
  g_assert_cmpint (fotad_sysfs_choose_interface (w->usb, "ttyUSB1", 0x12), ==, 0x12);
  g_assert_cmpint (fotad_sysfs_choose_interface (w->usb, "ttyUSB1", 7), ==, 2);
  g_assert_cmpint (fotad_sysfs_choose_interface (w->usb, "ttyUSB1", -1), ==, 2);
  g_assert_cmpint (fotad_sysfs_choose_interface (w->usb, "ttyUSB3", -1), ==, -1);
  g_assert_cmpint (fotad_sysfs_choose_interface (w->usb, "nosuch", -1), ==, -1);
  g_assert_cmpint (fotad_sysfs_choose_interface (w->pci, "wwan0at0", -1), ==, -1);
}

static void
assert_usb_id (const char *uid, const char *physdev, const char *port, const char *wanted)
{
  g_autoptr (FotadMmModem) modem = seen (uid, physdev, port);
  g_autofree char *id = fotad_sysfs_usb_id (modem);

  g_assert_cmpstr (id, ==, wanted);
}

static void
test_usb_id (World *w, gconstpointer unused)
{
  assert_usb_id ("/sys" HUB "/1-1", "", "nosuch", "abcd:07f0");
  assert_usb_id ("slot-x", "/sys" HUB "/1-1", "nosuch", "abcd:07f0");
  assert_usb_id ("slot-a", "", "ttyUSB2", "abcd:07f0");
  assert_usb_id ("/sys" HUB "/1-10", "/sys" HUB "/1-1", "nosuch", "abcd:07f0");
  assert_usb_id ("slot-a", "", "ttyUSB3", NULL);
  assert_usb_id ("/sys" PCI "/wwan/wwan0/wwan0at0", "", "wwan0at0", NULL);
  assert_usb_id ("/sys/devices/nowhere", "", "nosuch", NULL);
  assert_usb_id ("../1-1", "", "nosuch", NULL);
}

#define WORLD_TEST(path, function) g_test_add (path, World, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  WORLD_TEST ("/modem/sysfs/by-name", test_by_name);
  WORLD_TEST ("/modem/sysfs/interface", test_interface);
  WORLD_TEST ("/modem/sysfs/belongs", test_belongs);
  WORLD_TEST ("/modem/sysfs/find-interface", test_find_interface);
  WORLD_TEST ("/modem/sysfs/find-wwan", test_find_wwan);
  WORLD_TEST ("/modem/sysfs/find-control", test_find_control);
  WORLD_TEST ("/modem/sysfs/choose-interface", test_choose_interface);
  WORLD_TEST ("/modem/sysfs/usb-id", test_usb_id);
  return g_test_run ();
}
