/*
 * Two rows compared field by field, and their fields put into the setting's templates.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-row-pair.h"

#include "vendor/fotad-template.h"

/* What the row's secret should be, if anybody knows. */
static const char *
wanted_secret (const FotadRowPair *pair, const char *group)
{
  const FotadPlanInput *input = pair->input;
  const char *value = g_hash_table_lookup (pair->wanted->secrets, group);

  if (value != NULL || input->secrets == NULL)
    return value;
  return fotad_secrets_lookup (input->secrets, input->imei, pair->setting->name, pair->wanted->key,
                               group);
}

/* What only one side knows cannot be compared. */
static gboolean
is_secret_equal (const FotadRowPair *pair, const char *group)
{
  const char *wanted = wanted_secret (pair, group);
  const char *found = g_hash_table_lookup (pair->found->secrets, group);

  return wanted == NULL || found == NULL ||
         fotad_compare_equal (fotad_setting_rule (pair->setting, group), wanted, found);
}

/* A field the old firmware did not have yet is not missed; a mask that is not there is 0. */
static gboolean
is_group_equal (const FotadRowPair *pair, const char *group)
{
  FotadCompareRule rule;
  const char *wanted;

  if (fotad_setting_is_secret (pair->setting, group))
    return is_secret_equal (pair, group);
  rule = fotad_setting_rule (pair->setting, group);
  wanted = g_hash_table_lookup (pair->wanted->values, group);
  if (wanted == NULL && rule != FOTAD_COMPARE_HEX)
    return TRUE;
  return fotad_compare_equal (rule, wanted, g_hash_table_lookup (pair->found->values, group));
}

gboolean
fotad_row_pair_is_equal (const FotadRowPair *pair)
{
  for (guint i = 0; pair->setting->groups[i] != NULL; i++)
    if (!is_group_equal (pair, pair->setting->groups[i]))
      return FALSE;
  return TRUE;
}

static gboolean
needs_secret (const FotadRowPair *pair)
{
  const char *when = pair->setting->secret_when;
  const char *value;

  if (when == NULL)
    return TRUE;
  value = g_hash_table_lookup (pair->wanted->values, when);
  return value != NULL && *value != '\0' && !g_str_equal (value, "0");
}

static void
add_values (GHashTable *facts, const FotadSetting *setting, GHashTable *values)
{
  GHashTableIter iter;
  gpointer group, value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &group, &value))
    if (!g_strv_contains ((const char *const *) setting->never, group))
      g_hash_table_insert (facts, group, value);
}

/* FALSE: a secret is needed that nobody knows; its name is in *@missing. */
static gboolean
add_secrets (GHashTable *facts, const FotadRowPair *pair, const char **missing)
{
  const FotadSetting *setting = pair->setting;
  GStrv names = setting->secret ? setting->groups : setting->secrets;

  if (!needs_secret (pair))
    return TRUE;
  for (guint i = 0; names[i] != NULL; i++) {
    const char *value = wanted_secret (pair, names[i]);

    if (value == NULL) {
      *missing = names[i];
      return FALSE;
    }
    g_hash_table_insert (facts, names[i], (gpointer) value);
  }
  return TRUE;
}

void
fotad_row_pair_write (const FotadRowPair *pair, FotadChange *change)
{
  const FotadSetting *setting = pair->setting;
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  const char *missing = NULL;

  add_values (facts, setting, pair->wanted->values);
  if (!add_secrets (facts, pair, &missing))
    change->reason = g_strdup_printf ("its %s is neither known nor in a .secrets file", missing);
  else if (!fotad_template_expand (setting->write, facts, &change->command, &error))
    change->reason = g_strdup (error->message);
  else if (setting->write_else != NULL &&
           !fotad_template_expand (setting->write_else, facts, &change->command_else, NULL))
    change->command_else = NULL;
}

void
fotad_row_pair_remove (const FotadRowPair *pair, FotadChange *change)
{
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;

  add_values (facts, pair->setting, pair->found->values);
  if (!fotad_template_expand (pair->setting->remove, facts, &change->command, &error))
    change->reason = g_strdup (error->message);
}
