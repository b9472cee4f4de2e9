/*
 * The PIN of a locked SIM: from the job's option or, without one, from the configuration, and
 * never a second time when the SIM has refused it.
 *
 * The vendor's rows say it, ONCE, where its modems want it: fact sim_pin is there when it may be
 * said; they learn the facts pin_wanted (the SIM was found locked) and sim_ready (it is not, by
 * the last look), and pin_tries where the modem tells how many are left.
 *
 * That a SIM refused a PIN is remembered for its modem over jobs and restarts, as a salted digest,
 * until the SIM is seen unlocked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-run.h"

G_BEGIN_DECLS

typedef enum {
  FOTAD_PIN_NOT_TRIED,
  FOTAD_PIN_TAKEN,
  FOTAD_PIN_REFUSED, /* or nobody knows: the daemon ended before the answer */
} FotadPinOutcome;

/* Before any row: fact sim_pin is set, or taken away when this SIM refused it before. */
void fotad_pin_provide (FotadRun *run);

/* When the last row has been said, before the job forgets its secrets: what became of it is
 * remembered, and a SIM that stayed locked is a warning of the job. */
void fotad_pin_conclude (FotadRun *run);

/* By what is stored of a job with these rows; @edges: of FotadEdge, oldest first. */
FotadPinOutcome fotad_pin_outcome (const FotadStep *steps, GPtrArray *edges);

G_END_DECLS
