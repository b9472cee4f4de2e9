/*
 * Facts, and that a forgotten secret is in no file any more.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-facts.h"

#include "core/fotad-error.h"
#include "store-fixture.h"
#include "store/fotad-store-edges.h"
#include "store/fotad-store-jobs.h"

#define SECRET "s3cr3t-psk-0011223344"

static void
set_fact (StoreFixture *fixture, gint64 job, const char *name, const char *value, gboolean secret)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_store_set_fact (fixture->store, job, name, value, secret, &error));
  g_assert_no_error (error);
}

static void
assert_fact (StoreFixture *fixture, gint64 job, const char *name, const char *value)
{
  g_autoptr (GHashTable) facts = fotad_store_facts (fixture->store, job, NULL);

  g_assert_cmpstr (g_hash_table_lookup (facts, name), ==, value);
}

static void
test_facts (StoreFixture *fixture, gconstpointer unused)
{
  gint64 job = store_fixture_add_job (fixture), other = store_fixture_add_job (fixture);
  g_autoptr (GHashTable) facts = NULL;
  const char *secrets[] = { "psk", NULL };
  g_auto (GStrv) names = NULL;

  set_fact (fixture, job, "version", "1", FALSE);
  set_fact (fixture, other, "version", "7", FALSE);
  set_fact (fixture, job, "version", "2 \"ü\"", FALSE);
  set_fact (fixture, job, "psk", SECRET, TRUE);
  set_fact (fixture, job, "gone", "x", FALSE);
  set_fact (fixture, job, "gone", NULL, FALSE);
  set_fact (fixture, job, "empty", "", FALSE);
  store_fixture_reopen (fixture);
  facts = fotad_store_facts (fixture->store, job, NULL);
  g_assert_cmpuint (g_hash_table_size (facts), ==, 3);
  assert_fact (fixture, job, "version", "2 \"ü\"");
  assert_fact (fixture, job, "psk", SECRET);
  assert_fact (fixture, job, "empty", "");
  assert_fact (fixture, other, "version", "7");
  names = fotad_store_secret_names (fixture->store, job, NULL);
  g_assert_cmpstrv (names, secrets);
}

static void
test_no_job (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (fotad_store_set_fact (fixture->store, 9, "n", "v", FALSE, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
}

static void
test_forget (StoreFixture *fixture, gconstpointer unused)
{
  gint64 job = store_fixture_add_job (fixture), other = store_fixture_add_job (fixture);

  set_fact (fixture, job, "psk", SECRET, TRUE);
  set_fact (fixture, job, "apn", "internet", FALSE);
  set_fact (fixture, other, "pin", "9876-other", TRUE);
  g_assert_true (store_fixture_holds (fixture, SECRET));
  g_assert_true (fotad_store_forget_secrets (fixture->store, job, NULL));
  g_assert_false (store_fixture_holds (fixture, SECRET));
  assert_fact (fixture, job, "psk", NULL);
  assert_fact (fixture, job, "apn", "internet");
  assert_fact (fixture, other, "pin", "9876-other");
}

/* Replaced and removed ones as well. */
static void
test_forget_earlier_values (StoreFixture *fixture, gconstpointer unused)
{
  gint64 job = store_fixture_add_job (fixture);

  set_fact (fixture, job, "psk", SECRET, TRUE);
  set_fact (fixture, job, "psk", "another-secret", TRUE);
  set_fact (fixture, job, "pin", "1234-secret", TRUE);
  set_fact (fixture, job, "pin", NULL, TRUE);
  g_assert_true (fotad_store_forget_secrets (fixture->store, job, NULL));
  g_assert_false (store_fixture_holds (fixture, SECRET));
  g_assert_false (store_fixture_holds (fixture, "another-secret"));
  g_assert_false (store_fixture_holds (fixture, "1234-secret"));
}

static void
test_final_state_forgets (StoreFixture *fixture, gconstpointer unused)
{
  gint64 job = store_fixture_add_job (fixture);
  g_autoptr (FotadJobRecord) record = fotad_store_get_job (fixture->store, job, NULL);

  set_fact (fixture, job, "psk", SECRET, TRUE);
  g_assert_true (fotad_store_save_job (fixture->store, record, NULL));
  assert_fact (fixture, job, "psk", SECRET);
  record->state = FOTAD_JOB_STATE_FAILED;
  g_assert_true (fotad_store_save_job (fixture->store, record, NULL));
  assert_fact (fixture, job, "psk", NULL);
  g_assert_false (store_fixture_holds (fixture, SECRET));
}

/* A crash between the end of the job and the forgetting. */
static void
test_start_forgets (StoreFixture *fixture, gconstpointer unused)
{
  gint64 job = store_fixture_add_job (fixture);

  set_fact (fixture, job, "psk", SECRET, TRUE);
  store_fixture_damage (fixture, "UPDATE jobs SET state = 'succeeded'");
  assert_fact (fixture, job, "psk", NULL);
  g_assert_false (store_fixture_holds (fixture, SECRET));
}

static void
write_at_random (StoreFixture *fixture, gint64 job)
{
  g_autofree char *padding = g_strnfill ((gsize) g_test_rand_int_range (0, 900), 'x');
  g_autofree char *value = g_strconcat (SECRET, padding, NULL);
  g_autofree char *name = g_strdup_printf ("fact-%d", g_test_rand_int_range (0, 60));

  switch (g_test_rand_int_range (0, 4)) {
  case 0:
    set_fact (fixture, job, name, NULL, FALSE);
    break;
  case 1:
    set_fact (fixture, job, name, padding, FALSE);
    break;
  default: /* the rest of the numbers */
    set_fact (fixture, job, name, value, TRUE);
    break;
  }
}

/* Pages split, merge and are reused, with edges between; no copy may stay behind anywhere. */
static void
test_no_copy_stays (StoreFixture *fixture, gconstpointer unused)
{
  gint64 jobs[3];

  for (guint round = 0; round < 4; round++) {
    for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
      jobs[i] = store_fixture_add_job (fixture);
    for (guint i = 0; i < 400; i++) {
      gint64 job = jobs[i % G_N_ELEMENTS (jobs)];

      write_at_random (fixture, job);
      g_assert_true (fotad_store_add_edge (fixture->store, job, "p", "s", "done", NULL, NULL));
    }
    for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
      g_assert_true (fotad_store_forget_secrets (fixture->store, jobs[i], NULL));
    g_assert_false (store_fixture_holds (fixture, SECRET));
  }
}

/* A job with a fact, and whether all of it went well. */
static gboolean
add_together (StoreFixture *fixture, gboolean well)
{
  gint64 job;

  g_assert_true (fotad_store_begin (fixture->store, NULL));
  job = store_fixture_add_job (fixture);
  set_fact (fixture, job, "apn", "net", FALSE);
  return fotad_store_end (fixture->store, well, NULL);
}

static void
test_together (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) jobs = NULL;

  g_assert_false (add_together (fixture, FALSE));
  g_assert_true (add_together (fixture, TRUE));
  g_assert_true (fotad_store_begin (fixture->store, NULL));
  store_fixture_add_job (fixture); /* and then the process dies */
  store_fixture_reopen (fixture);
  jobs = fotad_store_unfinished_jobs (fixture->store, NULL);
  g_assert_cmpuint (jobs->len, ==, 1);
  assert_fact (fixture, ((FotadJobRecord *) jobs->pdata[0])->id, "apn", "net");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/facts/facts", test_facts);
  STORE_TEST ("/store/facts/no-job", test_no_job);
  STORE_TEST ("/store/facts/together", test_together);
  STORE_TEST ("/store/facts/forget", test_forget);
  STORE_TEST ("/store/facts/forget-earlier-values", test_forget_earlier_values);
  STORE_TEST ("/store/facts/final-state-forgets", test_final_state_forgets);
  STORE_TEST ("/store/facts/start-forgets", test_start_forgets);
  STORE_TEST ("/store/facts/no-copy-stays", test_no_copy_stays);
  return g_test_run ();
}
