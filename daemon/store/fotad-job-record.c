/*
 * The job record: words for its enums, the table of its fields, and copying by that table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-job-record.h"

static const char *const kind_names[] = {
  [FOTAD_JOB_KIND_UPDATE] = "update",   [FOTAD_JOB_KIND_SERVER] = "server",
  [FOTAD_JOB_KIND_ENROL] = "enrol",     [FOTAD_JOB_KIND_CERTIFICATE] = "certificate",
  [FOTAD_JOB_KIND_SAVE] = "save",       [FOTAD_JOB_KIND_RESTORE] = "restore",
  [FOTAD_JOB_KIND_COMPARE] = "compare",
};

static const char *const state_names[] = {
  [FOTAD_JOB_STATE_QUEUED] = "queued",   [FOTAD_JOB_STATE_SCHEDULED] = "scheduled",
  [FOTAD_JOB_STATE_RUNNING] = "running", [FOTAD_JOB_STATE_WAITING_APPROVAL] = "waiting-approval",
  [FOTAD_JOB_STATE_PAUSED] = "paused",   [FOTAD_JOB_STATE_SUCCEEDED] = "succeeded",
  [FOTAD_JOB_STATE_FAILED] = "failed",   [FOTAD_JOB_STATE_CANCELLED] = "cancelled",
};

#define FIELD(member, type)                                                                        \
  {                                                                                                \
#member, FOTAD_JOB_FIELD_##type, G_STRUCT_OFFSET(FotadJobRecord, member)                       \
  }

const FotadJobField fotad_job_fields[] = {
  FIELD (kind, KIND),
  FIELD (state, STATE),
  FIELD (imei, TEXT),
  FIELD (label, TEXT),
  FIELD (phase, TEXT),
  FIELD (step, TEXT),
  FIELD (message, TEXT),
  FIELD (route, TEXT),
  FIELD (source, TEXT),
  FIELD (from_version, TEXT),
  FIELD (to_version, TEXT),
  FIELD (changed, FLAG),
  FIELD (progress, UINT),
  FIELD (irreversible, FLAG),
  FIELD (error_name, TEXT),
  FIELD (error_text, TEXT),
  FIELD (vendor_code, TEXT),
  FIELD (warnings, STRV),
  FIELD (created, INT64),
  FIELD (started, INT64),
  FIELD (finished, INT64),
  FIELD (requester, UINT),
  FIELD (approval, TEXT),
  FIELD (options, OPTIONS),
  FIELD (attempts_made, UINT),
  FIELD (not_before, INT64),
  FIELD (not_after, INT64),
  FIELD (deferred_until, INT64),
  { NULL },
};

static gboolean
find_name (const char *const *names, guint n_names, const char *name, guint *found)
{
  for (*found = 0; *found < n_names; (*found)++)
    if (g_strcmp0 (names[*found], name) == 0)
      return TRUE;
  return FALSE;
}

const char *
fotad_job_kind_name (FotadJobKind kind)
{
  return kind_names[kind];
}

const char *
fotad_job_state_name (FotadJobState state)
{
  return state_names[state];
}

gboolean
fotad_job_kind_from_name (const char *name, FotadJobKind *kind)
{
  guint found;

  if (!find_name (kind_names, G_N_ELEMENTS (kind_names), name, &found))
    return FALSE;
  *kind = (FotadJobKind) found;
  return TRUE;
}

gboolean
fotad_job_state_from_name (const char *name, FotadJobState *state)
{
  guint found;

  if (!find_name (state_names, G_N_ELEMENTS (state_names), name, &found))
    return FALSE;
  *state = (FotadJobState) found;
  return TRUE;
}

gboolean
fotad_job_state_is_final (FotadJobState state)
{
  return state >= FOTAD_JOB_STATE_SUCCEEDED;
}

FotadJobRecord *
fotad_job_record_new (void)
{
  FotadJobRecord *record = g_new0 (FotadJobRecord, 1);

  record->approval = g_strdup ("auto");
  return record;
}

static void
copy_field (FotadJobRecord *to, const FotadJobRecord *from, const FotadJobField *field)
{
  gpointer target = G_STRUCT_MEMBER_P (to, field->offset);
  gconstpointer source = G_STRUCT_MEMBER_P (from, field->offset);

  switch (field->type) {
  case FOTAD_JOB_FIELD_TEXT:
    *(char **) target = g_strdup (*(char *const *) source);
    break;
  case FOTAD_JOB_FIELD_STRV:
    *(GStrv *) target = g_strdupv (*(const GStrv *) source);
    break;
  case FOTAD_JOB_FIELD_OPTIONS:
    if (from->options != NULL)
      to->options = g_variant_ref_sink (from->options);
    break;
  case FOTAD_JOB_FIELD_INT64:
  case FOTAD_JOB_FIELD_UINT:
  case FOTAD_JOB_FIELD_FLAG:
  case FOTAD_JOB_FIELD_KIND:
  case FOTAD_JOB_FIELD_STATE:
    break; /* copied with the struct */
  }
}

FotadJobRecord *
fotad_job_record_copy (const FotadJobRecord *record)
{
  FotadJobRecord *copy = g_memdup2 (record, sizeof *record);

  for (const FotadJobField *field = fotad_job_fields; field->name != NULL; field++)
    copy_field (copy, record, field);
  return copy;
}

static void
clear_field (FotadJobRecord *record, const FotadJobField *field)
{
  gpointer member = G_STRUCT_MEMBER_P (record, field->offset);

  switch (field->type) {
  case FOTAD_JOB_FIELD_TEXT:
    g_free (*(char **) member);
    break;
  case FOTAD_JOB_FIELD_STRV:
    g_strfreev (*(GStrv *) member);
    break;
  case FOTAD_JOB_FIELD_OPTIONS:
    g_clear_pointer (&record->options, g_variant_unref);
    break;
  case FOTAD_JOB_FIELD_INT64:
  case FOTAD_JOB_FIELD_UINT:
  case FOTAD_JOB_FIELD_FLAG:
  case FOTAD_JOB_FIELD_KIND:
  case FOTAD_JOB_FIELD_STATE:
    break;
  }
}

void
fotad_job_record_free (FotadJobRecord *record)
{
  if (record == NULL)
    return;
  for (const FotadJobField *field = fotad_job_fields; field->name != NULL; field++)
    clear_field (record, field);
  g_free (record);
}
