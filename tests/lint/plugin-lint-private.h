/*
 * Between the files of the lint.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "plugin-lint.h"

#include "vendor/fotad-book.h"

G_BEGIN_DECLS

typedef struct {
  const FotadVendor *vendor;
  GPtrArray *problems; /* elements: char * */
  char *place;         /* "route 'fetch', step 'x'"; what complaints begin with */
} Lint;

/* Says where the next complaints belong. */
void lint_at (Lint *lint, const char *format, ...) G_GNUC_PRINTF (2, 3);
void lint_complain (Lint *lint, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Complains unless @name is lower-case words with dashes. */
void lint_name (Lint *lint, const char *name);
/* Complains of a full stop at the end; @text may be NULL. */
void lint_sentence (Lint *lint, const char *text);

const FotadNews *lint_find_news (Lint *lint, const char *name);
gboolean lint_has_group (const char *pattern, const char *group);

/* Whether the route brings another firmware. */
gboolean lint_is_update (const FotadRoute *route);

void lint_news (Lint *lint);
void lint_codes (Lint *lint);
void lint_routes (Lint *lint);
/* @table: "steps", "cancel" and so on; @main: the route's own rows. */
void lint_steps (Lint *lint, const FotadRoute *route, const FotadStep *steps, const char *table);
void lint_facts (Lint *lint, const FotadRoute *route);

/* All of @fewer's conditions are among @more's: when the row with @more applies, so does the one
 * with @fewer. */
gboolean lint_applies_too (const FotadStep *fewer, const FotadStep *more);

G_END_DECLS
