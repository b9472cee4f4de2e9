/*
 * Modems come, change, go and come back under other names; ModemManager does so too.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-bus.h"
#include "fake-mm.h"
#include "host/fotad-modem-manager.h"

#define UID "/sys/devices/usb1/1-1"
#define IMEI "867648049999994"

typedef struct {
  GDBusConnection *bus;
  FakeMm *mm;
  FotadModemManager *manager;
  GString *log; /* one letter an event */
} Bench;

static void
on_exported (FotadModemManager *manager, const char *uid, Bench *b)
{
  g_string_append_c (b->log, 'e');
}

static void
on_appeared (FotadModemManager *manager, FotadMmModem *modem, Bench *b)
{
  g_assert_true (fotad_modem_manager_lookup (manager, modem->uid) == modem);
  g_string_append_c (b->log, 'a');
}

static void
on_changed (FotadModemManager *manager, FotadMmModem *modem, Bench *b)
{
  g_string_append_c (b->log, 'c');
}

static void
on_vanished (FotadModemManager *manager, const char *uid, Bench *b)
{
  g_assert_null (fotad_modem_manager_lookup (manager, uid));
  g_string_append_c (b->log, 'v');
}

static void
follow (Bench *b)
{
  b->manager = fotad_modem_manager_new (b->bus);
  g_signal_connect (b->manager, "exported", G_CALLBACK (on_exported), b);
  g_signal_connect (b->manager, "appeared", G_CALLBACK (on_appeared), b);
  g_signal_connect (b->manager, "changed", G_CALLBACK (on_changed), b);
  g_signal_connect (b->manager, "vanished", G_CALLBACK (on_vanished), b);
}

static void
set_up (Bench *b, gconstpointer data)
{
  b->bus = fake_bus_join ();
  b->mm = fake_mm_new ();
  b->log = g_string_new (NULL);
}

static void
tear_down (Bench *b, gconstpointer data)
{
  g_assert_finalize_object (b->manager);
  g_clear_pointer (&b->mm, fake_mm_free);
  fake_bus_leave (&b->bus);
  g_string_free (b->log, TRUE);
}

static void
assert_log (Bench *b, const char *expected)
{
  fake_wait (b->log->len >= strlen (expected));
  g_assert_cmpstr (b->log->str, ==, expected);
  g_string_truncate (b->log, 0);
}

static void
test_present (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED);
  g_autoptr (GPtrArray) list = NULL;
  FotadMmModem *modem;

  follow (b);
  g_assert_false (fotad_modem_manager_is_ready (b->manager));
  fake_wait (fotad_modem_manager_is_ready (b->manager));
  assert_log (b, "ea");
  modem = fotad_modem_manager_lookup (b->manager, UID);
  g_assert_cmpstr (modem->path, ==, path);
  g_assert_cmpstr (modem->imei, ==, IMEI);
  g_assert_cmpstr (modem->manufacturer, ==, "Maker");
  g_assert_cmpstr (modem->model, ==, "M1");
  g_assert_cmpstr (modem->revision, ==, "R1");
  g_assert_cmpstr (modem->primary_port, ==, "ttyUSB2");
  g_assert_cmpstr (modem->physdev, ==, "");
  g_assert_cmpuint (modem->ports->len, ==, 2);
  g_assert_cmpuint (fotad_mm_modem_port_type (modem, "ttyUSB2"), ==, FOTAD_MM_PORT_AT);
  list = fotad_modem_manager_list (b->manager);
  g_assert_cmpuint (list->len, ==, 1);
}

static void
test_failed_modem (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_FAILED);

  follow (b);
  assert_log (b, "ea");
  g_assert_cmpint (fotad_modem_manager_lookup (b->manager, UID)->state, ==, FOTAD_MM_STATE_FAILED);
}

static void
test_late_imei (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add (b->mm, UID, "", FOTAD_MM_STATE_INITIALIZING);

  follow (b);
  assert_log (b, "e");
  g_assert_null (fotad_modem_manager_lookup (b->manager, UID));
  g_assert_true (fotad_modem_manager_is_exported (b->manager, UID));
  fake_mm_change (b->mm, path, g_variant_new_parsed ("{'Model': <'M2'>}"));
  fake_pass (50);
  assert_log (b, "");
  fake_mm_change (b->mm, path, g_variant_new_parsed ("{'EquipmentIdentifier': <%s>}", IMEI));
  assert_log (b, "a");
  g_assert_cmpstr (fotad_modem_manager_lookup (b->manager, UID)->model, ==, "M2");
}

static void
test_change (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED);

  follow (b);
  assert_log (b, "ea");
  fake_mm_change (b->mm, path, g_variant_new_parsed ("{'SignalQuality': <(uint32 20, true)>}"));
  fake_mm_change (b->mm, path, g_variant_new_parsed ("{'Revision': <uint32 7>}"));
  fake_pass (50);
  assert_log (b, "");
  fake_mm_change (b->mm, path, g_variant_new_parsed ("{'Ports': <[('ttyUSB7', uint32 3)]>}"));
  assert_log (b, "c");
  g_assert_cmpuint (
      fotad_mm_modem_port_type (fotad_modem_manager_lookup (b->manager, UID), "ttyUSB7"), ==,
      FOTAD_MM_PORT_AT);
  fake_mm_change (b->mm, path, g_variant_new_parsed ("{'Sim': <objectpath '/sim/3'>}"));
  assert_log (b, "c");
  g_assert_cmpstr (fotad_modem_manager_lookup (b->manager, UID)->sim, ==, "/sim/3");
  fake_mm_change (b->mm, path, g_variant_new_parsed ("{'Sim': <objectpath '/'>}"));
  assert_log (b, "c");
  g_assert_cmpstr (fotad_modem_manager_lookup (b->manager, UID)->sim, ==, "");
}

static void
test_path_change (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED);
  g_autofree char *next = NULL;

  follow (b);
  assert_log (b, "ea");
  fake_mm_remove (b->mm, path);
  assert_log (b, "v");
  next = fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED);
  assert_log (b, "ea");
  g_assert_cmpstr (fotad_modem_manager_lookup (b->manager, UID)->path, ==, next);
}

/* The new object may come before the old one goes. */
static void
test_path_overlap (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED);
  g_autofree char *next = NULL;

  follow (b);
  assert_log (b, "ea");
  next = fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED);
  assert_log (b, "ec");
  fake_mm_remove (b->mm, path);
  fake_pass (50);
  assert_log (b, "");
  g_assert_cmpstr (fotad_modem_manager_lookup (b->manager, UID)->path, ==, next);
}

static void
test_restart (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED);
  g_autofree char *other = fake_mm_add (b->mm, UID "/2", "867648049999986", FOTAD_MM_STATE_LOCKED);
  g_autofree char *next = NULL;

  follow (b);
  assert_log (b, "eaea");
  fake_mm_stop (b->mm);
  assert_log (b, "vv");
  g_assert_false (fotad_modem_manager_is_running (b->manager));
  g_assert_false (fotad_modem_manager_is_ready (b->manager));
  next = fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED);
  fake_mm_start (b->mm);
  assert_log (b, "ea");
  fake_wait (fotad_modem_manager_is_ready (b->manager));
}

static void
test_absent (Bench *b, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_mm_stop (b->mm);
  follow (b);
  fake_pass (100);
  assert_log (b, "");
  g_assert_cmpuint (b->mm->lists, ==, 0);
  path = fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED);
  fake_mm_start (b->mm);
  assert_log (b, "ea");
}

/* An object that is added and removed while the list is asked for, and a list that fails. */
static void
test_slow_list (Bench *b, gconstpointer data)
{
  g_autofree char *path = NULL;

  b->mm->list_errors = 2;
  g_test_expect_message ("fotad-host", G_LOG_LEVEL_WARNING, "*failed to list*(1 of*not yet*");
  g_test_expect_message ("fotad-host", G_LOG_LEVEL_WARNING, "*failed to list*(2 of*not yet*");
  follow (b);
  fake_wait (b->mm->lists == 1);
  path = fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED);
  assert_log (b, "ea");
  fake_mm_remove (b->mm, path);
  assert_log (b, "v");
  fake_wait (fotad_modem_manager_is_ready (b->manager));
  g_test_assert_expected_messages ();
  assert_log (b, "");
  g_assert_cmpuint (b->mm->lists, ==, 3);
}

/* Whoever speaks for ModemManager may talk nonsense. */
static void
test_nonsense (Bench *b, gconstpointer data)
{
  const char *root = "/org/freedesktop/ModemManager1";
  const char *iface = "org.freedesktop.DBus.ObjectManager";

  follow (b);
  fake_wait (fotad_modem_manager_is_ready (b->manager));
  g_dbus_connection_emit_signal (b->mm->bus, NULL, root, iface, "InterfacesAdded",
                                 g_variant_new ("(s)", "x"), NULL);
  g_dbus_connection_emit_signal (b->mm->bus, NULL, root, iface, "InterfacesRemoved", NULL, NULL);
  g_test_expect_message ("fotad-host", G_LOG_LEVEL_WARNING, "*on which device*");
  g_free (fake_mm_add (b->mm, "", IMEI, FOTAD_MM_STATE_DISABLED));
  fake_pass (100);
  g_test_assert_expected_messages ();
  assert_log (b, "");
}

static void
test_snapshot_many_ports (void)
{
  g_autoptr (FotadMmModem) modem = NULL;
  g_autoptr (GVariant) properties = NULL;
  GVariantBuilder ports;

  g_variant_builder_init (&ports, G_VARIANT_TYPE ("a(su)"));
  for (guint i = 0; i < 1000; i++)
    g_variant_builder_add (&ports, "(su)", "ttyUSB1", 3);
  properties = g_variant_ref_sink (g_variant_new_parsed ("{'Ports': %v, 'State': <'no number'>}",
                                                         g_variant_builder_end (&ports)));
  modem = fotad_mm_modem_new ("/m", properties);
  g_assert_cmpuint (modem->ports->len, ==, 64);
  g_assert_cmpint (modem->state, ==, FOTAD_MM_STATE_UNKNOWN);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/host/modem-manager/" name, Bench, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  g_setenv ("FOTAD_TIME_SCALE", "0.01", TRUE);
  g_test_init (&argc, &argv, NULL);
  fake_bus_up ();
  ADD ("present", test_present);
  ADD ("failed-modem", test_failed_modem);
  ADD ("late-imei", test_late_imei);
  ADD ("change", test_change);
  ADD ("path-change", test_path_change);
  ADD ("path-overlap", test_path_overlap);
  ADD ("restart", test_restart);
  ADD ("absent", test_absent);
  ADD ("slow-list", test_slow_list);
  ADD ("nonsense", test_nonsense);
  g_test_add_func ("/host/modem-manager/snapshot/many-ports", test_snapshot_many_ports);
  result = g_test_run ();
  fake_bus_down ();
  return result;
}
