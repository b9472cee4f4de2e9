/*
 * Text from outside: what is refused, and at which byte.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-text.h"

#include "core/fotad-error.h"

static void
test_table (void)
{
  static const struct {
    const char *text;
    gsize size;
    const char *message; /* NULL: fine */
  } cases[] = {
    { "", 0, NULL },
    { "plain", 5, NULL },
    { "gr\xc3\xbc\xc3\x9f", 6, NULL },
    { "12345678", 8, NULL },
    { "123456789", 9, "x: 9 bytes are too long, at most 8" },
    { "a\nb", 3, "x: control character at byte 1" },
    { "a\x7f", 2, "x: control character at byte 1" },
    { "ab\xc2\x85", 4, "x: control character at byte 2" },
    { "a\0b", 3, "x: control character at byte 1" },
    { "ab\xff", 3, "x: not UTF-8 at byte 2" },
    { "abc\xc3", 4, "x: not UTF-8 at byte 3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gboolean fine = fotad_text_check ("x", cases[i].text, cases[i].size, 8, &error);

    g_assert_cmpint (fine, ==, cases[i].message == NULL);
    g_assert_cmpstr (error != NULL ? error->message : NULL, ==, cases[i].message);
    g_assert_true (fine || error->code == FOTAD_ERROR_INVALID_ARGUMENT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/text/table", test_table);
  return g_test_run ();
}
