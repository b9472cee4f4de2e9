/*
 * Rows of a reply found by a pattern: every one of them, with what its groups hold and not what
 * they do not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-row-pattern.h"

#include "core/fotad-error.h"

static const char *const groups[] = { "a", "b", "c", NULL };

static void
append (GString *text, GHashTable *values)
{
  guint known = 0;

  for (guint i = 0; groups[i] != NULL; i++) {
    const char *value = g_hash_table_lookup (values, groups[i]);

    if (value != NULL)
      g_string_append_printf (text, "%s%s=%s", known++ > 0 ? " " : "", groups[i], value);
  }
  g_assert_cmpuint (g_hash_table_size (values), ==, known);
  g_string_append_c (text, ';');
}

/* The rows of @reply: "a=1 b=2;a=3;". */
static char *
rows_of (const char *pattern, const char *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) regex = fotad_row_pattern_compile (pattern, &error);
  g_autoptr (GMatchInfo) match = NULL;
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (g_regex_match (regex, reply, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    g_autoptr (GHashTable) values = fotad_row_pattern_values (match, groups);

    append (text, values);
  }
  return g_string_free (text, FALSE);
}

static const struct {
  const char *pattern, *reply, *rows;
} cases[] = {
  { "^(?<a>\\d),(?<b>\\d)$", "1,2\n3,4", "a=1 b=2;a=3 b=4;" },
  { "^(?<a>\\d),(?<b>\\d)$", "1,2\nno\n3,4x", "a=1 b=2;" },
  { "^\\+x: (?<a>.*)$", "+X: One\n+x: two", "a=One;a=two;" },
  { "^(?<a>\\d)(?:,(?<b>\\d*))?$", "1\n2,\n3,4", "a=1;a=2 b=;a=3 b=4;" },
  { "(?<a>x)|(?<b>y)", "yx", "b=y;a=x;" },
  { "(?<d>x)", "x", ";" },
  { "^(?<a>.*)$", "Ä", "a=Ä;" },
  { "(?<a>x)", "", "" },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *rows = rows_of (cases[i].pattern, cases[i].reply);

    g_assert_cmpstr (rows, ==, cases[i].rows);
  }
}

/* A name that stands twice would have its values mixed up. */
static void
test_bad (void)
{
  static const char *const patterns[] = { "(", "(?<a>", "*", "(?<a>x)|(?<a>y)", "\\" };

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (fotad_row_pattern_compile (patterns[i], &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/row-pattern/rows", test_rows);
  g_test_add_func ("/settings/row-pattern/bad", test_bad);
  return g_test_run ();
}
