/*
 * What the owner of a running job may wish: cancel, pause, resume, approve, defer.
 *
 * Pausing ends the transfer's rows without a failure, says the vendor's pause rows and holds the
 * modem; resuming runs the transfer again.  A question that is put off is either answered by the
 * vendor's defer rows, and the modem asks again, or it stands and is asked again by us.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#include "core/fotad-clock.h"

static gboolean
refuse (GError **error, FotadError code, const char *sentence)
{
  g_set_error_literal (error, FOTAD_ERROR, (int) code, sentence);
  return FALSE;
}

gboolean
fotad_run_may_be_stopped (FotadRun *run, GError **error)
{
  gboolean installing =
      run->installed || (run->engine != NULL && fotad_engine_get_irreversible (run->engine));

  if (installing)
    return refuse (error, FOTAD_ERROR_WRONG_STATE,
                   "The install has begun; the modem must not be interrupted now.");
  if (run->row != NULL && run->row->stage == FOTAD_STAGE_RELEASE)
    return refuse (error, FOTAD_ERROR_WRONG_STATE, "The job is ending already.");
  return TRUE;
}

static gboolean
wish_cancel (FotadRun *run, GError **error)
{
  if (!fotad_run_may_be_stopped (run, error))
    return FALSE;
  fotad_run_abort (run, g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "Cancelled."));
  return TRUE;
}

void
fotad_run_rest (FotadRun *run)
{
  run->resting = TRUE;
  fotad_job_set_message (run->job, "The transfer is suspended.");
  fotad_job_set_state (run->job, FOTAD_JOB_STATE_PAUSED);
}

static void
on_paused (FotadRun *run, const GError *error)
{
  run->pausing = FALSE;
  if (run->failure != NULL) { /* cancelled meanwhile */
    fotad_run_next (run, NULL);
  } else if (error != NULL) {
    fotad_job_add_warning (run->job, "The transfer could not be suspended: %s", error->message);
    fotad_stage_rows (run);
  } else {
    fotad_run_remember (run, "paused", "1");
    fotad_run_note (run, "paused", NULL);
    fotad_run_rest (run);
  }
}

void
fotad_run_suspend (FotadRun *run)
{
  fotad_run_aside (run, run->route->pause, on_paused);
}

static gboolean
wish_pause (FotadRun *run, GError **error)
{
  gboolean transfers = run->row != NULL && run->row->stage == FOTAD_STAGE_TRANSFER &&
                       fotad_job_get_state (run->job) == FOTAD_JOB_STATE_RUNNING;

  if (run->download != NULL && run->failure != NULL)
    return refuse (error, FOTAD_ERROR_WRONG_STATE, "The job is ending already.");
  if (run->download != NULL) {
    fotad_run_pause_download (run);
    return TRUE;
  }
  if (run->route == NULL || run->route->pause == NULL)
    return refuse (error, FOTAD_ERROR_NOT_SUPPORTED, "This modem cannot suspend a transfer.");
  if (!fotad_run_may_be_stopped (run, error))
    return FALSE;
  if (!transfers || run->pausing || run->failure != NULL || !fotad_link_is_open (run->link))
    return refuse (error, FOTAD_ERROR_WRONG_STATE, "Nothing is being transferred now.");
  run->pausing = TRUE;
  fotad_driver_fail (run->driver,
                     g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "Suspended."));
  return TRUE;
}

static gboolean
wish_resume (FotadRun *run, GError **error)
{
  if (!run->resting)
    return refuse (error, FOTAD_ERROR_WRONG_STATE, "This job is not paused.");
  run->resting = FALSE;
  fotad_run_remember (run, "paused", NULL);
  fotad_run_note (run, "resumed", NULL);
  fotad_job_set_state (run->job, FOTAD_JOB_STATE_RUNNING);
  fotad_run_show_stage (run);
  run->row->run (run);
  return TRUE;
}

static gboolean
ensure_asked (FotadRun *run, GError **error)
{
  if (fotad_job_get_state (run->job) == FOTAD_JOB_STATE_WAITING_APPROVAL)
    return TRUE;
  return refuse (error, FOTAD_ERROR_WRONG_STATE, "This job is not waiting for approval.");
}

static void
on_ask_again (gpointer data)
{
  FotadRun *run = data;

  fotad_job_set_schedule (run->job, fotad_job_get_record (run->job)->not_before, 0);
  fotad_run_ask (run);
}

static void
ask_again_at (FotadRun *run, gint64 when)
{
  if (run->ask_timer == NULL)
    run->ask_timer = fotad_wall_timer_new (on_ask_again, run);
  fotad_wall_timer_set (run->ask_timer, when);
}

/* It is answered, or the modem has taken it back; another one is not put off by it. */
static void
withdraw_question (FotadRun *run)
{
  ask_again_at (run, 0);
  fotad_job_set_schedule (run->job, fotad_job_get_record (run->job)->not_before, 0);
  fotad_job_set_approval (run->job, NULL);
  fotad_run_show_stage (run);
  fotad_job_set_state (run->job, FOTAD_JOB_STATE_RUNNING);
}

void
fotad_run_end_question (FotadRun *run)
{
  if (fotad_job_get_state (run->job) == FOTAD_JOB_STATE_WAITING_APPROVAL)
    withdraw_question (run);
}

static gboolean
wish_approve (FotadRun *run, GError **error)
{
  if (!ensure_asked (run, error))
    return FALSE;
  withdraw_question (run);
  fotad_driver_approve (run->driver);
  return TRUE;
}

static guint
count_delays (FotadRun *run)
{
  const char *text = fotad_facts_get (run->facts, "delays");

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;
}

/* Of the package, or of what the modem says is still to come of it. */
static const char *
find_size (FotadRun *run)
{
  const char *size = fotad_facts_get (run->facts, "size");

  if (size == NULL && run->row->stage == FOTAD_STAGE_TRANSFER)
    size = fotad_facts_get (run->facts, "remaining");
  return size;
}

void
fotad_run_ask (FotadRun *run)
{
  gint64 until = fotad_job_get_record (run->job)->deferred_until;
  gint64 left = until - g_get_real_time () / G_USEC_PER_SEC;
  const char *stage = fotad_stage_name (run->row->stage);
  const char *size = find_size (run);
  GVariantDict approval;

  g_variant_dict_init (&approval, NULL);
  g_variant_dict_insert (&approval, "phase", "s", stage);
  g_variant_dict_insert (&approval, "delays", "u", count_delays (run));
  if (size != NULL)
    g_variant_dict_insert (&approval, "size", "t", g_ascii_strtoull (size, NULL, 10));
  if (left > 0)
    g_variant_dict_insert (&approval, "deferred-until", "t", (guint64) until);
  fotad_job_set_phase (run->job, fotad_stage_name (FOTAD_STAGE_APPROVAL));
  fotad_job_set_message (
      run->job, left > 0 ? "Approval of the %s was put off." : "Waiting for approval of the %s.",
      stage);
  fotad_job_set_approval (run->job, g_variant_dict_end (&approval));
  fotad_job_set_state (run->job, FOTAD_JOB_STATE_WAITING_APPROVAL);
  ask_again_at (run, left > 0 ? until : 0);
}

static void
on_deferred (FotadRun *run, const GError *error)
{
  if (error != NULL) /* then we keep its question */
    fotad_job_add_warning (run->job, "The modem could not be put off, and waits: %s",
                           error->message);
  if (run->failure != NULL) {
    fotad_driver_fail (run->driver, g_error_copy (run->failure));
  } else if (error != NULL) {
    fotad_run_ask (run);
  } else {
    fotad_driver_defer (run->driver);
  }
}

/* The vendor's rows put the modem off, and it will ask again by itself.  Should we be restarted
 * meanwhile and find its question, it is still put off. */
static gboolean
defer_in_modem (FotadRun *run, guint minutes, gint64 until)
{
  g_autofree char *text = g_strdup_printf ("%u", minutes);

  fotad_run_remember (run, "minutes", text);
  withdraw_question (run);
  fotad_job_set_schedule (run->job, fotad_job_get_record (run->job)->not_before, until);
  fotad_job_set_message (run->job, "Put off by %u minutes; the modem will ask again.", minutes);
  fotad_run_aside (run, run->route->defer, on_deferred);
  return TRUE;
}

static gboolean
wish_defer (FotadRun *run, guint minutes, GError **error)
{
  g_autofree char *delays = g_strdup_printf ("%u", count_delays (run) + 1);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 until = now + MAX ((gint64) (minutes * 60 * fotad_clock_scale () + 0.5), 1);

  if (!ensure_asked (run, error))
    return FALSE;
  fotad_run_remember (run, "delays", delays);
  fotad_run_note (run, "put-off", delays);
  if (fotad_engine_get_deferrable (run->engine) && run->route->defer != NULL)
    return defer_in_modem (run, minutes, until);
  fotad_job_set_schedule (run->job, fotad_job_get_record (run->job)->not_before, until);
  fotad_run_ask (run);
  return TRUE;
}

gboolean
fotad_run_wish (FotadJob *job, FotadWish wish, guint minutes, gpointer data, GError **error)
{
  FotadRun *run = data;

  switch (wish) {
  case FOTAD_WISH_CANCEL:
    return wish_cancel (run, error);
  case FOTAD_WISH_APPROVE:
    return wish_approve (run, error);
  case FOTAD_WISH_PAUSE:
    return wish_pause (run, error);
  case FOTAD_WISH_RESUME:
    return wish_resume (run, error);
  case FOTAD_WISH_DEFER:
    return wish_defer (run, minutes, error);
  }
  return refuse (error, FOTAD_ERROR_INTERNAL, "There is no such wish.");
}
