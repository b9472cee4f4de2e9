/*
 * Settle: the modem is out of our hands.  Lines are overheard, the port is opened again when it
 * comes back, and the modem is asked only when it is time (engine/fotad-settle.h says when).
 *
 * Nothing here can be cancelled: what has begun in the modem ends in the modem.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#include "core/fotad-clock.h"

static void act (FotadRun *run, FotadSettleAction action);

static void
feed (FotadRun *run, FotadSettleEvent event, FotadNewsKind kind)
{
  if (run->row->stage == FOTAD_STAGE_SETTLE)
    act (run, fotad_settling_feed (&run->settling, event, kind, fotad_clock_now ()));
}

static gboolean
on_tick (gpointer data)
{
  FotadRun *run = data;

  run->settle_timer = 0;
  feed (run, FOTAD_SETTLE_TICK, FOTAD_NEWS_OTHER);
  return G_SOURCE_REMOVE;
}

static void
set_timer (FotadRun *run, double at)
{
  g_clear_handle_id (&run->settle_timer, g_source_remove);
  if (at > 0)
    run->settle_timer = fotad_clock_after (at - fotad_clock_now (), on_tick, run);
}

static void
on_line (FotadLink *link, const char *line, gpointer data)
{
  FotadRun *run = data;
  FotadNewsKind kind = fotad_engine_overhear (run->engine, line);

  (void) !fotad_driver_flush (run->driver, NULL); /* the log only; nothing hangs on it */
  feed (run, FOTAD_SETTLE_LINE, kind);
}

static void
on_bytes (FotadLink *link, guint count, gpointer data)
{
  feed (data, FOTAD_SETTLE_BYTES, FOTAD_NEWS_OTHER);
}

static void
on_lost (FotadLink *link, GError *why, gpointer data)
{
  ((FotadRun *) data)->claim_kept = FALSE;
  feed (data, FOTAD_SETTLE_PORT_LOST, FOTAD_NEWS_OTHER);
}

/* A claim that an earlier process left us kept ModemManager out: nobody has seen the modem boot,
 * and it may be writing.  Once it has left its port, its return is a sign again. */
static void
on_listening (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  g_autoptr (GError) error = NULL;

  if (fotad_link_listen_finish (run->link, result, &error))
    feed (run, run->claim_kept ? FOTAD_SETTLE_PORT_OPENED : FOTAD_SETTLE_PORT_BACK,
          FOTAD_NEWS_OTHER);
  else
    feed (run, FOTAD_SETTLE_TICK, FOTAD_NEWS_OTHER); /* its limit was ours */
}

static void
on_probed (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  g_autoptr (GError) error = NULL;
  gboolean there = fotad_link_open_finish (run->link, result, &error);

  if (!there)
    fotad_run_note (run, "silent", error->message);
  feed (run, there ? FOTAD_SETTLE_ANSWERED : FOTAD_SETTLE_SILENT, FOTAD_NEWS_OTHER);
}

static void
leave (FotadRun *run, GError *error)
{
  g_clear_handle_id (&run->settle_timer, g_source_remove);
  g_signal_handlers_disconnect_by_func (run->link, on_line, run);
  g_signal_handlers_disconnect_by_func (run->link, on_bytes, run);
  g_signal_handlers_disconnect_by_func (run->link, on_lost, run);
  fotad_link_watch_speed (run->link, FALSE);
  fotad_driver_set_channel (run->driver, error == NULL ? fotad_link_get_channel (run->link) : NULL);
  fotad_run_next (run, error);
}

static void
give_up (FotadRun *run)
{
  GError *reason = fotad_engine_dup_error (run->engine);

  if (reason == NULL)
    reason = g_error_new (FOTAD_ERROR,
                          run->settling.open ? FOTAD_ERROR_MODEM_SILENT : FOTAD_ERROR_MODEM_GONE,
                          "The modem did not come back within %u s of the install.",
                          fotad_book_get_vendor (run->book)->settle.back_s);
  else
    g_prefix_error (&reason, "The modem did not come back after the install. ");
  leave (run, reason);
}

static void
act (FotadRun *run, FotadSettleAction action)
{
  double left = MAX (run->settling.deadline - fotad_clock_now (), 1);

  set_timer (run, action.wake_at);
  switch (action.verb) {
  case FOTAD_SETTLE_WAIT:
    break;
  case FOTAD_SETTLE_LISTEN:
    fotad_link_close (run->link);
    fotad_link_listen_async (run->link, left, NULL, on_listening, run);
    break;
  case FOTAD_SETTLE_PROBE:
    /* one that flashes must not be asked for long */
    fotad_link_open_async (run->link, fotad_link_get_probe_time (run->link), NULL, on_probed, run);
    break;
  case FOTAD_SETTLE_DONE:
    leave (run, NULL);
    break;
  case FOTAD_SETTLE_GIVE_UP:
    give_up (run);
    break;
  }
}

void
fotad_stage_settle (FotadRun *run)
{
  const FotadSettle *figures = &fotad_book_get_vendor (run->book)->settle;
  gboolean open;

  fotad_run_ensure_link (run);
  fotad_run_ensure_engine (run);
  open = fotad_link_get_channel (run->link) != NULL;
  fotad_link_watch_speed (run->link, TRUE);
  g_signal_connect (run->link, "line", G_CALLBACK (on_line), run);
  g_signal_connect (run->link, "bytes", G_CALLBACK (on_bytes), run);
  g_signal_connect (run->link, "lost", G_CALLBACK (on_lost), run);
  act (run, fotad_settling_begin (&run->settling, figures, open,
                                  fotad_engine_get_ready (run->engine) ||
                                      fotad_engine_get_nothing (run->engine),
                                  fotad_clock_now ()));
}
