/*
 * Job records to parameters and from columns, field by field of the table of fields.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-job-row.h"

#include "core/fotad-error.h"
#include "store/fotad-store-sql.h"

/* A GVariant takes no other strings than UTF-8. */
static GVariant *
valid_strv (GStrv strings)
{
  GVariantBuilder list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));

  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    g_variant_builder_add_value (&list,
                                 g_variant_new_take_string (g_utf8_make_valid (strings[i], -1)));
  return g_variant_ref_sink (g_variant_builder_end (&list));
}

static void
bind_field (sqlite3_stmt *statement, const FotadJobRecord *record, const FotadJobField *field)
{
  gconstpointer member = G_STRUCT_MEMBER_P (record, field->offset);
  g_autoptr (GVariant) list = NULL;

  switch (field->type) {
  case FOTAD_JOB_FIELD_TEXT:
    fotad_sql_bind_text (statement, field->name, *(char *const *) member);
    break;
  case FOTAD_JOB_FIELD_INT64:
    fotad_sql_bind_int (statement, field->name, *(const gint64 *) member);
    break;
  case FOTAD_JOB_FIELD_UINT:
    fotad_sql_bind_int (statement, field->name, *(const guint *) member);
    break;
  case FOTAD_JOB_FIELD_FLAG:
    fotad_sql_bind_int (statement, field->name, *(const gboolean *) member != FALSE);
    break;
  case FOTAD_JOB_FIELD_KIND:
    fotad_sql_bind_text (statement, field->name, fotad_job_kind_name (record->kind));
    break;
  case FOTAD_JOB_FIELD_STATE:
    fotad_sql_bind_text (statement, field->name, fotad_job_state_name (record->state));
    break;
  case FOTAD_JOB_FIELD_STRV:
    list = valid_strv (*(const GStrv *) member);
    fotad_sql_bind_variant (statement, field->name, list, "as");
    break;
  case FOTAD_JOB_FIELD_OPTIONS:
    fotad_sql_bind_variant (statement, field->name, record->options, "a{sv}");
    break;
  }
}

void
fotad_job_row_bind (sqlite3_stmt *statement, const FotadJobRecord *record)
{
  for (const FotadJobField *field = fotad_job_fields; field->name != NULL; field++)
    bind_field (statement, record, field);
}

static gboolean
read_strv (sqlite3_stmt *row, int column, GStrv *strings, GError **error)
{
  g_autoptr (GVariant) list = NULL;

  if (!fotad_sql_variant (row, column, "as", &list, error))
    return FALSE;
  *strings = g_variant_dup_strv (list, NULL);
  return TRUE;
}

static gboolean
read_word (sqlite3_stmt *row,
           int column,
           FotadJobRecord *record,
           const FotadJobField *field,
           GError **error)
{
  g_autofree char *word = NULL;
  gboolean known;

  if (!fotad_sql_text (row, column, &word, error))
    return FALSE;
  known = field->type == FOTAD_JOB_FIELD_KIND ? fotad_job_kind_from_name (word, &record->kind)
                                              : fotad_job_state_from_name (word, &record->state);
  if (!known)
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "unknown %s '%s'", field->name, word);
  return known;
}

static gboolean
read_field (sqlite3_stmt *row,
            int column,
            FotadJobRecord *record,
            const FotadJobField *field,
            GError **error)
{
  gpointer member = G_STRUCT_MEMBER_P (record, field->offset);

  switch (field->type) {
  case FOTAD_JOB_FIELD_TEXT:
    return fotad_sql_text (row, column, member, error);
  case FOTAD_JOB_FIELD_INT64:
    *(gint64 *) member = sqlite3_column_int64 (row, column);
    return TRUE;
  case FOTAD_JOB_FIELD_UINT:
    return fotad_sql_uint (row, column, G_MAXUINT, member, error);
  case FOTAD_JOB_FIELD_FLAG:
    *(gboolean *) member = sqlite3_column_int64 (row, column) != 0;
    return TRUE;
  case FOTAD_JOB_FIELD_KIND:
  case FOTAD_JOB_FIELD_STATE:
    return read_word (row, column, record, field, error);
  case FOTAD_JOB_FIELD_STRV:
    return read_strv (row, column, member, error);
  case FOTAD_JOB_FIELD_OPTIONS:
    return fotad_sql_variant (row, column, "a{sv}", &record->options, error);
  }
  return FALSE;
}

gpointer
fotad_job_row_read (sqlite3_stmt *row, GError **error)
{
  g_autoptr (FotadJobRecord) record = g_new0 (FotadJobRecord, 1);
  int column = 1;

  record->id = sqlite3_column_int64 (row, 0);
  for (const FotadJobField *field = fotad_job_fields; field->name != NULL; field++)
    if (!read_field (row, column++, record, field, error))
      return NULL;
  record->progress = MIN (record->progress, 100);
  return g_steal_pointer (&record);
}
