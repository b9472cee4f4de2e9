/*
 * The sequence of a run: stages, failures, cancellation, deadline.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run.h"

#include "core/fotad-clock.h"
#include "core/fotad-fd.h"
#include "core/fotad-log-mask.h"
#include "job/fotad-admission.h"
#include "job/fotad-enrolment.h"
#include "job/fotad-pin.h"
#include "job/fotad-spare.h"

/* How the stages look to people. */
static const char *const sentences[] = {
  [FOTAD_STAGE_CHECK] = "Checking the request.",
  [FOTAD_STAGE_CLAIM] = "Taking the modem over from ModemManager.",
  [FOTAD_STAGE_IDENTIFY] = "Asking the modem what it runs.",
  [FOTAD_STAGE_SAVE_SETTINGS] = "Saving the modem's settings.",
  [FOTAD_STAGE_PREPARE] = "Preparing the modem.",
  [FOTAD_STAGE_TRANSFER] = "The package is being transferred.",
  [FOTAD_STAGE_APPROVAL] = "Waiting for approval.",
  [FOTAD_STAGE_INSTALL] = "The modem installs the update; do not cut its power.",
  [FOTAD_STAGE_SETTLE] = "Waiting for the modem to come back.",
  [FOTAD_STAGE_VERIFY] = "Reading back the version.",
  [FOTAD_STAGE_RESTORE_SETTINGS] = "Putting the modem's settings back.",
  [FOTAD_STAGE_RELEASE] = "Giving the modem back to ModemManager.",
};

/* The same words would frighten people whose modem is only told something. */
static const char *
sentence_of (FotadRun *run)
{
  FotadJobKind kind = fotad_job_get_record (run->job)->kind;
  FotadStage stage = run->row->stage;

  if (kind != FOTAD_JOB_KIND_ENROL && kind != FOTAD_JOB_KIND_CERTIFICATE)
    return sentences[stage];
  return stage == FOTAD_STAGE_TRANSFER  ? "The modem is being configured."
         : stage == FOTAD_STAGE_INSTALL ? "The modem takes what it was given into use."
         : stage == FOTAD_STAGE_VERIFY  ? "Reading back what it was given."
                                        : sentences[stage];
}

void
fotad_run_note (FotadRun *run, const char *event, const char *detail)
{
  g_autoptr (GError) error = NULL;
  GVariantDict details;

  run->noted_at = fotad_clock_now ();
  g_variant_dict_init (&details, NULL);
  if (detail != NULL)
    g_variant_dict_insert (&details, "detail", "s", detail);
  if (!fotad_store_add_edge (run->house->store, fotad_job_get_id (run->job),
                             fotad_stage_name (run->row->stage), "", event,
                             g_variant_dict_end (&details), &error))
    g_warning ("job %" G_GINT64_FORMAT ": %s", fotad_job_get_id (run->job), error->message);
}

void
fotad_run_remember (FotadRun *run, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;

  fotad_facts_set (run->facts, name, value);
  if (!fotad_store_set_fact (run->house->store, fotad_job_get_id (run->job), name, value, FALSE,
                             &error))
    g_warning ("job %" G_GINT64_FORMAT ": %s", fotad_job_get_id (run->job), error->message);
}

static gboolean
must_run (FotadRun *run, const FotadStageRow *row)
{
  if (row->flags & FOTAD_STAGE_ALWAYS)
    return TRUE;
  if (row->stage == FOTAD_STAGE_CLAIM && run->spare != NULL)
    return FALSE; /* before the install */
  if ((row->flags & FOTAD_STAGE_IF_DOWNLOAD) && !fotad_run_must_download (run))
    return FALSE;
  if ((row->flags & FOTAD_STAGE_IF_REBOOT) && run->engine != NULL &&
      !fotad_engine_has (run->engine, FOTAD_PHASE_INSTALL))
    return FALSE;
  if (run->finished_early || ((row->flags & FOTAD_STAGE_IF_INSTALLED) && !run->installed))
    return FALSE;
  if (run->failure != NULL)
    return (row->flags & FOTAD_STAGE_AFTER_INSTALL) && run->installed;
  return TRUE;
}

static gboolean
on_done (gpointer data)
{
  FotadRun *run = data;

  run->done (run, run->data);
  return G_SOURCE_REMOVE;
}

static gboolean
is_passing (FotadRun *run)
{
  const FotadEngineFailure *failure =
      run->engine != NULL ? fotad_engine_get_failure (run->engine) : NULL;

  if (failure != NULL && failure->retry)
    return TRUE;
  return g_error_matches (run->failure, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE) ||
         g_error_matches (run->failure, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT) ||
         g_error_matches (run->failure, FOTAD_ERROR, FOTAD_ERROR_NOT_REGISTERED) ||
         g_error_matches (run->failure, FOTAD_ERROR, FOTAD_ERROR_NETWORK);
}

/* Never past the point of no return, and never for what will fail the same way again. */
static gboolean
may_try_again (FotadRun *run)
{
  const char *text = fotad_facts_get (run->facts, "attempts");
  guint64 attempts = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 1;

  return run->failure != NULL && !run->installed &&
         fotad_job_get_record (run->job)->attempts_made + 1 < attempts &&
         !g_error_matches (run->failure, FOTAD_ERROR, FOTAD_ERROR_CANCELLED) && is_passing (run);
}

static void
finish (FotadRun *run)
{
  fotad_pin_conclude (run);
  if (fotad_job_get_record (run->job)->kind == FOTAD_JOB_KIND_ENROL && run->failure == NULL)
    fotad_enrolment_keep (run->house->store, fotad_modem_get_imei (run->modem),
                          fotad_facts_table (run->facts));
  run->again = may_try_again (run);
  if (run->again)
    fotad_job_set_worker (run->job, NULL, NULL);
  else
    fotad_job_finish (run->job, run->failure, run->vendor_code,
                      run->failure == NULL ? run->verdict : NULL);
  g_idle_add (on_done, run);
}

/* After a restart only the claim comes before the stage at which to go on. */
static const FotadStageRow *
find_next (FotadRun *run)
{
  const FotadStageRow *row = run->row == NULL ? run->rows : run->row + 1;

  for (; row->run != NULL; row++) {
    gboolean needed = row->stage == FOTAD_STAGE_CLAIM ||
                      (row->stage == FOTAD_STAGE_IDENTIFY && run->recovery.identify);
    gboolean passed = run->recovery.recovered && !needed && row->stage < run->recovery.stage;

    if (!passed && must_run (run, row))
      return row;
  }
  return NULL;
}

void
fotad_run_show_stage (FotadRun *run)
{
  fotad_job_set_phase (run->job, fotad_stage_name (run->row->stage));
  fotad_job_set_message (run->job, "%s", sentence_of (run));
}

static void
enter (FotadRun *run, const FotadStageRow *row)
{
  run->row = row;
  fotad_run_show_stage (run);
  fotad_run_note (run, "enter", NULL);
  row->run (run);
}

void
fotad_run_enter (FotadRun *run, FotadStage stage)
{
  const FotadStageRow *row = run->rows;

  while (row->run != NULL && row->stage != stage)
    row++;
  g_return_if_fail (row->run != NULL);
  enter (run, row);
}

void
fotad_run_next (FotadRun *run, GError *error)
{
  const FotadStageRow *row;

  if (error != NULL) {
    fotad_run_note (run, "failed", error->message);
    if (run->failure == NULL)
      run->failure = g_steal_pointer (&error);
    g_clear_error (&error);
  }
  row = find_next (run);
  if (row != NULL)
    enter (run, row);
  else
    finish (run);
}

void
fotad_run_take_verdict (FotadRun *run, char *sentence)
{
  g_free (run->verdict);
  run->verdict = sentence;
}

void
fotad_run_finish_early (FotadRun *run, const char *sentence)
{
  fotad_run_take_verdict (run, g_strdup (sentence));
  run->finished_early = TRUE;
  fotad_run_next (run, NULL);
}

void
fotad_run_abort (FotadRun *run, GError *error)
{
  if (run->failure == NULL)
    run->failure = error;
  else
    g_error_free (error);
  g_cancellable_cancel (run->cancellable);
  if (!run->resting)
    return;
  run->resting = FALSE;
  fotad_job_set_state (run->job, FOTAD_JOB_STATE_RUNNING);
  fotad_run_next (run, NULL);
}

/* A default must not run out over somebody's weekend; what the owner said is what counts. */
static gboolean
waits_for_people (FotadRun *run)
{
  FotadJobState state = fotad_job_get_state (run->job);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gboolean put_off = fotad_job_get_record (run->job)->deferred_until > now;
  guint32 given;

  return (state == FOTAD_JOB_STATE_WAITING_APPROVAL || state == FOTAD_JOB_STATE_PAUSED || put_off) &&
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
  run->secrets =
      fotad_store_secret_names (run->house->store, fotad_job_get_id (run->job), error);
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
  run->book = fotad_registry_load (run->house->registry, fotad_modem_get_vendor (run->modem), error);
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
    finish (run);
    return G_SOURCE_REMOVE;
  }
  fotad_pin_provide (run);
  run->spare = fotad_spare_choose (run);
  start_deadline (run);
  fotad_run_next (run, NULL);
  return G_SOURCE_REMOVE;
}

FotadRun *
fotad_run_start (const FotadHouse *house, FotadJob *job, FotadModem *modem,
                 const FotadRecovery *recovery, int package_fd, void (*done) (FotadRun *run, gpointer data),
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
