/*
 * Digests as people write them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-digest.h"

#include "core/fotad-error.h"

#define HALF "0123456789abcdef0123456789ABCDEF"

static void
test_parse (void)
{
  static const struct {
    const char *text;
    const char *message;
  } cases[] = {
    { "", "sha256: 0 digits, must be 64" },
    { HALF, "sha256: 32 digits, must be 64" },
    { HALF HALF "0", "sha256: 65 digits, must be 64" },
    { "0x" HALF HALF, "sha256: no hex digit at byte 1" },
    { HALF HALF "\n", "sha256: 65 digits, must be 64" },
    { HALF "g" HALF, "sha256: no hex digit at byte 32" },
    { "sha256:" HALF, "sha256: no hex digit at byte 0" },
  };
  g_autofree char *digest = fotad_digest_parse (HALF HALF, NULL);

  g_assert_cmpstr (digest, ==, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (fotad_digest_parse (cases[i].text, &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
    g_assert_cmpstr (error->message, ==, cases[i].message);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package/digest/parse", test_parse);
  return g_test_run ();
}
