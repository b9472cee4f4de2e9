/*
 * Patterns over a reply, as settings files use them: as the vendors' tables' (see
 * vendor/fotad-pattern.h), but every match counts and its place matters.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Compiles @pattern: without regard to case, ^ and $ at every line.  Errors: INVALID_ARGUMENT. */
GRegex *fotad_row_pattern_compile (const char *pattern, GError **error);

/* Takes note of what the groups of @match hold: key: group, value: text.  A group that did not
 * take part is not there; one that matched nothing is there and empty. */
GHashTable *fotad_row_pattern_values (GMatchInfo *match, const char *const *groups);

G_END_DECLS
