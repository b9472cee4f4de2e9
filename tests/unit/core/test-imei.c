/*
 * IMEIs: which are any, and which are the same modem's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-imei.h"

#define IMEI "867648049999994"

static void
test_valid (void)
{
  static const struct {
    const char *imei;
    gboolean valid;
  } table[] = {
    { "86764804999999", TRUE },     { "867648049999994", TRUE },
    { "8676480499999901", TRUE },   { "8676480499999", FALSE },
    { "86764804999990123", FALSE }, { "", FALSE },
    { "86764804999999a", FALSE },   { " 867648049999994", FALSE },
    { "867648049999994\n", FALSE }, { "8676480499999\xd9\xa3", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpint (fotad_imei_is_valid (table[i].imei), ==, table[i].valid);
}

static void
test_same (void)
{
  g_assert_true (fotad_imei_is_same ("86764804999999", IMEI));
  g_assert_true (fotad_imei_is_same ("8676480499999977", IMEI));
  g_assert_false (fotad_imei_is_same ("867648049999986", IMEI));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/imei/valid", test_valid);
  g_test_add_func ("/core/imei/same", test_same);
  return g_test_run ();
}
