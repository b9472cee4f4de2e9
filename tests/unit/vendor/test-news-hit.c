/*
 * Percent, code and facts of a line that a modem volunteered, whatever stands in its groups.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-news-hit.h"

static const FotadNews progress = { .name = "step", .kind = FOTAD_NEWS_PROGRESS };
static const FotadNews failed = { .name = "broken", .kind = FOTAD_NEWS_FAILED };

/* A new table of one group. */
static GHashTable *
groups_of (const char *name, const char *value)
{
  GHashTable *groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_hash_table_insert (groups, g_strdup (name), g_strdup (value));
  return groups;
}

static void
test_percent (void)
{
  static const struct {
    const char *text;
    int percent;
  } rows[] = {
    { "0", 0 },       { "100", 100 },        { "42%", 42 }, { " 42 % ", 42 },
    { "\"42\"", 42 }, { "\"42%\"", 42 },     { "101", -1 }, { "-1", -1 },
    { "", -1 },       { "%", -1 },           { "4 2", -1 }, { "4.2", -1 },
    { "all", -1 },    { "99999999999", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_auto (FotadNewsHit) hit = { 0 };

    fotad_news_hit_init (&hit, &progress, groups_of ("percent", rows[i].text));
    g_assert_cmpint (hit.percent, ==, rows[i].percent);
    g_assert_cmpint (hit.code, ==, G_MININT);
    g_assert_false (hit.failed);
    g_assert_cmpuint (g_hash_table_size (hit.facts), ==, 0);
  }
}

static void
test_code (void)
{
  static const struct {
    const char *text;
    int code;
    gboolean failed;
  } rows[] = {
    { "0", 0, FALSE },
    { "\"0\"", 0, FALSE },
    { "00", 0, FALSE },
    { "", G_MININT, FALSE },
    { "\"\"", G_MININT, FALSE },
    { "  ", G_MININT, FALSE },
    { "511", 511, TRUE },
    { " -1 ", -1, TRUE },
    { "2147483646", 2147483646, TRUE },
    { "2147483647", FOTAD_CODE_NO_NUMBER, TRUE },
    { "-2147483648", FOTAD_CODE_NO_NUMBER, TRUE },
    { "99999999999999999999", FOTAD_CODE_NO_NUMBER, TRUE },
    { "0x0", FOTAD_CODE_NO_NUMBER, TRUE },
    { "0,1", FOTAD_CODE_NO_NUMBER, TRUE },
    { "ERROR", FOTAD_CODE_NO_NUMBER, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_auto (FotadNewsHit) hit = { 0 };

    fotad_news_hit_init (&hit, &progress, groups_of ("code", rows[i].text));
    g_assert_cmpint (hit.code, ==, rows[i].code);
    g_assert_cmpint (hit.failed, ==, rows[i].failed);
    g_assert_cmpint (hit.percent, ==, -1);
    g_assert_cmpuint (g_hash_table_size (hit.facts), ==, 0);
  }
}

/* A row that is a failure is one, code or not. */
static void
test_failed (void)
{
  g_auto (FotadNewsHit) none = { 0 }, zero = { 0 };

  fotad_news_hit_init (&none, &failed, NULL);
  g_assert_true (none.failed);
  g_assert_true (none.news == &failed);
  g_assert_cmpint (none.code, ==, G_MININT);
  g_assert_cmpint (none.percent, ==, -1);
  g_assert_cmpuint (g_hash_table_size (none.facts), ==, 0);
  fotad_news_hit_init (&zero, &failed, groups_of ("code", "0"));
  g_assert_true (zero.failed);
  g_assert_cmpint (zero.code, ==, 0);
}

/* The two are no facts; all others are, and as they came. */
static void
test_facts (void)
{
  g_auto (FotadNewsHit) hit = { 0 };
  GHashTable *groups = groups_of ("build", " \"7%\" ");

  g_hash_table_insert (groups, g_strdup ("code"), g_strdup ("5"));
  g_hash_table_insert (groups, g_strdup ("percent"), g_strdup ("6"));
  fotad_news_hit_init (&hit, &progress, groups);
  g_assert_cmpint (hit.code, ==, 5);
  g_assert_cmpint (hit.percent, ==, 6);
  g_assert_cmpuint (g_hash_table_size (hit.facts), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (hit.facts, "build"), ==, " \"7%\" ");
  fotad_news_hit_clear (&hit);
  g_assert_null (hit.facts);
  g_assert_null (hit.news);
}

static void
test_awaited (void)
{
  static const char *const yes[] = { "step", "a|step", "step|a", "a|step|b" };
  static const char *const no[] = { NULL, "", "|", "steps", "ste", "a|steps|b", "STEP", "a step" };

  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_true (fotad_news_is_awaited (&progress, yes[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_false (fotad_news_is_awaited (&progress, no[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vendor/news-hit/percent", test_percent);
  g_test_add_func ("/vendor/news-hit/code", test_code);
  g_test_add_func ("/vendor/news-hit/failed", test_failed);
  g_test_add_func ("/vendor/news-hit/facts", test_facts);
  g_test_add_func ("/vendor/news-hit/awaited", test_awaited);
  return g_test_run ();
}
