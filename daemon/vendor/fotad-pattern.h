/*
 * A compiled pattern of a vendor's table: bytes in, named groups out.  Matched without regard to
 * case, ^ and $ at every line; what came in need not be valid UTF-8, what goes out is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _FotadPattern FotadPattern;

FotadPattern *fotad_pattern_new (const char *text, GError **error);
void fotad_pattern_free (FotadPattern *pattern);

/* *@groups (may be NULL): on TRUE a new table of the named groups that took part. */
gboolean fotad_pattern_match (FotadPattern *pattern, const char *text, GHashTable **groups);

/* The names of the named groups of @text, in order, each once. */
GStrv fotad_pattern_groups (const char *text);

/* Whether @text has ${fact} in it, which must be filled before it is a pattern. */
gboolean fotad_pattern_is_open (const char *text);

/* @text with ${fact} and ${fact|default} as the literal characters of @facts (key: name, value:
 * value); an unknown fact becomes what never matches.  @facts NULL: every fact is "x". */
char *fotad_pattern_fill (const char *text, GHashTable *facts);

/* The names in ${fact}. */
GStrv fotad_pattern_facts (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadPattern, fotad_pattern_free)

G_END_DECLS
