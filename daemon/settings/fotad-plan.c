/*
 * Which rows are to change, and which may not: the two readouts walked row by row.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-plan.h"

#include <string.h>

#include "settings/fotad-row-pair.h"

static char *
describe (const FotadSettingRow *row, const FotadSetting *setting)
{
  return row != NULL ? fotad_setting_row_describe (row, setting) : NULL;
}

static FotadChange *
change_new (const FotadRowPair *pair)
{
  const FotadSettingRow *row = pair->wanted != NULL ? pair->wanted : pair->found;
  FotadChange *change = g_new0 (FotadChange, 1);

  change->setting = pair->setting;
  change->name =
      g_strdup_printf ("%s%s%s", pair->setting->name, *row->key != '\0' ? " " : "", row->key);
  change->wanted = describe (pair->wanted, pair->setting);
  change->found = describe (pair->found, pair->setting);
  return change;
}

/* A setting that is only for the record has no wanted state. */
static gboolean
is_compared (const FotadSetting *setting)
{
  for (guint i = 0; setting->groups[i] != NULL; i++)
    if (fotad_setting_rule (setting, setting->groups[i]) != FOTAD_COMPARE_NONE)
      return TRUE;
  return FALSE;
}

/* The reading the row should be in: its instance's, or the setting's. */
static const FotadReading *
present_reading (const FotadRowPair *pair)
{
  return fotad_readout_find (pair->input->present, pair->setting->name,
                             pair->setting->discover != NULL ? pair->wanted->key : "");
}

/* Why the row cannot be written; NULL: it can. */
static char *
find_obstacle (const FotadRowPair *pair)
{
  const FotadReading *reading = present_reading (pair);

  if (reading == NULL)
    return g_strdup ("the modem no longer has it");
  if (reading->status == FOTAD_READING_UNSUPPORTED)
    return g_strdup_printf ("the modem no longer knows it (%s)", reading->note);
  if (reading->status == FOTAD_READING_FAILED)
    return g_strdup_printf ("it could not be read (%s)", reading->note);
  if (pair->setting->write == NULL)
    return g_strdup ("there is no way to write it");
  if (pair->setting->kept && (pair->input->flags & FOTAD_RESTORE_KEPT) == 0)
    return g_strdup ("an update should have kept it, so it is left for you to judge");
  return NULL;
}

static void
plan_wanted (const FotadPlanInput *input,
             const FotadSetting *setting,
             const FotadSettingRow *wanted,
             GPtrArray *changes)
{
  const FotadRowPair pair = { input, setting, wanted,
                              fotad_readout_row (input->present, setting->name, wanted->key) };
  FotadChange *change;

  if (pair.found != NULL && fotad_row_pair_is_equal (&pair))
    return;
  change = change_new (&pair);
  change->reason = find_obstacle (&pair);
  if (change->reason == NULL)
    fotad_row_pair_write (&pair, change);
  g_ptr_array_add (changes, change);
}

/* A row that came into being meanwhile. */
static void
plan_extra (const FotadPlanInput *input,
            const FotadSetting *setting,
            const FotadSettingRow *found,
            GPtrArray *changes)
{
  const FotadRowPair pair = { input, setting, NULL, found };
  FotadChange *change = change_new (&pair);

  if (setting->remove != NULL && (!setting->kept || (input->flags & FOTAD_RESTORE_KEPT) != 0))
    fotad_row_pair_remove (&pair, change);
  else
    change->extra = TRUE;
  g_ptr_array_add (changes, change);
}

static void
plan_forgotten (const FotadReading *reading, GPtrArray *changes)
{
  for (guint i = 0; i < reading->rows->len; i++) {
    const FotadSettingRow *row = reading->rows->pdata[i];
    FotadChange *change = g_new0 (FotadChange, 1);

    change->name = g_strdup_printf ("%s %s", reading->setting, row->key);
    change->wanted = g_strdup (row->raw);
    change->reason = g_strdup ("no settings file describes it for this modem");
    g_ptr_array_add (changes, change);
  }
}

/* "group=setting.group": whether the row is the one that matters, by the readout it is from. */
static gboolean
is_meant (const FotadSetting *setting, const FotadSettingRow *row, FotadReadout *readout)
{
  g_auto (GStrv) sides = setting->only != NULL ? g_strsplit (setting->only, "=", 2) : NULL;
  const FotadSettingRow *other;
  char *dot;

  if (sides == NULL)
    return TRUE;
  dot = strrchr (sides[1], '.');
  *dot = '\0';
  other = fotad_readout_row (readout, sides[1], "");
  return other == NULL ||
         fotad_compare_equal (FOTAD_COMPARE_TEXT, g_hash_table_lookup (row->values, sides[0]),
                              g_hash_table_lookup (other->values, dot + 1));
}

static gboolean
is_left_out (const FotadPlanInput *input, const FotadSetting *setting)
{
  return !is_compared (setting) ||
         (setting->identity && (input->flags & FOTAD_RESTORE_OTHER_MODEM) != 0);
}

static void
plan_reading (const FotadPlanInput *input, const FotadReading *reading, GPtrArray *changes)
{
  const FotadSetting *setting =
      fotad_catalogue_find (input->catalogue, reading->setting, input->model);

  if (reading->status != FOTAD_READING_SAVED)
    return;
  if (setting == NULL) {
    plan_forgotten (reading, changes);
    return;
  }
  if (is_left_out (input, setting))
    return;
  for (guint i = 0; i < reading->rows->len; i++)
    if (is_meant (setting, reading->rows->pdata[i], input->wanted))
      plan_wanted (input, setting, reading->rows->pdata[i], changes);
}

/* Only where the setting was read before: else nobody knows what was there. */
static void
plan_present (const FotadPlanInput *input, const FotadReading *reading, GPtrArray *changes)
{
  const FotadSetting *setting =
      fotad_catalogue_find (input->catalogue, reading->setting, input->model);
  const FotadReading *before =
      fotad_readout_find (input->wanted, reading->setting, reading->instance);

  if (setting == NULL || before == NULL || before->status != FOTAD_READING_SAVED ||
      is_left_out (input, setting))
    return;
  for (guint i = 0; i < reading->rows->len; i++) {
    const FotadSettingRow *row = reading->rows->pdata[i];

    if (fotad_readout_row (input->wanted, setting->name, row->key) == NULL &&
        is_meant (setting, row, input->wanted))
      plan_extra (input, setting, row, changes);
  }
}

static int
compare_order (gconstpointer one, gconstpointer other)
{
  const FotadChange *a = *(FotadChange *const *) one, *b = *(FotadChange *const *) other;

  return (a->setting != NULL ? a->setting->order : 0) -
         (b->setting != NULL ? b->setting->order : 0);
}

GPtrArray *
fotad_plan_make (const FotadPlanInput *input)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_change_free);

  for (guint i = 0; i < input->wanted->len; i++)
    plan_reading (input, input->wanted->pdata[i], changes);
  for (guint i = 0; i < input->present->len; i++)
    plan_present (input, input->present->pdata[i], changes);
  g_ptr_array_sort (changes, compare_order); /* stable in GLib */
  return changes;
}

GPtrArray *
fotad_plan_link (const FotadPlanInput *input)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_change_free);
  GPtrArray *settings = fotad_catalogue_settings (input->catalogue);

  for (guint i = 0; i < settings->len; i++) {
    const FotadSetting *setting = settings->pdata[i];
    const FotadReading *reading;
    FotadRowPair pair = { input, setting, NULL, NULL };
    FotadChange *change;

    if (setting->link == NULL || !fotad_setting_fits (setting, input->model))
      continue;
    reading = fotad_readout_find (input->wanted, setting->name, "");
    if (reading == NULL || reading->rows->len == 0)
      continue;
    pair.wanted = reading->rows->pdata[0];
    change = change_new (&pair);
    fotad_row_pair_write (&pair, change);
    g_ptr_array_add (changes, change);
  }
  return changes;
}
