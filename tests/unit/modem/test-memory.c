/*
 * A modem written with its job and read again after a crash: nothing is lost on the way, and what
 * the disk made of it is refused by name or taken as not said.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-memory.h"

#include <string.h>

#include "core/fotad-error.h"

#define IMEI "867648049999994"

static FotadMmModem *
seen (const char *text)
{
  g_autoptr (GVariant) properties = g_variant_ref_sink (g_variant_new_parsed (text));

  return fotad_mm_modem_new ("/org/freedesktop/ModemManager1/Modem/7", properties);
}

static void
assert_same_ports (FotadMmModem *modem, FotadMmModem *wanted)
{
  g_assert_cmpuint (modem->ports->len, ==, wanted->ports->len);
  for (guint i = 0; i < modem->ports->len; i++) {
    FotadMmPort *a = &g_array_index (modem->ports, FotadMmPort, i);
    FotadMmPort *b = &g_array_index (wanted->ports, FotadMmPort, i);

    g_assert_cmpstr (a->name, ==, b->name);
    g_assert_cmpuint (a->type, ==, b->type);
  }
}

static void
assert_comes_back (FotadModem *modem, FotadMmModem *wanted, int wanted_interface)
{
  g_autofree char *text = fotad_memory_write (modem), *imei = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadMmModem) read = NULL;
  int interface = -7;

  read = fotad_memory_read (text, &imei, &interface, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (imei, ==, IMEI);
  g_assert_cmpint (interface, ==, wanted_interface);
  g_assert_cmpstr (read->uid, ==, wanted->uid);
  g_assert_cmpstr (read->physdev, ==, wanted->physdev);
  g_assert_cmpstr (read->imei, ==, wanted->imei);
  g_assert_cmpstr (read->manufacturer, ==, wanted->manufacturer);
  g_assert_cmpstr (read->model, ==, wanted->model);
  g_assert_cmpstr (read->primary_port, ==, wanted->primary_port);
  g_assert_cmpstr (read->revision, ==, fotad_modem_get_revision (modem));
  assert_same_ports (read, wanted);
}

static void
test_comes_back (void)
{
  g_autoptr (FotadModem) modem = fotad_modem_new (IMEI);
  g_autoptr (FotadMmModem) full =
      seen ("{'Device': <'/sys/devices/usb1/1-4'>, 'Physdev': <'/sys/devices/usb1/1-4/x'>,"
            " 'EquipmentIdentifier': <'86-7648049999994'>, 'Manufacturer': <'Maker \"Ä\"'>,"
            " 'Model': <\"M'1\\\\\">, 'Revision': <'R1\\nR2'>, 'PrimaryPort': <'cdc-wdm0'>,"
            " 'Ports': <[('ttyUSB2', uint32 3), ('cdc-wdm0', 6), ('/run/s', 99)]>}");
  g_autoptr (FotadMmModem) bare = seen ("{'Device': <'/virtual/x'>}");

  fotad_modem_see (modem, bare);
  assert_comes_back (modem, bare, -1);
  fotad_modem_see (modem, full);
  fotad_modem_set_interface (modem, 2);
  assert_comes_back (modem, full, 2);
  fotad_modem_see (modem, NULL);
  assert_comes_back (modem, full, 2);
  fotad_modem_set_revision (modem, "R3");
  assert_comes_back (modem, full, 2);
}

static void
test_never_seen (void)
{
  g_autoptr (FotadModem) modem = fotad_modem_new (IMEI);

  g_assert_null (fotad_memory_write (modem));
}

static void
test_refused (void)
{
  static const struct {
    const char *text, *named;
  } rows[] = {
    { "", "cannot be read" },
    { "{", "cannot be read" },
    { "\xff", "cannot be read" },
    { "'Device'", "cannot be read" },
    { "[('Device', '/d')]", "cannot be read" },
    { "{'Device': <'/d'>, 'Imei': <'" IMEI "'>} x", "cannot be read" },
    { "@a{sv} {}", "Device" },
    { "{'Imei': <'" IMEI "'>}", "Device" },
    { "{'Device': <''>, 'Imei': <'" IMEI "'>}", "Device" },
    { "{'Device': <5>, 'Imei': <'" IMEI "'>}", "Device" },
    { "{'Device': <'/d'>}", "Imei" },
    { "{'Device': <'/d'>, 'Imei': <''>}", "Imei" },
    { "{'Device': <'/d'>, 'Imei': <'8676480499999'>}", "Imei" },
    { "{'Device': <'/d'>, 'Imei': <'../../etc'>}", "Imei" },
    { "{'Device': <'/d'>, 'Imei': <uint64 867648049999994>}", "Imei" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    char *imei = (char *) "x";
    int interface;

    g_assert_null (fotad_memory_read (rows[i].text, &imei, &interface, &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
    g_assert_nonnull (strstr (error->message, "the stored modem"));
    g_assert_nonnull (strstr (error->message, rows[i].named));
    g_assert_null (imei);
  }
}

/* What an older version did not write, or the disk spoilt, is as if it had not been said. */
static void
test_not_said (void)
{
  static const char *const more[] = {
    "",
    ", 'Interface': <'2'>, 'Ports': <5>, 'Model': <true>",
    ", 'Ports': <[('x', 'y')]>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (more); i++) {
    g_autofree char *text = g_strdup_printf ("{'Device': <'/d'>, 'Imei': <'" IMEI "'>%s}", more[i]);
    g_autofree char *imei = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (FotadMmModem) read = NULL;
    int interface = 3;

    read = fotad_memory_read (text, &imei, &interface, &error);
    g_assert_no_error (error);
    g_assert_cmpint (interface, ==, -1);
    g_assert_cmpuint (read->ports->len, ==, 0);
    g_assert_cmpstr (read->model, ==, "");
    g_assert_cmpstr (read->uid, ==, "/d");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/modem/memory/comes-back", test_comes_back);
  g_test_add_func ("/modem/memory/never-seen", test_never_seen);
  g_test_add_func ("/modem/memory/refused", test_refused);
  g_test_add_func ("/modem/memory/not-said", test_not_said);
  return g_test_run ();
}
