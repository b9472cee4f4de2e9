/*
 * Claim: no shutdown, then ModemManager lets go of the modem, then the port is ours.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run.h"

static void
on_claimed (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  (void) !fotad_claim_take_finish (run->claim, result, &error);
  fotad_run_next (run, error);
}

static void
on_inhibited (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (!fotad_inhibitor_take_finish (run->inhibitor, result, &error)) {
    fotad_run_next (run, error);
    return;
  }
  run->claim =
      fotad_claim_new (run->house->manager, fotad_modem_get_device (run->modem), NULL);
  fotad_claim_take_async (run->claim, run->cancellable, on_claimed, run);
}

void
fotad_stage_claim (FotadRun *run)
{
  run->inhibitor =
      fotad_inhibitor_new (run->house->bus, "A modem's firmware is being updated.");
  fotad_inhibitor_take_async (run->inhibitor, run->cancellable, on_inhibited, run);
}
