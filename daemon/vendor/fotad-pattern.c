/*
 * GRegex with the names of its groups, which GLib does not tell.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-pattern.h"

/* RAW: a modem's line may be any bytes.  DUPNAMES: alternatives may fill the same fact. */
#define FLAGS                                                                                      \
  (G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_RAW | G_REGEX_DUPNAMES | G_REGEX_NEWLINE_LF)

struct _FotadPattern {
  GRegex *regex;
  GStrv groups;
};

FotadPattern *
fotad_pattern_new (const char *text, GError **error)
{
  GRegex *regex = g_regex_new (text, FLAGS, G_REGEX_MATCH_NEWLINE_LF, error);
  FotadPattern *pattern;

  if (regex == NULL)
    return NULL;
  pattern = g_new0 (FotadPattern, 1);
  pattern->regex = regex;
  pattern->groups = fotad_pattern_groups (text);
  return pattern;
}

void
fotad_pattern_free (FotadPattern *pattern)
{
  g_regex_unref (pattern->regex);
  g_strfreev (pattern->groups);
  g_free (pattern);
}

static GHashTable *
collect (FotadPattern *pattern, GMatchInfo *match)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; pattern->groups[i] != NULL; i++) {
    g_autofree char *value = g_match_info_fetch_named (match, pattern->groups[i]);
    int start = -1;

    /* A group that took no part is fetched as "" as well; only its position tells. */
    if (value == NULL || !g_match_info_fetch_named_pos (match, pattern->groups[i], &start, NULL) ||
        start < 0)
      continue;
    g_hash_table_replace (found, g_strdup (pattern->groups[i]), g_utf8_make_valid (value, -1));
  }
  return found;
}

gboolean
fotad_pattern_match (FotadPattern *pattern, const char *text, GHashTable **groups)
{
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match (pattern->regex, text, 0, &match))
    return FALSE;
  if (groups != NULL)
    *groups = collect (pattern, match);
  return TRUE;
}

GStrv
fotad_pattern_groups (const char *text)
{
  g_autoptr (GRegex) finder = g_regex_new ("\\(\\?P?[<'](\\w+)[>']", G_REGEX_RAW, 0, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (finder, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    g_autofree char *name = g_match_info_fetch (match, 1);

    if (g_hash_table_add (seen, g_strdup (name)))
      g_strv_builder_add (builder, name);
  }
  return g_strv_builder_end (builder);
}

/* In a pattern a dollar is an end of line, before which nothing can be repeated: "${" is ours. */
#define OPENING "\\$\\{(\\w+)(?:\\|([^}]*))?\\}"

static GRegex *
opening (void)
{
  return g_regex_new (OPENING, G_REGEX_RAW, 0, NULL);
}

gboolean
fotad_pattern_is_open (const char *text)
{
  g_autoptr (GRegex) regex = opening ();

  return g_regex_match (regex, text, 0, NULL);
}

static gboolean
put_fact (const GMatchInfo *match, GString *result, gpointer data)
{
  GHashTable *facts = data;
  g_autofree char *name = g_match_info_fetch (match, 1);
  int start = -1;
  gboolean has_default = g_match_info_fetch_pos (match, 2, &start, NULL) && start >= 0;
  g_autofree char *fallback = has_default ? g_match_info_fetch (match, 2) : NULL;
  const char *value = facts != NULL ? g_hash_table_lookup (facts, name) : "x";
  g_autofree char *escaped = NULL;

  value = value != NULL ? value : fallback;
  escaped = value != NULL ? g_regex_escape_string (value, -1) : g_strdup ("(?!)");
  g_string_append (result, escaped);
  return FALSE;
}

char *
fotad_pattern_fill (const char *text, GHashTable *facts)
{
  g_autoptr (GRegex) regex = opening ();

  return g_regex_replace_eval (regex, text, -1, 0, 0, put_fact, facts, NULL);
}

GStrv
fotad_pattern_facts (const char *text)
{
  g_autoptr (GRegex) regex = opening ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    g_autofree char *name = g_match_info_fetch (match, 1);

    g_strv_builder_add (builder, name);
  }
  return g_strv_builder_end (builder);
}
