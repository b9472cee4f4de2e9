/*
 * Command templates: one walk over the text, used for writing, masking and listing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-template.h"

#include "at/fotad-at-text.h"
#include "core/fotad-error.h"

#include <string.h>

#define MAX_NUMBER 20 /* digits of 2^64 */

typedef struct {
  const char *template;
  const char *at;
  GHashTable *facts; /* NULL: only listing */
  GPtrArray *found;  /* NULL: not listing */
  gboolean masked;
} Walk;

typedef struct {
  char *name;
  char *fallback; /* NULL: none */
  FotadTemplateFormat format;
} Slot;

static void
slot_clear (Slot *slot)
{
  g_clear_pointer (&slot->name, g_free);
  g_clear_pointer (&slot->fallback, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Slot, slot_clear)

static gboolean
malformed (const Walk *walk, const char *what, GError **error)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INTERNAL, "template '%s', byte %d: %s",
               walk->template, (int) (walk->at - walk->template), what);
  return FALSE;
}

static gboolean
parse_format (const char *word, FotadTemplateFormat *format)
{
  static const char *const names[] = { "", "number", "word", "raw" };

  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (word, names[i])) {
      *format = (FotadTemplateFormat) i;
      return TRUE;
    }
  return FALSE;
}

/* At "${": reads up to and over the "}". */
static gboolean
parse_slot (Walk *walk, Slot *slot, GError **error)
{
  const char *end = strchr (walk->at, '}');
  g_autofree char *inside = NULL;
  char *bar, *colon;

  if (end == NULL)
    return malformed (walk, "${ without }", error);
  inside = g_strndup (walk->at + 2, (gsize) (end - walk->at - 2));
  if ((bar = strchr (inside, '|')) != NULL) {
    slot->fallback = g_strdup (bar + 1);
    *bar = '\0';
  }
  if ((colon = strchr (inside, ':')) != NULL) {
    if (!parse_format (colon + 1, &slot->format))
      return malformed (walk, "unknown format, not number, word or raw", error);
    *colon = '\0';
  }
  if (!g_regex_match_simple ("^[A-Za-z_][A-Za-z0-9_]*$", inside, G_REGEX_DOLLAR_ENDONLY, 0))
    return malformed (walk, "${ } names no fact", error);
  slot->name = g_strdup (inside);
  walk->at = end + 1;
  return TRUE;
}

static gboolean
has_only (const char *value, const char *extra, gboolean letters)
{
  for (const char *at = value; *at != '\0'; at++)
    if (!(letters ? g_ascii_isalnum (*at) : g_ascii_isdigit (*at)) && !strchr (extra, *at))
      return FALSE;
  return *value != '\0';
}

static gboolean
has_control (const char *value)
{
  for (const char *at = value; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      return TRUE;
  return FALSE;
}

static gboolean
misfit (const Slot *slot, const char *what, GError **error)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "'%s' %s", slot->name, what);
  return FALSE;
}

static gboolean
write_quoted (const Slot *slot, const char *value, GString *out, GError **error)
{
  g_autofree char *quoted = NULL;

  if (!fotad_at_quote (value, &quoted, error)) {
    g_prefix_error (error, "'%s': ", slot->name);
    return FALSE;
  }
  g_string_append (out, quoted);
  return TRUE;
}

static gboolean
write_value (const Slot *slot, const char *value, GString *out, GError **error)
{
  switch (slot->format) {
  case FOTAD_TEMPLATE_QUOTED:
    return write_quoted (slot, value, out, error);
  case FOTAD_TEMPLATE_NUMBER:
    if (!has_only (value, "", FALSE) || strlen (value) > MAX_NUMBER)
      return misfit (slot, "is not a number", error);
    break;
  case FOTAD_TEMPLATE_WORD:
    if (!has_only (value, "_.+-", TRUE))
      return misfit (slot, "has characters other than letters, digits and _.+-", error);
    break;
  case FOTAD_TEMPLATE_RAW:
    if (has_control (value))
      return misfit (slot, "contains control characters", error);
    break;
  }
  g_string_append (out, value);
  return TRUE;
}

static void
note_fact (Walk *walk, const Slot *slot, gboolean needed)
{
  FotadTemplateFact *fact = g_new0 (FotadTemplateFact, 1);

  fact->name = g_strdup (slot->name);
  fact->format = slot->format;
  fact->needed = needed && slot->fallback == NULL;
  g_ptr_array_add (walk->found, fact);
}

/* *@known becomes FALSE when the fact is unknown and has no default. */
static gboolean
walk_slot (Walk *walk, GString *out, gboolean inside, gboolean *known, GError **error)
{
  g_auto (Slot) slot = { 0 };
  const char *start = walk->at, *value;

  if (!parse_slot (walk, &slot, error))
    return FALSE;
  if (walk->found != NULL)
    note_fact (walk, &slot, !inside);
  if (walk->facts == NULL)
    return TRUE;

  value = g_hash_table_lookup (walk->facts, slot.name) ?: slot.fallback;
  if (value == NULL && inside) {
    *known = FALSE;
    return TRUE;
  }
  if (walk->masked && value != NULL && fotad_fact_is_secret (slot.name))
    g_string_append (out, "***");
  else if (walk->masked && (value == NULL || !write_value (&slot, value, out, NULL)))
    g_string_append_len (out, start, walk->at - start);
  else if (!walk->masked)
    return value != NULL ? write_value (&slot, value, out, error)
                         : misfit (&slot, "is not known", error);
  return TRUE;
}

static gboolean walk_text (Walk *walk, GString *out, guint depth, gboolean *known, GError **error);

/* At "[": reads up to and over the "]". */
static gboolean
walk_group (Walk *walk, GString *out, guint depth, GError **error)
{
  g_autoptr (GString) part = g_string_new (NULL);
  const char *start = walk->at++;
  gboolean known = TRUE;

  if (depth == 4) /* a limit for the stack; nobody needs two */
    return malformed (walk, "[ ] nested too deep", error);
  if (!walk_text (walk, part, depth + 1, &known, error))
    return FALSE;
  if (*walk->at != ']') {
    walk->at = start;
    return malformed (walk, "[ without ]", error);
  }
  walk->at++;
  if (known)
    g_string_append_len (out, part->str, (gssize) part->len);
  return TRUE;
}

static gboolean
walk_text (Walk *walk, GString *out, guint depth, gboolean *known, GError **error)
{
  while (*walk->at != '\0') {
    if (*walk->at == ']')
      return depth > 0 || malformed (walk, "] without [", error);
    if (*walk->at == '[') {
      if (!walk_group (walk, out, depth, error))
        return FALSE;
    } else if (walk->at[0] == '$' && walk->at[1] == '{') {
      if (!walk_slot (walk, out, depth > 0, known, error))
        return FALSE;
    } else {
      if (*walk->at == '\\' && walk->at[1] != '\0' && strchr ("[]$\\", walk->at[1]))
        walk->at++;
      g_string_append_c (out, *walk->at++);
    }
  }
  return TRUE;
}

gboolean
fotad_template_expand (const char *template, GHashTable *facts, char **command, GError **error)
{
  Walk walk = { .template = template, .at = template, .facts = facts };
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean known = TRUE;

  if (!walk_text (&walk, out, 0, &known, error))
    return FALSE;
  *command = g_string_free (g_steal_pointer (&out), FALSE);
  return TRUE;
}

char *
fotad_template_masked (const char *template, GHashTable *facts)
{
  Walk walk = { .template = template, .at = template, .facts = facts, .masked = TRUE };
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean known = TRUE;

  if (!walk_text (&walk, out, 0, &known, NULL))
    return g_strdup (template);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
template_fact_free (gpointer data)
{
  FotadTemplateFact *fact = data;

  g_free (fact->name);
  g_free (fact);
}

GPtrArray *
fotad_template_facts (const char *template, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (template_fact_free);
  g_autoptr (GString) out = g_string_new (NULL);
  Walk walk = { .template = template, .at = template, .found = found };
  gboolean known = TRUE;

  if (!walk_text (&walk, out, 0, &known, error))
    return NULL;
  return g_steal_pointer (&found);
}
