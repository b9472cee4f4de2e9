/*
 * The facts of one run, and which of them the store does not have yet.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-facts.h"

#include "core/fotad-log-mask.h"
#include "vendor/fotad-condition.h"

struct _FotadFacts {
  GHashTable *table;   /* key: name, value: value */
  GHashTable *changed; /* key: name (a set) */
};

FotadFacts *
fotad_facts_new (void)
{
  FotadFacts *facts = g_new0 (FotadFacts, 1);

  facts->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  facts->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return facts;
}

/* The log keeps quiet about a secret for as long as it is a fact. */
static void
unmask (const char *name, const char *value)
{
  if (fotad_fact_is_secret (name))
    fotad_log_remove_secret_value (value);
}

void
fotad_facts_free (FotadFacts *facts)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, facts->table);
  while (g_hash_table_iter_next (&iter, &name, &value))
    unmask (name, value);
  g_hash_table_unref (facts->table);
  g_hash_table_unref (facts->changed);
  g_free (facts);
}

const char *
fotad_facts_get (FotadFacts *facts, const char *name)
{
  return g_hash_table_lookup (facts->table, name);
}

void
fotad_facts_set (FotadFacts *facts, const char *name, const char *value)
{
  if (g_strcmp0 (fotad_facts_get (facts, name), value) == 0)
    return;
  g_hash_table_add (facts->changed, g_strdup (name));
  if (fotad_fact_is_secret (name))
    fotad_log_add_secret_value (value);
  unmask (name, fotad_facts_get (facts, name));
  if (value == NULL)
    g_hash_table_remove (facts->table, name);
  else
    g_hash_table_replace (facts->table, g_strdup (name), g_strdup (value));
}

void
fotad_facts_merge (FotadFacts *facts, GHashTable *others)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, others);
  while (g_hash_table_iter_next (&iter, &name, &value))
    fotad_facts_set (facts, name, value);
}

GHashTable *
fotad_facts_table (FotadFacts *facts)
{
  return facts->table;
}

void
fotad_facts_take_changes (FotadFacts *facts, GHFunc function, gpointer data)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, facts->changed);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    function (name, g_hash_table_lookup (facts->table, name), data);
    g_hash_table_iter_remove (&iter);
  }
}
