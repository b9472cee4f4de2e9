/*
 * A job as it lies on disk: everything org.fotad1.Job shows, and what a restart needs to go on.
 * Plain data; the job room gives it behaviour.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  FOTAD_JOB_KIND_UPDATE,
  FOTAD_JOB_KIND_SERVER,
  FOTAD_JOB_KIND_ENROL,
  FOTAD_JOB_KIND_CERTIFICATE,
  FOTAD_JOB_KIND_SAVE,
  FOTAD_JOB_KIND_RESTORE,
  FOTAD_JOB_KIND_COMPARE,
} FotadJobKind;

/* From SUCCEEDED on a state is final. */
typedef enum {
  FOTAD_JOB_STATE_QUEUED,
  FOTAD_JOB_STATE_SCHEDULED,
  FOTAD_JOB_STATE_RUNNING,
  FOTAD_JOB_STATE_WAITING_APPROVAL,
  FOTAD_JOB_STATE_PAUSED,
  FOTAD_JOB_STATE_SUCCEEDED,
  FOTAD_JOB_STATE_FAILED,
  FOTAD_JOB_STATE_CANCELLED,
} FotadJobState;

/* The words of the D-Bus contract: "update", "waiting-approval". */
const char *fotad_job_kind_name (FotadJobKind kind);
const char *fotad_job_state_name (FotadJobState state);

/* FALSE when there is no such word. */
gboolean fotad_job_kind_from_name (const char *name, FotadJobKind *kind);
gboolean fotad_job_state_from_name (const char *name, FotadJobState *state);

gboolean fotad_job_state_is_final (FotadJobState state);

/* Strings are owned by the record and never NULL in one that was read from the store; NULL is
 * written as "".  Times are UNIX seconds, 0 for never. */
typedef struct {
  gint64 id; /* 0 until the store has given one */
  FotadJobKind kind;
  FotadJobState state;
  char *imei;
  char *label;
  char *phase;
  char *step;
  char *message;
  char *route;
  char *source;
  char *from_version;
  char *to_version;
  gboolean changed;
  guint progress; /* 0..100 */
  gboolean irreversible;
  char *error_name; /* last part of the D-Bus name */
  char *error_text;
  char *vendor_code;
  GStrv warnings;
  gint64 created;
  gint64 started;
  gint64 finished;
  guint requester;   /* uid */
  char *approval;    /* "auto" or "ask" */
  GVariant *options; /* a{sv}, without secrets: those are facts */
  guint attempts_made;
  gint64 not_before;
  gint64 not_after;
  gint64 deferred_until;
} FotadJobRecord;

/* Queued, of kind update, approval "auto", with no options. */
FotadJobRecord *fotad_job_record_new (void);
FotadJobRecord *fotad_job_record_copy (const FotadJobRecord *record);
void fotad_job_record_free (FotadJobRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadJobRecord, fotad_job_record_free)

/* The fields by name and place, so that copying, writing and reading know them once. */
typedef enum {
  FOTAD_JOB_FIELD_TEXT,
  FOTAD_JOB_FIELD_INT64,
  FOTAD_JOB_FIELD_UINT,
  FOTAD_JOB_FIELD_FLAG,
  FOTAD_JOB_FIELD_KIND,
  FOTAD_JOB_FIELD_STATE,
  FOTAD_JOB_FIELD_STRV,
  FOTAD_JOB_FIELD_OPTIONS,
} FotadJobFieldType;

typedef struct {
  const char *name; /* of the column too */
  FotadJobFieldType type;
  gsize offset;
} FotadJobField;

/* All but the id; ends with a field without a name. */
extern const FotadJobField fotad_job_fields[];

G_END_DECLS
