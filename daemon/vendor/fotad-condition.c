/*
 * Conditions and the other one-line rules about facts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-condition.h"

#include "core/fotad-error.h"

#include <string.h>

typedef struct {
  char *name;
  char *value; /* NULL: only whether it is known */
  gboolean negated;
} Term;

static void
term_clear (Term *term)
{
  g_clear_pointer (&term->name, g_free);
  g_clear_pointer (&term->value, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Term, term_clear)

static gboolean
is_name (const char *text)
{
  return g_regex_match_simple ("^[A-Za-z_][A-Za-z0-9_]*$", text, G_REGEX_DOLLAR_ENDONLY, 0);
}

/* "fact", "!fact", "fact=value", "fact!=value". */
static gboolean
parse_term (const char *text, Term *term)
{
  const char *equals = strchr (text, '=');
  gsize length;

  if (equals == NULL) {
    term->negated = text[0] == '!';
    term->name = g_strdup (text + term->negated);
    return is_name (term->name);
  }
  length = (gsize) (equals - text);
  term->negated = length > 0 && text[length - 1] == '!';
  term->name = g_strndup (text, length - term->negated);
  term->value = g_strdup (equals + 1);
  return is_name (term->name);
}

static gboolean
term_holds (const Term *term, GHashTable *facts)
{
  const char *value = g_hash_table_lookup (facts, term->name);
  gboolean plain = term->value == NULL ? value != NULL : g_strcmp0 (value, term->value) == 0;

  return term->negated ? !plain : plain;
}

gboolean
fotad_condition_holds (const char *when, GHashTable *facts)
{
  g_auto (GStrv) words = NULL;

  if (when == NULL)
    return TRUE;
  words = g_strsplit_set (when, " ", -1);
  for (guint i = 0; words[i] != NULL; i++) {
    g_auto (Term) term = { 0 };

    if (words[i][0] == '\0')
      continue;
    if (!parse_term (words[i], &term) || !term_holds (&term, facts))
      return FALSE;
  }
  return TRUE;
}

GStrv
fotad_condition_facts (const char *when, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit_set (when, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    g_auto (Term) term = { 0 };

    if (words[i][0] == '\0')
      continue;
    if (!parse_term (words[i], &term)) {
      g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INTERNAL,
                   "condition '%s': '%s' is not fact, !fact, fact=value or fact!=value", when,
                   words[i]);
      return NULL;
    }
    g_strv_builder_add (builder, term.name);
  }
  return g_strv_builder_end (builder);
}

gboolean
fotad_assignment_parse (const char *sets, char **name, char **value)
{
  g_auto (Term) term = { 0 };

  if (!parse_term (sets, &term) || term.value == NULL || term.negated)
    return FALSE;
  *name = g_steal_pointer (&term.name);
  *value = g_steal_pointer (&term.value);
  return TRUE;
}

gboolean
fotad_fact_is_secret (const char *name)
{
  static const char *const words[] = {
    "password", "passphrase", "pin", "puk", "psk", "secret", "key",
  };
  const char *last = name;

  for (const char *at = name; *at != '\0'; at++)
    if (*at == '_' || *at == '-')
      last = at + 1;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (last, words[i]) == 0)
      return TRUE;
  return FALSE;
}

char *
fotad_fact_of_option (const char *option)
{
  return g_strdelimit (g_strdup (option), "-", '_');
}
