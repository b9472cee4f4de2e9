/*
 * How the modem was before this job changed it: asked once in the life of the job.  After a restart
 * the answer would be what was written by then, and CLEANUP would put that back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine-private.h"

#include "vendor/fotad-pattern.h"
#include "vendor/fotad-template.h"

static gboolean
is_in_template (const char *template, const char *fact)
{
  g_autoptr (GPtrArray) facts = fotad_template_facts (template, NULL);

  for (guint i = 0; facts != NULL && i < facts->len; i++)
    if (g_str_equal (((FotadTemplateFact *) facts->pdata[i])->name, fact))
      return TRUE;
  return FALSE;
}

static gboolean
is_in_condition (const char *when, const char *fact)
{
  g_auto (GStrv) facts = fotad_condition_facts (when, NULL);

  return facts != NULL && g_strv_contains ((const char *const *) facts, fact);
}

static gboolean
is_put_back (FotadEngine *engine, const char *fact)
{
  for (const FotadStep *row = engine->rows; row->name != NULL; row++)
    if (row->phase == FOTAD_PHASE_CLEANUP &&
        ((row->command != NULL && is_in_template (row->command, fact)) ||
         (row->when != NULL && is_in_condition (row->when, fact))))
      return TRUE;
  return FALSE;
}

static gboolean
asks_what_was (FotadEngine *engine, const FotadStep *row)
{
  g_auto (GStrv) groups = NULL;

  if (row->phase != FOTAD_PHASE_PREPARE || row->reply == NULL)
    return FALSE;
  groups = fotad_pattern_groups (row->reply);
  for (guint i = 0; groups[i] != NULL; i++)
    if (is_put_back (engine, groups[i]))
      return TRUE;
  return FALSE;
}

static char *
name_of_mark (const FotadStep *row)
{
  return g_strconcat ("asked:", row->name, NULL);
}

void
row_know (FotadEngine *engine)
{
  g_autofree char *mark = name_of_mark (engine->row);

  if (asks_what_was (engine, engine->row))
    fotad_facts_set (engine->facts, mark, "1");
}

gboolean
row_is_known (FotadEngine *engine, const FotadStep *row)
{
  g_autofree char *mark = name_of_mark (row);

  return fotad_facts_get (engine->facts, mark) != NULL;
}
