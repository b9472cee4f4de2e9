/*
 * The story of a job in the journal: with the fields FOTAD_JOB, FOTAD_MODEM and FOTAD_PHASE, and
 * the MESSAGE_IDs the catalog (data/fotad.catalog) explains.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-job.h"

G_BEGIN_DECLS

/* Logs what happens to @job from now on: its states, phases, warnings, the point of no return. */
void fotad_chronicle_follow (FotadJob *job);

/* The claim on the job's modem was lost because of @why. */
void fotad_chronicle_claim_lost (FotadJob *job, const GError *why);

/* The MESSAGE_ID of a change from @old to @state, or NULL for one that needs no explanation. */
const char *fotad_chronicle_id (FotadJobState old, FotadJobState state);

G_END_DECLS
