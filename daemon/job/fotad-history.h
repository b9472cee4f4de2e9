/*
 * Jobs as they lie in the store: the list for ListJobs, and the modem of an unfinished one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-house.h"
#include "store/fotad-store-jobs.h"

G_BEGIN_DECLS

/* a(oa{sv}), newest first; @filter: keys modem s, state s, since t, limit u, before s. */
GVariant *fotad_history_list (FotadStore *store, GVariant *filter, GError **error);

/* The modem of an unfinished job: known by now, or made from what the job remembered, since
 * ModemManager does not show a modem that is still claimed.  Borrowed. */
FotadModem *
fotad_history_find_modem (const FotadHouse *house, const FotadJobRecord *record, GError **error);

/* Removes what is left of a job that is over: its package, and the secrets it came with. */
void fotad_history_clean (const FotadHouse *house, gint64 job);

/* Forgets the oldest of the finished jobs below id @before, as many as @config does not want kept.
 * That it cannot is only told: history is worth less than a running daemon. */
void fotad_history_prune (FotadStore *store, const FotadConfig *config, gint64 before);

/* Removes the copies of packages that a crash left and that no job of @records (FotadJobRecord)
 * needs. */
void fotad_history_sweep (const FotadHouse *house, GPtrArray *records);

G_END_DECLS
