/*
 * Who downloads, and which URLs a modem can be given.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-house.h"

#include "job/fotad-transport.h"

/* 31 bytes, and 41. */
#define LONG_URL "http://h/0123456789012345678901"
#define LONGER_URL LONG_URL "0123456789"

static FotadRequest *
request_of (const char *transport, const char *url)
{
  g_autofree char *options =
      transport != NULL ? g_strdup_printf ("{'transport': <'%s'>}", transport) : g_strdup ("{}");

  return job_house_update (url, options);
}

static void
assert_route (
    JobHouse *h, FotadModem *modem, const char *transport, const char *url, const char *route)
{
  g_autoptr (FotadRequest) request = request_of (transport, url);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (fotad_transport_route (&h->house, modem, request, &error), ==, route);
  g_assert_no_error (error);
}

static void
test_modem (JobHouse *h, gconstpointer unused)
{
  FotadModem *both = job_house_plug (h, "M1", NULL, NULL);
  FotadModem *pushed = job_house_plug (h, "M3", NULL, NULL);

  assert_route (h, both, "modem", "http://h/f", "fetch");
  assert_route (h, both, "modem", "https://h/f", "fetch");
  assert_route (h, pushed, "modem", "http://h/f", "fetch");
}

static void
test_host (JobHouse *h, gconstpointer unused)
{
  FotadModem *both = job_house_plug (h, "M1", NULL, NULL);
  FotadModem *fetches = job_house_plug (h, "M2", NULL, NULL);
  g_autoptr (FotadRequest) coap = request_of ("host", "coap://h/f");
  g_autoptr (FotadRequest) ftp = request_of ("host", "ftp://h/f");
  g_autoptr (GError) error = NULL;

  assert_route (h, both, "host", "http://h/f", "push");
  assert_route (h, both, "host", "https://h/f", "push");
  assert_route (h, fetches, "host", "http://h/f", "push");
  g_assert_null (fotad_transport_route (&h->house, both, coap, &error));
  job_house_assert_error (&error, FOTAD_ERROR_INVALID_ARGUMENT, "no coap://");
  g_assert_null (fotad_transport_route (&h->house, both, ftp, &error));
  job_house_assert_error (&error, FOTAD_ERROR_INVALID_ARGUMENT, "no ftp://");
}

/* "auto" and nothing said are the same. */
static void
test_auto (JobHouse *h, gconstpointer unused)
{
  static const char *const words[] = { NULL, "auto" };
  FotadModem *both = job_house_plug (h, "M1", NULL, NULL);
  FotadModem *fetches = job_house_plug (h, "M2", NULL, NULL);
  FotadModem *pushed = job_house_plug (h, "M3", NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    assert_route (h, both, words[i], "http://h/f", "fetch");
    assert_route (h, both, words[i], "coap://h/f", "fetch");
    assert_route (h, both, words[i], "https://h/f", "push"); /* this modem has no TLS */
    assert_route (h, both, words[i], "ftp://h/f", "fetch");  /* nobody has; told then */
    assert_route (h, fetches, words[i], "https://h/f", "fetch");
    assert_route (h, pushed, words[i], "http://h/f", "push");
    assert_route (h, pushed, words[i], "coap://h/f", "fetch");
  }
}

static void
test_case (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);

  assert_route (h, modem, "auto", "HTTP://h/f", "fetch");
  assert_route (h, modem, "auto", "Https://h/f", "push");
  assert_route (h, modem, "host", "HTTPS://h/f", "push");
}

static void
test_no_plugin (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M4", NULL, NULL);
  g_autoptr (FotadRequest) request = request_of ("auto", "http://h/f");
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_transport_route (&h->house, modem, request, &error));
  job_house_assert_error (&error, FOTAD_ERROR_NOT_SUPPORTED, "absent");
}

/* NULL @word: taken. */
static void
assert_url (JobHouse *h, FotadModem *modem, const char *url, const char *word)
{
  g_autoptr (FotadBook) book = fotad_registry_load (h->house.registry, "house", NULL);
  const FotadRoute *route = fotad_book_route (book, "M1", "fetch");
  g_autoptr (FotadRequest) request = request_of (NULL, url);
  g_autoptr (GError) error = NULL;
  gboolean good = fotad_transport_check_url (modem, route, request, &error);

  g_assert_cmpint (good, ==, word == NULL);
  if (word == NULL)
    g_assert_no_error (error);
  else
    job_house_assert_error (&error, FOTAD_ERROR_INVALID_ARGUMENT, word);
}

static void
test_schemes (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);

  assert_url (h, modem, "http://h/f", NULL);
  assert_url (h, modem, "coap://h/f", NULL);
  assert_url (h, modem, "COAP://h/f", NULL);
  assert_url (h, modem, "https://h/f", "M1 takes no https:// URL, only http coap.");
  assert_url (h, modem, "htt://h/f", "M1 takes no htt:// URL, only http coap.");
}

/* A family's limit before the route's. */
static void
test_length (JobHouse *h, gconstpointer unused)
{
  FotadModem *own = job_house_plug (h, "M1", NULL, NULL);
  FotadModem *common = job_house_plug (h, "M2", NULL, NULL);

  assert_url (h, own, "http://h/012345678901234567890", NULL);
  assert_url (h, own, LONG_URL, "The URL has 31 bytes; M1 takes at most 30.");
  assert_url (h, common, LONG_URL "012345678", NULL);
  assert_url (h, common, LONGER_URL, "The URL has 41 bytes; M2 takes at most 40.");
}

static void
test_no_limit (JobHouse *h, gconstpointer unused)
{
  static const FotadRoute any = { .name = "fetch", .schemes = "http" }, none = { .name = "push" };
  FotadModem *modem = job_house_plug (h, "M2", NULL, NULL);
  g_autoptr (FotadRequest) request = request_of (NULL, LONGER_URL);
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_transport_check_url (modem, &any, request, &error));
  g_assert_no_error (error);
  g_assert_false (fotad_transport_check_url (modem, &none, request, &error));
  job_house_assert_error (&error, FOTAD_ERROR_INVALID_ARGUMENT, "http://");
}

static void
test_web (JobHouse *h, gconstpointer unused)
{
  g_assert_true (fotad_transport_is_web ("http"));
  g_assert_true (fotad_transport_is_web ("https"));
  g_assert_false (fotad_transport_is_web ("ftp"));
  g_assert_false (fotad_transport_is_web ("httpsx"));
  g_assert_false (fotad_transport_is_web (""));
  g_assert_false (fotad_transport_is_web (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  JOB_HOUSE_TEST ("transport/modem", test_modem);
  JOB_HOUSE_TEST ("transport/host", test_host);
  JOB_HOUSE_TEST ("transport/auto", test_auto);
  JOB_HOUSE_TEST ("transport/case", test_case);
  JOB_HOUSE_TEST ("transport/no-plugin", test_no_plugin);
  JOB_HOUSE_TEST ("transport/schemes", test_schemes);
  JOB_HOUSE_TEST ("transport/length", test_length);
  JOB_HOUSE_TEST ("transport/no-limit", test_no_limit);
  JOB_HOUSE_TEST ("transport/web", test_web);
  return job_house_run ();
}
