/*
 * The bench of the tests of a job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-bench.h"

#include <glib/gstdio.h>

static void
on_notify (FotadJob *job, GParamSpec *property, JobBench *b)
{
  g_string_append_printf (b->told, "%s ", property->name);
}

/* Nothing changes after it. */
static void
on_finished (FotadJob *job, JobBench *b)
{
  g_assert_true (fotad_job_is_finished (job));
  g_string_append (b->told, "FINISHED ");
}

void
job_bench_set_up (JobBench *b, gconstpointer data)
{
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();

  b->directory = g_dir_make_tmp ("fotad-job-XXXXXX", NULL);
  b->store = fotad_store_open (b->directory, NULL);
  g_assert_nonnull (b->store);
  record->imei = g_strdup ("867648049999994");
  record->requester = 1000;
  g_assert_true (fotad_store_add_job (b->store, record, NULL));
  b->job = fotad_job_new (b->store, g_steal_pointer (&record));
  b->record = fotad_job_get_record (b->job);
  b->told = g_string_new (NULL);
  g_signal_connect (b->job, "notify", G_CALLBACK (on_notify), b);
  g_signal_connect (b->job, "finished", G_CALLBACK (on_finished), b);
}

void
job_bench_tear_down (JobBench *b, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_assert_finalize_object (b->job);
  g_assert_finalize_object (b->store);
  dir = g_dir_open (b->directory, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (b->directory, name, NULL);

    g_unlink (file);
  }
  g_assert_cmpint (g_rmdir (b->directory), ==, 0);
  g_free (b->directory);
  g_string_free (b->told, TRUE);
}

void
job_bench_assert_told (JobBench *b, const char *expected)
{
  g_assert_cmpstr (b->told->str, ==, expected);
  g_string_truncate (b->told, 0);
}

FotadJobRecord *
job_bench_stored (JobBench *b)
{
  g_autoptr (GError) error = NULL;
  FotadJobRecord *record = fotad_store_get_job (b->store, b->record->id, &error);

  g_assert_no_error (error);
  return record;
}
