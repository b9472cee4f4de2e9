/*
 * Rows out of replies.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-readout.h"

#include <string.h>

#include "core/fotad-log.h"
#include "settings/fotad-row-pattern.h"

FotadSettingRow *
fotad_setting_row_new (const char *key)
{
  FotadSettingRow *row = g_new0 (FotadSettingRow, 1);

  row->key = g_strdup (key);
  row->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  row->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return row;
}

static void
forget_secrets (GHashTable *secrets)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, secrets);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    fotad_log_remove_secret_value (value);
    explicit_bzero (value, strlen (value));
  }
  g_hash_table_unref (secrets);
}

static void
row_free (FotadSettingRow *row)
{
  g_free (row->key);
  g_free (row->raw);
  g_hash_table_unref (row->values);
  forget_secrets (row->secrets);
  g_free (row);
}

static void
reading_free (FotadReading *reading)
{
  g_free (reading->setting);
  g_free (reading->instance);
  g_free (reading->command);
  g_free (reading->note);
  g_ptr_array_unref (reading->rows);
  g_free (reading);
}

FotadReadout *
fotad_readout_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) reading_free);
}

void
fotad_readout_free (FotadReadout *readout)
{
  g_ptr_array_unref (readout);
}

FotadReading *
fotad_readout_add (FotadReadout *readout,
                   const char *setting,
                   const char *instance,
                   const char *command,
                   FotadReadingStatus status,
                   const char *note)
{
  FotadReading *reading = g_new0 (FotadReading, 1);

  reading->setting = g_strdup (setting);
  reading->instance = g_strdup (instance);
  reading->command = g_strdup (command);
  reading->status = status;
  reading->note = g_strdup (note);
  reading->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  g_ptr_array_add (readout, reading);
  return reading;
}

FotadReading *
fotad_readout_find (FotadReadout *readout, const char *setting, const char *instance)
{
  for (guint i = 0; i < readout->len; i++) {
    FotadReading *reading = readout->pdata[i];

    if (g_str_equal (reading->setting, setting) &&
        (instance == NULL || g_str_equal (reading->instance, instance)))
      return reading;
  }
  return NULL;
}

static FotadSettingRow *
find_row (FotadReading *reading, const char *key)
{
  for (guint i = 0; i < reading->rows->len; i++) {
    FotadSettingRow *row = reading->rows->pdata[i];

    if (g_str_equal (row->key, key))
      return row;
  }
  return NULL;
}

FotadSettingRow *
fotad_readout_row (FotadReadout *readout, const char *setting, const char *key)
{
  for (guint i = 0; i < readout->len; i++) {
    FotadReading *reading = readout->pdata[i];
    FotadSettingRow *row;

    if (g_str_equal (reading->setting, setting) && (row = find_row (reading, key)) != NULL)
      return row;
  }
  return NULL;
}

static char *
make_key (const FotadSetting *setting, const char *instance, GHashTable *values)
{
  GString *key = g_string_new (instance);

  for (guint i = 0; setting->keys[i] != NULL; i++) {
    const char *value = g_hash_table_lookup (values, setting->keys[i]);
    g_autofree char *spelling =
        fotad_compare_canonical (fotad_setting_rule (setting, setting->keys[i]), value);

    g_string_append_printf (key, "%s%s", i > 0 ? "," : "", spelling);
  }
  return g_string_free (key, FALSE);
}

static int
compare_spans (gconstpointer one, gconstpointer other)
{
  return *(const int *) one - *(const int *) other;
}

/* The places of the secret groups in the text: pairs of offsets, ascending. */
static GArray *
find_secret_spans (const FotadSetting *setting, GMatchInfo *match)
{
  GArray *spans = g_array_new (FALSE, FALSE, 2 * sizeof (int));

  for (guint i = 0; setting->secrets[i] != NULL; i++) {
    int span[2] = { -1, -1 };

    if (g_match_info_fetch_named_pos (match, setting->secrets[i], &span[0], &span[1]) &&
        span[0] >= 0)
      g_array_append_val (spans, span);
  }
  g_array_sort (spans, compare_spans);
  return spans;
}

static int
line_start (const char *text, int at)
{
  while (at > 0 && text[at - 1] != '\n')
    at--;
  return at;
}

/* The whole lines the match lies on, without what is secret. */
static char *
masked_lines (const FotadSetting *setting, GMatchInfo *match)
{
  const char *text = g_match_info_get_string (match);
  g_autoptr (GArray) spans = find_secret_spans (setting, match);
  GString *lines = g_string_new (NULL);
  int at, end;

  if (!g_match_info_fetch_pos (match, 0, &at, &end))
    return g_string_free (lines, FALSE);
  at = line_start (text, at);
  end += (int) strcspn (text + end, "\n");
  for (guint i = 0; i < spans->len; i++) {
    const int *span = (const int *) (gpointer) spans->data + 2 * i;

    if (span[0] < at)
      continue;
    g_string_append_len (lines, text + at, span[0] - at);
    g_string_append (lines, "***");
    at = span[1];
  }
  g_string_append_len (lines, text + at, MAX (end - at, 0));
  return g_string_free (lines, FALSE);
}

/* What a row has besides the groups of its pattern. */
static void
add_given (GHashTable *values, const FotadSetting *setting, const char *instance, guint line)
{
  if (g_strv_contains ((const char *const *) setting->keys, "line"))
    g_hash_table_insert (values, g_strdup ("line"), g_strdup_printf ("%u", line));
  if (setting->discover != NULL)
    g_hash_table_insert (values, g_strdup ("name"), g_strdup (instance));
}

static void
sort_values (FotadSettingRow *row, const FotadSetting *setting, GHashTable *values)
{
  GHashTableIter iter;
  gpointer group, value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &group, &value)) {
    gboolean secret = fotad_setting_is_secret (setting, group);

    if (secret)
      fotad_log_add_secret_value (value);

    g_hash_table_insert (secret ? row->secrets : row->values, g_strdup (group), g_strdup (value));
  }
}

guint
fotad_reading_parse (FotadReading *reading, const FotadSetting *setting, const char *text)
{
  g_autoptr (GMatchInfo) match = NULL;
  guint before = reading->rows->len;

  g_regex_match (setting->row, text, 0, &match);
  for (guint line = 1; g_match_info_matches (match); g_match_info_next (match, NULL), line++) {
    g_autoptr (GHashTable) values =
        fotad_row_pattern_values (match, (const char *const *) setting->groups);
    g_autofree char *key = NULL;
    FotadSettingRow *row;

    add_given (values, setting, reading->instance, line);
    key = make_key (setting, reading->instance, values);
    if (find_row (reading, key) != NULL)
      continue;
    row = fotad_setting_row_new (key);
    sort_values (row, setting, values);
    row->raw = setting->secret ? g_strdup ("***") : masked_lines (setting, match);
    g_ptr_array_add (reading->rows, row);
  }
  return reading->rows->len - before;
}

static gboolean
shows_secret (const FotadSettingRow *row, const char *group)
{
  const char *value = g_hash_table_lookup (row->secrets, group);

  return value != NULL && *value != '\0';
}

char *
fotad_setting_row_describe (const FotadSettingRow *row, const FotadSetting *setting)
{
  GString *text = g_string_new (NULL);
  gboolean first = TRUE;

  for (guint i = 0; setting->groups[i] != NULL; i++) {
    const char *group = setting->groups[i];
    const char *value = g_hash_table_lookup (row->values, group);

    if (fotad_setting_rule (setting, group) == FOTAD_COMPARE_NONE ||
        g_strv_contains ((const char *const *) setting->keys, group))
      continue;
    if (setting->secret || shows_secret (row, group))
      value = "(secret)";
    g_string_append_printf (text, "%s%s", first ? "" : ",", value != NULL ? value : "");
    first = FALSE;
  }
  while (text->len > 0 && text->str[text->len - 1] == ',')
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}
