/*
 * Errors: every code has its name on the bus, and every other error leaves as one of ours.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-error.h"

#include "core/fotad-names.h"

static void
test_names (void)
{
  for (guint code = 0; code < FOTAD_N_ERRORS; code++) {
    g_autoptr (GError) error = g_error_new_literal (FOTAD_ERROR, (int) code, "x");
    g_autofree char *remote = g_dbus_error_encode_gerror (error);
    const char *name = fotad_error_name ((FotadError) code);
    FotadError found = FOTAD_N_ERRORS;

    g_assert_true (g_str_has_prefix (remote, FOTAD_ERROR_PREFIX));
    g_assert_true (g_str_has_suffix (remote, name));
    g_assert_true (fotad_error_from_name (name, &found));
    g_assert_cmpuint (found, ==, code);
  }
  g_assert_cmpstr (fotad_error_name ((FotadError) 1000), ==, "Internal");
  g_assert_false (fotad_error_from_name ("internal", &(FotadError){ 0 }));
  g_assert_false (fotad_error_from_name ("", &(FotadError){ 0 }));
  g_assert_false (fotad_error_from_name (NULL, &(FotadError){ 0 }));
}

static void
assert_converted (GQuark domain, int code, FotadError wanted)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "words");
  g_autoptr (GError) converted = fotad_error_convert (error);

  g_assert_error (converted, FOTAD_ERROR, (int) wanted);
  g_assert_cmpstr (converted->message, ==, "words");
}

static void
test_convert (void)
{
  assert_converted (FOTAD_ERROR, FOTAD_ERROR_EXPIRED, FOTAD_ERROR_EXPIRED);
  assert_converted (G_IO_ERROR, G_IO_ERROR_CANCELLED, FOTAD_ERROR_CANCELLED);
  assert_converted (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, FOTAD_ERROR_TIMED_OUT);
  assert_converted (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, FOTAD_ERROR_NOT_FOUND);
  assert_converted (G_IO_ERROR, G_IO_ERROR_NO_SPACE, FOTAD_ERROR_STORAGE);
  assert_converted (G_IO_ERROR, G_IO_ERROR_READ_ONLY, FOTAD_ERROR_STORAGE);
  assert_converted (G_IO_ERROR, G_IO_ERROR_BUSY, FOTAD_ERROR_BUSY);
  assert_converted (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, FOTAD_ERROR_NOT_SUPPORTED);
  assert_converted (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, FOTAD_ERROR_INVALID_ARGUMENT);
  assert_converted (G_IO_ERROR, G_IO_ERROR_FAILED, FOTAD_ERROR_INTERNAL);
  assert_converted (G_FILE_ERROR, G_FILE_ERROR_NOENT, FOTAD_ERROR_INTERNAL);
}

/* A name cut in the middle of a letter; GDBus would send "[Invalid UTF-8]" instead. */
static void
test_no_text (void)
{
  g_autoptr (GError) error =
      g_error_new (FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND, "\"%.3s\"", "ab\303\244");
  g_autoptr (GError) file = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/tmp/\377.bin");
  g_autoptr (GError) cut = fotad_error_convert (error);
  g_autoptr (GError) named = fotad_error_convert (file);

  g_assert_error (cut, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
  g_assert_cmpstr (cut->message, ==, "\"ab\357\277\275\"");
  g_assert_cmpstr (named->message, ==, "/tmp/\357\277\275.bin");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/error/names", test_names);
  g_test_add_func ("/core/error/convert", test_convert);
  g_test_add_func ("/core/error/no-text", test_no_text);
  return g_test_run ();
}
