/*
 * Jobs in the store.  A row that cannot be understood is reported with table and row number;
 * lists skip it with a warning.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/fotad-job-record.h"
#include "store/fotad-store.h"

G_BEGIN_DECLS

/* What a list is narrowed by; zero or NULL: not by this. */
typedef struct {
  const char *imei;
  const char *state; /* a word of the contract */
  gint64 since;      /* created at this UNIX second or later */
  gint64 before;     /* only jobs with a smaller id: the next page */
  guint limit;
} FotadJobFilter;

/* Stores a new job and sets its id, which is never used again; also its time of creation
 * when that is 0. */
gboolean fotad_store_add_job (FotadStore *store,
                              FotadJobRecord *record,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Stores all fields of a job.  With a final state its secret facts are forgotten in the same
 * breath.  Each call waits for the disk: not for every percent of progress. */
gboolean fotad_store_save_job (FotadStore *store,
                               const FotadJobRecord *record,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* FOTAD_ERROR_NOT_FOUND when there is none. */
FotadJobRecord *fotad_store_get_job (FotadStore *store, gint64 id, GError **error);

/* FotadJobRecord, in the order they were added. */
GPtrArray *fotad_store_unfinished_jobs (FotadStore *store, GError **error);

/* FotadJobRecord, newest first.  An unknown state is FOTAD_ERROR_INVALID_ARGUMENT. */
GPtrArray *fotad_store_list_jobs (FotadStore *store, const FotadJobFilter *filter, GError **error);

/* Forgets finished jobs beyond the @keep_count newest, and those that finished more than
 * @keep_days ago, with their edges, facts and the snapshots they took; but keeps what somebody
 * asked to save, the newest snapshot of every modem, and the jobs from id @before on. */
gboolean fotad_store_prune (FotadStore *store,
                            guint keep_count,
                            guint keep_days,
                            gint64 before,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
