/*
 * Aside: rows beside the vendor's way (cancel, pause, defer), by an engine of their own, since the
 * route's stands still or has failed.  They share the channel and the facts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

static void
on_aside (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  g_autoptr (GError) error = NULL;

  (void) !fotad_driver_run_finish (FOTAD_DRIVER (source), result, &error);
  fotad_driver_set_channel (run->side_driver, NULL); /* now: its last reference goes later */
  g_clear_object (&run->side_driver);
  g_clear_pointer (&run->side_engine, fotad_engine_free);
  fotad_driver_listen (run->driver);
  run->aside (run, error);
}

/* Whoever waits for its return is not this driver's owner; another try would never begin. */
static void
on_left (FotadDriver *driver, gpointer data)
{
  fotad_driver_fail (driver, g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE,
                                                  "The modem has left its port."));
}

void
fotad_run_aside (FotadRun *run, const FotadStep *rows, FotadAsideFunc then)
{
  const char *model = fotad_modem_get_model (run->modem);

  run->aside = then;
  run->side_engine = fotad_engine_new (run->book, run->route, rows, model, run->facts);
  run->side_driver = fotad_driver_new (run->side_engine, run->book, model, run->facts, NULL,
                                       run->house->store, fotad_job_get_id (run->job));
  g_signal_connect (run->side_driver, "reconnect", G_CALLBACK (on_left), NULL);
  fotad_driver_set_channel (run->side_driver, fotad_link_get_channel (run->link));
  fotad_driver_run_async (run->side_driver, FOTAD_PHASE_CLEANUP, NULL, on_aside, run);
}
