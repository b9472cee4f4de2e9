/*
 * Patterns of a vendor's tables over whatever a modem says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-pattern.h"

static FotadPattern *
new_pattern (const char *text)
{
  g_autoptr (GError) error = NULL;
  FotadPattern *pattern = fotad_pattern_new (text, &error);

  g_assert_no_error (error);
  return pattern;
}

/* The values of groups a and b, "-" for one that took no part; NULL: it does not match. */
static char *
match (const char *text, const char *line)
{
  g_autoptr (FotadPattern) pattern = new_pattern (text);
  g_autoptr (GHashTable) groups = NULL;
  const char *a, *b;

  if (!fotad_pattern_match (pattern, line, &groups)) {
    g_assert_null (groups);
    return NULL;
  }
  a = g_hash_table_lookup (groups, "a");
  b = g_hash_table_lookup (groups, "b");
  g_assert_cmpuint (g_hash_table_size (groups), ==, (a != NULL) + (b != NULL));
  return g_strdup_printf ("%s %s", a != NULL ? a : "-", b != NULL ? b : "-");
}

static const struct {
  const char *pattern, *line, *wanted;
} matches[] = {
  { "^OK$", "OK", "- -" },
  { "^OK$", "ok", "- -" },
  { "^OK$", "OK+", NULL },
  { "^OK$", "a\nOK\nb", "- -" },
  { "^(?<a>.*)$", "one\ntwo", "one -" },
  { "^(?<a>.+)\r?$", "one\r\n", "one\r -" },
  { "(?<a>\\d+)(?:,(?<b>\\d*))?", "5", "5 -" },
  { "(?<a>\\d+)(?:,(?<b>\\d*))?", "5,", "5 " },
  { "(?<a>\\d+)(?:,(?<b>\\d*))?", "5,6", "5 6" },
  { "(?<a>x)|(?<b>y)", "y", "- y" },
  { "(?<a>x)1|(?<a>y)2", "x1", "x -" },
  { "(?<a>x)1|(?<a>y)2", "y2", "y -" },
  { "(?P<a>x)(?'b'y)", "xy", "x y" },
  { "(?<a>x)(?<=x)(?<!y)(z)", "xz", "x -" },
  { "^(?<a>.)$", "\xff", "\xef\xbf\xbd -" },
  { "^(?<a>..)$", "\xc3\xa4", "\xc3\xa4 -" },
  { "^(?<a>.*)x", "\xf0x", "\xef\xbf\xbd -" },
  { "^(?<a>[0-9]+) \xff", "5 \xff", "5 -" },
};

static void
test_match (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (matches); i++) {
    g_autofree char *found = match (matches[i].pattern, matches[i].line);

    g_assert_cmpstr (found, ==, matches[i].wanted);
  }
}

/* Who only asks whether need not take the groups. */
static void
test_match_only (void)
{
  g_autoptr (FotadPattern) pattern = new_pattern ("(?<a>x)");

  g_assert_true (fotad_pattern_match (pattern, "x", NULL));
  g_assert_false (fotad_pattern_match (pattern, "y", NULL));
}

static void
test_bad (void)
{
  static const char *const texts[] = { "(", "(?<a>", "[", "*", "(?<1a>x)", "\\" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (fotad_pattern_new (texts[i], &error));
    g_assert_nonnull (error);
  }
}

/* Takes @list. */
static void
assert_list (GStrv list, const char *wanted)
{
  g_autofree char *joined = g_strjoinv (" ", list);

  g_assert_cmpstr (joined, ==, wanted);
  g_strfreev (list);
}

static void
test_groups (void)
{
  assert_list (fotad_pattern_groups (""), "");
  assert_list (fotad_pattern_groups ("(a)(?:b)(?=c)(?<=d)(?<!e)(?i)"), "");
  assert_list (fotad_pattern_groups ("(?<b>x)(?P<a>y)(?'c_1'z)"), "b a c_1");
  assert_list (fotad_pattern_groups ("(?<b>x)|(?<a>y)|(?<b>z)"), "b a");
  assert_list (fotad_pattern_groups ("(?<b>(?<a>x))"), "b a");
}

static void
test_is_open (void)
{
  static const char *const open[] = { "${a}", "x${a|1}y", "${a|}", "$${a}" };
  static const char *const closed[] = { "", "a$", "$a", "${}", "${a", "{a}", "${a b}", "$ {a}" };

  for (gsize i = 0; i < G_N_ELEMENTS (open); i++)
    g_assert_true (fotad_pattern_is_open (open[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (closed); i++)
    g_assert_false (fotad_pattern_is_open (closed[i]));
}

static void
test_facts (void)
{
  assert_list (fotad_pattern_facts ("^a{2}$"), "");
  assert_list (fotad_pattern_facts ("${a},${b|1},${a}"), "a b a");
}

static void
assert_filled (GHashTable *facts, const char *text, const char *wanted)
{
  g_autofree char *filled = fotad_pattern_fill (text, facts);

  g_assert_cmpstr (filled, ==, wanted);
}

static void
test_fill (void)
{
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (facts, (gpointer) "a", (gpointer) "5");
  g_hash_table_insert (facts, (gpointer) "none", (gpointer) "");
  assert_filled (facts, "^x$", "^x$");
  assert_filled (facts, "^${a}${a},${a|7}$", "^55,5$");
  assert_filled (facts, "${b|7}", "7");
  assert_filled (facts, "${b|}x", "x");
  assert_filled (facts, "${none}x", "x");
  assert_filled (facts, "${none|7}x", "x");
  assert_filled (facts, "${b}", "(?!)");
  assert_filled (NULL, "${b},${b|7}", "x,x");
}

/* What a fact holds is itself, and no pattern. */
static void
test_fill_is_literal (void)
{
  static const char *const values[] = {
    "1.2", "a|b", "(", "[a-z]*", "\\d", "^$", "a+?", "${a}", "\\Q.\\E", "x{2}", "#", "{",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
    g_autofree char *filled = NULL, *other = g_strconcat ("x", values[i], NULL);
    g_autoptr (FotadPattern) pattern = NULL;

    g_hash_table_insert (facts, (gpointer) "a", (gpointer) values[i]);
    filled = fotad_pattern_fill ("^${a}$", facts);
    pattern = new_pattern (filled);
    g_assert_true (fotad_pattern_match (pattern, values[i], NULL));
    g_assert_false (fotad_pattern_match (pattern, other, NULL));
    g_assert_false (fotad_pattern_match (pattern, "112", NULL));
  }
}

/* Of an unknown fact nothing is ever the value, not even nothing. */
static void
test_unknown_never_matches (void)
{
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *filled = fotad_pattern_fill ("^a${b}", facts);
  g_autoptr (FotadPattern) pattern = new_pattern (filled);

  g_assert_false (fotad_pattern_match (pattern, "a", NULL));
  g_assert_false (fotad_pattern_match (pattern, "ab", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vendor/pattern/match", test_match);
  g_test_add_func ("/vendor/pattern/match-only", test_match_only);
  g_test_add_func ("/vendor/pattern/bad", test_bad);
  g_test_add_func ("/vendor/pattern/groups", test_groups);
  g_test_add_func ("/vendor/pattern/is-open", test_is_open);
  g_test_add_func ("/vendor/pattern/facts", test_facts);
  g_test_add_func ("/vendor/pattern/fill", test_fill);
  g_test_add_func ("/vendor/pattern/fill-is-literal", test_fill_is_literal);
  g_test_add_func ("/vendor/pattern/unknown-never-matches", test_unknown_never_matches);
  return g_test_run ();
}
