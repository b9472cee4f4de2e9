/*
 * The lint's entrance, and the rules for lines, numbers and figures.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "plugin-lint-private.h"

#include <string.h>

void
lint_at (Lint *lint, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_free (lint->place);
  lint->place = g_strdup_vprintf (format, args);
  va_end (args);
}

void
lint_complain (Lint *lint, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (lint->problems, g_strdup_printf ("%s: %s", lint->place, what));
}

void
lint_name (Lint *lint, const char *name)
{
  if (!g_regex_match_simple ("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", name, G_REGEX_DOLLAR_ENDONLY, 0))
    lint_complain (lint, "the name is not lower-case words with dashes");
}

void
lint_sentence (Lint *lint, const char *text)
{
  if (text != NULL && g_str_has_suffix (text, "."))
    lint_complain (lint, "'%s' ends with a full stop", text);
}

const FotadNews *
lint_find_news (Lint *lint, const char *name)
{
  for (const FotadNews *row = lint->vendor->news; row != NULL && row->name != NULL; row++)
    if (g_str_equal (row->name, name))
      return row;
  return NULL;
}

gboolean
lint_has_group (const char *pattern, const char *group)
{
  g_auto (GStrv) groups = fotad_pattern_groups (pattern ?: "");

  return g_strv_contains ((const char *const *) groups, group);
}

static gboolean
has_table (Lint *lint, const char *table)
{
  for (const FotadCode *row = lint->vendor->codes; row != NULL && row->table != NULL; row++)
    if (g_str_equal (row->table, table))
      return TRUE;
  return FALSE;
}

static void
lint_line (Lint *lint, const FotadNews *row)
{
  gboolean has_code = lint_has_group (row->pattern, "code");

  lint_name (lint, row->name);
  lint_sentence (lint, row->text);
  if (row->prefix == NULL && row->pattern == NULL)
    lint_complain (lint, "has neither prefix nor pattern, so it takes every line");
  if (row->kind == FOTAD_NEWS_PROGRESS && !lint_has_group (row->pattern, "percent"))
    lint_complain (lint, "is progress without a group percent");
  if (row->kind == FOTAD_NEWS_CHANGED && strstr (row->pattern ?: "", "(?<") == NULL)
    lint_complain (lint, "is a change without a group");
  if (has_code && row->codes == NULL)
    lint_complain (lint, "has a group code and no table to look it up in");
  if (!has_code && row->codes != NULL)
    lint_complain (lint, "names the table '%s' and has no group code", row->codes);
  if (row->codes != NULL && !has_table (lint, row->codes))
    lint_complain (lint, "names the table '%s', which has no row", row->codes);
  if (row->kind == FOTAD_NEWS_FAILED && (row->failure == FOTAD_FAILURE_NONE || row->text == NULL))
    lint_complain (lint, "is a failure without saying which, or without a text");
}

/* Whether every line that @later takes is taken by @earlier before it. */
static gboolean
hides (const FotadNews *earlier, const FotadNews *later)
{
  if (earlier->pattern != NULL || earlier->prefix == NULL || later->prefix == NULL)
    return FALSE;
  return (earlier->models == NULL || g_strcmp0 (earlier->models, later->models) == 0) &&
         g_ascii_strncasecmp (later->prefix, earlier->prefix, strlen (earlier->prefix)) == 0;
}

void
lint_news (Lint *lint)
{
  const FotadNews *first = lint->vendor->news;

  for (const FotadNews *row = first; row != NULL && row->name != NULL; row++) {
    lint_at (lint, "news '%s'", row->name);
    lint_line (lint, row);
    for (const FotadNews *earlier = first; earlier < row; earlier++) {
      if (g_str_equal (earlier->name, row->name))
        lint_complain (lint, "is there twice");
      if (hides (earlier, row))
        lint_complain (lint, "is never reached, '%s' takes its lines", earlier->name);
    }
  }
}

static gboolean
is_table_used (Lint *lint, const char *table)
{
  if (g_str_equal (table, "cme") || g_str_equal (table, "cms"))
    return TRUE;
  for (const FotadNews *row = lint->vendor->news; row != NULL && row->name != NULL; row++)
    if (g_strcmp0 (row->codes, table) == 0)
      return TRUE;
  return FALSE;
}

void
lint_codes (Lint *lint)
{
  const FotadCode *first = lint->vendor->codes;

  for (const FotadCode *row = first; row != NULL && row->table != NULL; row++) {
    lint_at (lint, "code %s %d", row->table, row->code);
    lint_sentence (lint, row->text);
    lint_sentence (lint, row->advice);
    if (row->text == NULL || *row->text == '\0')
      lint_complain (lint, "has no text");
    if (row->failure == FOTAD_FAILURE_NONE)
      lint_complain (lint, "has no failure");
    if (row->code == 0)
      lint_complain (lint, "0 is never a failure");
    if (!is_table_used (lint, row->table))
      lint_complain (lint, "no line names this table");
    for (const FotadCode *earlier = first; earlier < row; earlier++)
      if ((earlier->code == row->code || earlier->code < 0) &&
          g_str_equal (earlier->table, row->table) &&
          (earlier->models == NULL || g_strcmp0 (earlier->models, row->models) == 0))
        lint_complain (lint, "is never reached, an earlier row has the same number");
  }
}

static void
lint_settle (Lint *lint)
{
  const FotadSettle *settle = &lint->vendor->settle;
  gboolean updates = FALSE;

  for (const FotadRoute *row = lint->vendor->routes; row != NULL && row->name != NULL; row++)
    updates |= lint_is_update (row);
  if (!updates)
    return;
  lint_at (lint, "settle");
  if (settle->gone_s == 0 || settle->back_s == 0 || settle->silence_s == 0 || settle->quiet_s == 0)
    lint_complain (lint, "gone_s, back_s, silence_s and quiet_s must all be set");
  if (settle->gone_s > settle->back_s || settle->silence_s > settle->back_s)
    lint_complain (lint, "back_s is the longest of the figures");
}

static void
lint_lines (Lint *lint, const char *names, const char *field)
{
  g_auto (GStrv) words = g_strsplit (names != NULL ? names : "", "|", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (lint_find_news (lint, words[i]) == NULL)
      lint_complain (lint, "%s: there is no line '%s'", field, words[i]);
}

static void
lint_listen (Lint *lint)
{
  const FotadListen *listen = &lint->vendor->listen;

  lint_at (lint, "listen");
  lint_lines (lint, listen->offers, "offers");
  lint_lines (lint, listen->ends, "ends");
  if (listen->offers == NULL && (listen->command != NULL || listen->ends != NULL))
    lint_complain (lint, "listens for no offers");
  if (listen->offers != NULL && listen->answer_s == 0)
    lint_complain (lint, "offers without answer_s");
  if (listen->command != NULL && g_ascii_strncasecmp (listen->command, "AT", 2) != 0)
    lint_complain (lint, "the command does not begin with AT");
}

GPtrArray *
plugin_lint (const FotadVendor *vendor)
{
  Lint lint = { .vendor = vendor, .problems = g_ptr_array_new_with_free_func (g_free) };
  g_autoptr (FotadBook) book = NULL;
  g_autoptr (GError) error = NULL;

  lint_at (&lint, "vendor");
  if (vendor->abi != FOTAD_PLUGIN_ABI)
    lint_complain (&lint, "is of ABI %u, not %u", vendor->abi, (guint) FOTAD_PLUGIN_ABI);
  else if (vendor->name == NULL || vendor->routes == NULL)
    lint_complain (&lint, "has no name or no routes");
  else if ((book = fotad_book_new (vendor, &error)) == NULL)
    lint_complain (&lint, "%s", error->message);
  if (lint.problems->len == 0) {
    lint_name (&lint, vendor->name);
    lint_news (&lint);
    lint_codes (&lint);
    lint_settle (&lint);
    lint_listen (&lint);
    lint_routes (&lint);
  }
  g_free (lint.place);
  return lint.problems;
}
