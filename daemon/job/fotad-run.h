/*
 * A run: one job being done.  It goes through the stages of its kind, one after the other, holds
 * what they share (claim, link, engine, facts), and always ends with release, whatever happened.
 *
 * How it does that is in fotad-run-private.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-house.h"
#include "job/fotad-job.h"
#include "job/fotad-recovery.h"

G_BEGIN_DECLS

typedef struct _FotadRun FotadRun;

/* @done is called once, when the modem has been given back and the job is finished, or is to be
 * tried again; it frees the run.  @recovery: where it goes on, and what was
 * sent before; all zero for a new job.  @package_fd: owned from now on; -1: none. */
FotadRun *fotad_run_start (const FotadHouse *house,
                           FotadJob *job,
                           FotadModem *modem,
                           const FotadRecovery *recovery,
                           int package_fd,
                           void (*done) (FotadRun *run, gpointer data),
                           gpointer data);
void fotad_run_free (FotadRun *run);

/* Borrowed. */
FotadJob *fotad_run_get_job (FotadRun *run);
FotadModem *fotad_run_get_modem (FotadRun *run);

/* FALSE: something that must have happened by now did not, nor will it. */
gboolean fotad_run_moves (FotadRun *run);

/* Whether the modem must not be let alone: the install has begun, and the job is not finished. */
gboolean fotad_run_is_irreversible (FotadRun *run);

/* When it is done: the failure after which another attempt is to be made, or NULL.  Borrowed. */
const GError *fotad_run_get_passing_failure (FotadRun *run);

/* What the caller gave is gone by the next attempt: the run's copy of the package outlives it. */
void fotad_run_keep_package (FotadRun *run);

G_END_DECLS
