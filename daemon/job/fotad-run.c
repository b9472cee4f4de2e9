/*
 * The sequence of a run: one stage after the other, failures, cancellation.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#include "core/fotad-clock.h"
#include "job/fotad-enrolment.h"
#include "job/fotad-pin.h"

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

/* The end is told in the same breath in which the modem is set free: who hears of it may begin the
 * next job at once. */
static gboolean
on_done (gpointer data)
{
  FotadRun *run = data;

  if (!run->again)
    fotad_job_finish (run->job, run->failure, run->vendor_code,
                      run->failure == NULL ? run->verdict : NULL);
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

void
fotad_run_finish (FotadRun *run)
{
  fotad_pin_conclude (run);
  if (fotad_job_get_record (run->job)->kind == FOTAD_JOB_KIND_ENROL && run->failure == NULL)
    fotad_enrolment_keep (run->house->store, fotad_modem_get_imei (run->modem),
                          fotad_facts_table (run->facts));
  run->again = may_try_again (run);
  fotad_job_set_worker (run->job, NULL, NULL);
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
    fotad_run_finish (run);
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
  if (run->side_driver != NULL)
    return; /* what the modem is being told is said to its end; then the failure is looked at */
  g_cancellable_cancel (run->cancellable);
  if (!run->resting)
    return;
  run->resting = FALSE;
  fotad_job_set_state (run->job, FOTAD_JOB_STATE_RUNNING);
  fotad_run_next (run, NULL);
}
