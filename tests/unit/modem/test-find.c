/*
 * What people may call a modem.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-error.h"
#include "modem/fotad-find.h"

static void
add (GPtrArray *modems, const char *imei, const char *model, const char *uid, gboolean there)
{
  FotadModem *modem = fotad_modem_new (imei);
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (FotadMmModem) seen = NULL;

  properties =
      g_variant_ref_sink (g_variant_new_parsed ("{'Device': <%s>, 'Model': <%s>}", uid, model));
  seen = fotad_mm_modem_new ("/m", properties);
  fotad_modem_see (modem, seen);
  if (!there)
    fotad_modem_see (modem, NULL);
  g_ptr_array_add (modems, modem);
}

static GPtrArray *
new_modems (void)
{
  GPtrArray *modems = g_ptr_array_new_with_free_func (g_object_unref);

  add (modems, "111111111111111", "AB95-M3", "/sys/one", TRUE);
  add (modems, "111222222222222", "AB95-M5", "/sys/two", TRUE);
  add (modems, "333333333333333", "HX78", "/sys/three", FALSE);
  return modems;
}

static const struct {
  const char *id;
  const char *imei; /* NULL: an error */
  FotadError code;
} table[] = {
  { "111111111111111", "111111111111111", 0 },
  { "1111", "111111111111111", 0 },
  { "111", NULL, FOTAD_ERROR_AMBIGUOUS },
  { "3", "333333333333333", 0 },
  { "/sys/two", "111222222222222", 0 },
  { "/sys/tw", NULL, FOTAD_ERROR_NOT_FOUND },
  { "HX78", "333333333333333", 0 },
  { "hx", "333333333333333", 0 },
  { "AB95-M5", "111222222222222", 0 },
  { "AB95", NULL, FOTAD_ERROR_AMBIGUOUS },
  { "AB95-M50", NULL, FOTAD_ERROR_NOT_FOUND },
  { "any", NULL, FOTAD_ERROR_AMBIGUOUS },
  { "1111111111111112", NULL, FOTAD_ERROR_NOT_FOUND },
  { "%s%n", NULL, FOTAD_ERROR_NOT_FOUND },
  { "", NULL, FOTAD_ERROR_INVALID_ARGUMENT },
};

static void
test_table (void)
{
  g_autoptr (GPtrArray) modems = new_modems ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GError) error = NULL;
    FotadModem *modem = fotad_find_modem (modems, table[i].id, &error);

    g_test_message ("\"%s\": %s", table[i].id, error != NULL ? error->message : "found");
    if (table[i].imei != NULL) {
      g_assert_no_error (error);
      g_assert_cmpstr (fotad_modem_get_imei (modem), ==, table[i].imei);
    } else {
      g_assert_null (modem);
      g_assert_error (error, FOTAD_ERROR, (int) table[i].code);
    }
  }
}

static void
test_candidates (void)
{
  g_autoptr (GPtrArray) modems = new_modems ();
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_find_modem (modems, "AB", &error));
  g_assert_nonnull (
      strstr (error->message, "111111111111111 (AB95-M3), 111222222222222 (AB95-M5)"));
}

static void
assert_any (GPtrArray *modems, const char *imei)
{
  g_autoptr (GError) error = NULL;
  FotadModem *modem = fotad_find_modem (modems, "any", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (fotad_modem_get_imei (modem), ==, imei);
}

static void
test_any (void)
{
  g_autoptr (GPtrArray) modems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_find_modem (modems, "any", &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
  add (modems, "333333333333333", "HX78", "/sys/three", FALSE);
  assert_any (modems, "333333333333333");
  add (modems, "111111111111111", "AB95-M3", "/sys/one", TRUE);
  assert_any (modems, "111111111111111");
}

static void
test_many (void)
{
  g_autoptr (GPtrArray) modems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 50; i++) {
    g_autofree char *imei = g_strdup_printf ("8000000000000%02u", i);

    add (modems, imei, "M", "/sys/x", TRUE);
  }
  g_assert_null (fotad_find_modem (modems, "8", &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_AMBIGUOUS);
  g_assert_cmpuint (strlen (error->message), <, 300);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/modem/find/table", test_table);
  g_test_add_func ("/modem/find/candidates", test_candidates);
  g_test_add_func ("/modem/find/any", test_any);
  g_test_add_func ("/modem/find/many", test_many);
  return g_test_run ();
}
