/*
 * Options and URLs: what is taken, and how what is not is named.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-request.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static GVariant *
options (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return value;
}

static void
refuse (const char *url, const char *text, FotadError code, const char *word)
{
  g_autoptr (GVariant) given = options (text);
  g_autoptr (GError) error = NULL;
  FotadRequest *request = fotad_request_new_update (url, given, 0, &error);

  g_assert_null (request);
  g_assert_error (error, FOTAD_ERROR, (int) code);
  if (strstr (error->message, word) == NULL)
    g_error ("\"%s\" does not name %s", error->message, word);
}

static void
test_urls (void)
{
  static const struct {
    const char *url, *word;
  } bad[] = {
    { "", "scheme" },
    { "no-scheme", "scheme" },
    { "http:/one-slash", "scheme" },
    { "http://h/\r\nAT+CFUN=0", "byte 9" },
    { "http://h/a\"b", "byte 10" },
    { "http://h/a b", "byte 10" },
    { "http://h/\303\244", "byte 9" },
    { "http://h/\x7f", "byte 9" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    refuse (bad[i].url, "{}", FOTAD_ERROR_INVALID_ARGUMENT, bad[i].word);
}

static void
test_options (void)
{
  refuse ("http://h/f", "{'sha265': <'aa'>}", FOTAD_ERROR_INVALID_ARGUMENT, "sha265");
  refuse ("http://h/f", "{'attempts': <'3'>}", FOTAD_ERROR_INVALID_ARGUMENT, "attempts");
  refuse ("http://h/f", "{'approval': <'maybe'>}", FOTAD_ERROR_INVALID_ARGUMENT, "auto|ask");
  refuse ("http://h/f", "{'apn': <'a\\rb'>}", FOTAD_ERROR_INVALID_ARGUMENT, "apn");
  refuse ("http://h/f", "{'apn': <'a\"b'>}", FOTAD_ERROR_INVALID_ARGUMENT, "byte 1");
  refuse ("http://h/f", "{'sha256': <'xyz'>}", FOTAD_ERROR_INVALID_ARGUMENT, "byte 0");
  refuse ("http://h/f", "{'sha256': <'abc'>}", FOTAD_ERROR_INVALID_ARGUMENT, "3 digits");
  refuse ("http://h/f", "{'not-after': <uint64 5>}", FOTAD_ERROR_EXPIRED, "not-after");
  refuse ("http://h/f", "{'not-after': <uint64 5>, 'not-before': <uint64 6>}",
          FOTAD_ERROR_INVALID_ARGUMENT, "not-before");
  refuse ("http://h/f", "{'not-before': <uint64 18446744073709551615>}",
          FOTAD_ERROR_INVALID_ARGUMENT, "not-before");
}

static void
test_good (void)
{
  g_autoptr (GVariant) given = options (
      "{'from-version': <'A'>, 'password': <'geheim'>, 'sim-pin': <'1234'>, 'context': <uint32 2>,"
      " 'restore-settings': <false>, 'label': <'x'>}");
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadRequest) request =
      fotad_request_new_update ("https://joe:pw@h:8/f?a@b", given, 7, &error);
  g_autofree char *kept = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (request->source, ==, "https://h:8/f?***");
  g_assert_cmpstr (fotad_request_get (request, "url"), ==, "https://joe:pw@h:8/f?a@b");
  g_assert_cmpstr (fotad_request_get (request, "from-version"), ==, "A");
  g_assert_cmpstr (fotad_request_get (request, "context"), ==, "2");
  g_assert_cmpstr (fotad_request_get (request, "restore-settings"), ==, "false");
  g_assert_cmpstr (fotad_request_get (request, "sim-pin"), ==, "1234");
  g_assert_cmpuint (request->requester, ==, 7);
  kept = g_variant_print (request->options, FALSE);
  g_assert_null (strstr (kept, "geheim"));
  g_assert_null (strstr (kept, "1234"));
}

/* Schemes have no case; what compares with one has it in small letters. */
static void
test_scheme (void)
{
  g_autoptr (GVariant) none = options ("{}");
  g_autoptr (FotadRequest) request = fotad_request_new_update ("HttpS://H/F", none, 0, NULL);

  g_assert_cmpstr (fotad_request_get (request, "scheme"), ==, "https");
  g_assert_cmpstr (fotad_request_get (request, "url"), ==, "HttpS://H/F");
}

static void
test_ip_type (void)
{
  static const char *const words[][2] = { { "ipv4", "IP" },
                                          { "ipv6", "IPV6" },
                                          { "ipv4v6", "IPV4V6" } };
  g_autoptr (GVariant) none = options ("{}");
  g_autoptr (FotadRequest) plain = fotad_request_new_update ("http://h/f", none, 0, NULL);

  g_assert_null (fotad_request_get (plain, "pdp_type"));
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autofree char *text = g_strdup_printf ("{'ip-type': <'%s'>}", words[i][0]);
    g_autoptr (GVariant) given = options (text);
    g_autoptr (FotadRequest) request = fotad_request_new_update ("http://h/f", given, 0, NULL);

    g_assert_cmpstr (fotad_request_get (request, "pdp_type"), ==, words[i][1]);
  }
}

/* Only a check has a timer to wait for. */
static void
test_await_timer (void)
{
  g_autoptr (GVariant) given =
      options ("{'await-timer': <true>, 'fix-rate': <true>, 'label': <'x'>}");
  g_autoptr (GVariant) wrong = options ("{'await-timer': <'yes'>}");
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadRequest) check =
      fotad_request_new (FOTAD_JOB_KIND_SERVER, NULL, given, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (fotad_request_get (check, "await-timer"), ==, "true");
  g_assert_cmpstr (fotad_request_get (check, "fix-rate"), ==, "true");
  g_assert_null (fotad_request_new (FOTAD_JOB_KIND_SERVER, NULL, wrong, 0, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  refuse ("http://h/f", "{'await-timer': <true>}", FOTAD_ERROR_INVALID_ARGUMENT, "await-timer");
}

static void
test_digest_case (void)
{
  g_autofree char *upper = g_strnfill (64, 'A');
  g_autofree char *text = g_strdup_printf ("{'sha256': <'%s'>}", upper);
  g_autoptr (GVariant) given = options (text);
  g_autoptr (FotadRequest) request = fotad_request_new_update ("http://h/f", given, 0, NULL);

  g_assert_nonnull (request);
  g_assert_true (g_str_has_prefix (fotad_request_get (request, "sha256"), "aaaa"));
}

static void
test_file (void)
{
  g_autoptr (GVariant) given = options ("{}");
  g_autoptr (GError) error = NULL;
  int fd = open ("/dev/null", O_RDONLY);
  g_autoptr (FotadRequest) request =
      fotad_request_new_update_from_file (fd, "/tmp/dir/package.bin", given, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (request->source, ==, "package.bin");
  g_assert_cmpint (request->fd, !=, fd);
  close (fd);
  g_assert_cmpint (fcntl (request->fd, F_GETFD), >=, 0);
}

/* Names and values that only a vendor's table knows; what cannot be one is refused without it. */
static void
test_parameters (void)
{
  static const struct {
    const char *text, *word;
  } bad[] = {
    { "{'': <'x'>}", "\"\" is no parameter" },
    { "{'Server': <'x'>}", "Server" },
    { "{'a b': <'x'>}", "a b" },
    { "{'server_key': <'x'>}", "server_key" },
    { "{'server': <1.5>}", "server" },
    { "{'server': <[byte 1]>}", "server" },
    { "{'server': <'a\"b'>}", "server" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GVariant) given = options (bad[i].text);
    g_autoptr (GError) error = NULL;
    FotadRequest *request = fotad_request_new (FOTAD_JOB_KIND_ENROL, NULL, given, 0, &error);

    g_assert_null (request);
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
    g_assert_nonnull (strstr (error->message, bad[i].word));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/request/urls", test_urls);
  g_test_add_func ("/request/options", test_options);
  g_test_add_func ("/request/good", test_good);
  g_test_add_func ("/request/scheme", test_scheme);
  g_test_add_func ("/request/ip-type", test_ip_type);
  g_test_add_func ("/request/await-timer", test_await_timer);
  g_test_add_func ("/request/digest-case", test_digest_case);
  g_test_add_func ("/request/file", test_file);
  g_test_add_func ("/request/parameters", test_parameters);
  return g_test_run ();
}
