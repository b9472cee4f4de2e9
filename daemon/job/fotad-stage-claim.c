/*
 * Claim: no shutdown, then ModemManager lets go of the modem, then the port is ours.
 *
 * Both locks are sockets or descriptors of which systemd keeps a copy, under names made of the
 * job's number: when this process dies, they hold, and the next one takes them over.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#include "core/fotad-clock.h"
#include "core/fotad-fd.h"
#include "job/fotad-chronicle.h"

static void take_claim (FotadRun *run);

/* Either a stage is through, or rows of the engine wait for it. */
static void
conclude (FotadRun *run, GError *error)
{
  if (!run->claiming) {
    fotad_run_next (run, error);
    return;
  }
  run->claiming = FALSE;
  if (run->release_waits) {
    g_clear_error (&error);
    fotad_stage_release (run);
  } else if (error != NULL) {
    fotad_driver_fail (run->driver, error);
  } else {
    fotad_run_show_stage (run);
    fotad_driver_claimed (run->driver);
  }
}

static char *
stored_name (FotadRun *run, const char *what)
{
  return g_strdup_printf ("%s-%" G_GINT64_FORMAT, what, fotad_job_get_id (run->job));
}

/* Without systemd, or without room in its store, a crash loses the claim; nothing else does. */
static void
keep (FotadRun *run, const char *what, int fd)
{
  g_autofree char *name = stored_name (run, what);
  g_autoptr (GError) error = NULL;

  if (fd >= 0 && !fotad_service_store_fd (run->house->service, name, fd, &error))
    g_debug ("%s is not kept: %s", name, error->message);
}

static int
take_over (FotadRun *run, const char *what)
{
  g_autofree char *name = stored_name (run, what);

  return fotad_service_take_fd (run->house->service, name);
}

/* A copy that nobody took over, because this life of the job never got so far, holds as well. */
static void
forget_lock (FotadRun *run, const char *what)
{
  g_autofree char *name = stored_name (run, what);
  fotad_autofd int fd = take_over (run, what);

  if (fd >= 0)
    g_message ("%s is let go of", name);
  fotad_service_remove_fd (run->house->service, name);
}

void
fotad_run_forget_locks (FotadRun *run)
{
  forget_lock (run, "claim");
  forget_lock (run, "inhibitor");
}

static void
on_regained (FotadClaim *claim, gpointer data)
{
  FotadRun *run = data;

  fotad_run_note (run, "claim-regained", NULL);
  keep (run, "claim", fotad_claim_get_fd (claim));
  if (run->driver != NULL)
    fotad_driver_stranger (run->driver);
}

static void
on_claim_lost (FotadClaim *claim, GError *why, gpointer data)
{
  FotadRun *run = data;

  fotad_run_note (run, "claim-lost", why->message);
  fotad_chronicle_claim_lost (run->job, why);
}

/* Somebody else has the modem now, so nothing more is begun; what has begun in it goes on. */
static void
on_broken (FotadClaim *claim, GError *why, gpointer data)
{
  FotadRun *run = data;

  fotad_run_note (run, "claim-broken", why->message);
  if (fotad_run_may_be_stopped (run, NULL))
    fotad_run_abort (run, g_error_new (FOTAD_ERROR, FOTAD_ERROR_BUSY,
                                       "The modem was taken away: %s", why->message));
  else
    fotad_job_add_warning (run->job, "Others may talk to the modem while it installs: %s",
                           why->message);
}

static void
watch (FotadRun *run)
{
  g_signal_connect (run->claim, "broken", G_CALLBACK (on_broken), run);
  g_signal_connect (run->claim, "regained", G_CALLBACK (on_regained), run);
  g_signal_connect (run->claim, "lost", G_CALLBACK (on_claim_lost), run);
}

static gboolean
on_waited_long_enough (gpointer data)
{
  FotadRun *run = data;

  run->settle_timer = 0;
  g_signal_handlers_disconnect_by_data (run->house->manager, run);
  conclude (run, g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE,
                                      "The modem has not come back after the install."));
  return G_SOURCE_REMOVE;
}

static void
on_exported (FotadModemManager *manager, const char *uid, gpointer data)
{
  FotadRun *run = data;

  if (g_strcmp0 (uid, fotad_modem_get_device (run->modem)) != 0)
    return;
  g_clear_handle_id (&run->settle_timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (manager, run);
  take_claim (run);
}

/* The claim was lost with an earlier process while the modem was installing: it is away, or
 * ModemManager asks it in vain, and will show it when it has booted. */
static gboolean
wait_for_return (FotadRun *run, const GError *error)
{
  if (!(run->installed || run->recovery.may_install) ||
      (!g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE) &&
       !g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE)))
    return FALSE;
  g_signal_connect (run->house->manager, "exported", G_CALLBACK (on_exported), run);
  run->settle_timer = fotad_clock_after (fotad_book_get_vendor (run->book)->settle.back_s,
                                         on_waited_long_enough, run);
  return TRUE;
}

static void
on_claimed (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (fotad_claim_take_finish (run->claim, result, &error)) {
    keep (run, "claim", fotad_claim_get_fd (run->claim));
    conclude (run, NULL);
  } else if (wait_for_return (run, error)) {
    g_clear_error (&error);
  } else {
    conclude (run, error);
  }
}

static void
take_claim (FotadRun *run)
{
  fotad_claim_take_async (run->claim, run->cancellable, on_claimed, run);
}

static void
start_claim (FotadRun *run)
{
  const char *uid = fotad_modem_get_device (run->modem);
  int fd = take_over (run, "claim");

  run->claim = fd >= 0 ? fotad_claim_new_from_fd (run->house->manager, uid, NULL, fd)
                       : fotad_claim_new (run->house->manager, uid, NULL);
  watch (run);
  run->claim_kept = fd >= 0;
  if (fd >= 0)
    conclude (run, NULL);
  else
    take_claim (run);
}

static void
on_inhibited (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (!fotad_inhibitor_take_finish (run->inhibitor, result, &error)) {
    conclude (run, error);
    return;
  }
  keep (run, "inhibitor", fotad_inhibitor_get_fd (run->inhibitor));
  start_claim (run);
}

void
fotad_stage_claim (FotadRun *run)
{
  const char *why = "A modem's firmware is being updated.";
  int fd = take_over (run, "inhibitor");

  if (fd >= 0) {
    run->inhibitor = fotad_inhibitor_new_from_fd (run->house->bus, why, fd);
    start_claim (run);
    return;
  }
  run->inhibitor = fotad_inhibitor_new (run->house->bus, why);
  fotad_inhibitor_take_async (run->inhibitor, run->cancellable, on_inhibited, run);
}

void
fotad_run_claim_now (FotadRun *run)
{
  run->claiming = TRUE;
  fotad_run_note (run, "claim", NULL);
  fotad_job_set_message (run->job, "Taking the modem over from ModemManager.");
  fotad_stage_claim (run);
}
