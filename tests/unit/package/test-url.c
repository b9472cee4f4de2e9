/*
 * URLs: what may be put into a command, and what people get to see.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-url.h"

#include <string.h>

#include "core/fotad-error.h"

static void
test_accepted (void)
{
  static const char *const urls[] = {
    "http://h",
    "https://example.com:8443/a/b.bin?x=1&y=%20#z",
    "HTTP://h/",
    "http://[2001:db8::1]:80/x",
    "ftp://user:pass@h/~x;type=i",
    "coaps://h/(a)!$*+,=",
    "file:///var/lib/x.bin",
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (fotad_url_check (urls[i], NULL, 0, &error));
    g_assert_no_error (error);
  }
  g_assert_true (fotad_url_check ("https://h", "http https", 9, NULL));
}

static void
test_refused (void)
{
  static const struct {
    const char *url;
    const char *message; /* its beginning */
  } cases[] = {
    { "", "url: must begin with a scheme and ://" },
    { "example.com/x", "url: must begin with a scheme and ://" },
    { "http:x", "url: must begin with a scheme and ://" },
    { "mailto://x", "url: mailto cannot be used here, only http https" },
    { "ftp://h/x", "url: ftp cannot be used here, only http https" },
    { "http:///x", "url: there is no host" },
    { "http://:80/x", "url: there is no host" },
    { "http://good@bad@h/x", "url: a second @ before the host" },
    { "http://h:99999/x", "url: " },
    { "http://h:8x/x", "url: " },
    { "http://h/%zz", "url: " },
    { "http://h/a b", "url: a blank at byte 10" },
    { "http://h/\r\nAT+X", "url: a control character at byte 9" },
    { "http://h/\x7f", "url: a control character at byte 9" },
    { "http://h/\"", "url: a quote at byte 9" },
    { "http://h/a'", "url: a quote at byte 10" },
    { "http://h/\\22", "url: a backslash at byte 9" },
    { "http://h/\xc3\xbc", "url: a byte that is not ASCII at byte 9" },
    { "http://h/12345678901234567890123", "url: 32 bytes are too long, at most 31" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (fotad_url_check (cases[i].url, "http https", 31, &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
    g_assert_true (g_str_has_prefix (error->message, cases[i].message));
    g_assert_false (fotad_url_check (cases[i].url, "http https", 31, NULL));
  }
}

static void
test_limit (void)
{
  g_autofree char *tail = g_strnfill (FOTAD_URL_MAX, 'a');
  g_autofree char *huge = g_strconcat ("http://", tail, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (fotad_url_check (huge, NULL, 0, &error));
  g_assert_cmpstr (error->message, ==, "url: 4103 bytes are too long, at most 4096");
  huge[700] = '\0';
  g_assert_true (fotad_url_check (huge, NULL, 700, NULL));
  g_assert_false (fotad_url_check (huge, NULL, 699, NULL));
}

static void
test_for_people (void)
{
  static const struct {
    const char *url;
    const char *display;
    const char *basename;
  } cases[] = {
    { "http://h/a/b.bin", "http://h/a/b.bin", "b.bin" },
    { "http://u:p@h/a.bin?x=@", "http://h/a.bin?***", "a.bin" },
    { "https://h/a.bin?X-Amz-Signature=0f&x=://u:p@h", "https://h/a.bin?***", "a.bin" },
    { "http://h/a.bin?", "http://h/a.bin", "a.bin" },
    { "http://u:p@h?token", "http://h?***", "h" },
    { "ftp://u:p@h:21", "ftp://h:21", "h" },
    { "http://h/", "http://h/", "h" },
    { "http://h/a/", "http://h/a/", "a" },
    { "http://h/@home/x%20y", "http://h/@home/x%20y", "x y" },
    { "http://h/%ff", "http://h/%ff", "%FF" },
    { "http://h/%2fetc", "http://h/%2fetc", "%2Fetc" },
    { "http://h/%0a", "http://h/%0a", "%0A" },
    { "file:///srv/p.bin", "file:///srv/p.bin", "p.bin" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *display = fotad_url_display (cases[i].url);
    g_autofree char *basename = fotad_url_basename (cases[i].url);

    g_assert_cmpstr (display, ==, cases[i].display);
    g_assert_cmpstr (basename, ==, cases[i].basename);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package/url/accepted", test_accepted);
  g_test_add_func ("/package/url/refused", test_refused);
  g_test_add_func ("/package/url/limit", test_limit);
  g_test_add_func ("/package/url/for-people", test_for_people);
  return g_test_run ();
}
