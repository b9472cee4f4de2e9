/*
 * What ListJobs answers: pages of the store, and refusals that name the key.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "core/fotad-error.h"
#include "job/fotad-history.h"

#define JOBS 5

typedef struct {
  char *directory;
  FotadStore *store;
} Shelf;

static void
add_job (Shelf *shelf, guint number)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  const char *const warnings[] = { "a setting would not take", NULL };
  g_autoptr (GError) error = NULL;

  record->imei = g_strdup (number % 2 == 0 ? "860000000000002" : "not a path");
  record->state = FOTAD_JOB_STATE_FAILED;
  record->error_name = g_strdup ("Network");
  record->error_text = g_strdup ("Gone.");
  record->warnings = g_strdupv ((char **) warnings);
  record->created = 1000 + number;
  g_assert_true (fotad_store_add_job (shelf->store, record, &error));
  g_assert_no_error (error);
}

static void
set_up (Shelf *shelf, gconstpointer unused)
{
  shelf->directory = g_dir_make_tmp ("fotad-history-XXXXXX", NULL);
  shelf->store = fotad_store_open (shelf->directory, NULL);
  g_assert_nonnull (shelf->store);
  for (guint i = 1; i <= JOBS; i++)
    add_job (shelf, i);
}

static void
tear_down (Shelf *shelf, gconstpointer unused)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_assert_finalize_object (shelf->store);
  dir = g_dir_open (shelf->directory, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (shelf->directory, name, NULL);

    g_unlink (file);
  }
  g_rmdir (shelf->directory);
  g_free (shelf->directory);
}

static GVariant *
list (Shelf *shelf, const char *filter, GError **error)
{
  g_autoptr (GVariant) given = g_variant_parse (G_VARIANT_TYPE_VARDICT, filter, NULL, NULL, NULL);
  GVariant *jobs = fotad_history_list (shelf->store, given, error);

  return jobs != NULL ? g_variant_ref_sink (jobs) : NULL;
}

/* The ids of what @filter finds, as "5 4 3". */
static char *
find (Shelf *shelf, const char *filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) jobs = list (shelf, filter, &error);
  GString *ids = g_string_new (NULL);

  g_assert_no_error (error);
  for (gsize i = 0; i < g_variant_n_children (jobs); i++) {
    g_autoptr (GVariant) job = NULL;
    const char *id;

    g_variant_get_child (jobs, i, "(&o@a{sv})", NULL, &job);
    g_assert_true (g_variant_lookup (job, "Id", "&s", &id));
    g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", id);
  }
  return g_string_free (ids, FALSE);
}

static void
test_filters (Shelf *shelf, gconstpointer unused)
{
  static const char *const rows[][2] = {
    { "@a{sv} {}", "5 4 3 2 1" },
    { "{'limit': <uint32 2>}", "5 4" },
    { "{'limit': <uint32 2>, 'before': <'4'>}", "3 2" },
    { "{'modem': <'860000000000002'>}", "4 2" },
    { "{'since': <uint64 1004>}", "5 4" },
    { "{'state': <'succeeded'>}", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *found = find (shelf, rows[i][0]);

    g_assert_cmpstr (found, ==, rows[i][1]);
  }
}

static void
test_refusals (Shelf *shelf, gconstpointer unused)
{
  static const char *const rows[][2] = {
    { "{'colour': <'red'>}", "colour" },       { "{'limit': <'ten'>}", "limit" },
    { "{'limit': <uint32 0>}", "limit" },      { "{'limit': <uint32 1001>}", "limit" },
    { "{'before': <'yesterday'>}", "before" }, { "{'before': <'-1'>}", "before" },
    { "{'state': <'asleep'>}", "state" },      { "{'since': <int32 5>}", "since" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (list (shelf, rows[i][0], &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
    g_assert_nonnull (strstr (error->message, rows[i][1]));
  }
}

static void
test_properties (Shelf *shelf, gconstpointer unused)
{
  g_autoptr (GVariant) jobs = list (shelf, "{'limit': <uint32 2>}", NULL);
  g_autofree char *text = g_variant_print (jobs, TRUE);

  g_assert_nonnull (strstr (text, "(objectpath '/org/fotad1/job/5', {"));
  g_assert_nonnull (strstr (text, "'Error': <('Network', 'Gone.')>"));
  g_assert_nonnull (strstr (text, "'Warnings': <['a setting would not take']>"));
  g_assert_nonnull (strstr (text, "'Modem': <objectpath '/org/fotad1/modem/860000000000002'>"));
  g_assert_nonnull (strstr (text, "'Modem': <objectpath '/'>"));
}

#define SHELF_TEST(path, function) g_test_add (path, Shelf, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SHELF_TEST ("/job/history/filters", test_filters);
  SHELF_TEST ("/job/history/refusals", test_refusals);
  SHELF_TEST ("/job/history/properties", test_properties);
  return g_test_run ();
}
