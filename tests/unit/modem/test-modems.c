/*
 * Modems by IMEI, whatever ModemManager does with their objects and devices.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-bus.h"
#include "fake-mm.h"

#include "core/fotad-error.h"
#include "modem/fotad-modems.h"

#define A "867648049999994"
#define B "867648049999986"
#define ONE "/sys/devices/none/1-1"
#define TWO "/sys/devices/none/1-2"
#define READY FOTAD_MM_STATE_DISABLED

typedef struct {
  GDBusConnection *bus;
  FakeMm *mm;
  FotadModemManager *manager;
  FotadModems *modems;
  FotadFamily *family;
  guint added;
  guint removed;
} Bench;

static gboolean
match (FotadMmModem *modem, const char *usb, FotadModemSupport *support, gpointer data)
{
  Bench *b = data;
  static const char *const routes[] = { "fetch", NULL };

  if (!g_str_equal (modem->model, "M1"))
    return FALSE;
  *support = (FotadModemSupport){ b->family, "vendor", routes };
  return TRUE;
}

static void
on_added (FotadModems *modems, FotadModem *modem, Bench *b)
{
  b->added++;
}

static void
on_removed (FotadModems *modems, FotadModem *modem, Bench *b)
{
  b->removed++;
}

static void
follow (Bench *b)
{
  b->modems = fotad_modems_new (b->manager, match, b);
  g_signal_connect (b->modems, "added", G_CALLBACK (on_added), b);
  g_signal_connect (b->modems, "removed", G_CALLBACK (on_removed), b);
}

static void
set_up (Bench *b, gconstpointer data)
{
  b->bus = fake_bus_join ();
  b->mm = fake_mm_new ();
  b->manager = fotad_modem_manager_new (b->bus);
  b->family = fotad_family_new ("M1");
  fake_wait (fotad_modem_manager_is_ready (b->manager));
  follow (b);
}

static void
tear_down (Bench *b, gconstpointer data)
{
  g_assert_finalize_object (b->modems);
  g_assert_finalize_object (b->manager);
  fotad_family_unref (b->family);
  g_clear_pointer (&b->mm, fake_mm_free);
  fake_bus_leave (&b->bus);
}

static FotadModemState
state_of (Bench *b, const char *imei)
{
  return fotad_modem_get_state (fotad_modems_lookup (b->modems, imei));
}

static void
test_come_and_go (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add (b->mm, ONE, A, READY);
  FotadModem *modem;

  fake_wait (b->added == 1);
  modem = fotad_modems_lookup (b->modems, A);
  g_assert_cmpint (fotad_modem_get_state (modem), ==, FOTAD_MODEM_AVAILABLE);
  g_assert_cmpstr (fotad_modem_get_vendor (modem), ==, "vendor");
  g_assert_cmpstr (fotad_modem_get_routes (modem)[0], ==, "fetch");
  g_assert_cmpstr (fotad_modem_get_device (modem), ==, ONE);
  g_assert_cmpint (fotad_modem_get_interface (modem), ==, -1);
  fake_mm_remove (b->mm, path);
  fake_wait (fotad_modem_get_state (modem) == FOTAD_MODEM_MISSING);
  g_free (fake_mm_add (b->mm, ONE, A, READY));
  fake_wait (fotad_modem_get_state (modem) == FOTAD_MODEM_AVAILABLE);
  g_assert_true (fotad_modems_lookup (b->modems, A) == modem);
  g_assert_cmpuint (b->added, ==, 1);
  g_assert_cmpuint (b->removed, ==, 0);
}

static void
test_present_before (Bench *b, gconstpointer data)
{
  g_free (fake_mm_add (b->mm, ONE, A, READY));
  fake_wait (b->added == 1);
  g_assert_finalize_object (b->modems);
  follow (b);
  g_assert_nonnull (fotad_modems_lookup (b->modems, A));
}

static void
test_unsupported (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add_full (b->mm, ONE, A, "X9", "ttyUSB2", READY);

  fake_wait (b->added == 1);
  g_assert_cmpint (state_of (b, A), ==, FOTAD_MODEM_UNSUPPORTED);
  g_assert_cmpstr (fotad_modem_get_model (fotad_modems_lookup (b->modems, A)), ==, "X9");
  fake_mm_change (b->mm, path, g_variant_new_parsed ("{'Model': <'M1'>}"));
  fake_wait (state_of (b, A) == FOTAD_MODEM_AVAILABLE);
}

static void
test_swap_ports (Bench *b, gconstpointer data)
{
  g_autofree char *one = fake_mm_add (b->mm, ONE, A, READY);
  g_autofree char *two = fake_mm_add (b->mm, TWO, B, READY);
  FotadModem *a, *other;

  fake_wait (b->added == 2);
  a = fotad_modems_lookup (b->modems, A);
  other = fotad_modems_lookup (b->modems, B);
  fake_mm_remove (b->mm, one);
  fake_mm_remove (b->mm, two);
  g_free (fake_mm_add (b->mm, ONE, B, READY));
  g_free (fake_mm_add (b->mm, TWO, A, READY));
  fake_wait (g_str_equal (fotad_modem_get_device (a), TWO));
  g_assert_cmpstr (fotad_modem_get_device (other), ==, ONE);
  g_assert_cmpuint (b->added, ==, 2);
  g_assert_cmpint (state_of (b, A), ==, FOTAD_MODEM_AVAILABLE);
  g_assert_cmpint (state_of (b, B), ==, FOTAD_MODEM_AVAILABLE);
}

/* The same object, another modem: somebody swapped the card. */
static void
test_imei_changes (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add (b->mm, ONE, A, READY);

  fake_wait (b->added == 1);
  fake_mm_change (b->mm, path, g_variant_new_parsed ("{'EquipmentIdentifier': <%s>}", B));
  fake_wait (b->added == 2);
  g_assert_cmpint (state_of (b, A), ==, FOTAD_MODEM_MISSING);
  g_assert_cmpint (state_of (b, B), ==, FOTAD_MODEM_AVAILABLE);
}

static void
test_no_imei (Bench *b, gconstpointer data)
{
  g_autofree char *path = NULL;

  g_test_expect_message ("fotad-modem", G_LOG_LEVEL_MESSAGE, "*ignored, \"\" is no IMEI");
  path = fake_mm_add (b->mm, ONE, "", FOTAD_MM_STATE_FAILED);
  fake_wait (fotad_modem_manager_lookup (b->manager, ONE) != NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (b->added, ==, 0);
  fake_mm_change (b->mm, path, g_variant_new_parsed ("{'EquipmentIdentifier': <%s>}", A));
  fake_wait (b->added == 1);
}

static void
test_twins (Bench *b, gconstpointer data)
{
  g_autofree char *one = fake_mm_add (b->mm, ONE, A, READY);
  FotadModem *modem;

  fake_wait (b->added == 1);
  modem = fotad_modems_lookup (b->modems, A);
  g_test_expect_message ("fotad-modem", G_LOG_LEVEL_WARNING, "*" TWO "*already that of " ONE "*");
  g_free (fake_mm_add (b->mm, TWO, A, READY));
  fake_wait (fotad_modem_manager_lookup (b->manager, TWO) != NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (fotad_modem_get_device (modem), ==, ONE);
  fake_mm_remove (b->mm, one);
  fake_wait (g_str_equal (fotad_modem_get_device (modem), TWO));
  g_assert_cmpint (state_of (b, A), ==, FOTAD_MODEM_AVAILABLE);
  g_assert_cmpuint (b->added, ==, 1);
}

static void
test_busy_stays (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add (b->mm, ONE, A, READY);

  fake_wait (b->added == 1);
  fotad_modem_set_busy (fotad_modems_lookup (b->modems, A), TRUE);
  fake_mm_remove (b->mm, path);
  fake_wait (!fotad_modem_is_seen (fotad_modems_lookup (b->modems, A)));
  g_assert_cmpint (state_of (b, A), ==, FOTAD_MODEM_BUSY);
}

/* Invented IMEIs push out other missing ones, oldest first, but never a busy one. */
static void
test_many_missing (Bench *b, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < 30; i++) {
    g_autofree char *imei = g_strdup_printf ("8000000000000%02u", i);
    g_autofree char *path = fake_mm_add (b->mm, ONE, imei, READY);

    fake_wait (b->added == i + 1);
    if (i == 1)
      fotad_modem_set_busy (fotad_modems_lookup (b->modems, imei), TRUE);
    fake_mm_remove (b->mm, path);
    fake_wait (!fotad_modem_is_seen (fotad_modems_lookup (b->modems, imei)));
  }
  list = fotad_modems_list (b->modems);
  g_assert_cmpuint (list->len, ==, 16);
  g_assert_cmpuint (b->removed, ==, 14);
  g_assert_cmpstr (fotad_modem_get_imei (list->pdata[0]), ==, "800000000000001");
  g_assert_cmpstr (fotad_modem_get_imei (list->pdata[1]), ==, "800000000000015");
}

static void
test_restart (Bench *b, gconstpointer data)
{
  g_free (fake_mm_add (b->mm, ONE, A, READY));
  fake_wait (b->added == 1);
  fake_mm_stop (b->mm);
  fake_wait (state_of (b, A) == FOTAD_MODEM_MISSING);
  fake_mm_start (b->mm);
  g_free (fake_mm_add (b->mm, ONE, A, READY));
  fake_wait (state_of (b, A) == FOTAD_MODEM_AVAILABLE);
}

static void
test_find (Bench *b, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (fake_mm_add (b->mm, ONE, A, READY));
  fake_wait (b->added == 1);
  g_assert_nonnull (fotad_modems_find (b->modems, "any", &error));
  g_assert_null (fotad_modems_find (b->modems, "nobody", &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
}

static void
test_memory (Bench *b, gconstpointer data)
{
  g_autofree char *path = fake_mm_add (b->mm, ONE, A, READY);
  g_autofree char *memory = NULL;
  g_autoptr (GError) error = NULL;
  FotadModem *modem;
  FotadMmModem *seen;

  fake_wait (b->added == 1);
  modem = fotad_modems_lookup (b->modems, A);
  fotad_modem_set_interface (modem, 3);
  memory = fotad_modems_remember (b->modems, modem);
  g_assert_true (fotad_modems_restore (b->modems, memory, &error) == modem);
  fake_mm_remove (b->mm, path);
  fake_wait (state_of (b, A) == FOTAD_MODEM_MISSING);
  g_assert_finalize_object (b->modems);

  follow (b);
  modem = fotad_modems_restore (b->modems, memory, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (b->added, ==, 2);
  g_assert_cmpint (fotad_modem_get_state (modem), ==, FOTAD_MODEM_MISSING);
  g_assert_cmpstr (fotad_modem_get_imei (modem), ==, A);
  g_assert_cmpstr (fotad_modem_get_device (modem), ==, ONE);
  g_assert_cmpstr (fotad_modem_get_model (modem), ==, "M1");
  g_assert_cmpstr (fotad_modem_get_vendor (modem), ==, "vendor");
  g_assert_cmpint (fotad_modem_get_interface (modem), ==, 3);
  seen = fotad_modem_get_last_seen (modem);
  g_assert_cmpstr (seen->primary_port, ==, "ttyUSB2");
  g_assert_cmpuint (fotad_mm_modem_port_type (seen, "ttyUSB2"), ==, FOTAD_MM_PORT_AT);
  g_free (fake_mm_add (b->mm, ONE, A, READY));
  fake_wait (state_of (b, A) == FOTAD_MODEM_AVAILABLE);
}

static void
test_bad_memory (Bench *b, gconstpointer data)
{
  static const char *const bad[] = {
    "",
    "{",
    "[1]",
    "{'Device': <'u'>}",
    "{'Imei': <'" A "'>}",
    "{'Device': <''>, 'Imei': <'" A "'>}",
    "{'Device': <7>, 'Imei': <'" A "'>}",
    "{'Device': <'u'>, 'Imei': <'x'>}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (fotad_modems_restore (b->modems, bad[i], &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  }
  g_assert_cmpuint (b->added, ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/modem/modems/" name, Bench, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fake_bus_up ();
  ADD ("come-and-go", test_come_and_go);
  ADD ("present-before", test_present_before);
  ADD ("unsupported", test_unsupported);
  ADD ("swap-ports", test_swap_ports);
  ADD ("imei-changes", test_imei_changes);
  ADD ("no-imei", test_no_imei);
  ADD ("twins", test_twins);
  ADD ("busy-stays", test_busy_stays);
  ADD ("many-missing", test_many_missing);
  ADD ("restart", test_restart);
  ADD ("find", test_find);
  ADD ("memory", test_memory);
  ADD ("bad-memory", test_bad_memory);
  result = g_test_run ();
  fake_bus_down ();
  return result;
}
