/*
 * Release: a transfer that was given up is cleaned up in the modem, what was changed for the
 * update is put back, and the modem returns to ModemManager, whatever happened before.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

/* A modem that is not there for the clean-up, or takes no command, is waited for this long, and no
 * longer. */
#define OPEN_LIMIT_S 45.0

/* ModemManager probes a modem that it gets back; real seconds, since it keeps its own time. */
#define TAKE_BACK_S 30

static void
finish (FotadRun *run)
{
  g_clear_handle_id (&run->settle_timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (run->house->manager, run);
  fotad_run_next (run, NULL);
}

static gboolean
on_not_taken_back (gpointer data)
{
  FotadRun *run = data;

  run->settle_timer = 0;
  fotad_run_note (run, "not-taken-back", "ModemManager does not show the modem yet.");
  finish (run);
  return G_SOURCE_REMOVE;
}

static void
on_appeared (FotadModemManager *manager, FotadMmModem *modem, gpointer data)
{
  FotadRun *run = data;

  if (g_str_equal (modem->uid, fotad_modem_get_device (run->modem)))
    finish (run);
}

/* A job is over when the modem can be used again, so that whoever waited for it can. */
static void
wait_for_manager (FotadRun *run)
{
  FotadModemManager *manager = run->house->manager;

  if (!run->was_there || !fotad_modem_manager_is_running (manager) ||
      fotad_modem_manager_lookup (manager, fotad_modem_get_device (run->modem)) != NULL) {
    finish (run);
    return;
  }
  g_signal_connect (manager, "appeared", G_CALLBACK (on_appeared), run);
  run->settle_timer = g_timeout_add_seconds (TAKE_BACK_S, on_not_taken_back, run);
}

static void
let_go (FotadRun *run)
{
  fotad_run_forget_locks (run);
  if (run->inhibitor != NULL)
    fotad_inhibitor_release (run->inhibitor);
}

static void
on_released (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;

  fotad_claim_release_finish (run->claim, result);
  let_go (run);
  wait_for_manager (run);
}

/* A job that ended beside ModemManager never took the modem away from it. */
static void
give_back (FotadRun *run)
{
  if (run->claim != NULL) {
    fotad_claim_release_async (run->claim, on_released, run);
  } else {
    let_go (run);
    fotad_run_next (run, NULL);
  }
}

static void
on_rested (gpointer data)
{
  give_back (data);
}

/* ModemManager and we must not both read a control port. */
static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;

  fotad_link_close_finish (run->link, result);
  if (run->settings != NULL)
    fotad_settings_await_rest (run->settings, on_rested, run);
  else
    on_rested (run);
}

static void
hand_back (FotadRun *run)
{
  run->was_there = run->link != NULL && fotad_link_is_open (run->link);
  if (run->driver != NULL)
    fotad_driver_set_channel (run->driver, NULL);
  if (run->link != NULL)
    fotad_link_close_async (run->link, on_closed, run);
  else
    give_back (run);
}

static void
on_cleaned (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  g_autoptr (GError) error = NULL;

  if (!fotad_driver_run_finish (FOTAD_DRIVER (source), result, &error))
    fotad_job_add_warning (run->job, "What was changed for the update could not be put back: %s",
                           error->message);
  hand_back (run);
}

static void
clean_up (FotadRun *run)
{
  if (fotad_link_is_open (run->link) && fotad_engine_has (run->engine, FOTAD_PHASE_CLEANUP))
    fotad_driver_run_async (run->driver, FOTAD_PHASE_CLEANUP, NULL, on_cleaned, run);
  else
    hand_back (run);
}

static void
on_abandoned (FotadRun *run, const GError *error)
{
  if (error != NULL)
    fotad_job_add_warning (run->job, "The transfer could not be stopped in the modem: %s",
                           error->message);
  clean_up (run);
}

/* The package is in the modem, and nobody will install it. */
static gboolean
is_broken_off (FotadRun *run)
{
  return run->failure != NULL && run->transfer_begun && run->route->cancel != NULL &&
         (!run->installed || g_error_matches (run->failure, FOTAD_ERROR, FOTAD_ERROR_INTERRUPTED));
}

static void
begin (FotadRun *run)
{
  fotad_driver_set_channel (run->driver, fotad_link_get_channel (run->link)); /* a reboot ago? */
  if (is_broken_off (run) && fotad_link_is_open (run->link))
    fotad_run_aside (run, run->route->cancel, on_abandoned);
  else
    clean_up (run);
}

static gboolean
has_something_to_say (FotadRun *run)
{
  return is_broken_off (run) || fotad_engine_has (run->engine, FOTAD_PHASE_CLEANUP);
}

static void
on_reopened (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  g_autoptr (GError) error = NULL;

  if (fotad_link_open_finish (run->link, result, &error)) {
    fotad_driver_set_channel (run->driver, fotad_link_get_channel (run->link));
    begin (run);
    return;
  }
  if (has_something_to_say (run))
    fotad_job_add_warning (run->job, "What was changed for the update could not be put back: %s",
                           error->message);
  hand_back (run);
}

/* What refused the vendor's command may refuse all others, for a while, too. */
static gboolean
was_refused (FotadRun *run)
{
  return run->failure != NULL && !run->installed && run->vendor_code != NULL &&
         g_str_has_prefix (run->vendor_code, "+CME ERROR") && has_something_to_say (run);
}

/* What an earlier life of the job changed is known from the store alone, when this one ends before
 * it has asked the modem anything. */
static gboolean
must_look_back (FotadRun *run)
{
  gboolean ours = run->spare != NULL || (run->claim != NULL && fotad_claim_is_held (run->claim));

  return run->engine == NULL && run->recovery.recovered && ours;
}

/* Also with nothing to say a modem that left is waited for: ModemManager asks it once when it gets
 * it back, and never again when it is still booting then. */
void
fotad_stage_release (FotadRun *run)
{
  run->release_waits = run->claiming;
  if (run->release_waits)
    return;
  if (must_look_back (run)) {
    fotad_run_ensure_link (run);
    fotad_run_ensure_engine (run);
  }
  if (run->engine == NULL) {
    hand_back (run);
  } else if (fotad_link_is_open (run->link) && !was_refused (run)) {
    begin (run);
  } else {
    fotad_link_close (run->link);
    fotad_link_open_async (run->link, OPEN_LIMIT_S, NULL, on_reopened, run);
  }
}
