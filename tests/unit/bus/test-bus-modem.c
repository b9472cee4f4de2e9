/*
 * A modem's face: its properties follow it, its snapshots are free to read and only for those who
 * may to delete, and its server is asked only by those who may.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "hall.h"
#include "store/fotad-store-snapshots.h"

static void
add_snapshot (Hall *hall, const char *imei, const char *label)
{
  g_autoptr (FotadSnapshot) snapshot = fotad_snapshot_new ();
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_snapshot_row_free);
  FotadSnapshotRow *row = fotad_snapshot_row_new ();
  g_autoptr (GError) error = NULL;

  row->name = g_strdup ("apn.1");
  row->read_command = g_strdup ("AT+CGDCONT?");
  row->raw = g_strdup ("+CGDCONT: 1");
  row->write_command = g_strdup ("AT+CGDCONT=1");
  g_ptr_array_add (rows, row);
  snapshot->imei = g_strdup (imei);
  snapshot->time = 1000;
  snapshot->label = g_strdup (label);
  g_assert_true (fotad_store_add_snapshot (hall->store, snapshot, rows, &error));
  g_assert_no_error (error);
}

static void
assert_answer (Hall *hall, const char *method, const char *arguments, const char *wanted)
{
  GVariant *given = arguments != NULL ? g_variant_new_parsed (arguments) : NULL;
  g_autoptr (GVariant) reply = hall_call (hall, MODEM, FOTAD_INTERFACE_MODEM, method, given, -1);
  g_autofree char *text = g_variant_print (reply, TRUE);

  g_assert_cmpstr (text, ==, wanted);
}

static void
assert_one_listed (Hall *hall, const char *id, const char *label)
{
  g_autoptr (GVariant) reply =
      hall_call (hall, MODEM, FOTAD_INTERFACE_MODEM, "ListSnapshots", NULL, -1);
  g_autoptr (GVariant) list = g_variant_get_child_value (reply, 0), details = NULL;
  const char *found_id, *found_label;
  guint64 time;

  g_assert_cmpuint (g_variant_n_children (list), ==, 1);
  g_variant_get_child (list, 0, "(&st@a{sv})", &found_id, &time, &details);
  g_assert_true (g_variant_lookup (details, "label", "&s", &found_label));
  g_assert_cmpstr (found_id, ==, id);
  g_assert_cmpuint (time, ==, 1000);
  g_assert_cmpstr (found_label, ==, label);
}

static void
test_snapshots (Hall *hall, gconstpointer unused)
{
  assert_answer (hall, "ListSnapshots", NULL, "(@a(sta{sv}) [],)");
  add_snapshot (hall, IMEI, "mine");
  add_snapshot (hall, OTHER, "its");
  assert_one_listed (hall, "1", "mine");
  assert_answer (hall, "GetSnapshot", "('1',)",
                 "([('apn.1', 'AT+CGDCONT?', '+CGDCONT: 1', 'AT+CGDCONT=1', false)],)");
  assert_answer (hall, "DeleteSnapshot", "('1',)", "()");
  assert_answer (hall, "ListSnapshots", NULL, "(@a(sta{sv}) [],)");
}

static void
test_snapshots_refused (Hall *hall, gconstpointer unused)
{
  static const char *const methods[] = { "GetSnapshot", "DeleteSnapshot" };
  g_autofree char *busy = NULL;

  add_snapshot (hall, IMEI, "mine");
  add_snapshot (hall, OTHER, "its");
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++) {
    g_autofree char *others = hall_refusal (hall, methods[i], "('2',)", FOTAD_ERROR_NOT_FOUND);
    g_autofree char *none = hall_refusal (hall, methods[i], "('x',)", FOTAD_ERROR_NOT_FOUND);

    g_assert_nonnull (strstr (others, "\"2\""));
    g_assert_nonnull (strstr (none, "\"x\""));
  }
  fotad_modem_set_busy (hall->modem, TRUE);
  busy = hall_refusal (hall, "DeleteSnapshot", "('1',)", FOTAD_ERROR_WRONG_STATE);
  g_assert_nonnull (strstr (busy, IMEI));
  assert_answer (hall, "GetSnapshot", "('1',)",
                 "([('apn.1', 'AT+CGDCONT?', '+CGDCONT: 1', 'AT+CGDCONT=1', false)],)");
}

static char *
call_as_nobody (Hall *hall, const char *method, const char *argument)
{
  g_autofree char *full = g_strconcat (FOTAD_INTERFACE_MODEM ".", method, NULL);

  return bench_call_as_nobody (&hall->bench, FALSE, MODEM, full, argument, NULL);
}

static void
test_reading_is_free (Hall *hall, gconstpointer unused)
{
  g_autofree char *list = NULL, *rows = NULL, *none = NULL;

  add_snapshot (hall, IMEI, "mine");
  hall->bench.authorized = FALSE;
  list = call_as_nobody (hall, "ListSnapshots", NULL);
  g_assert_nonnull (strstr (list, "'mine'"));
  rows = call_as_nobody (hall, "GetSnapshot", "1");
  g_assert_nonnull (strstr (rows, "'apn.1'"));
  none = call_as_nobody (hall, "GetSnapshot", "9");
  g_assert_nonnull (strstr (none, "org.fotad1.Error.NotFound"));
  g_assert_cmpuint (hall->bench.questions, ==, 0);
}

static void
test_without_rights (Hall *hall, gconstpointer unused)
{
  g_autofree char *deleted = NULL, *status = NULL;
  g_autoptr (GPtrArray) left = NULL;

  add_snapshot (hall, IMEI, "mine");
  hall->bench.authorized = FALSE;
  deleted = call_as_nobody (hall, "DeleteSnapshot", "1");
  g_assert_nonnull (strstr (deleted, "org.fotad1.Error.NotAuthorized"));
  g_assert_nonnull (strstr (deleted, FOTAD_ACTION_CONFIGURE));
  left = fotad_store_snapshots (hall->store, IMEI, NULL);
  g_assert_cmpuint (left->len, ==, 1);
  status = call_as_nobody (hall, "ServerStatus", NULL);
  g_assert_nonnull (strstr (status, "org.fotad1.Error.NotAuthorized"));
  g_assert_nonnull (strstr (status, FOTAD_ACTION_UPDATE));
}

/* Errors of other rooms leave under a name of ours. */
static void
test_server_status (Hall *hall, gconstpointer unused)
{
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "silence");
  g_autofree char *output = NULL;

  assert_answer (hall, "ServerStatus", NULL, "({'of': <'" IMEI "'>},)");
  fake_jobs_fail (hall->jobs, foreign);
  output = call_as_nobody (hall, "ServerStatus", NULL);
  g_assert_nonnull (strstr (output, "org.fotad1.Error."));
  g_assert_nonnull (strstr (output, "silence"));
}

static void
assert_property (Hall *hall, const char *name, const char *wanted)
{
  g_autoptr (GVariant) value = bench_get (&hall->bench, MODEM, FOTAD_INTERFACE_MODEM, name);
  g_autofree char *text = g_variant_print (value, TRUE);

  g_assert_cmpstr (text, ==, wanted);
}

static void
see (Hall *hall)
{
  g_autoptr (GVariant) properties = g_variant_ref_sink (g_variant_new_parsed (
      "{'Device': <'/sys/d'>, 'Manufacturer': <'Maker'>, 'Model': <'M1'>, 'Revision': <'R1'>}"));
  g_autoptr (FotadMmModem) seen = fotad_mm_modem_new ("/m", properties);

  fotad_modem_see (hall->modem, seen);
}

static void
test_properties (Hall *hall, gconstpointer unused)
{
  const char *const routes[] = { "fetch", "push", NULL };
  g_autoptr (FotadFamily) family = fotad_family_new ("M1");

  family->vendor = g_strdup ("nobody");
  family->max_url = 50;
  see (hall);
  assert_property (hall, "State", "'unsupported'");
  assert_property (hall, "Limits", "@a{sv} {}");
  fotad_modem_set_support (hall->modem, &(FotadModemSupport){ family, "nobody", routes });
  assert_property (hall, "State", "'available'");
  assert_property (hall, "Imei", "'" IMEI "'");
  assert_property (hall, "Manufacturer", "'Maker'");
  assert_property (hall, "Model", "'M1'");
  assert_property (hall, "Revision", "'R1'");
  assert_property (hall, "Vendor", "'nobody'");
  assert_property (hall, "Device", "'/sys/d'");
  assert_property (hall, "Routes", "['fetch', 'push']");
  assert_property (hall, "Limits", "{'max-url': <uint32 50>}");
  assert_property (hall, "Parameters", "@a{ss} {}");
  fotad_modem_set_support (hall->modem, &(FotadModemSupport){ NULL, "", NULL });
}

/* Of the enrolment only what says who the modem is; what is not known is left out. */
static void
test_service_identity (Hall *hall, gconstpointer unused)
{
  g_autoptr (GVariant) enrolment = g_variant_ref_sink (g_variant_new_parsed (
      "{'serial': <'S7'>, 'number': <''>, 'endpoint': <uint32 5>, 'psk': <'geheim'>}"));

  assert_property (hall, "ServiceIdentity", "{'imei': '" IMEI "'}");
  see (hall);
  fotad_modem_set_enrolment (hall->modem, enrolment);
  assert_property (hall, "ServiceIdentity",
                   "{'imei': '" IMEI "', 'model': 'M1', 'firmware': 'R1', 'serial': 'S7'}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  HALL_TEST ("/bus/modem/snapshots", test_snapshots);
  HALL_TEST ("/bus/modem/snapshots-refused", test_snapshots_refused);
  HALL_TEST ("/bus/modem/reading-is-free", test_reading_is_free);
  HALL_TEST ("/bus/modem/without-rights", test_without_rights);
  HALL_TEST ("/bus/modem/server-status", test_server_status);
  HALL_TEST ("/bus/modem/properties", test_properties);
  HALL_TEST ("/bus/modem/service-identity", test_service_identity);
  return g_test_run ();
}
