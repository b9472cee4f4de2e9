/*
 * A vendor's tables gone through once: each pattern compiled, what rows make secret registered.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-book-private.h"

#include "vendor/fotad-secrecy.h"

static gboolean
add_pattern (GHashTable *patterns,
             const char *text,
             const char *as,
             const char *kind,
             const char *row,
             GError **error)
{
  g_autoptr (GError) why = NULL;
  FotadPattern *pattern;

  if (text == NULL || g_hash_table_contains (patterns, text))
    return TRUE;
  pattern = fotad_pattern_new (as, &why);
  if (pattern == NULL) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INTERNAL, "%s '%s': %s", kind, row, why->message);
    return FALSE;
  }
  g_hash_table_insert (patterns, (gpointer) text, pattern);
  return TRUE;
}

static gboolean
add (FotadBook *book, const char *text, const char *kind, const char *row, GError **error)
{
  return add_pattern (book->patterns, text, text, kind, row, error);
}

/* One with facts in it is only tried here: it is filled when it is needed. */
static gboolean
add_reply (FotadBook *book, const FotadStep *step, GError **error)
{
  g_autofree char *filled = step->reply != NULL ? fotad_pattern_fill (step->reply, NULL) : NULL;

  return add_pattern (book->patterns, step->reply, filled, "step", step->name, error);
}

static gboolean
compile_steps (FotadBook *book, const FotadStep *steps, GError **error)
{
  fotad_secrecy_register (steps);
  for (; steps != NULL && steps->name != NULL; steps++)
    if (!add (book, steps->models, "step", steps->name, error) || !add_reply (book, steps, error))
      return FALSE;
  return TRUE;
}

static gboolean
compile_parameters (FotadBook *book, const FotadParameter *row, GError **error)
{
  for (; row != NULL && row->name != NULL; row++) {
    g_autofree char *whole = g_strdup_printf ("\\A(?:%s)\\z", row->pattern ?: "");

    if (!add_pattern (book->values, row->pattern, whole, "parameter", row->name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
compile_route (FotadBook *book, const FotadRoute *route, GError **error)
{
  if (add (book, route->models, "route", route->name, error) &&
      compile_steps (book, route->steps, error) && compile_steps (book, route->cancel, error) &&
      compile_steps (book, route->pause, error) && compile_steps (book, route->defer, error) &&
      compile_parameters (book, route->parameters, error))
    return TRUE;
  g_prefix_error (error, "route '%s', ", route->name);
  return FALSE;
}

gboolean
book_compile (FotadBook *book, GError **error)
{
  const FotadVendor *vendor = book->vendor;

  for (const FotadNews *row = vendor->news; row != NULL && row->name != NULL; row++)
    if (!add (book, row->pattern, "news", row->name, error) ||
        !add (book, row->models, "news", row->name, error))
      return FALSE;
  for (const FotadCode *row = vendor->codes; row != NULL && row->table != NULL; row++)
    if (!add (book, row->models, "codes", row->table, error))
      return FALSE;
  for (const FotadRoute *row = vendor->routes; row != NULL && row->name != NULL; row++)
    if (!compile_route (book, row, error))
      return FALSE;
  return TRUE;
}
