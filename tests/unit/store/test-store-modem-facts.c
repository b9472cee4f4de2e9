/*
 * What is remembered of modems.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-modem-facts.h"

#include "store-fixture.h"

#define ONE "490154203237518"
#define OTHER "866349041234560"

static void
set_fact (StoreFixture *fixture, const char *imei, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_store_set_modem_fact (fixture->store, imei, name, value, &error));
  g_assert_no_error (error);
}

static void
assert_fact (StoreFixture *fixture, const char *imei, const char *name, const char *value)
{
  g_autoptr (GHashTable) facts = fotad_store_modem_facts (fixture->store, imei, NULL);

  g_assert_cmpstr (g_hash_table_lookup (facts, name), ==, value);
}

static void
test_facts (StoreFixture *fixture, gconstpointer unused)
{
  assert_fact (fixture, ONE, "imsi", NULL);
  set_fact (fixture, ONE, "imsi", "1");
  set_fact (fixture, ONE, "imsi", "2 \"ü\"");
  set_fact (fixture, OTHER, "imsi", "3");
  set_fact (fixture, ONE, "gone", "x");
  set_fact (fixture, ONE, "gone", NULL);
  set_fact (fixture, ONE, "never", NULL);
  store_fixture_reopen (fixture);
  assert_fact (fixture, ONE, "imsi", "2 \"ü\"");
  assert_fact (fixture, ONE, "gone", NULL);
  assert_fact (fixture, OTHER, "imsi", "3");
}

/* A row of another's making is passed over; the rest is there. */
static void
test_nonsense (StoreFixture *fixture, gconstpointer unused)
{
  set_fact (fixture, ONE, "good", "1");
  store_fixture_close (fixture);
  g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, "*modem_facts*");
  store_fixture_damage (fixture, "INSERT INTO modem_facts (imei, name, value)"
                                 " VALUES ('" ONE "', 'bad', CAST (x'ff' AS TEXT))");
  assert_fact (fixture, ONE, "good", "1");
  g_test_assert_expected_messages ();
  assert_fact (fixture, OTHER, "good", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/modem-facts/set", test_facts);
  STORE_TEST ("/store/modem-facts/nonsense", test_nonsense);
  return g_test_run ();
}
