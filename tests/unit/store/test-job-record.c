/*
 * The job record: its words are those of the contract, and a copy is one of every field.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-job-record.h"

static void
test_words (void)
{
  static const char *const kinds[] = { "update", "server",  "enrol",  "certificate",
                                       "save",   "restore", "compare" };
  static const char *const states[] = { "queued", "scheduled", "running", "waiting-approval",
                                        "paused", "succeeded", "failed",  "cancelled" };
  FotadJobKind kind;
  FotadJobState state;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_assert_cmpstr (fotad_job_kind_name ((FotadJobKind) i), ==, kinds[i]);
    g_assert_true (fotad_job_kind_from_name (kinds[i], &kind));
    g_assert_cmpuint (kind, ==, i);
  }
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_assert_cmpstr (fotad_job_state_name ((FotadJobState) i), ==, states[i]);
    g_assert_true (fotad_job_state_from_name (states[i], &state));
    g_assert_cmpuint (state, ==, i);
    g_assert_cmpint (fotad_job_state_is_final (state), ==, i >= 5);
  }
  g_assert_false (fotad_job_kind_from_name ("Update", &kind));
  g_assert_false (fotad_job_state_from_name ("", &state));
  g_assert_false (fotad_job_state_from_name (NULL, &state));
}

static void
test_copy (void)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  g_autoptr (FotadJobRecord) copy = NULL;
  const char *warnings[] = { "one", "two", NULL };

  record->id = 7;
  record->label = g_strdup ("fleet-12");
  record->warnings = g_strdupv ((GStrv) warnings);
  record->options = g_variant_ref_sink (g_variant_new_parsed ("{'apn': <'x'>}"));
  record->not_after = 99;
  copy = fotad_job_record_copy (record);
  g_clear_pointer (&record, fotad_job_record_free);
  g_assert_cmpint (copy->id, ==, 7);
  g_assert_cmpint (copy->not_after, ==, 99);
  g_assert_cmpstr (copy->label, ==, "fleet-12");
  g_assert_cmpstr (copy->approval, ==, "auto");
  g_assert_null (copy->imei);
  g_assert_cmpstrv (copy->warnings, warnings);
  g_assert_true (g_variant_lookup (copy->options, "apn", "s", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/job-record/words", test_words);
  g_test_add_func ("/store/job-record/copy", test_copy);
  return g_test_run ();
}
