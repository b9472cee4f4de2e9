/*
 * All jobs: taking new ones, at most so many at a time and one per modem, and going on with
 * those an earlier life of the daemon left unfinished.
 *
 * Signals: "added" (FotadJob *), "removed" (FotadJob *): an hour after a job has finished its
 * object goes; the store keeps it, as long as the configuration says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-house.h"
#include "job/fotad-job.h"
#include "job/fotad-request.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_JOBS (fotad_jobs_get_type ())
G_DECLARE_FINAL_TYPE (FotadJobs, fotad_jobs, FOTAD, JOBS, GObject)

/* @house is copied, what it points to must outlive the jobs. */
FotadJobs *fotad_jobs_new (const FotadHouse *house);

/* Takes up what the store has unfinished; once, when the modems are known. */
void fotad_jobs_recover (FotadJobs *jobs);

/* Checks @request against @modem and makes a job of it, which starts when it is its turn.
 * Borrowed.  Errors: NOT_SUPPORTED (no such route), INVALID_ARGUMENT (URL too long for this
 * modem, scheme, a missing digest), BUSY (a job has the modem), MODEM_GONE, STORAGE. */
FotadJob *
fotad_jobs_submit (FotadJobs *jobs, FotadModem *modem, FotadRequest *request, GError **error);

/* Asks @modem, which no job has, what its route "status" tells.  Errors as fotad_inquiry_async ();
 * BUSY, MODEM_GONE and NOT_SUPPORTED as fotad_jobs_submit (). */
void fotad_jobs_ask_async (FotadJobs *jobs,
                           FotadModem *modem,
                           GAsyncReadyCallback callback,
                           gpointer data);
GVariant *fotad_jobs_ask_finish (FotadJobs *jobs, GAsyncResult *result, GError **error);

/* FotadJob, those with objects, by id. */
GPtrArray *fotad_jobs_get_all (FotadJobs *jobs);

/* a(oa{sv}), newest first, from the store.  @filter: a{sv} with the keys of ListJobs. */
GVariant *fotad_jobs_list (FotadJobs *jobs, GVariant *filter, GError **error);

/* FALSE, and told why, when a job hangs: for the watchdog. */
gboolean fotad_jobs_are_moving (FotadJobs *jobs);

/* Whether one is past its point of no return and not finished: no moment to stop the daemon. */
gboolean fotad_jobs_is_irreversible (FotadJobs *jobs);

G_END_DECLS
