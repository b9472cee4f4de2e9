/*
 * Snapshots: rows come back in order, secrets are never written, bad rows are named.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-snapshots.h"

#include "core/fotad-error.h"
#include "store-fixture.h"

static FotadSnapshotRow *
new_row (const char *name, gboolean secret, FotadSnapshotStatus status)
{
  FotadSnapshotRow *row = fotad_snapshot_row_new ();

  row->name = g_strdup (name);
  row->read_command = g_strdup ("AT+CGDCONT?");
  row->raw = g_strdup ("+CGDCONT: 1,\"IP\",\"hush-apn\"\n+CGDCONT: 2");
  row->value = g_variant_ref_sink (
      g_variant_new_parsed ("{'cid': '1', 'apn': 'hush-apn', 'quote': 'a\"b'}"));
  row->write_command = g_strdup ("AT+CGDCONT=${cid}");
  row->secret = secret;
  row->status = status;
  return row;
}

static gint64
add_snapshot (StoreFixture *fixture, const char *imei, GPtrArray *rows)
{
  g_autoptr (FotadSnapshot) snapshot = fotad_snapshot_new ();
  g_autoptr (GError) error = NULL;

  snapshot->imei = g_strdup (imei);
  snapshot->family = g_strdup ("family");
  snapshot->version = g_strdup ("v1");
  snapshot->label = g_strdup ("mine");
  g_assert_true (fotad_store_add_snapshot (fixture->store, snapshot, rows, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ABS (snapshot->time - g_get_real_time () / G_USEC_PER_SEC), <=, 2);
  return snapshot->id;
}

static GPtrArray *
new_rows (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_snapshot_row_free);
}

static void
test_round_trip (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) rows = new_rows (), found = NULL;
  g_autoptr (FotadSnapshot) snapshot = NULL;
  gint64 id;

  g_ptr_array_add (rows, new_row ("z", FALSE, FOTAD_SNAPSHOT_SAVED));
  g_ptr_array_add (rows, new_row ("a", FALSE, FOTAD_SNAPSHOT_UNSUPPORTED));
  g_ptr_array_add (rows, new_row ("m", FALSE, FOTAD_SNAPSHOT_FAILED));
  id = add_snapshot (fixture, "A", rows);
  store_fixture_reopen (fixture);
  snapshot = fotad_store_get_snapshot (fixture->store, id, NULL);
  g_assert_cmpstr (snapshot->imei, ==, "A");
  g_assert_cmpstr (snapshot->family, ==, "family");
  g_assert_cmpstr (snapshot->version, ==, "v1");
  g_assert_cmpstr (snapshot->label, ==, "mine");
  found = fotad_store_snapshot_rows (fixture->store, id, NULL);
  g_assert_cmpuint (found->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    const FotadSnapshotRow *was = g_ptr_array_index (rows, i);
    const FotadSnapshotRow *is = g_ptr_array_index (found, i);

    g_assert_cmpstr (is->name, ==, was->name);
    g_assert_cmpstr (is->read_command, ==, was->read_command);
    g_assert_cmpstr (is->raw, ==, was->raw);
    g_assert_cmpvariant (is->value, was->value);
    g_assert_cmpstr (is->write_command, ==, was->write_command);
    g_assert_cmpuint (is->status, ==, was->status);
    g_assert_false (is->secret);
  }
}

static void
test_secret_rows (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) rows = new_rows (), found = NULL;
  const FotadSnapshotRow *row;
  gint64 id;

  g_ptr_array_add (rows, new_row ("auth", TRUE, FOTAD_SNAPSHOT_SAVED));
  id = add_snapshot (fixture, "A", rows);
  g_assert_false (store_fixture_holds (fixture, "hush-apn"));
  found = fotad_store_snapshot_rows (fixture->store, id, NULL);
  row = g_ptr_array_index (found, 0);
  g_assert_true (row->secret);
  g_assert_cmpstr (row->raw, ==, "");
  g_assert_cmpuint (g_variant_n_children (row->value), ==, 0);
  g_assert_cmpstr (row->write_command, ==, "AT+CGDCONT=${cid}");
}

static void
test_lists (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) rows = new_rows (), of_a = NULL, all = NULL, of_c = NULL;
  gint64 first = add_snapshot (fixture, "A", rows);
  gint64 second;

  add_snapshot (fixture, "B", rows);
  second = add_snapshot (fixture, "A", rows);
  of_a = fotad_store_snapshots (fixture->store, "A", NULL);
  g_assert_cmpuint (of_a->len, ==, 2);
  g_assert_cmpint (((FotadSnapshot *) g_ptr_array_index (of_a, 0))->id, ==, second);
  g_assert_cmpint (((FotadSnapshot *) g_ptr_array_index (of_a, 1))->id, ==, first);
  all = fotad_store_snapshots (fixture->store, NULL, NULL);
  g_assert_cmpuint (all->len, ==, 3);
  of_c = fotad_store_snapshots (fixture->store, "C", NULL);
  g_assert_cmpuint (of_c->len, ==, 0);
}

static void
test_delete (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) rows = new_rows (), found = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  g_ptr_array_add (rows, new_row ("a", FALSE, FOTAD_SNAPSHOT_SAVED));
  id = add_snapshot (fixture, "A", rows);
  g_assert_true (fotad_store_delete_snapshot (fixture->store, id, NULL));
  g_assert_false (fotad_store_delete_snapshot (fixture->store, id, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (fotad_store_get_snapshot (fixture->store, id, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
  found = fotad_store_snapshot_rows (fixture->store, id, NULL);
  g_assert_cmpuint (found->len, ==, 0);
}

static void
test_senseless_rows (StoreFixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *damage;
    const char *warning;
  } cases[] = {
    { "UPDATE snapshot_rows SET status = 'lost' WHERE id = 1",
      "*: snapshot_rows row 1: unknown status 'lost'" },
    { "UPDATE snapshot_rows SET status = 'saved', value = '{''a'': 1}' WHERE id = 1",
      "*: snapshot_rows row 1: value is no a{ss}: *" },
    { "UPDATE snapshot_rows SET value = '', name = CAST (x'ff' AS TEXT) WHERE id = 1",
      "*: snapshot_rows row 1: name is not UTF-8 text" },
  };
  g_autoptr (GPtrArray) rows = new_rows ();
  gint64 id;

  g_ptr_array_add (rows, new_row ("a", FALSE, FOTAD_SNAPSHOT_SAVED));
  g_ptr_array_add (rows, new_row ("b", FALSE, FOTAD_SNAPSHOT_SAVED));
  id = add_snapshot (fixture, "A", rows);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) found = NULL;

    store_fixture_damage (fixture, cases[i].damage);
    g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, cases[i].warning);
    found = fotad_store_snapshot_rows (fixture->store, id, NULL);
    g_test_assert_expected_messages ();
    g_assert_cmpuint (found->len, ==, 1);
  }
}

static void
test_unknown_job (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadSnapshot) snapshot = fotad_snapshot_new ();
  g_autoptr (GPtrArray) rows = new_rows (), all = NULL;
  g_autoptr (GError) error = NULL;

  snapshot->job = 77;
  g_assert_false (fotad_store_add_snapshot (fixture->store, snapshot, rows, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
  all = fotad_store_snapshots (fixture->store, NULL, NULL);
  g_assert_cmpuint (all->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/snapshots/round-trip", test_round_trip);
  STORE_TEST ("/store/snapshots/secret-rows", test_secret_rows);
  STORE_TEST ("/store/snapshots/lists", test_lists);
  STORE_TEST ("/store/snapshots/delete", test_delete);
  STORE_TEST ("/store/snapshots/senseless-rows", test_senseless_rows);
  STORE_TEST ("/store/snapshots/unknown-job", test_unknown_job);
  return g_test_run ();
}
