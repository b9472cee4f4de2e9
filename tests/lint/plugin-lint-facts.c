/*
 * Which facts a row may rely on: those of the job, and what the rows before it learned.
 *
 * A fact that a row needs must be certain: always given with this route, learned by an earlier row
 * that runs whenever this one does, or named in the row's own condition.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "plugin-lint-private.h"

#include <string.h>

typedef struct {
  Lint *lint;
  const FotadRoute *route;
  GHashTable *given;   /* key: fact the caller gives, a set */
  GHashTable *certain; /* key: fact that is always there, a set */
  GHashTable *learned; /* key: fact, value: elements: FotadStep that learn it for sure */
} Knowledge;

static const char *const job_facts[] = {
  "url",          "scheme",       "restarted", "size",        "sha256",   "checksum",  "to_version",
  "format",       "from_version", "context",   "apn",         "ip_type",  "pdp_type",  "user",
  "password",     "sim_pin",      "approval",  "minutes",     "name",     "port",      "kind",
  "offer",        "refusal",      "refused",   "await_timer", "repeated", "port_rate", "fix_rate",
  "manners_echo", "manners_cmee", NULL,
};

static const struct {
  const char *route;
  const char *facts[4];
} always[] = {
  { "fetch", { "url", "scheme", NULL } },
  { "push", { "size", "sha256", "checksum", NULL } },
  { "certificate", { "size", "sha256", "kind", NULL } },
  { "delete-certificate", { "kind", NULL } },
};

static void
know_job (Knowledge *knowledge)
{
  for (guint i = 0; job_facts[i] != NULL; i++)
    g_hash_table_add (knowledge->given, g_strdup (job_facts[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (always); i++)
    for (guint k = 0; always[i].facts[k] != NULL; k++)
      if (g_str_equal (always[i].route, knowledge->route->name))
        g_hash_table_add (knowledge->certain, g_strdup (always[i].facts[k]));
  for (const FotadParameter *row = knowledge->route->parameters; row != NULL && row->name != NULL;
       row++) {
    g_hash_table_add (knowledge->given, fotad_fact_of_option (row->name));
    if (row->required)
      g_hash_table_add (knowledge->certain, fotad_fact_of_option (row->name));
  }
}

/* @row: who learns it for sure; NULL: nobody can be sure. */
static void
learn (Knowledge *knowledge, const char *fact, const FotadStep *row)
{
  GPtrArray *rows = g_hash_table_lookup (knowledge->learned, fact);

  if (rows == NULL) {
    rows = g_ptr_array_new ();
    g_hash_table_insert (knowledge->learned, g_strdup (fact), rows);
  }
  if (row != NULL)
    g_ptr_array_add (rows, (gpointer) row);
}

static void
learn_groups (Knowledge *knowledge, const char *pattern, const FotadStep *row)
{
  g_auto (GStrv) groups = fotad_pattern_groups (pattern ?: "");

  for (guint i = 0; groups[i] != NULL; i++)
    learn (knowledge, groups[i], row);
}

/* Lines may come at any time; only one that a row waits for, and no other, did come. */
static void
learn_awaited (Knowledge *knowledge, const char *name, const FotadStep *row)
{
  const FotadNews *news = name != NULL ? lint_find_news (knowledge->lint, name) : NULL;

  if (news != NULL)
    learn_groups (knowledge, news->pattern, row);
}

/* Facts of the last enrolment are there again in later jobs. */
static gboolean
is_known (Knowledge *knowledge, const char *fact)
{
  return g_str_has_prefix (fact, "enrolled_") || g_hash_table_contains (knowledge->given, fact) ||
         g_hash_table_contains (knowledge->learned, fact);
}

/* Whether the condition itself says that the fact is known. */
static gboolean
is_guarded (const FotadStep *row, const char *fact)
{
  g_auto (GStrv) terms = g_strsplit (row->when ?: "", " ", -1);
  gsize length = strlen (fact);

  for (guint i = 0; terms[i] != NULL; i++)
    if (g_str_has_prefix (terms[i], fact) && (terms[i][length] == '\0' || terms[i][length] == '='))
      return TRUE;
  return FALSE;
}

static gboolean
is_certain (Knowledge *knowledge, const FotadStep *row, const char *fact)
{
  GPtrArray *rows = g_hash_table_lookup (knowledge->learned, fact);

  if (is_guarded (row, fact) || g_hash_table_contains (knowledge->certain, fact))
    return TRUE;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (lint_applies_too (rows->pdata[i], row))
      return TRUE;
  return FALSE;
}

static void
lint_template (Knowledge *knowledge, const FotadStep *row, const char *template)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) facts = fotad_template_facts (template ?: "", &error);

  if (facts == NULL)
    lint_complain (knowledge->lint, "%s", error->message);
  for (guint i = 0; facts != NULL && i < facts->len; i++) {
    FotadTemplateFact *fact = facts->pdata[i];

    if (!is_known (knowledge, fact->name))
      lint_complain (knowledge->lint, "nobody tells '%s' before this row", fact->name);
    else if (fact->needed && !is_certain (knowledge, row, fact->name))
      lint_complain (knowledge->lint, "needs '%s', which may be unknown here", fact->name);
    if (fact->format == FOTAD_TEMPLATE_RAW && g_hash_table_contains (knowledge->given, fact->name))
      lint_complain (knowledge->lint, "writes '%s' raw, and a caller gives it", fact->name);
  }
}

/* PREPARE and TRANSFER begin again after a crash, with the facts of their earlier life: a row in
 * them may look for what it or a later one set. */
static gboolean
is_from_earlier_life (const FotadStep *row, const char *fact)
{
  if (row->phase != FOTAD_PHASE_PREPARE && row->phase != FOTAD_PHASE_TRANSFER)
    return FALSE;
  for (; row->name != NULL && row->phase <= FOTAD_PHASE_TRANSFER; row++) {
    g_autofree char *name = NULL;
    g_autofree char *value = NULL;

    if (lint_has_group (row->reply, fact))
      return TRUE;
    if (row->sets != NULL && fotad_assignment_parse (row->sets, &name, &value) &&
        g_str_equal (name, fact))
      return TRUE;
  }
  return FALSE;
}

static void
lint_condition (Knowledge *knowledge, const FotadStep *row)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = fotad_condition_facts (row->when ?: "", &error);

  if (names == NULL)
    lint_complain (knowledge->lint, "%s", error->message);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (!is_known (knowledge, names[i]) && !is_from_earlier_life (row, names[i]))
      lint_complain (knowledge->lint, "nobody tells '%s' before this row", names[i]);
}

static void
learn_row (Knowledge *knowledge, const FotadStep *row)
{
  const FotadStep *sure = row->flags & FOTAD_STEP_OPTIONAL ? NULL : row;
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  learn_groups (knowledge, row->reply, sure);
  learn_awaited (knowledge, row->until, sure);
  if (row->sets != NULL && fotad_assignment_parse (row->sets, &name, &value)) {
    lint_template (knowledge, row, value);
    if (g_hash_table_contains (knowledge->given, name))
      lint_complain (knowledge->lint, "sets: '%s' is the caller's", name);
    learn (knowledge, name, sure);
  }
}

static void
lint_reply (Knowledge *knowledge, const FotadStep *row)
{
  g_auto (GStrv) names = fotad_pattern_facts (row->reply ?: "");

  for (guint i = 0; names[i] != NULL; i++)
    if (!is_known (knowledge, names[i]) && !is_from_earlier_life (row, names[i]))
      lint_complain (knowledge->lint, "nobody tells '%s' before this row", names[i]);
}

static void
lint_rows (Knowledge *knowledge, const FotadStep *steps, const char *table)
{
  for (const FotadStep *row = steps; row != NULL && row->name != NULL; row++) {
    lint_at (knowledge->lint, "route '%s', %s '%s'", knowledge->route->name, table, row->name);
    lint_condition (knowledge, row);
    learn_awaited (knowledge, row->after, row);
    lint_template (knowledge, row, row->command);
    lint_template (knowledge, row, row->poll);
    lint_reply (knowledge, row);
    learn_row (knowledge, row);
  }
}

/* The other tables come at any time: what the route's rows learned may be there or not. */
static void
forget_certainty (Knowledge *knowledge)
{
  GHashTableIter iter;
  gpointer rows;

  g_hash_table_iter_init (&iter, knowledge->learned);
  while (g_hash_table_iter_next (&iter, NULL, &rows))
    g_ptr_array_set_size (rows, 0);
}

void
lint_facts (Lint *lint, const FotadRoute *route)
{
  Knowledge knowledge = { .lint = lint, .route = route };

  knowledge.given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  knowledge.certain = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  knowledge.learned =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  know_job (&knowledge);
  for (const FotadNews *row = lint->vendor->news; row != NULL && row->name != NULL; row++)
    learn_groups (&knowledge, row->pattern, NULL);
  lint_rows (&knowledge, route->steps, "step");

  forget_certainty (&knowledge);
  lint_rows (&knowledge, route->cancel, "cancel");
  lint_rows (&knowledge, route->pause, "pause");
  g_hash_table_add (knowledge.certain, g_strdup ("minutes"));
  lint_rows (&knowledge, route->defer, "defer");
  g_hash_table_unref (knowledge.given);
  g_hash_table_unref (knowledge.certain);
  g_hash_table_unref (knowledge.learned);
}
