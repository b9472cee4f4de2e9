/*
 * Readouts to the store's rows and back.
 *
 * A row's name is the setting's and, after a blank, the key.  A reading without rows is one row
 * with neither key nor fields.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-settings.h"

#include <string.h>

#include "core/fotad-error.h"
#include "store/fotad-store-snapshots.h"
#include "vendor/fotad-template.h"

static FotadSnapshotStatus
to_status (FotadReadingStatus status)
{
  switch (status) {
  case FOTAD_READING_SAVED:
    return FOTAD_SNAPSHOT_SAVED;
  case FOTAD_READING_UNSUPPORTED:
    return FOTAD_SNAPSHOT_UNSUPPORTED;
  case FOTAD_READING_FAILED:
    return FOTAD_SNAPSHOT_FAILED;
  }
  return FOTAD_SNAPSHOT_FAILED;
}

static FotadReadingStatus
from_status (FotadSnapshotStatus status)
{
  switch (status) {
  case FOTAD_SNAPSHOT_SAVED:
    return FOTAD_READING_SAVED;
  case FOTAD_SNAPSHOT_UNSUPPORTED:
    return FOTAD_READING_UNSUPPORTED;
  case FOTAD_SNAPSHOT_FAILED:
    return FOTAD_READING_FAILED;
  }
  return FOTAD_READING_FAILED;
}

static GVariant *
to_variant (GHashTable *values)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  GHashTableIter iter;
  gpointer group, value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &group, &value))
    g_variant_builder_add (&builder, "{ss}", group, value);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* The command for people; of a row with a secret there is none to show. */
static char *
write_command (const FotadSettingRow *row, const FotadSetting *setting)
{
  char *command = NULL;

  if (setting == NULL || setting->write == NULL || setting->secret || setting->secrets[0] != NULL)
    return g_strdup ("");
  return fotad_template_expand (setting->write, row->values, &command, NULL) ? command
                                                                             : g_strdup ("");
}

static FotadSnapshotRow *
row_new (const FotadReading *reading, const char *key)
{
  FotadSnapshotRow *row = fotad_snapshot_row_new ();

  row->name = g_strconcat (reading->setting, *key != '\0' ? " " : "", key, NULL);
  row->read_command = g_strdup (reading->command);
  row->status = to_status (reading->status);
  return row;
}

static FotadSnapshotRow *
to_row (const FotadReading *reading, const FotadSettingRow *from, const FotadSetting *setting)
{
  FotadSnapshotRow *row = row_new (reading, from->key);

  row->raw = g_strdup (from->raw);
  row->value = to_variant (from->values);
  row->write_command = write_command (from, setting);
  row->secret = setting != NULL && setting->secret;
  return row;
}

static FotadSnapshotRow *
to_empty_row (const FotadReading *reading)
{
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  FotadSnapshotRow *row = row_new (reading, reading->instance);

  row->raw = g_strdup (reading->note != NULL ? reading->note : "");
  row->value = to_variant (none);
  row->write_command = g_strdup ("");
  return row;
}

GPtrArray *
fotad_readout_to_rows (FotadReadout *readout, FotadCatalogue *catalogue, const char *model)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_snapshot_row_free);

  for (guint i = 0; i < readout->len; i++) {
    const FotadReading *reading = readout->pdata[i];
    const FotadSetting *setting = fotad_catalogue_find (catalogue, reading->setting, model);

    if (reading->rows->len == 0)
      g_ptr_array_add (rows, to_empty_row (reading));
    for (guint k = 0; k < reading->rows->len; k++)
      g_ptr_array_add (rows, to_row (reading, reading->rows->pdata[k], setting));
  }
  return rows;
}

/* Rows of a setting follow one another; they become one reading, as they were. */
static FotadReading *
ensure_reading (FotadReadout *readout, const char *setting, const FotadSnapshotRow *row)
{
  FotadReading *last = readout->len > 0 ? readout->pdata[readout->len - 1] : NULL;
  FotadReadingStatus status = from_status (row->status);
  gboolean saved = status == FOTAD_READING_SAVED;

  if (saved && last != NULL && last->status == status && g_str_equal (last->setting, setting))
    return last;
  return fotad_readout_add (readout, setting, "", row->read_command, status,
                            saved ? NULL : row->raw);
}

static void
from_row (FotadReadout *readout, const FotadSnapshotRow *from)
{
  g_auto (GStrv) names = g_strsplit (from->name, " ", 2);
  const char *key = names[1] != NULL ? names[1] : "";
  FotadReading *reading = ensure_reading (readout, names[0], from);
  FotadSettingRow *row;
  GVariantIter iter;
  const char *group, *value;

  if (reading->status != FOTAD_READING_SAVED ||
      (g_variant_n_children (from->value) == 0 && !from->secret))
    return;
  row = fotad_setting_row_new (key);
  row->raw = g_strdup (from->raw);
  g_variant_iter_init (&iter, from->value);
  while (g_variant_iter_next (&iter, "{&s&s}", &group, &value))
    g_hash_table_insert (row->values, g_strdup (group), g_strdup (value));
  g_ptr_array_add (reading->rows, row);
}

FotadReadout *
fotad_readout_from_rows (GPtrArray *rows, GError **error)
{
  g_autoptr (FotadReadout) readout = fotad_readout_new ();

  for (guint i = 0; i < rows->len; i++) {
    const FotadSnapshotRow *row = rows->pdata[i];

    if (row->name == NULL || *row->name == '\0' || *row->name == ' ' || row->value == NULL ||
        !g_variant_is_of_type (row->value, G_VARIANT_TYPE ("a{ss}"))) {
      g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                   "row %u of the snapshot is not of a setting", i);
      return NULL;
    }
    from_row (readout, row);
  }
  return g_steal_pointer (&readout);
}
