/*
 * When two values are the same: the rules of each kind, both ways round.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-compare.h"

static const struct {
  FotadCompareRule rule;
  const char *one, *other;
  gboolean equal;
} cases[] = {
  /* quotes, blanks after commas, empty fields at the end */
  { FOTAD_COMPARE_TEXT, "1,\"IP\",\"a\"", "1, IP ,a", TRUE },
  { FOTAD_COMPARE_TEXT, "\"1\"", "1", TRUE },
  { FOTAD_COMPARE_TEXT, "7, 7", "7,7", TRUE },
  { FOTAD_COMPARE_TEXT, "1,2,,", "1,2", TRUE },
  { FOTAD_COMPARE_TEXT, "", NULL, TRUE },
  { FOTAD_COMPARE_TEXT, "\"\"", "", TRUE },
  { FOTAD_COMPARE_TEXT, "1,,2", "1,2", FALSE },
  { FOTAD_COMPARE_TEXT, "020301", "20301", FALSE },
  { FOTAD_COMPARE_TEXT, "020301", "020301", TRUE },
  { FOTAD_COMPARE_TEXT, "enabled", "Enabled", FALSE },
  { FOTAD_COMPARE_TEXT, "\"0101\"", "0101", TRUE },
  { FOTAD_COMPARE_TEXT, "0101", "101", FALSE },
  { FOTAD_COMPARE_TEXT, "\"a", "a", FALSE },
  { FOTAD_COMPARE_EXACT, "7, 7", "7,7", FALSE },
  { FOTAD_COMPARE_EXACT, "7,7", "7,7", TRUE },
  { FOTAD_COMPARE_NUMBER, "\"1358\"", "1358", TRUE },
  { FOTAD_COMPARE_NUMBER, "007", "7", TRUE },
  { FOTAD_COMPARE_NUMBER, "+7", "7", TRUE },
  { FOTAD_COMPARE_NUMBER, "-0", "0", TRUE },
  { FOTAD_COMPARE_NUMBER, "-7", "7", FALSE },
  { FOTAD_COMPARE_NUMBER, "70", "7", FALSE },
  { FOTAD_COMPARE_NUMBER, "18446744073709551617", "1", FALSE }, /* 2^64 + 1 */
  { FOTAD_COMPARE_NUMBER, "x", "y", FALSE },
  { FOTAD_COMPARE_NUMBER, "", "0", FALSE },
  { FOTAD_COMPARE_HEX, "80004", "00080004", TRUE },
  { FOTAD_COMPARE_HEX, "0x0F0E189F", "\"f0e189f\"", TRUE },
  { FOTAD_COMPARE_HEX, NULL, "0000000000000000", TRUE },
  { FOTAD_COMPARE_HEX, "", "0", TRUE },
  { FOTAD_COMPARE_HEX, NULL, "0010000200000000", FALSE },
  { FOTAD_COMPARE_HEX, "0x100002000000000f0e189f", "0x000002000000000f0e189f", FALSE },
  { FOTAD_COMPARE_HEX, "0010000000000000001f", "10000000000000001F", TRUE },
  { FOTAD_COMPARE_HEX, "0x", "0", FALSE },
  { FOTAD_COMPARE_HEX, "xyz", "0", FALSE },
  { FOTAD_COMPARE_SET, "1,2,3", "\"3, 2,1\"", TRUE },
  { FOTAD_COMPARE_SET, "1,2,2,3", "3,2,1", TRUE },
  { FOTAD_COMPARE_SET, "", NULL, TRUE },
  { FOTAD_COMPARE_SET, "1,2", "1,2,3", FALSE },
  { FOTAD_COMPARE_SET, "1,12", "11,2", FALSE },
  { FOTAD_COMPARE_APN, "Internet.Example", "\"internet.example\"", TRUE },
  { FOTAD_COMPARE_APN, "internet", "internet2", FALSE },
  { FOTAD_COMPARE_NONE, "this", "that", TRUE },
};

static void
test_rules (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("row %" G_GSIZE_FORMAT, i);
    g_assert_cmpint (fotad_compare_equal (cases[i].rule, cases[i].one, cases[i].other), ==,
                     cases[i].equal);
    g_assert_cmpint (fotad_compare_equal (cases[i].rule, cases[i].other, cases[i].one), ==,
                     cases[i].equal);
  }
}

static void
test_names (void)
{
  static const char *const names[] = { "text", "exact", "number", "hex", "set", "apn", "none" };
  FotadCompareRule rule = FOTAD_COMPARE_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_true (fotad_compare_rule_from_name (names[i], &rule));
    g_assert_cmpint (rule, ==, (int) i);
  }
  g_assert_false (fotad_compare_rule_from_name ("Text", &rule));
  g_assert_false (fotad_compare_rule_from_name ("", &rule));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/compare/rules", test_rules);
  g_test_add_func ("/settings/compare/names", test_names);
  return g_test_run ();
}
