/*
 * The table of outcomes (vendors.md §1.4), row by row.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-verdict.h"

typedef struct {
  const char *before, *after, *wanted;
  FotadSaid said;
  gboolean succeeded, changed, warned;
  FotadError error;
} Row;

static const Row rows[] = {
  { "A", "B", "B", FOTAD_SAID_SUCCESS, TRUE, TRUE, FALSE, 0 },
  { "A", "B", "B", FOTAD_SAID_NOTHING, TRUE, TRUE, FALSE, 0 },
  { "A", "B", "B", FOTAD_SAID_FAILURE, TRUE, TRUE, TRUE, 0 },
  { "A", "B", NULL, FOTAD_SAID_NOTHING, TRUE, TRUE, FALSE, 0 },
  { "A", "A", "B", FOTAD_SAID_SUCCESS, FALSE, FALSE, FALSE, FOTAD_ERROR_INSTALL_FAILED },
  { "A", "A", "B", FOTAD_SAID_NOTHING, FALSE, FALSE, FALSE, FOTAD_ERROR_INSTALL_FAILED },
  { "A", "A", "B", FOTAD_SAID_FAILURE, FALSE, FALSE, FALSE, FOTAD_ERROR_PACKAGE_MISMATCH },
  { "A", "A", NULL, FOTAD_SAID_SUCCESS, FALSE, FALSE, FALSE, FOTAD_ERROR_INSTALL_FAILED },
  { "A", "C", "B", FOTAD_SAID_SUCCESS, FALSE, TRUE, FALSE, FOTAD_ERROR_VERSION_UNEXPECTED },
  { "A", "C", "B", FOTAD_SAID_FAILURE, FALSE, TRUE, FALSE, FOTAD_ERROR_VERSION_UNEXPECTED },
  /* a prefix is not equality, and newer is not a word here */
  { "A1", "A10", "A1", FOTAD_SAID_NOTHING, FALSE, TRUE, FALSE, FOTAD_ERROR_VERSION_UNEXPECTED },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) failure =
      g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_PACKAGE_MISMATCH, "No.");
  FotadVerdict verdict;

  fotad_verdict_of (&verdict, row->before, row->after, row->wanted, row->said, failure);
  g_assert_cmpint (verdict.succeeded, ==, row->succeeded);
  g_assert_cmpint (verdict.changed, ==, row->changed);
  g_assert_cmpint (verdict.warning != NULL, ==, row->warned);
  if (!row->succeeded)
    g_assert_cmpint (verdict.error, ==, row->error);
  g_assert_nonnull (verdict.message);
  fotad_verdict_clear (&verdict);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/verdict/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (path, &rows[i], test_row);
  }
  return g_test_run ();
}
