/*
 * A modem's state out of who sees it, who knows it and who uses it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-modem.h"

#define IMEI "867648049999994"

static void
on_notify (GObject *object, GParamSpec *spec, gpointer log)
{
  g_string_append_printf (log, "%s ", spec->name);
}

static FotadMmModem *
seen (const char *text)
{
  g_autoptr (GVariant) properties = g_variant_ref_sink (g_variant_new_parsed (text));

  return fotad_mm_modem_new ("/m", properties);
}

static void
test_states (void)
{
  g_autoptr (FotadModem) modem = fotad_modem_new (IMEI);
  g_autoptr (FotadMmModem) there = seen ("{'Device': <'u'>, 'Model': <'M'>}");
  const char *const routes[] = { "fetch", NULL };
  FotadFamily *family = fotad_family_new ("M");
  FotadModemSupport support = { family, "vendor", routes };

  g_assert_cmpint (fotad_modem_get_state (modem), ==, FOTAD_MODEM_MISSING);
  g_assert_null (fotad_modem_get_last_seen (modem));
  fotad_modem_see (modem, there);
  g_assert_cmpint (fotad_modem_get_state (modem), ==, FOTAD_MODEM_UNSUPPORTED);
  fotad_modem_set_support (modem, &support);
  g_assert_cmpint (fotad_modem_get_state (modem), ==, FOTAD_MODEM_AVAILABLE);
  fotad_modem_set_busy (modem, TRUE);
  fotad_modem_see (modem, NULL);
  g_assert_cmpint (fotad_modem_get_state (modem), ==, FOTAD_MODEM_BUSY);
  g_assert_false (fotad_modem_is_seen (modem));
  g_assert_true (fotad_modem_get_last_seen (modem) == there);
  fotad_modem_set_busy (modem, FALSE);
  g_assert_cmpint (fotad_modem_get_state (modem), ==, FOTAD_MODEM_MISSING);
  g_assert_cmpstr (fotad_modem_state_name (FOTAD_MODEM_MISSING), ==, "missing");
  fotad_family_unref (family);
}

static void
test_notify (void)
{
  g_autoptr (FotadModem) modem = fotad_modem_new (IMEI);
  g_autoptr (FotadMmModem) there =
      seen ("{'Device': <'u'>, 'Model': <'M'>, 'Manufacturer': <'A'>, 'Revision': <'R1'>}");
  g_autoptr (FotadMmModem) dumb = seen ("{'Device': <'u'>, 'State': <8>}");
  g_autoptr (GString) log = g_string_new (NULL);
  const char *const routes[] = { "fetch", NULL };
  FotadModemSupport none = { 0 }, support = { NULL, "vendor", routes };

  g_signal_connect (modem, "notify", G_CALLBACK (on_notify), log);
  fotad_modem_see (modem, there);
  g_assert_cmpstr (log->str, ==, "state device revision model manufacturer ");
  g_string_truncate (log, 0);
  fotad_modem_see (modem, there);
  fotad_modem_see (modem, dumb);
  fotad_modem_set_support (modem, &none);
  fotad_modem_set_job (modem, "/");
  g_assert_cmpstr (log->str, ==, "");
  g_assert_cmpstr (fotad_modem_get_model (modem), ==, "M");
  fotad_modem_set_support (modem, &support);
  fotad_modem_set_support (modem, &support);
  fotad_modem_set_job (modem, "/org/fotad1/job/1");
  fotad_modem_set_revision (modem, "R2");
  g_assert_cmpstr (log->str, ==, "vendor routes job revision ");
}

static void
test_properties (void)
{
  g_autoptr (FotadModem) modem = fotad_modem_new (IMEI);
  g_autofree char *imei = NULL, *state = NULL, *vendor = NULL, *job = NULL;
  g_auto (GStrv) routes = NULL;

  g_object_get (modem, "imei", &imei, "state", &state, "vendor", &vendor, "job", &job, "routes",
                &routes, NULL);
  g_assert_cmpstr (imei, ==, IMEI);
  g_assert_cmpstr (state, ==, "missing");
  g_assert_cmpstr (vendor, ==, "");
  g_assert_cmpstr (job, ==, "/");
  g_assert_cmpuint (g_strv_length (routes), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/modem/modem/states", test_states);
  g_test_add_func ("/modem/modem/notify", test_notify);
  g_test_add_func ("/modem/modem/properties", test_properties);
  return g_test_run ();
}
