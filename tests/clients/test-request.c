/*
 * Times and KEY=VALUE pairs as people write them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "fotactl-pairs.h"
#include "fotactl-request.h"

#define NOW 1000000

static void
test_times (void)
{
  static const struct {
    const char *text;
    guint64 seconds;
  } rows[] = {
    { "0", 0 },
    { "1795000000", 1795000000 },
    { "+5", NOW + 5 },
    { "+5s", NOW + 5 },
    { "+90m", NOW + 5400 },
    { "+2h", NOW + 7200 },
    { "+1d", NOW + 86400 },
    { "2026-11-21T04:00:00Z", 1795233600 },
    { "2026-11-21T05:00:00+01:00", 1795233600 },
    { "2026-11-21T04:00:00", 1795233600 }, /* local: TZ is UTC here */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    guint64 seconds = 0;

    g_assert_true (fotactl_request_parse_time (rows[i].text, NOW, &seconds, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (seconds, ==, rows[i].seconds);
  }
}

static void
test_no_times (void)
{
  static const char *const rows[] = { "",
                                      "+",
                                      "+h",
                                      "-5",
                                      "+5 h",
                                      "+5w",
                                      "+99999999999d",
                                      "tomorrow",
                                      "1969-01-01T00:00:00Z",
                                      "99999999999999999999" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    guint64 seconds;

    g_assert_false (fotactl_request_parse_time (rows[i], NOW, &seconds, &error));
    g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  }
}

static GVariant *
build (const char *pair, GError **error)
{
  g_autoptr (GVariant) known = g_variant_ref_sink (g_variant_new_parsed (
      "{'enrol.lifetime': 'u: Seconds', 'enrol.secure': 'b required: Whether', "
      "'enrol.server': 's: Address', 'certificate.server': 'u: Another one'}"));
  const char *pairs[] = { pair, NULL };

  return fotactl_pairs_build ((char **) pairs, known, "enrol", error);
}

static void
test_pairs (void)
{
  static const char *const rows[][2] = {
    { "lifetime=60", "{'lifetime': <uint32 60>}" },
    { "secure=yes", "{'secure': <true>}" },
    { "secure=0", "{'secure': <false>}" },
    { "server=coaps://a=b", "{'server': <'coaps://a=b'>}" },
    { "server=", "{'server': <''>}" },
    { "colour=red", "{'colour': <'red'>}" }, /* the service will refuse it by name */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) built = build (rows[i][0], &error);
    g_autofree char *text = NULL;

    g_assert_no_error (error);
    text = g_variant_print (g_variant_ref_sink (built), TRUE);
    g_assert_cmpstr (text, ==, rows[i][1]);
  }
}

static void
test_no_pairs (void)
{
  static const char *const rows[] = { "lifetime",     "=60",
                                      "lifetime=-1",  "lifetime=4294967296",
                                      "secure=maybe", "server=@/no/such/file",
                                      "server=\xff" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (build (rows[i], &error));
    g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fotactl/request/times", test_times);
  g_test_add_func ("/fotactl/request/no-times", test_no_times);
  g_test_add_func ("/fotactl/pairs/good", test_pairs);
  g_test_add_func ("/fotactl/pairs/bad", test_no_pairs);
  return g_test_run ();
}
