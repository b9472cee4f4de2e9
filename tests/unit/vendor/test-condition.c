/*
 * Conditions, assignments and secret names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-error.h"
#include "vendor/fotad-condition.h"

#include <string.h>

static const struct {
  const char *when;
  gboolean holds;
} rows[] = {
  { NULL, TRUE },
  { "", TRUE },
  { "apn", TRUE },
  { "none", FALSE },
  { "empty", TRUE },
  { "!apn", FALSE },
  { "!none", TRUE },
  { "ip_type=ipv6", TRUE },
  { "ip_type=ipv4", FALSE },
  { "ip_type=", FALSE },
  { "empty=", TRUE },
  { "none=", FALSE },
  { "none=x", FALSE },
  { "ip_type!=ipv4", TRUE },
  { "ip_type!=ipv6", FALSE },
  { "none!=x", TRUE },
  { "apn ip_type=ipv6", TRUE },
  { "  apn   ip_type=ipv6 ", TRUE },
  { "apn none", FALSE },
  { "apn !none ip_type!=ipv4", TRUE },
  { "odd=a=b", TRUE },
  { "a-b", FALSE },
  { "=x", FALSE },
  { "!", FALSE },
  { "!!apn", FALSE },
  { "!apn=x", FALSE },
};

static void
test_holds (void)
{
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (facts, "apn", "internet");
  g_hash_table_insert (facts, "ip_type", "ipv6");
  g_hash_table_insert (facts, "empty", "");
  g_hash_table_insert (facts, "odd", "a=b");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].when ?: "(null)");
    g_assert_cmpint (fotad_condition_holds (rows[i].when, facts), ==, rows[i].holds);
  }
}

static void
test_facts (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = fotad_condition_facts (" a !b  c=1 d!=2", &error);
  g_autofree char *joined = g_strjoinv (" ", names);

  g_assert_no_error (error);
  g_assert_cmpstr (joined, ==, "a b c d");
  g_assert_null (fotad_condition_facts ("a !=1", &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INTERNAL);
  g_assert_nonnull (strstr (error->message, "'!=1'"));
}

static void
test_assignment (void)
{
  g_autofree char *name = NULL, *value = NULL, *other = NULL;

  g_assert_true (fotad_assignment_parse ("held=1", &name, &value));
  g_assert_cmpstr (name, ==, "held");
  g_assert_cmpstr (value, ==, "1");
  g_assert_false (fotad_assignment_parse ("held", &other, &other));
  g_assert_false (fotad_assignment_parse ("held!=1", &other, &other));
  g_assert_false (fotad_assignment_parse ("=1", &other, &other));
  g_assert_null (other);
}

static void
test_secret (void)
{
  static const char *const secret[] = { "password", "old_password", "sim_pin", "PSK",
                                        "server-psk" };
  static const char *const open[] = { "pin_wanted", "psk_id", "apn", "passwords", "", "key_" };

  for (gsize i = 0; i < G_N_ELEMENTS (secret); i++)
    g_assert_true (fotad_fact_is_secret (secret[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (open); i++)
    g_assert_false (fotad_fact_is_secret (open[i]));
}

static void
test_option (void)
{
  g_autofree char *name = fotad_fact_of_option ("sim-pin");

  g_assert_cmpstr (name, ==, "sim_pin");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vendor/condition/holds", test_holds);
  g_test_add_func ("/vendor/condition/facts", test_facts);
  g_test_add_func ("/vendor/condition/assignment", test_assignment);
  g_test_add_func ("/vendor/condition/secret", test_secret);
  g_test_add_func ("/vendor/condition/option", test_option);
  return g_test_run ();
}
