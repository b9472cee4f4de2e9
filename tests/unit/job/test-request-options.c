/*
 * Options by kind: which there are, their types, ranges and words, and what becomes of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-request.h"

#include <string.h>

/* One kind of job with an argument that is good for it. */
typedef struct {
  FotadJobKind kind;
  const char *argument;
} Kind;

static const Kind server = { FOTAD_JOB_KIND_SERVER, NULL };
static const Kind save = { FOTAD_JOB_KIND_SAVE, "" };
static const Kind restore = { FOTAD_JOB_KIND_RESTORE, "1" };
static const Kind compare = { FOTAD_JOB_KIND_COMPARE, "1" };
static const Kind enrol = { FOTAD_JOB_KIND_ENROL, NULL };
static const Kind certificate = { FOTAD_JOB_KIND_CERTIFICATE, "ca" };
static const Kind update = { FOTAD_JOB_KIND_UPDATE, "http://h/f" };

static FotadRequest *
ask (const Kind *kind, const char *text, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GVariant) given = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &wrong);

  g_assert_no_error (wrong);
  return kind->kind == FOTAD_JOB_KIND_UPDATE
             ? fotad_request_new_update (kind->argument, given, 0, error)
             : fotad_request_new (kind->kind, kind->argument, given, 0, error);
}

static void
refuse (const Kind *kind, const char *text, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ask (kind, text, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  if (strstr (error->message, word) == NULL)
    g_error ("\"%s\" does not say %s", error->message, word);
}

/* Taken, with @value as fact @name. */
static void
take (const Kind *kind, const char *text, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadRequest) request = ask (kind, text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (request->facts, name), ==, value);
}

static const Kind *const updates[] = { &update, &server, NULL };
static const Kind *const settings[] = { &save, &restore, &compare, NULL };
static const Kind *const with_options[] = { &update, &server, &save, &restore, &compare, NULL };
static const Kind *const all[] = {
  &update, &server, &restore, &compare, &enrol, &certificate, NULL
};

static void
test_of_updates (void)
{
  for (const Kind *const *kind = updates; *kind != NULL; kind++) {
    take (*kind, "{'from-version': <'A'>}", "from_version", "A");
    take (*kind, "{'to-version': <'B'>}", "to_version", "B");
    take (*kind, "{'approval': <'ask'>}", "approval", "ask");
    take (*kind, "{'context': <uint32 2>}", "context", "2");
    take (*kind, "{'apn': <'net'>}", "apn", "net");
    take (*kind, "{'ip-type': <'ipv6'>}", "pdp_type", "IPV6");
    take (*kind, "{'user': <'u'>}", "user", "u");
    take (*kind, "{'password': <'p'>}", "password", "p");
    take (*kind, "{'restore-settings': <false>}", "restore_settings", "false");
    take (*kind, "{'attempts': <uint32 3>}", "attempts", "3");
    take (*kind, "{'not-before': <uint64 5>}", "not_before", "5");
    refuse (*kind, "{'replacement': <true>}", "replacement");
  }
  take (&update, "{'transport': <'host'>}", "transport", "host");
  refuse (&server, "{'transport': <'host'>}", "transport");
  refuse (&server, "{'sha256': <'00'>}", "sha256"); /* nobody would compare it */
  take (&server, "{'fix-rate': <true>}", "fix_rate", "true");
  refuse (&update, "{'fix-rate': <true>}", "fix-rate");
  refuse (&update, "{'await-timer': <true>}", "await-timer");
}

static void
test_of_settings (void)
{
  for (const Kind *const *kind = settings; *kind != NULL; kind++) {
    take (*kind, "{'replacement': <true>}", "replacement", "true");
    take (*kind, "{'deadline': <uint32 60>}", "deadline", "60");
    take (*kind, "{'sim-pin': <'1234'>}", "sim_pin", "1234");
    refuse (*kind, "{'approval': <'ask'>}", "approval");
    refuse (*kind, "{'context': <uint32 2>}", "context");
    refuse (*kind, "{'sha256': <'00'>}", "sha256");
  }
}

static void
test_types (void)
{
  for (const Kind *const *kind = with_options; *kind != NULL; kind++) {
    refuse (*kind, "{'label': <uint32 1>}", "label");
    refuse (*kind, "{'sim-pin': <uint32 1234>}", "sim-pin");
    refuse (*kind, "{'deadline': <uint64 60>}", "deadline");
    refuse (*kind, "{'colour': <'red'>}", "colour");
  }
  refuse (&update, "{'not-before': <uint32 5>}", "not-before");
  refuse (&update, "{'restore-settings': <'true'>}", "restore-settings");
  refuse (&server, "{'fix-rate': <uint32 1>}", "fix-rate");
  refuse (&restore, "{'replacement': <'true'>}", "replacement");
}

static void
test_words (void)
{
  for (const Kind *const *kind = updates; *kind != NULL; kind++) {
    refuse (*kind, "{'approval': <'as'>}", "approval must be one of auto|ask.");
    refuse (*kind, "{'approval': <'auto|ask'>}", "approval must be one of auto|ask.");
    refuse (*kind, "{'ip-type': <''>}", "ip-type must be one of ipv4|ipv6|ipv4v6.");
  }
  refuse (&update, "{'transport': <'pigeon'>}", "transport must be one of auto|modem|host.");
}

/* Anything else would cost a SIM one of its three tries. */
static void
test_pin (void)
{
  static const char *const bad[] = { "", "123", "123456789", "12a4", "12 4", "-123" };

  for (const Kind *const *kind = with_options; *kind != NULL; kind++) {
    for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
      g_autofree char *text = g_strdup_printf ("{'sim-pin': <'%s'>}", bad[i]);

      refuse (*kind, text, "sim-pin must be four to eight digits.");
    }
    take (*kind, "{'sim-pin': <'0000'>}", "sim_pin", "0000");
    take (*kind, "{'sim-pin': <'12345678'>}", "sim_pin", "12345678");
  }
}

static void
test_ranges (void)
{
  for (const Kind *const *kind = updates; *kind != NULL; kind++) {
    refuse (*kind, "{'context': <uint32 0>}", "context must be from 1 to 16.");
    take (*kind, "{'context': <uint32 1>}", "context", "1");
    take (*kind, "{'context': <uint32 16>}", "context", "16");
    refuse (*kind, "{'context': <uint32 17>}", "context must be from 1 to 16.");
    refuse (*kind, "{'attempts': <uint32 0>}", "attempts must be from 1 to 10.");
    take (*kind, "{'attempts': <uint32 1>}", "attempts", "1");
    take (*kind, "{'attempts': <uint32 10>}", "attempts", "10");
    refuse (*kind, "{'attempts': <uint32 11>}", "attempts must be from 1 to 10.");
  }
}

/* What every kind has, a vendor's table or not; SaveSettings has its label beside the options. */
static void
test_common (void)
{
  g_autofree char *most = g_strnfill (256, 'x'), *more = g_strnfill (257, 'x');
  g_autofree char *good = g_strdup_printf ("{'label': <'%s'>}", most);
  g_autofree char *bad = g_strdup_printf ("{'label': <'%s'>}", more);
  const Kind labelled = { FOTAD_JOB_KIND_SAVE, more };

  for (const Kind *const *kind = all; *kind != NULL; kind++) {
    take (*kind, good, "label", most);
    refuse (*kind, bad, "label is longer than 256 bytes.");
    refuse (*kind, "{'deadline': <uint32 0>}", "deadline must be from 1 to 604800.");
    take (*kind, "{'deadline': <uint32 1>}", "deadline", "1");
    take (*kind, "{'deadline': <uint32 604800>}", "deadline", "604800");
    refuse (*kind, "{'deadline': <uint32 604801>}", "deadline must be from 1 to 604800.");
  }
  refuse (&labelled, "{}", "label is longer than 256 bytes.");
}

/* A moment that is over is no wrong argument. */
static void
test_times (void)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *text =
      g_strdup_printf ("{'not-after': <uint64 %" G_GINT64_FORMAT ">}", now + 60);
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, now + 60);

  for (const Kind *const *kind = updates; *kind != NULL; kind++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (ask (*kind, "{'not-after': <uint64 5>}", &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_EXPIRED);
    refuse (*kind, "{'not-after': <uint64 5>, 'not-before': <uint64 6>}", "before not-before");
    refuse (*kind, "{'not-after': <uint64 9223372036854775808>}", "UNIX seconds");
    take (*kind, text, "not_after", value);
  }
}

/* What is kept is what was said, in its own types, but for the secrets. */
static void
test_kept (void)
{
  const char *given = "{'user': <'u'>, 'attempts': <uint32 2>, 'password': <'p'>,"
                      " 'sim-pin': <'1234'>, 'restore-settings': <true>}";

  for (const Kind *const *kind = updates; *kind != NULL; kind++) {
    g_autoptr (FotadRequest) request = ask (*kind, given, NULL);
    g_autofree char *kept = g_variant_print (request->options, FALSE);

    g_assert_cmpstr (kept, ==,
                     "{'user': <'u'>, 'restore-settings': <true>, 'attempts': <uint32 2>}");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/request-options/of-updates", test_of_updates);
  g_test_add_func ("/job/request-options/of-settings", test_of_settings);
  g_test_add_func ("/job/request-options/types", test_types);
  g_test_add_func ("/job/request-options/words", test_words);
  g_test_add_func ("/job/request-options/pin", test_pin);
  g_test_add_func ("/job/request-options/ranges", test_ranges);
  g_test_add_func ("/job/request-options/common", test_common);
  g_test_add_func ("/job/request-options/times", test_times);
  g_test_add_func ("/job/request-options/kept", test_kept);
  return g_test_run ();
}
