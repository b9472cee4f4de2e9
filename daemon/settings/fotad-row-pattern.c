/*
 * Named groups of a GRegex.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-row-pattern.h"

#include "core/fotad-error.h"

GRegex *
fotad_row_pattern_compile (const char *pattern, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  GRegex *regex =
      g_regex_new (pattern, G_REGEX_MULTILINE | G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, &trouble);

  if (regex == NULL)
    g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, trouble->message);
  return regex;
}

GHashTable *
fotad_row_pattern_values (GMatchInfo *match, const char *const *groups)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; groups[i] != NULL; i++) {
    int start = -1;

    if (g_match_info_fetch_named_pos (match, groups[i], &start, NULL) && start >= 0)
      g_hash_table_insert (values, g_strdup (groups[i]),
                           g_match_info_fetch_named (match, groups[i]));
  }
  return values;
}
