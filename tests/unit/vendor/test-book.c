/*
 * A small invented vendor, read through its book.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-book.h"

static const FotadNews news[] = {
  { .name = "step",
    .prefix = "+X:",
    .pattern = "\"STEP\",(?<percent>.+)",
    .kind = FOTAD_NEWS_PROGRESS },
  { .name = "end",
    .prefix = "+X:",
    .pattern = "\"END\",(?<code>[^,]*)(?:,(?<build>\\w+))?",
    .codes = "end" },
  { .name = "old-end", .prefix = "+OLD", .models = "^OLD", .kind = FOTAD_NEWS_INSTALLED },
  { .name = "broken",
    .prefix = "+BROKEN",
    .kind = FOTAD_NEWS_FAILED,
    .failure = FOTAD_FAILURE_INSTALL,
    .text = "it broke" },
  { .name = "up", .pattern = "^(?:APP )?UP$", .kind = FOTAD_NEWS_READY },
  { .name = "other", .prefix = "+X:" },
  { NULL },
};

static const FotadCode codes[] = {
  { "end", 511, FOTAD_FAILURE_STORAGE, FALSE, "no space", NULL, "^OLD" },
  { "end", 511, FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE, "wrong package", NULL, NULL },
  { "end", -1, FOTAD_FAILURE_NETWORK, TRUE, "unknown error", NULL, NULL },
  { "cme", 3, FOTAD_FAILURE_BUSY, TRUE, "come back later", NULL, NULL },
  { NULL },
};

static const FotadStep steps[] = {
  { .name = "read", .reply = "^(?:\\+V: (?<version>\\S+)|(?<version>V\\S+))$\n?(?<rest>.*)" },
  { .name = "old", .when = "apn", .models = "^OLD" },
  { .name = "plain" },
  { 0 },
};

static const FotadParameter parameters[] = {
  { .name = "psk", .pattern = "[0-9a-f]+|none", .secret = TRUE },
  { .name = "free" },
  { NULL },
};

static const FotadRoute routes[] = {
  { .name = "fetch", .models = "^OLD", .steps = steps },
  { .name = "fetch", .steps = steps, .parameters = parameters },
  { .name = "push", .models = "^OLD", .steps = steps },
  { NULL },
};

static const FotadVendor vendor = {
  .abi = FOTAD_PLUGIN_ABI, .name = "x", .news = news, .codes = codes, .routes = routes
};

static FotadBook *
new_book (void)
{
  g_autoptr (GError) error = NULL;
  FotadBook *book = fotad_book_new (&vendor, &error);

  g_assert_no_error (error);
  return book;
}

static const struct {
  const char *line;
  const char *model;
  const char *name; /* NULL: no row */
  int percent;
  int code;
  gboolean failed;
} lines[] = {
  { "+X: \"STEP\",5", NULL, "step", 5, G_MININT, FALSE },
  { "+x: \"step\",5%", NULL, "step", 5, G_MININT, FALSE },
  { "+X: \"STEP\", \"37 %\" ", NULL, "step", 37, G_MININT, FALSE },
  { "+X: \"STEP\",100", NULL, "step", 100, G_MININT, FALSE },
  { "+X: \"STEP\",101", NULL, "step", -1, G_MININT, FALSE },
  { "+X: \"STEP\",x", NULL, "step", -1, G_MININT, FALSE },
  { "+X: \"STEP\",99999999999999999999", NULL, "step", -1, G_MININT, FALSE },
  { "+X: \"STEP\",-3", NULL, "step", -1, G_MININT, FALSE },
  { "+X: \"STEP\"", NULL, "other", -1, G_MININT, FALSE },
  { "+X: \"END\",0", NULL, "end", -1, 0, FALSE },
  { "+X: \"END\",00", NULL, "end", -1, 0, FALSE },
  { "+X: \"END\",\"0\"", NULL, "end", -1, 0, FALSE },
  { "+X: \"END\",", NULL, "end", -1, G_MININT, FALSE },
  { "+X: \"END\", 511 ", NULL, "end", -1, 511, TRUE },
  { "+X: \"END\",-1", NULL, "end", -1, -1, TRUE },
  { "+X: \"END\",no", NULL, "end", -1, FOTAD_CODE_NO_NUMBER, TRUE },
  { "+X: \"END\",\"\xff\xfe\"", NULL, "end", -1, FOTAD_CODE_NO_NUMBER, TRUE },
  { "+OLD", "OLD1", "old-end", -1, G_MININT, FALSE },
  { "+OLD", "NEW1", NULL, -1, 0, FALSE },
  { "+OLD", NULL, NULL, -1, 0, FALSE },
  { "+BROKEN", NULL, "broken", -1, G_MININT, TRUE },
  { "UP", NULL, "up", -1, G_MININT, FALSE },
  { "APP UP", NULL, "up", -1, G_MININT, FALSE },
  { "UPS", NULL, NULL, -1, 0, FALSE },
  { "", NULL, NULL, -1, 0, FALSE },
};

static void
test_news (void)
{
  g_autoptr (FotadBook) book = new_book ();

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_auto (FotadNewsHit) hit = { 0 };
    gboolean known = fotad_book_news (book, lines[i].model, lines[i].line, &hit);

    g_test_message ("%s", lines[i].line);
    g_assert_cmpstr (known ? hit.news->name : NULL, ==, lines[i].name);
    if (!known)
      continue;
    g_assert_cmpint (hit.percent, ==, lines[i].percent);
    g_assert_cmpint (hit.code, ==, lines[i].code);
    g_assert_cmpint (hit.failed, ==, lines[i].failed);
  }
}

static void
test_news_facts (void)
{
  g_autoptr (FotadBook) book = new_book ();
  g_auto (FotadNewsHit) with = { 0 }, without = { 0 };

  g_assert_true (fotad_book_news (book, NULL, "+X: \"END\",0,57830", &with));
  g_assert_cmpuint (g_hash_table_size (with.facts), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (with.facts, "build"), ==, "57830");
  g_assert_true (fotad_book_news (book, NULL, "+X: \"END\",0", &without));
  g_assert_cmpuint (g_hash_table_size (without.facts), ==, 0);
}

static void
test_awaited (void)
{
  g_assert_true (fotad_news_is_awaited (&news[1], "end"));
  g_assert_true (fotad_news_is_awaited (&news[1], "up|end"));
  g_assert_false (fotad_news_is_awaited (&news[1], "old-end|up"));
  g_assert_false (fotad_news_is_awaited (&news[1], NULL));
}

static void
check_code (FotadBook *book, const char *model, const char *table, int code, const char *text)
{
  const FotadCode *row = fotad_book_code (book, model, table, code);

  g_assert_cmpstr (row != NULL ? row->text : NULL, ==, text);
}

static void
test_codes (void)
{
  g_autoptr (FotadBook) book = new_book ();

  check_code (book, "OLD1", "end", 511, "no space");
  check_code (book, "NEW1", "end", 511, "wrong package");
  check_code (book, NULL, "end", 511, "wrong package");
  check_code (book, NULL, "end", 512, "unknown error");
  check_code (book, NULL, "end", 0, NULL);
  check_code (book, NULL, NULL, 511, NULL);
  check_code (book, NULL, "cme", 3, "come back later");
  check_code (book, NULL, "cme", 10, "SIM not inserted");
  check_code (book, NULL, "cms", 310, "SIM not inserted");
  check_code (book, NULL, "cme", 9999, NULL);
}

static void
check_words (FotadBook *book, const char *words, FotadFailure failure)
{
  const FotadCode *row = fotad_book_words (book, NULL, "cme", words);

  g_test_message ("%s", words);
  g_assert_nonnull (row);
  g_assert_cmpint (row->failure, ==, failure);
}

static void
test_words (void)
{
  g_autoptr (FotadBook) book = new_book ();

  check_words (book, "SIM PIN required", FOTAD_FAILURE_SIM);
  check_words (book, "sim  pin required.", FOTAD_FAILURE_SIM);
  check_words (book, "SIM not inserted", FOTAD_FAILURE_SIM);
  check_words (book, "operation not allowed", FOTAD_FAILURE_REFUSED);
  check_words (book, "Come back later", FOTAD_FAILURE_BUSY);
  check_words (book, "no network service", FOTAD_FAILURE_NOT_REGISTERED);
  check_words (book, "memory full", FOTAD_FAILURE_STORAGE);
  g_assert_null (fotad_book_words (book, NULL, "cme", "quite other words"));
  g_assert_null (fotad_book_words (book, NULL, "cme", ""));
  g_assert_null (fotad_book_words (book, NULL, "cme", NULL));
}

static void
test_generic_codes (void)
{
  static const int known[] = { 3, 4, 10, 11, 12, 13, 14, 20, 21, 22, 23, 30, 31, 32, 50, 100, 103 };
  g_autoptr (FotadBook) book = new_book ();

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++) {
    const FotadCode *row = fotad_book_code (book, NULL, "cme", known[i]);

    g_assert_nonnull (row);
    g_assert_cmpint (row->failure, !=, FOTAD_FAILURE_NONE);
    g_assert_nonnull (row->text);
  }
}

static void
test_routes (void)
{
  g_autoptr (FotadBook) book = new_book ();
  g_auto (GStrv) old = fotad_book_route_names (book, "OLD1");
  g_auto (GStrv) new = fotad_book_route_names (book, "NEW1");

  g_assert_true (fotad_book_route (book, "OLD1", "fetch") == &routes[0]);
  g_assert_true (fotad_book_route (book, "NEW1", "fetch") == &routes[1]);
  g_assert_null (fotad_book_route (book, "NEW1", "push"));
  g_assert_null (fotad_book_route (book, "NEW1", NULL));
  g_assert_cmpuint (g_strv_length (old), ==, 2);
  g_assert_cmpuint (g_strv_length (new), ==, 1);
}

static void
check_reply (FotadBook *book, const char *const *reply, const char *version, const char *rest)
{
  g_autoptr (GHashTable) facts = NULL;

  g_assert_cmpint (fotad_book_reply (book, &steps[0], reply, &facts), ==, version != NULL);
  if (version == NULL) {
    g_assert_null (facts);
    return;
  }
  g_assert_cmpstr (g_hash_table_lookup (facts, "version"), ==, version);
  g_assert_cmpstr (g_hash_table_lookup (facts, "rest"), ==, rest);
}

static void
test_reply (void)
{
  static const char *const prefixed[] = { "noise", "+V: 1.2", "more", NULL };
  static const char *const bare[] = { "V1.3", NULL };
  static const char *const bytes[] = { "V\xff", NULL };
  static const char *const other[] = { "noise", NULL };
  g_autoptr (FotadBook) book = new_book ();

  check_reply (book, prefixed, "1.2", "more");
  check_reply (book, bare, "V1.3", "");
  check_reply (book, bytes, "V\xef\xbf\xbd", "");
  check_reply (book, other, NULL, NULL);
  check_reply (book, NULL, NULL, NULL);
}

static void
test_reply_without_pattern (void)
{
  g_autoptr (FotadBook) book = new_book ();
  g_autoptr (GHashTable) facts = NULL;

  g_assert_true (fotad_book_reply (book, &steps[2], NULL, &facts));
  g_assert_cmpuint (g_hash_table_size (facts), ==, 0);
}

static void
test_applies (void)
{
  g_autoptr (FotadBook) book = new_book ();
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_false (fotad_book_applies (book, &steps[1], "OLD1", facts));
  g_hash_table_insert (facts, "apn", "internet");
  g_assert_true (fotad_book_applies (book, &steps[1], "OLD1", facts));
  g_assert_false (fotad_book_applies (book, &steps[1], "NEW1", facts));
  g_assert_true (fotad_book_applies (book, &steps[2], NULL, facts));
}

static void
test_parameters (void)
{
  g_autoptr (FotadBook) book = new_book ();

  g_assert_true (fotad_book_parameter_fits (book, &parameters[0], "00ff"));
  g_assert_true (fotad_book_parameter_fits (book, &parameters[0], "none"));
  g_assert_false (fotad_book_parameter_fits (book, &parameters[0], "nonesuch"));
  g_assert_false (fotad_book_parameter_fits (book, &parameters[0], "00ff\n00"));
  g_assert_false (fotad_book_parameter_fits (book, &parameters[0], ""));
  g_assert_true (fotad_book_parameter_fits (book, &parameters[1], "anything"));
}

static void
test_bad_pattern (void)
{
  static const FotadStep bad_steps[] = { { .name = "crooked", .reply = "(" }, { 0 } };
  static const FotadRoute bad_routes[] = { { .name = "fetch", .steps = bad_steps }, { NULL } };
  static const FotadVendor bad = { .name = "bad", .routes = bad_routes };
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_book_new (&bad, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INTERNAL);
  g_assert_true (g_str_has_prefix (error->message, "route 'fetch', step 'crooked': "));
}

static void
test_failures (void)
{
  for (int i = FOTAD_FAILURE_REFUSED; i <= FOTAD_FAILURE_CANCELLED; i++)
    g_assert_cmpint (fotad_failure_to_error ((FotadFailure) i), !=, FOTAD_ERROR_INTERNAL);
  g_assert_cmpint (fotad_failure_to_error (FOTAD_FAILURE_SIM), ==, FOTAD_ERROR_SIM_LOCKED);
  g_assert_cmpint (fotad_failure_to_error (FOTAD_FAILURE_NONE), ==, FOTAD_ERROR_INTERNAL);
}

static void
test_empty_vendor (void)
{
  static const FotadVendor empty = { .name = "empty" };
  g_autoptr (FotadBook) book = fotad_book_new (&empty, NULL);
  g_auto (FotadNewsHit) hit = { 0 };

  g_assert_nonnull (book);
  g_assert_false (fotad_book_news (book, "m", "+X", &hit));
  g_assert_null (fotad_book_route (book, "m", "fetch"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vendor/book/news", test_news);
  g_test_add_func ("/vendor/book/news-facts", test_news_facts);
  g_test_add_func ("/vendor/book/awaited", test_awaited);
  g_test_add_func ("/vendor/book/codes", test_codes);
  g_test_add_func ("/vendor/book/words", test_words);
  g_test_add_func ("/vendor/book/generic-codes", test_generic_codes);
  g_test_add_func ("/vendor/book/routes", test_routes);
  g_test_add_func ("/vendor/book/reply", test_reply);
  g_test_add_func ("/vendor/book/reply-without-pattern", test_reply_without_pattern);
  g_test_add_func ("/vendor/book/applies", test_applies);
  g_test_add_func ("/vendor/book/parameters", test_parameters);
  g_test_add_func ("/vendor/book/bad-pattern", test_bad_pattern);
  g_test_add_func ("/vendor/book/failures", test_failures);
  g_test_add_func ("/vendor/book/empty-vendor", test_empty_vendor);
  return g_test_run ();
}
