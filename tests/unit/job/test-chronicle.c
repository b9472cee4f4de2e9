/*
 * What the journal is told of a job, with which fields and ids.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <glib/gstdio.h>

#include "core/fotad-log.h"
#include "core/fotad-message-ids.h"
#include "job/fotad-chronicle.h"

static void
remove_all (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (directory, name, NULL);

    g_unlink (file);
  }
  g_rmdir (directory);
}

static FotadJob *
make_job (FotadStore *store)
{
  FotadJobRecord *record = fotad_job_record_new ();
  g_autoptr (GError) error = NULL;

  record->imei = g_strdup ("860000000000001");
  record->label = g_strdup ("fleet-42");
  g_assert_true (fotad_store_add_job (store, record, &error));
  g_assert_no_error (error);
  return fotad_job_new (store, record);
}

static void
tell (void (*story) (FotadJob *job))
{
  g_autofree char *directory = g_dir_make_tmp ("fotad-chronicle-XXXXXX", NULL);
  FotadStore *store = fotad_store_open (directory, NULL);
  FotadJob *job = make_job (store);

  fotad_log_init ();
  fotad_chronicle_follow (job);
  story (job);
  g_assert_finalize_object (job);
  g_assert_finalize_object (store);
  remove_all (directory);
}

static void
succeed (FotadJob *job)
{
  fotad_job_set_state (job, FOTAD_JOB_STATE_RUNNING);
  fotad_job_set_phase (job, "transfer");
  fotad_job_set_message (job, "The package is being transferred.");
  fotad_job_set_message (job, "Half of it is there.");
  fotad_job_set_phase (job, "install");
  fotad_job_set_irreversible (job, TRUE);
  fotad_job_finish (job, NULL, NULL, "The modem runs A04.");
}

static void
fail (FotadJob *job)
{
  g_autoptr (GError) failure = g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_NETWORK, "No bearer.");
  g_autoptr (GError) why = g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_INTERRUPTED, "Gone off.");

  g_log_set_always_fatal (G_LOG_FATAL_MASK); /* warnings are what is wanted */
  fotad_job_set_state (job, FOTAD_JOB_STATE_RUNNING);
  fotad_job_set_phase (job, "restore-settings");
  fotad_job_add_warning (job, "%s", "apn would not take");
  fotad_job_add_warning (job, "%s", "bands would not take");
  fotad_chronicle_claim_lost (job, why);
  fotad_job_finish (job, failure, NULL, NULL);
}

static void
test_success (void)
{
  if (g_test_subprocess ()) {
    tell (succeed);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*job 1: started: update of modem 860000000000001, fleet-42\n"
                             "*job 1: transfer: The package is being transferred.\n"
                             "*job 1: install: the install command goes out; *\n"
                             "*job 1: install: succeeded: The modem runs A04.\n");
  g_test_trap_assert_stderr_unmatched ("*Half of it*");
}

static void
test_failure (void)
{
  if (g_test_subprocess ()) {
    tell (fail);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*warning: job 1: restore-settings: apn would not take\n"
                             "*warning: job 1: restore-settings: bands would not take\n"
                             "*warning: job 1: restore-settings: Gone off.\n"
                             "*warning: job 1: restore-settings: failed: Network: No bearer.\n");
  g_test_trap_assert_stderr_unmatched ("*apn would*apn would*");
}

static void
test_ids (void)
{
  static const struct {
    FotadJobState old, now;
    const char *id;
  } rows[] = {
    { FOTAD_JOB_STATE_QUEUED, FOTAD_JOB_STATE_RUNNING, FOTAD_MESSAGE_JOB_STARTED },
    { FOTAD_JOB_STATE_SCHEDULED, FOTAD_JOB_STATE_RUNNING, FOTAD_MESSAGE_JOB_STARTED },
    { FOTAD_JOB_STATE_PAUSED, FOTAD_JOB_STATE_RUNNING, NULL },
    { FOTAD_JOB_STATE_WAITING_APPROVAL, FOTAD_JOB_STATE_RUNNING, NULL },
    { FOTAD_JOB_STATE_RUNNING, FOTAD_JOB_STATE_WAITING_APPROVAL, FOTAD_MESSAGE_JOB_WAITS },
    { FOTAD_JOB_STATE_RUNNING, FOTAD_JOB_STATE_SUCCEEDED, FOTAD_MESSAGE_JOB_SUCCEEDED },
    { FOTAD_JOB_STATE_RUNNING, FOTAD_JOB_STATE_FAILED, FOTAD_MESSAGE_JOB_FAILED },
    { FOTAD_JOB_STATE_QUEUED, FOTAD_JOB_STATE_CANCELLED, FOTAD_MESSAGE_JOB_CANCELLED },
    { FOTAD_JOB_STATE_RUNNING, FOTAD_JOB_STATE_PAUSED, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (fotad_chronicle_id (rows[i].old, rows[i].now), ==, rows[i].id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/chronicle/success", test_success);
  g_test_add_func ("/job/chronicle/failure", test_failure);
  g_test_add_func ("/job/chronicle/ids", test_ids);
  return g_test_run ();
}
