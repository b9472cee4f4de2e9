/*
 * Ports that come back under other names: udev and sysfs are pretended by umockdev.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-mm.h"

#include <umockdev.h>

#include "core/fotad-error.h"
#include "modem/fotad-ports.h"
#include "modem/fotad-sysfs.h"

/* Slow, so that what is found soon was told by udev and not by looking again and again. */
#define SCALE "6"
#define LOOK_US (3 * G_USEC_PER_SEC)

#define HUB "/devices/pci0000:00/usb1"

typedef struct {
  UMockdevTestbed *testbed;
  FotadPorts *ports;
  guint answers;
  char *path;
  GError *error;
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
  fake_pass (20);
  if (b->ports != NULL)
    g_assert_finalize_object (b->ports);
  g_assert_finalize_object (b->testbed);
  g_clear_error (&b->error);
  g_free (b->path);
}

static void add_string (Bench *b, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add_string (Bench *b, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  umockdev_testbed_add_from_string (b->testbed, text, &error);
  g_assert_no_error (error);
}

static void
add_usb (Bench *b, const char *device, const char *tag)
{
  add_string (b,
              "P: " HUB "/%s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n%s"
              "A: idVendor=ABCD\\n\nA: idProduct=0700\\n\n",
              device, tag);
}

static void
add_tty (Bench *b, const char *device, guint interface, const char *name)
{
  add_string (b,
              "P: " HUB "/%s/%s:1.%u\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
              "A: bInterfaceNumber=%02x\\n\n",
              device, device, interface, interface);
  add_string (b,
              "P: " HUB "/%s/%s:1.%u/%s/tty/%s\nE: SUBSYSTEM=tty\nE: DEVNAME=/dev/%s\n"
              "\n",
              device, device, interface, name, name, name);
}

static void
remove_tty (Bench *b, const char *device, guint interface, const char *name)
{
  g_autofree char *parent = NULL, *path = NULL;

  parent = g_strdup_printf ("/sys" HUB "/%s/%s:1.%u", device, device, interface);
  path = g_strdup_printf ("%s/%s/tty/%s", parent, name, name);
  umockdev_testbed_uevent (b->testbed, path, "remove");
  umockdev_testbed_remove_device (b->testbed, path);
  umockdev_testbed_remove_device (b->testbed, parent);
}

static FotadMmModem *
new_seen (const char *uid, const char *physdev, const char *primary)
{
  g_autoptr (GVariant) properties = NULL;

  properties = g_variant_ref_sink (g_variant_new_parsed (
      "{'Device': <%s>, 'Physdev': <%s>, 'PrimaryPort': <%s>, "
      " 'Ports': <[('ttyUSB0', uint32 4), ('ttyUSB1', uint32 3), (%s, uint32 3)]>}",
      uid, physdev, primary, primary));
  return fotad_mm_modem_new ("/m", properties);
}

static void
use (Bench *b, FotadMmModem *seen, int interface)
{
  g_autoptr (GError) error = NULL;

  b->ports = fotad_ports_new (seen, interface, &error);
  g_assert_no_error (error);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *b = data;

  g_clear_pointer (&b->path, g_free);
  g_clear_error (&b->error);
  b->path = fotad_ports_wait_finish (FOTAD_PORTS (source), result, &b->error);
  b->answers++;
}

static void
assert_found (Bench *b, const char *expected)
{
  g_autofree char *path = fotad_ports_find (b->ports);

  g_assert_cmpstr (path, ==, expected);
}

static void
test_interface (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = new_seen ("/sys" HUB "/1-1", "", "ttyUSB2");

  add_usb (b, "1-1", "");
  add_tty (b, "1-1", 2, "ttyUSB1");
  add_tty (b, "1-1", 3, "ttyUSB2");
  g_assert_cmpint (fotad_ports_choose_interface (seen, -1), ==, 3);
  g_assert_cmpint (fotad_ports_choose_interface (seen, 2), ==, 2);
  g_assert_cmpint (fotad_ports_choose_interface (seen, 9), ==, 3);
  use (b, seen, 2);
  assert_found (b, "/dev/ttyUSB1");
  g_assert_true (fotad_ports_is_hotplug (b->ports));
  g_assert_false (fotad_ports_is_uart (b->ports));
}

static void
test_usb_id (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) by_path = new_seen ("/sys" HUB "/1-1", "", "ttyUSB2");
  g_autoptr (FotadMmModem) by_physdev = new_seen ("slot-a", "/sys" HUB "/1-1", "none");
  g_autoptr (FotadMmModem) by_port = new_seen ("slot-a", "", "ttyUSB2");
  g_autoptr (FotadMmModem) elsewhere = new_seen ("slot-b", "", "ttyUSB2");
  FotadMmModem *all[] = { by_path, by_physdev, by_port };

  add_usb (b, "1-1", "E: ID_MM_PHYSDEV_UID=slot-a\n");
  add_tty (b, "1-1", 2, "ttyUSB2");
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++) {
    g_autofree char *id = fotad_sysfs_usb_id (all[i]);

    g_assert_cmpstr (id, ==, "abcd:0700");
  }
  g_assert_null (fotad_sysfs_usb_id (elsewhere));
}

/* The modem reboots and its AT port becomes ttyUSB5, while ttyUSB2 is another modem's now. */
static void
test_other_name (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = new_seen ("/sys" HUB "/1-1", "", "ttyUSB2");
  gint64 begin;

  add_usb (b, "1-1", "");
  add_usb (b, "1-2", "");
  add_tty (b, "1-1", 3, "ttyUSB2");
  use (b, seen, 3);
  assert_found (b, "/dev/ttyUSB2");
  remove_tty (b, "1-1", 3, "ttyUSB2");
  add_tty (b, "1-2", 3, "ttyUSB2");
  assert_found (b, NULL);
  fotad_ports_wait_async (b->ports, 1000, NULL, on_found, b);
  fake_pass (100);
  g_assert_cmpuint (b->answers, ==, 0);
  add_tty (b, "1-1", 2, "ttyUSB4");
  add_tty (b, "1-1", 3, "ttyUSB5");
  begin = g_get_monotonic_time ();
  fake_wait (b->answers == 1);
  g_assert_no_error (b->error);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, LOOK_US / 2);
  g_assert_cmpstr (b->path, ==, "/dev/ttyUSB5");
}

/* 1-1 is no part of 1-10. */
static void
test_neighbour (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = new_seen ("/sys" HUB "/1-1", "", "ttyUSB2");

  add_usb (b, "1-10", "");
  add_tty (b, "1-10", 3, "ttyUSB2");
  use (b, seen, 3);
  assert_found (b, NULL);
  g_assert_cmpint (fotad_ports_choose_interface (seen, -1), ==, -1);
}

/* The device's path has changed, its tag has not. */
static void
test_tag (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = new_seen ("slot-a", "/sys" HUB "/1-1", "ttyUSB2");

  add_usb (b, "1-7", "E: ID_MM_PHYSDEV_UID=slot-a\n");
  add_usb (b, "1-8", "E: ID_MM_PHYSDEV_UID=slot-b\n");
  add_tty (b, "1-8", 3, "ttyUSB0");
  add_tty (b, "1-7", 3, "ttyUSB6");
  use (b, seen, 3);
  assert_found (b, "/dev/ttyUSB6");
}

static void
test_wwan (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = new_seen ("/sys/devices/pci0000:00/0000:01:00.0", "", "wwan0at0");

  add_string (b, "P: /devices/pci0000:00/0000:02:00.0/wwan/wwan0/wwan0at0\nE: SUBSYSTEM=wwan\n"
                 "E: DEVNAME=/dev/wwan0at0\nN: wwan0at0\n");
  add_string (b, "P: /devices/pci0000:00/0000:01:00.0/wwan/wwan1/wwan1at1\nE: SUBSYSTEM=wwan\n"
                 "E: DEVNAME=/dev/wwan1at1\nN: wwan1at1\n");
  use (b, seen, -1);
  assert_found (b, NULL);
  add_string (b, "P: /devices/pci0000:00/0000:01:00.0/wwan/wwan1/wwan1at0\nE: SUBSYSTEM=wwan\n"
                 "E: DEVNAME=/dev/wwan1at0\nN: wwan1at0\n");
  assert_found (b, "/dev/wwan1at0");
  g_assert_true (fotad_ports_is_hotplug (b->ports));
  g_assert_false (fotad_ports_is_uart (b->ports));
}

/* A soldered UART: udev knows it, but it is on no bus that could lose it. */
static void
test_uart (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = new_seen ("/sys/devices/platform/soc/uart1", "", "ttyS1");

  add_string (b, "P: /devices/platform/soc/uart1/tty/ttyS1\nE: SUBSYSTEM=tty\n"
                 "E: DEVNAME=/dev/ttyS1\nN: ttyS1\n");
  g_assert_cmpint (fotad_ports_choose_interface (seen, -1), ==, -1);
  g_assert_null (fotad_sysfs_usb_id (seen));
  use (b, seen, -1);
  assert_found (b, "/dev/ttyS1");
  g_assert_true (fotad_ports_is_uart (b->ports));
}

/* Unknown to udev: the same path, as soon as it exists. */
static void
test_unknown_to_udev (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = new_seen ("/sys/devices/nowhere", "", "ttyMY7");

  use (b, seen, -1);
  fotad_ports_wait_async (b->ports, 1000, NULL, on_found, b);
  fake_pass (100);
  g_assert_cmpuint (b->answers, ==, 0);
  add_string (b, "P: /devices/virtual/mem/my7\nE: SUBSYSTEM=mem\nN: ttyMY7\n");
  fake_wait (b->answers == 1);
  g_assert_cmpstr (b->path, ==, "/dev/ttyMY7");
}

static void
test_limit (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = new_seen ("/sys" HUB "/1-1", "", "ttyUSB2");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  use (b, seen, 3);
  fotad_ports_wait_async (b->ports, 0.05, NULL, on_found, b);
  fake_wait (b->answers == 1);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  fotad_ports_wait_async (b->ports, 1000, cancellable, on_found, b);
  g_cancellable_cancel (cancellable);
  fake_wait (b->answers == 2);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
}

static void
test_socket (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = new_seen ("/virtual/1", "", "abstract:x");

  use (b, seen, -1);
  assert_found (b, "abstract:x");
  g_assert_false (fotad_ports_is_uart (b->ports));
  g_assert_false (fotad_ports_is_hotplug (b->ports));
}

/* A spare port on the modem's own USB comes back by its interface. */
static void
test_spare_on_usb (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = new_seen ("/sys" HUB "/1-1", "", "ttyUSB2");

  add_usb (b, "1-1", "");
  add_tty (b, "1-1", 2, "ttyUSB1");
  add_tty (b, "1-1", 3, "ttyUSB2");
  b->ports = fotad_ports_new_at (seen, "/dev/ttyUSB1");
  assert_found (b, "/dev/ttyUSB1");
  g_assert_true (fotad_ports_is_hotplug (b->ports));
  g_assert_false (fotad_ports_is_uart (b->ports));
  remove_tty (b, "1-1", 2, "ttyUSB1");
  assert_found (b, NULL);
  add_tty (b, "1-1", 2, "ttyUSB7");
  assert_found (b, "/dev/ttyUSB7");
}

/* A cable of its own: as it is, and a speed counts. */
static void
test_spare_uart (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = new_seen ("/sys" HUB "/1-1", "", "ttyUSB2");

  add_usb (b, "1-1", "");
  b->ports = fotad_ports_new_at (seen, "/dev/ttyS1");
  assert_found (b, NULL);
  add_string (b, "P: /devices/platform/soc/uart1/tty/ttyS1\nE: SUBSYSTEM=tty\n"
                 "E: DEVNAME=/dev/ttyS1\nN: ttyS1\n");
  assert_found (b, "/dev/ttyS1");
  g_assert_true (fotad_ports_is_uart (b->ports));
  g_assert_false (fotad_ports_is_hotplug (b->ports));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/modem/ports/" name, Bench, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("FOTAD_TIME_SCALE", SCALE, TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("interface", test_interface);
  ADD ("usb-id", test_usb_id);
  ADD ("other-name", test_other_name);
  ADD ("neighbour", test_neighbour);
  ADD ("tag", test_tag);
  ADD ("wwan", test_wwan);
  ADD ("uart", test_uart);
  ADD ("unknown-to-udev", test_unknown_to_udev);
  ADD ("limit", test_limit);
  ADD ("socket", test_socket);
  ADD ("spare-on-usb", test_spare_on_usb);
  ADD ("spare-uart", test_spare_uart);
  return g_test_run ();
}
