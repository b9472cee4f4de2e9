/*
 * Jobs that are over: an hour with an object, then a record that is one of those kept, or nothing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-jobs-private.h"

#include <glib/gstdio.h>

/* An hour in 36 ms. */
#define SCALE "0.00001"
#define KEPT 3

typedef struct {
  char *directory;
  FotadStore *store;
  FotadConfig config;
  FotadJobs *jobs;
  guint removed;
} Office;

/* Whoever still has an object has a record. */
static void
on_removed (FotadJobs *jobs, FotadJob *job, gpointer data)
{
  Office *office = data;
  FotadJobFilter all = { NULL };
  g_autoptr (GPtrArray) shown = fotad_jobs_get_all (jobs);
  g_autoptr (GPtrArray) records = fotad_store_list_jobs (office->store, &all, NULL);

  g_assert_cmpuint (records->len, >=, shown->len);
  office->removed++;
}

static void
set_up (Office *office, gconstpointer unused)
{
  FotadHouse house = { 0 };

  office->directory = g_dir_make_tmp ("fotad-jobs-XXXXXX", NULL);
  office->store = fotad_store_open (office->directory, NULL);
  g_assert_nonnull (office->store);
  office->config = (FotadConfig){ .keep_count = KEPT, .keep_days = 365 };
  house.config = &office->config;
  house.store = office->store;
  house.packages = office->directory;
  office->jobs = fotad_jobs_new (&house);
  g_signal_connect (office->jobs, "removed", G_CALLBACK (on_removed), office);
}

static void
tear_down (Office *office, gconstpointer unused)
{
  g_autoptr (GDir) dir = g_dir_open (office->directory, 0, NULL);
  const char *name;

  g_assert_finalize_object (office->jobs);
  g_assert_finalize_object (office->store);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (office->directory, name, NULL);

    g_unlink (file);
  }
  g_rmdir (office->directory);
  g_free (office->directory);
}

static FotadJob *
add_job (Office *office)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();
  g_autoptr (FotadJob) job = NULL;

  g_assert_true (fotad_store_add_job (office->store, record, NULL));
  job = fotad_job_new (office->store, g_steal_pointer (&record));
  jobs_add (office->jobs, job);
  return job; /* the table has it */
}

static void
end_jobs (Office *office, guint count)
{
  for (guint i = 0; i < count; i++)
    fotad_job_finish (add_job (office), NULL, NULL, "Done.");
}

static void
await_removed (Office *office, guint count)
{
  while (office->removed < count)
    g_main_context_iteration (NULL, TRUE);
}

/* The ids in the store, as "5 4 3". */
static char *
stored (Office *office)
{
  FotadJobFilter all = { NULL };
  g_autoptr (GPtrArray) records = fotad_store_list_jobs (office->store, &all, NULL);
  GString *ids = g_string_new (NULL);

  g_assert_nonnull (records);
  for (guint i = 0; i < records->len; i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                            ((FotadJobRecord *) records->pdata[i])->id);
  return g_string_free (ids, FALSE);
}

static void
assert_stored (Office *office, const char *wanted)
{
  g_autofree char *ids = stored (office);

  g_assert_cmpstr (ids, ==, wanted);
}

static void
test_never_more_than_wanted (Office *office, gconstpointer unused)
{
  for (guint round = 1; round <= 20; round++) {
    end_jobs (office, 2);
    await_removed (office, 2 * round);
  }
  assert_stored (office, "40 39 38");
}

/* More than are kept end within the hour. */
static void
test_as_long_as_the_object (Office *office, gconstpointer unused)
{
  end_jobs (office, 8);
  assert_stored (office, "8 7 6 5 4 3 2 1");
  await_removed (office, 8);
  assert_stored (office, "8 7 6");
}

/* However old. */
static void
test_unfinished_stay (Office *office, gconstpointer unused)
{
  add_job (office);
  end_jobs (office, 6);
  await_removed (office, 6);
  assert_stored (office, "7 6 5 1");
}

#define OFFICE_TEST(path, function) g_test_add (path, Office, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("FOTAD_TIME_SCALE", SCALE, TRUE);
  g_test_init (&argc, &argv, NULL);
  OFFICE_TEST ("/job/jobs-forget/never-more-than-wanted", test_never_more_than_wanted);
  OFFICE_TEST ("/job/jobs-forget/as-long-as-the-object", test_as_long_as_the_object);
  OFFICE_TEST ("/job/jobs-forget/unfinished-stay", test_unfinished_stay);
  return g_test_run ();
}
