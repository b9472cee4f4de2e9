/*
 * The lint over one shipped settings file: says all that is wrong, fails when there is any.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-catalogue.h"

int
main (int argc, char **argv)
{
  g_autoptr (FotadCatalogue) catalogue = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) faults = NULL;

  g_assert_cmpint (argc, ==, 2);
  faults = fotad_catalogue_lint (argv[1]);
  for (guint i = 0; faults[i] != NULL; i++)
    g_printerr ("%s\n", faults[i]);
  if (faults[0] != NULL)
    return 1;
  catalogue = fotad_catalogue_load (argv[1], NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fotad_catalogue_settings (catalogue)->len, >, 3);
  return 0;
}
