/*
 * A run from its making to its end: what it knows when it begins, its deadline, and the letting go
 * of all it had.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#include "core/fotad-clock.h"
#include "core/fotad-fd.h"
#include "core/fotad-log-mask.h"
#include "job/fotad-admission.h"
#include "job/fotad-pin.h"
#include "job/fotad-spare.h"

/* A default must not run out over somebody's weekend; what the owner said is what counts. */
static gboolean
waits_for_people (FotadRun *run)
{
  FotadJobState state = fotad_job_get_state (run->job);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gboolean put_off = fotad_job_get_record (run->job)->deferred_until > now;
  guint32 given;

  return (state == FOTAD_JOB_STATE_WAITING_APPROVAL || state == FOTAD_JOB_STATE_PAUSED ||
          put_off) &&
         !g_variant_lookup (fotad_job_get_record (run->job)->options, "deadline", "u", &given);
}

static void start_deadline (FotadRun *run);

static gboolean
on_deadline (gpointer data)
{
  FotadRun *run = data;

  run->deadline_timer = 0;
  if (waits_for_people (run))
    start_deadline (run);
  else if (fotad_run_may_be_stopped (run, NULL))
    fotad_run_abort (run, g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_TIMED_OUT,
                                               "The job's deadline has passed."));
  return G_SOURCE_REMOVE;
}

static void
start_deadline (FotadRun *run)
{
  const char *text = fotad_facts_get (run->facts, "deadline");
  guint64 seconds = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;

  if (seconds > 0)
    run->deadline_timer = fotad_clock_after ((double) seconds, on_deadline, run);
}

/* Whatever line a secret turns up in, the log does not show it while the job lives. */
static void
mask_secrets (FotadRun *run, void (*change) (const char *value))
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, fotad_facts_table (run->facts));
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_strv_contains ((const char *const *) run->secrets, name))
      change (value);
}

/* What comes from the store is not to be written there again, where it would be no secret any more
 * just because its name does not say so. */
static void
ignore (gpointer name, gpointer value, gpointer data)
{
}

/* What was known before a restart, and for a new job its options. */
static gboolean
load_facts (FotadRun *run, GError **error)
{
  g_autoptr (GHashTable) stored =
      fotad_store_facts (run->house->store, fotad_job_get_id (run->job), error);

  if (stored == NULL)
    return FALSE;
  run->secrets = fotad_store_secret_names (run->house->store, fotad_job_get_id (run->job), error);
  if (run->secrets == NULL)
    return FALSE;
  fotad_facts_merge (run->facts, stored);
  fotad_facts_take_changes (run->facts, ignore, NULL);
  fotad_facts_set (run->facts, "restarted", run->recovery.recovered ? "1" : NULL);
  mask_secrets (run, fotad_log_add_secret_value);
  return TRUE;
}

static gboolean
find_book (FotadRun *run, GError **error)
{
  const char *name = fotad_job_get_record (run->job)->route;

  run->family = fotad_modem_get_family (run->modem);
  run->book =
      fotad_registry_load (run->house->registry, fotad_modem_get_vendor (run->modem), error);
  if (run->book == NULL)
    return FALSE;
  run->route = fotad_admission_route (run->book, fotad_modem_get_model (run->modem), name);
  if (run->route != NULL)
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "%s has no route \"%s\".",
               fotad_modem_get_model (run->modem), name);
  return FALSE;
}

static gboolean
begin (gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (!load_facts (run, &error) || !find_book (run, &error)) {
    run->failure = error;
    fotad_run_forget_locks (run);
    fotad_run_finish (run);
    return G_SOURCE_REMOVE;
  }
  fotad_pin_provide (run);
  run->spare = fotad_spare_choose (run);
  start_deadline (run);
  fotad_run_next (run, NULL);
  return G_SOURCE_REMOVE;
}

FotadRun *
fotad_run_start (const FotadHouse *house,
                 FotadJob *job,
                 FotadModem *modem,
                 const FotadRecovery *recovery,
                 int package_fd,
                 void (*done) (FotadRun *run, gpointer data),
                 gpointer data)
{
  FotadRun *run = g_new0 (FotadRun, 1);

  run->house = house;
  run->job = g_object_ref (job);
  run->modem = g_object_ref (modem);
  run->facts = fotad_facts_new ();
  run->rows = fotad_stage_rows_of (fotad_job_get_record (job)->kind);
  run->cancellable = g_cancellable_new ();
  run->package_fd = package_fd;
  run->noted_at = fotad_clock_now ();
  run->done = done;
  run->data = data;
  run->recovery = *recovery;
  run->installed = recovery->installed;
  run->transfer_begun = recovery->transferring;
  if (recovery->transferring && fotad_job_get_record (job)->kind == FOTAD_JOB_KIND_SERVER)
    run->recovery.may_install = TRUE; /* it is the server that decides */
  if (recovery->sent != NULL)
    g_ptr_array_ref (recovery->sent);
  fotad_job_set_worker (job, fotad_run_wish, run);
  fotad_job_set_state (job, FOTAD_JOB_STATE_RUNNING);
  fotad_modem_set_busy (modem, TRUE);
  fotad_modem_set_job (modem, fotad_job_get_path (job));
  g_idle_add (begin, run);
  return run;
}

FotadJob *
fotad_run_get_job (FotadRun *run)
{
  return run->job;
}

FotadModem *
fotad_run_get_modem (FotadRun *run)
{
  return run->modem;
}

gboolean
fotad_run_is_irreversible (FotadRun *run)
{
  return !fotad_job_is_finished (run->job) &&
         (run->installed || fotad_job_get_record (run->job)->irreversible);
}

const GError *
fotad_run_get_passing_failure (FotadRun *run)
{
  return run->again ? run->failure : NULL;
}

void
fotad_run_keep_package (FotadRun *run)
{
  if (run->package != NULL)
    fotad_package_keep (run->package);
}

void
fotad_run_free (FotadRun *run)
{
  fotad_run_end_download (run);
  g_clear_handle_id (&run->settle_timer, g_source_remove);
  g_clear_handle_id (&run->deadline_timer, g_source_remove);
  g_clear_pointer (&run->ask_timer, fotad_wall_timer_free);
  fotad_job_set_worker (run->job, NULL, NULL);
  if (run->link != NULL)
    g_signal_handlers_disconnect_by_data (run->link, run);
  if (run->driver != NULL)
    g_signal_handlers_disconnect_by_data (run->driver, run);
  if (run->claim != NULL)
    g_signal_handlers_disconnect_by_data (run->claim, run);
  g_signal_handlers_disconnect_by_data (run->house->manager, run);
  g_clear_object (&run->driver);
  g_clear_pointer (&run->engine, fotad_engine_free);
  g_clear_object (&run->link);
  g_clear_object (&run->claim);
  g_clear_object (&run->inhibitor);
  g_clear_pointer (&run->book, fotad_book_unref);
  g_clear_pointer (&run->recovery.sent, g_ptr_array_unref);
  g_clear_object (&run->package);
  fotad_clear_fd (&run->package_fd);
  if (run->secrets != NULL)
    mask_secrets (run, fotad_log_remove_secret_value);
  g_strfreev (run->secrets);
  if (run->settings != NULL)
    g_signal_handlers_disconnect_by_data (run->settings, run);
  g_clear_object (&run->settings);
  g_clear_pointer (&run->readout, fotad_readout_free);
  g_clear_pointer (&run->restore, fotad_restore_free);
  fotad_facts_free (run->facts);
  g_clear_object (&run->cancellable);
  g_clear_error (&run->failure);
  g_clear_object (&run->side_driver);
  g_clear_pointer (&run->side_engine, fotad_engine_free);
  g_free (run->spare);
  g_free (run->stable_version);
  g_free (run->vendor_code);
  g_free (run->verdict);
  g_object_unref (run->modem);
  g_object_unref (run->job);
  g_free (run);
}
