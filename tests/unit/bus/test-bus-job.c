/*
 * A job as clients see it: its properties, what of them is told when, Finished, and its methods.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"

#include <string.h>

#include "bus/fotad-bus-job.h"
#include "core/fotad-names.h"
#include "store/fotad-store-edges.h"

#define PATH "/org/fotad1/job/1"
#define IMEI "867648049999994"

typedef struct {
  Bench bench;
  FotadStore *store;
  FotadJob *job;
  FotadBusJob *face;
  GPtrArray *heard; /* of char: "changed Name Name", "finished state error" */
  GString *wishes;
} Desk;

static gboolean
on_wish (FotadJob *job, FotadWish wish, guint minutes, gpointer data, GError **error)
{
  Desk *desk = data;

  g_string_append_printf (desk->wishes, "%d:%u ", wish, minutes);
  if (wish != FOTAD_WISH_PAUSE)
    return TRUE;
  g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "cannot be suspended");
  return FALSE;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
on_signal (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *name,
           GVariant *arguments,
           gpointer data)
{
  Desk *desk = data;
  g_autoptr (GVariant) changed = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (g_str_equal (name, "Finished")) {
    const char *state, *error;

    g_variant_get (arguments, "(&s&s&s)", &state, &error, NULL);
    g_ptr_array_add (desk->heard, g_strdup_printf ("finished %s %s", state, error));
    return;
  }
  g_variant_get (arguments, "(&s@a{sv}@as)", NULL, &changed, NULL);
  for (gsize i = 0; i < g_variant_n_children (changed); i++) {
    char *key;

    g_variant_get_child (changed, i, "{sv}", &key, NULL);
    g_ptr_array_add (names, key);
  }
  g_ptr_array_sort (names, compare_words);
  g_ptr_array_insert (names, 0, g_strdup ("changed"));
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (desk->heard, g_strjoinv (" ", (char **) names->pdata));
}

static void
listen (Desk *desk)
{
  const char *service = g_dbus_connection_get_unique_name (desk->bench.service);

  g_dbus_connection_signal_subscribe (desk->bench.client, service, FOTAD_DBUS_PROPERTIES,
                                      "PropertiesChanged", PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                      on_signal, desk, NULL);
  g_dbus_connection_signal_subscribe (desk->bench.client, service, FOTAD_INTERFACE_JOB, "Finished",
                                      PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_signal, desk, NULL);
}

static FotadJob *
make_job (Desk *desk)
{
  FotadJobRecord *record = fotad_job_record_new ();
  g_autoptr (GError) error = NULL;

  record->imei = g_strdup (IMEI);
  record->label = g_strdup ("fleet-7");
  record->source = g_strdup ("http://host/p");
  record->requester = 1000;
  g_assert_true (fotad_store_add_job (desk->store, record, &error));
  g_assert_no_error (error);
  return fotad_job_new (desk->store, record);
}

static void
set_up (Desk *desk, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  bench_set_up (&desk->bench, NULL);
  /* Every caller here is somebody's, and may. */
  bench_start_polkit (&desk->bench);
  desk->bench.authorized = TRUE;
  desk->store = fotad_store_open (desk->bench.directory, &error);
  g_assert_no_error (error);
  desk->job = make_job (desk);
  desk->wishes = g_string_new (NULL);
  desk->heard = g_ptr_array_new_with_free_func (g_free);
  fotad_job_set_worker (desk->job, on_wish, desk);
  desk->face = fotad_bus_job_new (desk->job);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (desk->face), desk->bench.service,
                                    PATH, &error);
  g_assert_no_error (error);
  listen (desk);
}

static void
tear_down (Desk *desk, gconstpointer unused)
{
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (desk->face));
  g_assert_finalize_object (desk->face);
  g_assert_finalize_object (desk->job);
  g_object_unref (desk->store);
  g_ptr_array_unref (desk->heard);
  g_string_free (desk->wishes, TRUE);
  bench_tear_down (&desk->bench, NULL);
}

static void
assert_property (Desk *desk, const char *name, const char *wanted)
{
  g_autoptr (GVariant) value = bench_get (&desk->bench, PATH, FOTAD_INTERFACE_JOB, name);
  g_autofree char *text = g_variant_print (value, TRUE);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_properties (Desk *desk, gconstpointer unused)
{
  assert_property (desk, "Id", "'1'");
  assert_property (desk, "Kind", "'update'");
  assert_property (desk, "Modem", "objectpath '/org/fotad1/modem/" IMEI "'");
  assert_property (desk, "Imei", "'" IMEI "'");
  assert_property (desk, "Label", "'fleet-7'");
  assert_property (desk, "State", "'queued'");
  assert_property (desk, "Progress", "uint32 0");
  assert_property (desk, "Irreversible", "false");
  assert_property (desk, "Approval", "@a{sv} {}");
  assert_property (desk, "Error", "('', '')");
  assert_property (desk, "Warnings", "@as []");
  assert_property (desk, "Finished", "uint64 0");
  assert_property (desk, "Requester", "uint32 1000");
}

static void
test_every_property_has_a_value (Desk *desk, gconstpointer unused)
{
  GDBusInterfaceInfo *info =
      g_dbus_interface_skeleton_get_info (G_DBUS_INTERFACE_SKELETON (desk->face));
  g_autoptr (GVariant) reply = bench_call (&desk->bench, PATH, FOTAD_DBUS_PROPERTIES ".GetAll",
                                           g_variant_new ("(s)", FOTAD_INTERFACE_JOB), NULL);
  g_autoptr (GVariant) all = g_variant_get_child_value (reply, 0);

  for (guint i = 0; info->properties[i] != NULL; i++) {
    g_autoptr (GVariant) value = g_variant_lookup_value (
        all, info->properties[i]->name, G_VARIANT_TYPE (info->properties[i]->signature));

    g_assert_nonnull (value);
  }
}

static void
test_changes_are_told_together (Desk *desk, gconstpointer unused)
{
  fotad_job_set_phase (desk->job, "transfer");
  fotad_job_set_step (desk->job, "download");
  fotad_job_set_progress (desk->job, 42, 7);
  fotad_job_set_progress (desk->job, 43, 8);
  bench_wait (desk->heard->len > 0);
  g_assert_cmpstr (desk->heard->pdata[0], ==, "changed Phase PhaseProgress Progress Step");
  assert_property (desk, "Progress", "uint32 43");
  g_assert_cmpuint (desk->heard->len, ==, 1);
}

static void
test_finished_comes_last (Desk *desk, gconstpointer unused)
{
  g_autoptr (GError) failure =
      g_error_new (FOTAD_ERROR, FOTAD_ERROR_NETWORK, "The server hung up.");

  fotad_job_set_progress (desk->job, 10, 10);
  fotad_job_finish (desk->job, failure, "701", NULL);
  bench_wait (desk->heard->len > 1);
  assert_property (desk, "Error", "('Network', 'The server hung up.')");
  assert_property (desk, "VendorCode", "'701'");
  assert_property (desk, "State", "'failed'");
  g_assert_cmpuint (desk->heard->len, ==, 2);
  g_assert_nonnull (strstr (desk->heard->pdata[0], " Error "));
  g_assert_nonnull (strstr (desk->heard->pdata[0], " State"));
  g_assert_cmpstr (desk->heard->pdata[1], ==, "finished failed Network");
}

static void
expect (Desk *desk, const char *method, GVariant *arguments, int code)
{
  g_autofree char *full = g_strdup_printf ("%s.%s", FOTAD_INTERFACE_JOB, method);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = bench_call (&desk->bench, PATH, full, arguments, &error);

  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, FOTAD_ERROR, code);
}

static void
test_methods (Desk *desk, gconstpointer unused)
{
  expect (desk, "Cancel", NULL, -1);
  expect (desk, "Pause", NULL, FOTAD_ERROR_NOT_SUPPORTED);
  expect (desk, "Resume", NULL, -1);
  expect (desk, "Approve", NULL, -1);
  expect (desk, "Defer", g_variant_new ("(u)", 10u), -1);
  expect (desk, "Defer", g_variant_new ("(u)", 0u), FOTAD_ERROR_INVALID_ARGUMENT);
  expect (desk, "Defer", g_variant_new ("(u)", 10081u), FOTAD_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (desk->wishes->str, ==, "0:0 1:0 2:0 3:0 4:10 ");
  fotad_job_finish (desk->job, NULL, NULL, "Done.");
  expect (desk, "Cancel", NULL, FOTAD_ERROR_WRONG_STATE);
}

static void
test_actions (Desk *desk, gconstpointer unused)
{
  static const struct {
    const char *method, *arguments, *action;
  } rows[] = {
    { "Cancel", NULL, FOTAD_ACTION_UPDATE }, { "Pause", NULL, FOTAD_ACTION_UPDATE },
    { "Resume", NULL, FOTAD_ACTION_UPDATE }, { "Approve", NULL, FOTAD_ACTION_APPROVE },
    { "Defer", "5", FOTAD_ACTION_APPROVE },
  };

  desk->bench.authorized = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *method = g_strdup_printf (FOTAD_INTERFACE_JOB ".%s", rows[i].method);
    g_autofree char *output =
        bench_call_as_nobody (&desk->bench, FALSE, PATH, method, rows[i].arguments, NULL);
    const char *action;

    g_assert_nonnull (strstr (output, "NotAuthorized"));
    g_variant_get (desk->bench.asked, "((sa{sv})&sa{ss}us)", NULL, NULL, &action, NULL, NULL, NULL);
    g_assert_cmpstr (action, ==, rows[i].action);
  }
  g_assert_cmpstr (desk->wishes->str, ==, "");
}

static void
test_log_is_free_to_read (Desk *desk, gconstpointer unused)
{
  g_autofree char *output = NULL;

  g_assert_true (
      fotad_store_add_edge (desk->store, 1, "transfer", "download", "intent", NULL, NULL));
  desk->bench.authorized = FALSE;
  output = bench_call_as_nobody (&desk->bench, FALSE, PATH, FOTAD_INTERFACE_JOB ".GetLog", NULL);
  g_assert_nonnull (strstr (output, "'transfer', 'download', 'intent'"));
  g_assert_cmpuint (desk->bench.questions, ==, 0);
}

#define DESK_TEST(path, function) g_test_add (path, Desk, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  DESK_TEST ("/bus/job/properties", test_properties);
  DESK_TEST ("/bus/job/every-property-has-a-value", test_every_property_has_a_value);
  DESK_TEST ("/bus/job/changes-are-told-together", test_changes_are_told_together);
  DESK_TEST ("/bus/job/finished-comes-last", test_finished_comes_last);
  DESK_TEST ("/bus/job/methods", test_methods);
  DESK_TEST ("/bus/job/actions", test_actions);
  DESK_TEST ("/bus/job/log-is-free-to-read", test_log_is_free_to_read);
  return g_test_run ();
}
