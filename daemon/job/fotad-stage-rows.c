/*
 * Prepare, transfer, install: the vendor's rows, as they stand in its table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

static FotadPhase
phase_of (FotadStage stage)
{
  return stage == FOTAD_STAGE_PREPARE    ? FOTAD_PHASE_PREPARE
         : stage == FOTAD_STAGE_TRANSFER ? FOTAD_PHASE_TRANSFER
                                         : FOTAD_PHASE_INSTALL;
}

void
fotad_run_take_code (FotadRun *run)
{
  const FotadEngineFailure *failure = fotad_engine_get_failure (run->engine);

  if (failure != NULL && run->vendor_code == NULL)
    run->vendor_code = g_strdup (failure->vendor_code);
}

/* Also used where the modem was past its point of no return: what it runs is read before it is
 * believed, since the lines that say otherwise may have been lost. */
char *
fotad_run_dup_nothing (FotadRun *run)
{
  const char *text = fotad_engine_get_nothing_text (run->engine);

  return g_strdup_printf ("%s.", text != NULL ? text : "The server has nothing for this modem");
}

static void
finish_with_nothing (FotadRun *run)
{
  g_autofree char *sentence = fotad_run_dup_nothing (run);

  fotad_run_finish_early (run, sentence);
}

/* What fails now may fail because the modem is at what an earlier life of the job told it to do. */
static gboolean
may_be_installing (FotadRun *run, const GError *error)
{
  return error != NULL && run->failure == NULL && !run->installed && run->recovery.may_install &&
         run->row->stage <= FOTAD_STAGE_TRANSFER &&
         !g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED) &&
         !g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
}

static void
on_rows (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;
  gboolean good = fotad_driver_run_finish (run->driver, result, &error);

  run->installed = fotad_engine_get_irreversible (run->engine);
  fotad_link_watch_speed (run->link, run->installed);
  if (run->pausing && run->failure == NULL && !run->installed) {
    g_clear_error (&error);
    fotad_run_suspend (run);
    return;
  }
  run->pausing = FALSE;
  fotad_run_end_question (run); /* the modem may have withdrawn it */
  fotad_run_take_code (run);
  if (may_be_installing (run, error)) {
    fotad_run_note (run, "failed", error->message);
    g_error_free (error);
    fotad_run_go_on_from (run, FOTAD_STAGE_SETTLE);
  } else if (good && !run->installed && fotad_engine_get_nothing (run->engine))
    finish_with_nothing (run);
  else
    fotad_run_next (run, error);
}

/* Suspended in an earlier life of the daemon, it stays so. */
static gboolean
is_suspended (FotadRun *run)
{
  return run->row->stage == FOTAD_STAGE_TRANSFER && run->route->pause != NULL &&
         fotad_facts_get (run->facts, "paused") != NULL;
}

void
fotad_stage_rows (FotadRun *run)
{
  if (run->engine != NULL && fotad_engine_get_nothing (run->engine)) {
    fotad_run_next (run, NULL); /* there is nothing to install, but the version to read */
    return;
  }
  if (is_suspended (run)) {
    fotad_run_rest (run);
    return;
  }
  run->transfer_begun |= run->row->stage == FOTAD_STAGE_TRANSFER;
  fotad_link_watch_speed (run->link, run->row->stage == FOTAD_STAGE_INSTALL);
  fotad_driver_run_async (run->driver, phase_of (run->row->stage), run->cancellable, on_rows, run);
}
