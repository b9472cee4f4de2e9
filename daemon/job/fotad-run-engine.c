/*
 * A run's engine and the driver that is its hands: made on first use, and what they ask for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

/* Where in the whole bar the vendor's rows begin and end. */
#define ROUTE_FROM 2
#define ROUTE_TO 95

static void
on_changed (FotadDriver *driver, gpointer data)
{
  FotadRun *run = data;
  const char *step = fotad_engine_get_step (run->engine);
  guint from = ROUTE_FROM + (fotad_run_downloads (run) ? FOTAD_RUN_DOWNLOAD_SHARE : 0);

  if (step != NULL)
    fotad_job_set_step (run->job, step);
  fotad_job_set_progress (run->job,
                          from + (ROUTE_TO - from) * fotad_engine_get_progress (run->engine) / 100,
                          fotad_engine_get_phase_progress (run->engine));
  if (!run->judged)
    fotad_job_set_irreversible (run->job, fotad_engine_get_irreversible (run->engine));
}

static void
on_ask (FotadDriver *driver, gpointer data)
{
  fotad_run_ask (data);
}

static void
on_claim (FotadDriver *driver, gpointer data)
{
  fotad_run_claim_now (data);
}

static void
on_reopened (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (fotad_link_open_finish (run->link, result, &error))
    fotad_driver_set_channel (run->driver, fotad_link_get_channel (run->link));
  else
    fotad_driver_fail (run->driver, error);
}

static void
on_reconnect (FotadDriver *driver, gpointer data)
{
  FotadRun *run = data;

  fotad_job_set_message (run->job, "The modem has left its port; waiting for it.");
  fotad_link_close (run->link);
  fotad_link_open_async (run->link, fotad_book_get_vendor (run->book)->settle.back_s,
                         run->cancellable, on_reopened, run);
}

static void
make_engine (FotadRun *run, const char *model)
{
  gboolean asks = g_strcmp0 (fotad_facts_get (run->facts, "approval"), "ask") == 0;
  GPtrArray *sent = run->recovery.sent;

  run->engine = fotad_engine_new (run->book, run->route, run->route->steps, model, run->facts);
  fotad_engine_set_beside (run->engine, run->spare != NULL);
  fotad_engine_set_ask (run->engine, asks);
  for (guint i = 0; sent != NULL && i < sent->len; i++)
    fotad_engine_mark_sent (run->engine, sent->pdata[i]);
  if (run->installed)
    fotad_engine_recall (run->engine);
}

static void
make_driver (FotadRun *run, const char *model)
{
  run->driver = fotad_driver_new (run->engine, run->book, model, run->facts, run->route->push,
                                  run->house->store, fotad_job_get_id (run->job));
  if (run->package != NULL)
    fotad_driver_set_package (run->driver, fotad_package_get_fd (run->package),
                              fotad_package_get_size (run->package));
  g_signal_connect (run->driver, "changed", G_CALLBACK (on_changed), run);
  g_signal_connect (run->driver, "ask", G_CALLBACK (on_ask), run);
  g_signal_connect (run->driver, "claim", G_CALLBACK (on_claim), run);
  g_signal_connect (run->driver, "reconnect", G_CALLBACK (on_reconnect), run);
}

void
fotad_run_ensure_engine (FotadRun *run)
{
  const char *model = fotad_modem_get_model (run->modem);

  if (run->engine != NULL)
    return;
  make_engine (run, model);
  make_driver (run, model);
}
