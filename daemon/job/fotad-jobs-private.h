/*
 * Inside the jobs: their state, shared by the files that take, turn, ask and recover.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/fotad-wall-timer.h"
#include "job/fotad-jobs.h"
#include "job/fotad-queue.h"
#include "job/fotad-run.h"

struct _FotadJobs {
  GObject parent_instance;

  FotadHouse house;
  GHashTable *jobs; /* key: id (gint64 *, the record's), value: FotadJob */
  FotadQueue *queue;
  FotadWallTimer *appointment;
  GHashTable *runs;     /* FotadRun (a set) */
  GHashTable *asked;    /* FotadModem (a set): those that an inquiry has */
  GHashTable *expiries; /* key: FotadJob, value: Expiry */
};

/* UNIX seconds. */
gint64 jobs_now (void);

/* Gives @job its object. */
void jobs_add (FotadJobs *jobs, FotadJob *job);

/* For the table of them. */
GHashTable *jobs_new_expiries (void);

/* @job is over: its object goes in an hour, its record when it is one of the oldest. */
void jobs_forget_later (FotadJobs *jobs, FotadJob *job);

/* Into the queue; one whose time has not come does not hold the modem.  Borrowed. */
FotadWaiting *jobs_enqueue (FotadJobs *jobs, FotadJob *job, FotadModem *modem);

/* What the owner of a job wishes that waits for its turn: it can only be cancelled. */
gboolean jobs_on_wish (FotadJob *job, FotadWish wish, guint minutes, gpointer data, GError **error);

/* A modem shows one job: the one that runs, else the first that is due. */
void jobs_let_go (FotadJobs *jobs, FotadModem *modem);

/* Whatever happened, this is what follows from it: who is too late, who begins, when to look
 * again. */
void jobs_look (FotadJobs *jobs);
