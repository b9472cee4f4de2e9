/*
 * Snapshots as the bus has them: a modem's own only, no secret in them whatever the store holds,
 * and none forgotten that a job may need.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-bus-snapshots.h"

#include <string.h>

#include "core/fotad-error.h"
#include "fault-vfs.h"
#include "store-fixture.h"

#define IMEI "867648049999994"
#define OTHER "867648049999986"

static GPtrArray *
make_rows (void)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_snapshot_row_free);
  FotadSnapshotRow *plain = fotad_snapshot_row_new (), *secret = fotad_snapshot_row_new ();

  plain->name = g_strdup ("apn.1");
  plain->read_command = g_strdup ("AT+CGDCONT?");
  plain->raw = g_strdup ("+CGDCONT: 1,\"IP\"");
  plain->write_command = g_strdup ("AT+CGDCONT=1,\"IP\"");
  secret->name = g_strdup ("password");
  secret->read_command = g_strdup ("AT+PW?");
  secret->raw = g_strdup ("+PW: geheim");
  secret->write_command = g_strdup ("AT+PW=geheim");
  secret->secret = TRUE;
  g_ptr_array_add (rows, plain);
  g_ptr_array_add (rows, secret);
  return rows;
}

static void
add (StoreFixture *fixture, const char *imei, gint64 time, const char *label, GPtrArray *rows)
{
  g_autoptr (FotadSnapshot) snapshot = fotad_snapshot_new ();
  g_autoptr (GError) error = NULL;

  snapshot->imei = g_strdup (imei);
  snapshot->time = time;
  snapshot->label = g_strdup (label);
  snapshot->version = g_strdup ("R1");
  g_assert_true (fotad_store_add_snapshot (fixture->store, snapshot, rows, &error));
  g_assert_no_error (error);
}

/* 1 and 3 are the modem's, 2 is another's. */
static FotadModem *
fill (StoreFixture *fixture)
{
  g_autoptr (GPtrArray) rows = make_rows (), none = g_ptr_array_new ();

  add (fixture, IMEI, 1000, "before", rows);
  add (fixture, OTHER, 1500, "other", rows);
  add (fixture, IMEI, 2000, "after", none);
  return fotad_modem_new (IMEI);
}

static void
assert_entry (
    GVariant *list, gsize at, const char *id, guint64 time, const char *label, guint32 rows)
{
  const char *found_id, *imei, *found_label, *version;
  g_autoptr (GVariant) details = NULL;
  guint64 found_time;
  guint32 found_rows;

  g_variant_get_child (list, at, "(&st@a{sv})", &found_id, &found_time, &details);
  g_assert_cmpstr (found_id, ==, id);
  g_assert_cmpuint (found_time, ==, time);
  g_assert_cmpuint (g_variant_n_children (details), ==, 4);
  g_assert_true (g_variant_lookup (details, "imei", "&s", &imei));
  g_assert_true (g_variant_lookup (details, "label", "&s", &found_label));
  g_assert_true (g_variant_lookup (details, "version", "&s", &version));
  g_assert_true (g_variant_lookup (details, "rows", "u", &found_rows));
  g_assert_cmpstr (imei, ==, IMEI);
  g_assert_cmpstr (found_label, ==, label);
  g_assert_cmpstr (version, ==, "R1");
  g_assert_cmpuint (found_rows, ==, rows);
}

static void
test_list (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadModem) modem = fill (fixture), stranger = fotad_modem_new ("1");
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) list = fotad_bus_snapshots_list (fixture->store, modem, &error);
  g_autoptr (GVariant) none = fotad_bus_snapshots_list (fixture->store, stranger, NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (g_variant_get_type_string (list), ==, "a(sta{sv})");
  g_assert_cmpuint (g_variant_n_children (list), ==, 2);
  assert_entry (list, 0, "3", 2000, "after", 0);
  assert_entry (list, 1, "1", 1000, "before", 2);
  g_assert_cmpstr (g_variant_get_type_string (none), ==, "a(sta{sv})");
  g_assert_cmpuint (g_variant_n_children (none), ==, 0);
}

static void
assert_rows (StoreFixture *fixture, FotadModem *modem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) rows = fotad_bus_snapshots_get (fixture->store, modem, "1", &error);
  g_autoptr (GVariant) wanted = g_variant_ref_sink (g_variant_new_parsed (
      "[('apn.1', 'AT+CGDCONT?', '+CGDCONT: 1,\"IP\"', "
      "'AT+CGDCONT=1,\"IP\"', false), ('password', 'AT+PW?', '', '', true)]"));

  g_assert_no_error (error);
  g_assert_cmpvariant (rows, wanted);
}

static void
test_get (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadModem) modem = fill (fixture);
  g_autoptr (GVariant) empty = NULL;

  assert_rows (fixture, modem);
  empty = fotad_bus_snapshots_get (fixture->store, modem, "3", NULL);
  g_assert_cmpuint (g_variant_n_children (empty), ==, 0);
}

/* Of a database that another version wrote, say. */
static void
test_stored_secrets_stay_inside (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadModem) modem = fill (fixture);

  store_fixture_damage (fixture, "UPDATE snapshot_rows SET raw = '+PW: geheim' WHERE secret");
  g_assert_true (store_fixture_holds (fixture, "geheim"));
  assert_rows (fixture, modem);
}

static const char *const nowhere[] = {
  "", "0", "-1", " 1", "1 ", "01x", "x", "2", "4", "9223372036854775808", "1;DROP",
};

static void
assert_not_found (GError **error)
{
  g_assert_error (*error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
  g_assert_nonnull (g_strrstr ((*error)->message, IMEI));
  g_clear_error (error);
}

/* 2 is there, but is not this modem's. */
static void
test_not_found (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadModem) modem = fill (fixture), other = fotad_modem_new (OTHER);
  g_autoptr (GVariant) others = NULL;
  GError *error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (nowhere); i++) {
    g_assert_null (fotad_bus_snapshots_get (fixture->store, modem, nowhere[i], &error));
    assert_not_found (&error);
    g_assert_false (fotad_bus_snapshots_delete (fixture->store, modem, nowhere[i], &error));
    assert_not_found (&error);
  }
  others = fotad_bus_snapshots_get (fixture->store, other, "2", &error);
  g_assert_no_error (error);
}

/* The caller's words come back, but not all that there may be of them. */
static void
test_endless_id (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadModem) modem = fill (fixture);
  g_autofree char *endless = g_strnfill (100000, '7');
  GError *error = NULL;

  g_assert_null (fotad_bus_snapshots_get (fixture->store, modem, endless, &error));
  g_assert_cmpuint (strlen (error->message), <, 200);
  g_assert_nonnull (strstr (error->message, "\"77777"));
  assert_not_found (&error);
}

static guint
count (StoreFixture *fixture, FotadModem *modem)
{
  g_autoptr (GVariant) list = fotad_bus_snapshots_list (fixture->store, modem, NULL);

  return (guint) g_variant_n_children (list);
}

static void
test_delete (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadModem) modem = fill (fixture), other = fotad_modem_new (OTHER);
  GError *error = NULL;

  fotad_modem_set_busy (modem, TRUE);
  g_assert_false (fotad_bus_snapshots_delete (fixture->store, modem, "1", &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
  g_clear_error (&error);
  g_assert_cmpuint (count (fixture, modem), ==, 2);
  fotad_modem_set_busy (modem, FALSE);
  g_assert_true (fotad_bus_snapshots_delete (fixture->store, modem, "1", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture, modem), ==, 1);
  g_assert_false (fotad_bus_snapshots_delete (fixture->store, modem, "1", &error));
  assert_not_found (&error);
  g_assert_cmpuint (count (fixture, other), ==, 1);
}

/* A store that fails is told, and is no empty list. */
static void
test_store_fails (StoreFixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadModem) modem = fill (fixture);
  g_autoptr (GError) error = NULL;

  fault_vfs_set (FAULT_FULL);
  g_assert_false (fotad_bus_snapshots_delete (fixture->store, modem, "1", &error));
  fault_vfs_set (FAULT_NONE);
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
  g_assert_cmpuint (count (fixture, modem), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();
  STORE_TEST ("/bus/snapshots/list", test_list);
  STORE_TEST ("/bus/snapshots/get", test_get);
  STORE_TEST ("/bus/snapshots/stored-secrets-stay-inside", test_stored_secrets_stay_inside);
  STORE_TEST ("/bus/snapshots/not-found", test_not_found);
  STORE_TEST ("/bus/snapshots/endless-id", test_endless_id);
  STORE_TEST ("/bus/snapshots/delete", test_delete);
  STORE_TEST ("/bus/snapshots/store-fails", test_store_fails);
  return g_test_run ();
}
