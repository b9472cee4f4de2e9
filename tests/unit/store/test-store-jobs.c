/*
 * Jobs in the store: every field comes back after a restart, lists are narrowed as asked, and
 * rows that make no sense harm nobody.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-jobs.h"

#include "core/fotad-error.h"
#include "store-fixture.h"
#include "store/fotad-store-edges.h"
#include "store/fotad-store-snapshots.h"

/* Every field gets a value of its own, so that two that are swapped show. */
static void
fill_record (FotadJobRecord *record)
{
  const char *warnings[] = { "band 'x' would not take", "ünïcode", NULL };
  gint64 number = 1000;

  for (const FotadJobField *field = fotad_job_fields; field->name != NULL; field++) {
    gpointer member = G_STRUCT_MEMBER_P (record, field->offset);

    if (field->type == FOTAD_JOB_FIELD_TEXT) {
      g_free (*(char **) member);
      *(char **) member = g_strdup_printf ("a %s, \"quoted\" 'n ünïcode", field->name);
    } else if (field->type == FOTAD_JOB_FIELD_INT64) {
      *(gint64 *) member = (G_GINT64_CONSTANT (1) << 40) + number++;
    } else if (field->type == FOTAD_JOB_FIELD_UINT) {
      *(guint *) member = (guint) number++;
    } else if (field->type == FOTAD_JOB_FIELD_FLAG) {
      *(gboolean *) member = TRUE;
    }
  }
  record->kind = FOTAD_JOB_KIND_RESTORE;
  record->state = FOTAD_JOB_STATE_PAUSED;
  record->progress = 42;
  record->warnings = g_strdupv ((GStrv) warnings);
  record->options = g_variant_ref_sink (
      g_variant_new_parsed ("{'context': <uint32 3>, 'not-before': <uint64 5>, 'apn': <'a\"b'>}"));
}

static void
assert_field_equal (const FotadJobRecord *a, const FotadJobRecord *b, const FotadJobField *field)
{
  gconstpointer left = G_STRUCT_MEMBER_P (a, field->offset);
  gconstpointer right = G_STRUCT_MEMBER_P (b, field->offset);

  g_test_message ("%s", field->name);
  switch (field->type) {
  case FOTAD_JOB_FIELD_TEXT:
    g_assert_cmpstr (*(char *const *) left, ==, *(char *const *) right);
    break;
  case FOTAD_JOB_FIELD_INT64:
    g_assert_cmpint (*(const gint64 *) left, ==, *(const gint64 *) right);
    break;
  case FOTAD_JOB_FIELD_UINT:
  case FOTAD_JOB_FIELD_FLAG:
  case FOTAD_JOB_FIELD_KIND:
  case FOTAD_JOB_FIELD_STATE:
    g_assert_cmpuint (*(const guint *) left, ==, *(const guint *) right);
    break;
  case FOTAD_JOB_FIELD_STRV:
    g_assert_cmpstrv (*(const GStrv *) left, *(const GStrv *) right);
    break;
  case FOTAD_JOB_FIELD_OPTIONS:
    g_assert_cmpvariant (a->options, b->options);
    break;
  }
}

static void
assert_records_equal (const FotadJobRecord *a, const FotadJobRecord *b)
{
  g_assert_cmpint (a->id, ==, b->id);
  for (const FotadJobField *field = fotad_job_fields; field->name != NULL; field++)
    assert_field_equal (a, b, field);
}

static void
test_every_field (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  g_autoptr (FotadJobRecord) added = NULL, saved = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_store_add_job (fixture->store, record, &error));
  g_assert_cmpint (record->id, ==, 1);
  g_assert_cmpint (ABS (record->created - g_get_real_time () / G_USEC_PER_SEC), <=, 2);
  added = fotad_store_get_job (fixture->store, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (added->label, ==, "");
  g_assert_cmpstrv (added->warnings, ((const char *const[]){ NULL }));
  g_assert_cmpuint (g_variant_n_children (added->options), ==, 0);

  fill_record (record);
  g_assert_true (fotad_store_save_job (fixture->store, record, &error));
  store_fixture_reopen (fixture);
  saved = fotad_store_get_job (fixture->store, 1, &error);
  g_assert_no_error (error);
  assert_records_equal (saved, record);
}

static void
test_not_utf8 (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  g_autoptr (FotadJobRecord) read = NULL;
  const char *warnings[] = { "\xff", NULL };

  record->message = g_strdup ("CME \xc3\x28");
  record->warnings = g_strdupv ((GStrv) warnings);
  g_assert_true (fotad_store_add_job (fixture->store, record, NULL));
  read = fotad_store_get_job (fixture->store, record->id, NULL);
  g_assert_cmpstr (read->message, ==, "CME \xef\xbf\xbd(");
  g_assert_cmpstr (read->warnings[0], ==, "\xef\xbf\xbd");
}

static void
test_unknown (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_store_get_job (fixture->store, 5, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
  g_clear_error (&error);
  record->id = 5;
  g_assert_false (fotad_store_save_job (fixture->store, record, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
}

/* Jobs 1..n; odd ones of modem A, even ones of B, every third one failed, created at 100 * id. */
static void
add_jobs (StoreFixture *fixture, guint n)
{
  for (guint i = 1; i <= n; i++) {
    g_autoptr (FotadJobRecord) record = fotad_job_record_new ();

    record->imei = g_strdup (i % 2 ? "A" : "B");
    record->state = i % 3 ? FOTAD_JOB_STATE_QUEUED : FOTAD_JOB_STATE_FAILED;
    record->created = record->finished = 100 * i;
    g_assert_true (fotad_store_add_job (fixture->store, record, NULL));
    g_assert_cmpint (record->id, ==, i);
  }
}

static void
assert_ids (GPtrArray *records, const char *wanted)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  g_assert_nonnull (records);
  for (guint i = 0; i < records->len; i++) {
    const FotadJobRecord *record = g_ptr_array_index (records, i);

    g_string_append_printf (ids, "%s%d", i > 0 ? " " : "", (int) record->id);
  }
  g_assert_cmpstr (ids->str, ==, wanted);
  g_ptr_array_unref (records);
}

static void
test_lists (StoreFixture *fixture, gconstpointer unused)
{
  static const struct {
    FotadJobFilter filter;
    const char *wanted;
  } cases[] = {
    { { NULL }, "7 6 5 4 3 2 1" },          { { .imei = "A" }, "7 5 3 1" },
    { { .state = "failed" }, "6 3" },       { { .imei = "B", .state = "failed" }, "6" },
    { { .since = 500 }, "7 6 5" },          { { .limit = 2 }, "7 6" },
    { { .limit = 2, .before = 6 }, "5 4" }, { { .imei = "' OR 1 --" }, "" },
  };
  FotadJobFilter wrong = { .state = "gone" };
  g_autoptr (GError) error = NULL;

  add_jobs (fixture, 7);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_ids (fotad_store_list_jobs (fixture->store, &cases[i].filter, NULL), cases[i].wanted);
  assert_ids (fotad_store_unfinished_jobs (fixture->store, NULL), "1 2 4 5 7");
  g_assert_null (fotad_store_list_jobs (fixture->store, &wrong, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
}

static void
assert_senseless (StoreFixture *fixture, const char *damage, const char *complaint)
{
  FotadJobFilter all = { NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *warning = g_strdup_printf ("*%s*", complaint);

  store_fixture_damage (fixture, damage);
  g_assert_null (fotad_store_get_job (fixture->store, 2, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
  g_assert_true (g_str_has_prefix (error->message, complaint));
  g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, warning);
  assert_ids (fotad_store_list_jobs (fixture->store, &all, NULL), "3 1");
  g_test_assert_expected_messages ();
  g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, warning);
  assert_ids (fotad_store_unfinished_jobs (fixture->store, NULL), "1");
  g_test_assert_expected_messages ();
}

static void
test_senseless_rows (StoreFixture *fixture, gconstpointer unused)
{
  add_jobs (fixture, 3);
  assert_senseless (fixture, "UPDATE jobs SET state = 'exploded' WHERE id = 2",
                    "jobs row 2: unknown state 'exploded'");
  assert_senseless (fixture, "UPDATE jobs SET state = 'queued', kind = '' WHERE id = 2",
                    "jobs row 2: unknown kind ''");
  assert_senseless (fixture, "UPDATE jobs SET kind = 'update', progress = -1 WHERE id = 2",
                    "jobs row 2: progress is out of range");
  assert_senseless (fixture,
                    "UPDATE jobs SET progress = 1, label = CAST (x'ff' AS TEXT)"
                    " WHERE id = 2",
                    "jobs row 2: label is not UTF-8 text");
  assert_senseless (fixture, "UPDATE jobs SET label = CAST (x'610062' AS TEXT) WHERE id = 2",
                    "jobs row 2: label is not UTF-8 text");
  assert_senseless (fixture, "UPDATE jobs SET label = '', options = '{''a'': <' WHERE id = 2",
                    "jobs row 2: options is no a{sv}: ");
  assert_senseless (fixture,
                    "UPDATE jobs SET options = '', warnings = '{''a'': <1>}'"
                    " WHERE id = 2",
                    "jobs row 2: warnings is no as: ");
}

static void
test_ids_are_never_reused (StoreFixture *fixture, gconstpointer unused)
{
  add_jobs (fixture, 3);
  g_assert_true (fotad_store_prune (fixture->store, 0, 365000, G_MAXINT64, NULL));
  store_fixture_reopen (fixture);
  g_assert_cmpint (store_fixture_add_job (fixture), ==, 4);
}

static void
test_prune_by_count (StoreFixture *fixture, gconstpointer unused)
{
  FotadJobFilter all = { NULL };
  g_autoptr (GPtrArray) edges = NULL;

  add_jobs (fixture, 9);
  g_assert_true (fotad_store_add_edge (fixture->store, 3, "check", "", "done", NULL, NULL));
  g_assert_true (fotad_store_prune (fixture->store, 2, 365000, G_MAXINT64, NULL));
  assert_ids (fotad_store_list_jobs (fixture->store, &all, NULL), "9 8 7 6 5 4 2 1");
  edges = fotad_store_edges (fixture->store, 3, NULL);
  g_assert_cmpuint (edges->len, ==, 0);
}

static void
test_prune_by_age (StoreFixture *fixture, gconstpointer unused)
{
  FotadJobFilter all = { NULL };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  for (guint days = 1; days <= 3; days++) {
    g_autoptr (FotadJobRecord) record = fotad_job_record_new ();

    record->state = FOTAD_JOB_STATE_SUCCEEDED;
    record->finished = now - 24 * 3600 * (gint64) days - 60;
    g_assert_true (fotad_store_add_job (fixture->store, record, NULL));
  }
  g_assert_true (fotad_store_prune (fixture->store, 1000, 2, G_MAXINT64, NULL));
  assert_ids (fotad_store_list_jobs (fixture->store, &all, NULL), "1");
}

static void
test_prune_keeps_from (StoreFixture *fixture, gconstpointer unused)
{
  FotadJobFilter all = { NULL };

  add_jobs (fixture, 9);
  g_assert_true (fotad_store_prune (fixture->store, 1, 365000, 6, NULL));
  assert_ids (fotad_store_list_jobs (fixture->store, &all, NULL), "9 8 7 6 5 4 2 1");
}

static gint64
add_finished_with_snapshot (StoreFixture *fixture, FotadJobKind kind)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  g_autoptr (FotadSnapshot) snapshot = fotad_snapshot_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  record->kind = kind;
  record->state = FOTAD_JOB_STATE_SUCCEEDED;
  g_assert_true (fotad_store_add_job (fixture->store, record, NULL));
  snapshot->job = record->id;
  snapshot->imei = g_strdup ("A");
  g_assert_true (fotad_store_add_snapshot (fixture->store, snapshot, rows, NULL));
  return snapshot->id;
}

static void
test_prune_keeps_snapshots (StoreFixture *fixture, gconstpointer unused)
{
  gint64 asked = add_finished_with_snapshot (fixture, FOTAD_JOB_KIND_SAVE);
  gint64 taken = add_finished_with_snapshot (fixture, FOTAD_JOB_KIND_UPDATE);
  gint64 newest = add_finished_with_snapshot (fixture, FOTAD_JOB_KIND_UPDATE);
  g_autoptr (GPtrArray) left = NULL;
  const FotadSnapshot *first, *second;

  g_assert_true (fotad_store_prune (fixture->store, 0, 0, G_MAXINT64, NULL));
  left = fotad_store_snapshots (fixture->store, "A", NULL);
  g_assert_cmpuint (left->len, ==, 2);
  first = g_ptr_array_index (left, 0);
  second = g_ptr_array_index (left, 1);
  g_assert_cmpint (first->id, ==, newest);
  g_assert_cmpint (second->id, ==, asked);
  g_assert_cmpint (first->job, ==, 0);
  g_assert_cmpint (taken, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/jobs/every-field", test_every_field);
  STORE_TEST ("/store/jobs/not-utf8", test_not_utf8);
  STORE_TEST ("/store/jobs/unknown", test_unknown);
  STORE_TEST ("/store/jobs/lists", test_lists);
  STORE_TEST ("/store/jobs/senseless-rows", test_senseless_rows);
  STORE_TEST ("/store/jobs/ids-are-never-reused", test_ids_are_never_reused);
  STORE_TEST ("/store/jobs/prune-by-count", test_prune_by_count);
  STORE_TEST ("/store/jobs/prune-by-age", test_prune_by_age);
  STORE_TEST ("/store/jobs/prune-keeps-from", test_prune_keeps_from);
  STORE_TEST ("/store/jobs/prune-keeps-snapshots", test_prune_keeps_snapshots);
  return g_test_run ();
}
