/*
 * What is asked of a vendor's tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-book-private.h"

#include "vendor/fotad-generic-codes.h"

#include <string.h>

FotadBook *
fotad_book_new (const FotadVendor *vendor, GError **error)
{
  g_autoptr (FotadBook) book = g_rc_box_new0 (FotadBook);

  book->vendor = vendor;
  book->patterns = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) fotad_pattern_free);
  book->values = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) fotad_pattern_free);
  if (!book_compile (book, error))
    return NULL;
  return g_steal_pointer (&book);
}

FotadBook *
fotad_book_ref (FotadBook *book)
{
  return g_rc_box_acquire (book);
}

static void
book_clear (gpointer data)
{
  FotadBook *book = data;

  g_hash_table_unref (book->patterns);
  g_hash_table_unref (book->values);
}

void
fotad_book_unref (FotadBook *book)
{
  g_rc_box_release_full (book, book_clear);
}

const FotadVendor *
fotad_book_get_vendor (FotadBook *book)
{
  return book->vendor;
}

static gboolean
matches (FotadBook *book, const char *pattern, const char *text, GHashTable **groups)
{
  FotadPattern *compiled = g_hash_table_lookup (book->patterns, pattern);

  g_return_val_if_fail (compiled != NULL, FALSE);
  return fotad_pattern_match (compiled, text, groups);
}

gboolean
fotad_book_fits (FotadBook *book, const char *models, const char *model)
{
  return models == NULL || matches (book, models, model ?: "", NULL);
}

gboolean
fotad_book_applies (FotadBook *book, const FotadStep *step, const char *model, GHashTable *facts)
{
  return fotad_book_fits (book, step->models, model) && fotad_condition_holds (step->when, facts);
}

const FotadStep *
fotad_book_refusal (FotadBook *book, const FotadRoute *route, const char *model, GHashTable *facts)
{
  for (const FotadStep *row = route->steps; row->name != NULL; row++)
    if (row->phase == FOTAD_PHASE_CHECK && fotad_book_applies (book, row, model, facts))
      return row;
  return NULL;
}

const FotadRoute *
fotad_book_route (FotadBook *book, const char *model, const char *name)
{
  for (const FotadRoute *row = book->vendor->routes; row != NULL && row->name != NULL; row++)
    if (g_strcmp0 (row->name, name) == 0 && fotad_book_fits (book, row->models, model))
      return row;
  return NULL;
}

GStrv
fotad_book_route_names (FotadBook *book, const char *model)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (const FotadRoute *row = book->vendor->routes; row != NULL && row->name != NULL; row++)
    if (fotad_book_route (book, model, row->name) == row)
      g_strv_builder_add (builder, row->name);
  return g_strv_builder_end (builder);
}

/* A negative number in the book stands for all that have no row of their own. */
static gboolean
is_code (const FotadCode *row, int code)
{
  return row->code == code || (row->code < 0 && code > 0);
}

const FotadCode *
fotad_book_code (FotadBook *book, const char *model, const char *table, int code)
{
  for (const FotadCode *row = book->vendor->codes; row != NULL && row->table != NULL; row++)
    if (is_code (row, code) && g_strcmp0 (row->table, table) == 0 &&
        fotad_book_fits (book, row->models, model))
      return row;
  return fotad_generic_code (table, code);
}

const FotadCode *
fotad_book_words (FotadBook *book, const char *model, const char *table, const char *words)
{
  g_autofree char *wanted = fotad_generic_squeeze (words);

  for (const FotadCode *row = book->vendor->codes; row != NULL && row->table != NULL; row++) {
    g_autofree char *squeezed = fotad_generic_squeeze (row->text);

    if (*wanted != '\0' && g_str_equal (squeezed, wanted) && g_strcmp0 (row->table, table) == 0 &&
        fotad_book_fits (book, row->models, model))
      return row;
  }
  return fotad_generic_code_of_words (table, words);
}

static gboolean
matches_filled (const char *pattern, GHashTable *known, const char *text, GHashTable **groups)
{
  g_autofree char *filled = fotad_pattern_fill (pattern, known);
  g_autoptr (FotadPattern) compiled = fotad_pattern_new (filled, NULL);

  return compiled != NULL && fotad_pattern_match (compiled, text, groups);
}

gboolean
fotad_book_reply (FotadBook *book,
                  const FotadStep *step,
                  const char *const *lines,
                  GHashTable **facts)
{
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);

  return fotad_book_reply_with (book, step, none, lines, facts);
}

gboolean
fotad_book_reply_with (FotadBook *book,
                       const FotadStep *step,
                       GHashTable *known,
                       const char *const *lines,
                       GHashTable **facts)
{
  static const char *const none[] = { NULL };
  g_autofree char *joined = g_strjoinv ("\n", (char **) (lines ?: none));

  if (step->reply != NULL && fotad_pattern_is_open (step->reply))
    return matches_filled (step->reply, known, joined, facts);
  if (step->reply != NULL)
    return matches (book, step->reply, joined, facts);
  if (facts != NULL)
    *facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return TRUE;
}

gboolean
fotad_book_parameter_fits (FotadBook *book, const FotadParameter *parameter, const char *value)
{
  FotadPattern *pattern;

  if (parameter->pattern == NULL)
    return TRUE;
  pattern = g_hash_table_lookup (book->values, parameter->pattern);
  g_return_val_if_fail (pattern != NULL, FALSE);
  return fotad_pattern_match (pattern, value, NULL);
}

gboolean
fotad_book_news (FotadBook *book, const char *model, const char *line, FotadNewsHit *hit)
{
  for (const FotadNews *row = book->vendor->news; row != NULL && row->name != NULL; row++) {
    g_autoptr (GHashTable) groups = NULL;

    if (row->prefix != NULL && g_ascii_strncasecmp (line, row->prefix, strlen (row->prefix)) != 0)
      continue;
    if (!fotad_book_fits (book, row->models, model))
      continue;
    if (row->pattern != NULL && !matches (book, row->pattern, line, &groups))
      continue;
    fotad_news_hit_init (hit, row, g_steal_pointer (&groups));
    return TRUE;
  }
  return FALSE;
}
