/*
 * A job: one thing asked of one modem, with its state as people and fleet agents see it.
 *
 * It knows nothing of how it is done: a run (fotad-run.h) works on it and keeps it informed, and
 * it passes on what its owner wants (Cancel, Approve, …).  What must survive is in its record in
 * the store.  All properties of org.fotad1.Job are GObject properties here and notify.
 *
 * Signal "finished": once, after the last change of a property.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/fotad-error.h"
#include "store/fotad-store-jobs.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_JOB (fotad_job_get_type ())
G_DECLARE_FINAL_TYPE (FotadJob, fotad_job, FOTAD, JOB, GObject)

/* Takes @record, which the store knows already. */
FotadJob *fotad_job_new (FotadStore *store, FotadJobRecord *record);

/* Borrowed; to be changed through the functions below only. */
const FotadJobRecord *fotad_job_get_record (FotadJob *job);
gint64 fotad_job_get_id (FotadJob *job);
FotadJobState fotad_job_get_state (FotadJob *job);
gboolean fotad_job_is_finished (FotadJob *job);

/* "/org/fotad1/job/7" */
const char *fotad_job_get_path (FotadJob *job);

/* What the owner wants.  WRONG_STATE says why not; CANCEL after the install command, APPROVE of
 * a job that does not wait, and so on.  NOT_SUPPORTED: this vendor cannot. */
gboolean fotad_job_cancel (FotadJob *job, GError **error);
gboolean fotad_job_pause (FotadJob *job, GError **error);
gboolean fotad_job_resume (FotadJob *job, GError **error);
gboolean fotad_job_approve (FotadJob *job, GError **error);
gboolean fotad_job_defer (FotadJob *job, guint minutes, GError **error);

/* The key that was made for this job, once and only to @uid, who asked for it; the caller owns it
 * (fotad_key_forget ()).  Not kept over a restart.  WRONG_STATE: none was made, or it was taken.
 * NOT_AUTHORIZED. */
char *fotad_job_take_key (FotadJob *job, guint uid, GError **error);

/* a(tsssa{sv}): time (UNIX µs), phase, step, event, details. */
GVariant *fotad_job_get_log (FotadJob *job, GError **error);

/* For whoever made it: @key is owned from now on; NULL: none. */
void fotad_job_give_key (FotadJob *job, char *key);

/* For whoever works on it. */
typedef enum {
  FOTAD_WISH_CANCEL,
  FOTAD_WISH_PAUSE,
  FOTAD_WISH_RESUME,
  FOTAD_WISH_APPROVE,
  FOTAD_WISH_DEFER,
} FotadWish;

/* Does what is wished, or says why not. */
typedef gboolean (*FotadJobWishFunc) (
    FotadJob *job, FotadWish wish, guint minutes, gpointer data, GError **error);
void fotad_job_set_worker (FotadJob *job, FotadJobWishFunc wish, gpointer data);

/* Each stores the record when it matters to a restart; a store that fails is reported by
 * fotad_job_store () and the log, never ignored before an irreversible step. */
void fotad_job_set_state (FotadJob *job, FotadJobState state);
void fotad_job_set_phase (FotadJob *job, const char *phase);
void fotad_job_set_step (FotadJob *job, const char *step);
void fotad_job_set_message (FotadJob *job, const char *format, ...) G_GNUC_PRINTF (2, 3);
void fotad_job_set_progress (FotadJob *job, guint progress, guint phase_progress);
void fotad_job_set_irreversible (FotadJob *job, gboolean irreversible);
void fotad_job_set_approval (FotadJob *job, GVariant *approval); /* a{sv}; NULL: nothing asked */
void fotad_job_set_versions (FotadJob *job, const char *from, const char *to);
void fotad_job_set_changed (FotadJob *job, gboolean changed);
void fotad_job_set_schedule (FotadJob *job, gint64 not_before, gint64 deferred_until);
void fotad_job_set_attempts (FotadJob *job, guint attempts);
void fotad_job_add_warning (FotadJob *job, const char *format, ...) G_GNUC_PRINTF (2, 3);

gboolean fotad_job_store (FotadJob *job, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The end: with @failure (any domain; CANCELLED makes it cancelled) or without.  Secrets are
 * forgotten, "finished" is emitted. */
void fotad_job_finish (FotadJob *job,
                       const GError *failure,
                       const char *vendor_code,
                       const char *message);

G_END_DECLS
