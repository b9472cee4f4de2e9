/*
 * Percent, code and facts of a volunteered line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-news-hit.h"

#include <string.h>

/* The number in @text, G_MININT when it is empty, FOTAD_CODE_NO_NUMBER when it is something
 * else. */
static int
parse_number (const char *text)
{
  g_autofree char *copy = g_strdup (text);
  char *trimmed = g_strstrip (g_strdelimit (copy, "\"%", ' '));
  gint64 number;

  if (*trimmed == '\0')
    return G_MININT;
  if (!g_ascii_string_to_signed (trimmed, 10, G_MININT + 1, G_MAXINT - 1, &number, NULL))
    return FOTAD_CODE_NO_NUMBER;
  return (int) number;
}

static int
take_number (GHashTable *groups, const char *name)
{
  const char *text = g_hash_table_lookup (groups, name);
  int number = text != NULL ? parse_number (text) : G_MININT;

  g_hash_table_remove (groups, name);
  return number;
}

void
fotad_news_hit_init (FotadNewsHit *hit, const FotadNews *news, GHashTable *groups)
{
  int percent;

  hit->news = news;
  hit->facts = groups ?: g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  percent = take_number (hit->facts, "percent");
  hit->percent = percent >= 0 && percent <= 100 ? percent : -1;
  hit->code = take_number (hit->facts, "code");
  hit->failed = news->kind == FOTAD_NEWS_FAILED || (hit->code != G_MININT && hit->code != 0);
}

void
fotad_news_hit_clear (FotadNewsHit *hit)
{
  g_clear_pointer (&hit->facts, g_hash_table_unref);
  hit->news = NULL;
}

gboolean
fotad_news_is_awaited (const FotadNews *news, const char *awaited)
{
  g_auto (GStrv) names = g_strsplit (awaited ?: "", "|", -1);

  return g_strv_contains ((const char *const *) names, news->name);
}
