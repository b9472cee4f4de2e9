/*
 * Facts: what is known, what changed, and secrets that the log must not show.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-facts.h"

#include "core/fotad-log-mask.h"

static void
count_change (gpointer name, gpointer value, gpointer data)
{
  g_string_append_printf (data, "%s=%s;", (const char *) name,
                          value != NULL ? (const char *) value : "");
}

static void
assert_changes (FotadFacts *facts, const char *expected)
{
  g_autoptr (GString) changes = g_string_new (NULL);

  fotad_facts_take_changes (facts, count_change, changes);
  g_assert_cmpstr (changes->str, ==, expected);
}

static void
test_changes (void)
{
  g_autoptr (FotadFacts) facts = fotad_facts_new ();

  fotad_facts_set (facts, "version", "1");
  assert_changes (facts, "version=1;");
  fotad_facts_set (facts, "version", "1");
  assert_changes (facts, "");
  fotad_facts_set (facts, "version", NULL);
  assert_changes (facts, "version=;");
  g_assert_null (fotad_facts_get (facts, "version"));
}

static void
assert_logged (const char *text, const char *expected)
{
  g_autofree char *masked = fotad_log_mask_values (text);

  g_assert_cmpstr (masked, ==, expected);
}

static void
test_secrets (void)
{
  FotadFacts *facts = fotad_facts_new ();

  fotad_facts_set (facts, "password", "hush-hush");
  fotad_facts_set (facts, "old_password", "whisper-it");
  fotad_facts_set (facts, "apn", "internet-apn");
  assert_logged ("hush-hush whisper-it internet-apn", "*** *** internet-apn");
  fotad_facts_set (facts, "password", "other-one");
  assert_logged ("hush-hush other-one", "hush-hush ***");
  fotad_facts_set (facts, "old_password", NULL);
  assert_logged ("whisper-it", "whisper-it");
  fotad_facts_free (facts);
  assert_logged ("other-one", "other-one");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/facts/changes", test_changes);
  g_test_add_func ("/engine/facts/secrets", test_secrets);
  return g_test_run ();
}
