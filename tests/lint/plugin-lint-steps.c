/*
 * The rules for single rows and for their order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "plugin-lint-private.h"

#include <string.h>

/* A reason to refuse a request, and nothing else. */
static void
lint_check (Lint *lint, const FotadStep *row)
{
  if (row->when == NULL || row->text == NULL)
    lint_complain (lint, "is of phase CHECK without condition or text");
  if (row->command != NULL || row->until != NULL || row->after != NULL || row->flags != 0)
    lint_complain (lint, "is of phase CHECK and does something");
}

static void
lint_clocks (Lint *lint, const FotadStep *row)
{
  if (row->timeout_s == 0)
    lint_complain (lint, "has no timeout_s");
  if (row->tries == 0)
    lint_complain (lint, "has no tries");
  if (row->reply_s > row->timeout_s)
    lint_complain (lint, "reply_s is longer than timeout_s");
  if (row->silence_s > row->timeout_s)
    lint_complain (lint, "silence_s is longer than timeout_s");
  if (row->poll_s != 0 && row->poll_s >= row->timeout_s)
    lint_complain (lint, "poll_s is as long as timeout_s");
}

static void
lint_awaited (Lint *lint, const char *names, const char *field)
{
  g_auto (GStrv) words = g_strsplit (names ?: "", "|", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (lint_find_news (lint, words[i]) == NULL)
      lint_complain (lint, "%s: there is no line '%s'", field, words[i]);
}

static void
lint_dialogue (Lint *lint, const FotadStep *row)
{
  if (row->command == NULL && row->until == NULL && row->after == NULL)
    lint_complain (lint, "neither says nor awaits anything");
  if (row->command != NULL && g_ascii_strncasecmp (row->command, "AT", 2) != 0)
    lint_complain (lint, "the command does not begin with AT");
  if (row->reply != NULL && row->command == NULL)
    lint_complain (lint, "has a reply and no command");
  if (row->poll != NULL && (row->poll_s == 0 || (row->until == NULL && row->after == NULL)))
    lint_complain (lint, "has a poll without poll_s, or without until and after");
  if (row->poll_s != 0 && row->command == NULL && row->poll == NULL)
    lint_complain (lint, "has poll_s and nothing to ask");
  if (row->poll_s != 0 && row->until == NULL && row->reply == NULL && row->after == NULL)
    lint_complain (lint, "has poll_s and nothing to ask for");
  lint_awaited (lint, row->after, "after");
  lint_awaited (lint, row->until, "until");
}

static void
lint_flags (Lint *lint, const FotadStep *row)
{
  gboolean no_return = (row->flags & FOTAD_STEP_NO_RETURN) != 0;

  if ((row->flags & FOTAD_STEP_ONCE) && row->tries > 1)
    lint_complain (lint, "is ONCE and has %u tries", row->tries);
  if ((row->flags & (FOTAD_STEP_ONCE | FOTAD_STEP_PUSH)) && row->command == NULL)
    lint_complain (lint, "is ONCE or PUSH and says nothing");
  if (no_return && row->phase != FOTAD_PHASE_TRANSFER && row->phase != FOTAD_PHASE_INSTALL)
    lint_complain (lint, "is NO_RETURN outside TRANSFER and INSTALL");
  if (no_return && row->command != NULL && !(row->flags & FOTAD_STEP_ONCE))
    lint_complain (lint, "is NO_RETURN and not ONCE");
  if (no_return && (row->flags & FOTAD_STEP_OPTIONAL))
    lint_complain (lint, "is NO_RETURN and OPTIONAL");
  if ((row->flags & FOTAD_STEP_ANEW) && !(row->flags & FOTAD_STEP_GATE))
    lint_complain (lint, "is ANEW and no GATE");
  if ((row->flags & FOTAD_STEP_DEFERS) && (row->after == NULL || !(row->flags & FOTAD_STEP_GATE)))
    lint_complain (lint, "is DEFERS without a GATE, or without the line that asks again");
  if ((row->flags & FOTAD_STEP_GOES_ON) &&
      (row->phase != FOTAD_PHASE_TRANSFER || row->until == NULL ||
       (row->command != NULL && row->tries > 1) || (row->flags & FOTAD_STEP_OPTIONAL)))
    lint_complain (lint, "is GOES_ON and not one try with until in TRANSFER");
}

static void
lint_rewinds (Lint *lint, const FotadStep *row)
{
  if (!(row->flags & FOTAD_STEP_REWINDS))
    return;
  if (row->phase != FOTAD_PHASE_TRANSFER && row->phase != FOTAD_PHASE_INSTALL)
    lint_complain (lint, "is REWINDS outside TRANSFER and INSTALL");
  if (row->flags & (FOTAD_STEP_OPTIONAL | FOTAD_STEP_PUSH))
    lint_complain (lint, "is REWINDS and OPTIONAL or PUSH");
  if (row->tries < 2 && row->after == NULL)
    lint_complain (lint, "is REWINDS and has one try");
}

static void
lint_outlives (Lint *lint, const FotadStep *row)
{
  if (!(row->flags & FOTAD_STEP_OUTLIVES))
    return;
  if (row->phase != FOTAD_PHASE_TRANSFER || row->until == NULL)
    lint_complain (lint, "is OUTLIVES and not one with until in TRANSFER");
  if (row->flags & (FOTAD_STEP_ONCE | FOTAD_STEP_PUSH | FOTAD_STEP_REWINDS))
    lint_complain (lint, "is OUTLIVES and ONCE, PUSH or REWINDS");
}

/* Three wrong ones and the SIM is of no use. */
static void
lint_pin (Lint *lint, const FotadStep *row)
{
  if (row->command != NULL && strstr (row->command, "${sim_pin") != NULL &&
      !(row->flags & FOTAD_STEP_ONCE))
    lint_complain (lint, "says the PIN and is not ONCE");
}

static void
lint_words (Lint *lint, const FotadStep *row)
{
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  lint_name (lint, row->name);
  lint_sentence (lint, row->text);
  if ((row->failure == FOTAD_FAILURE_NONE) != (row->text == NULL))
    lint_complain (lint, "failure and text go together");
  if (row->sets != NULL && !fotad_assignment_parse (row->sets, &name, &value))
    lint_complain (lint, "sets: '%s' is not fact=value", row->sets);
}

static gboolean
is_term_of (const char *term, const char *when)
{
  g_auto (GStrv) terms = g_strsplit (when ?: "", " ", -1);

  return *term == '\0' || g_strv_contains ((const char *const *) terms, term);
}

gboolean
lint_applies_too (const FotadStep *fewer, const FotadStep *more)
{
  g_auto (GStrv) terms = g_strsplit (fewer->when ?: "", " ", -1);

  for (guint i = 0; terms[i] != NULL; i++)
    if (!is_term_of (terms[i], more->when))
      return FALSE;
  return fewer->models == NULL || g_strcmp0 (fewer->models, more->models) == 0;
}

/* Whether wanting to be asked is refused from the start. */
static gboolean
is_refusal (const FotadStep *row)
{
  return row->phase == FOTAD_PHASE_CHECK && g_strcmp0 (row->when, "approval=ask") == 0;
}

/* "fact!=value" for "fact=value". */
static gboolean
is_opposite (const char *term, const char *other)
{
  const char *equals = strstr (term, "!=");

  return equals != NULL && strncmp (term, other, (gsize) (equals - term)) == 0 &&
         g_str_equal (equals + 1, other + (equals - term));
}

/* A modem that has begun by itself, where else it would have been told to behind @gate. */
static gboolean
is_other_case (const FotadStep *gate, const FotadStep *row)
{
  return row->command == NULL && gate->when != NULL && row->when != NULL &&
         (gate->flags & FOTAD_STEP_NO_RETURN) && is_opposite (gate->when, row->when);
}

/* Whoever wants to be asked must be asked before it is too late, whichever rows apply. */
static void
lint_gate (Lint *lint, const FotadStep *steps, const FotadStep *row)
{
  if (!(row->flags & (FOTAD_STEP_NO_RETURN | FOTAD_STEP_GOES_ON)))
    return;
  for (const FotadStep *gate = steps; gate <= row; gate++)
    if (is_refusal (gate) || ((gate->flags & FOTAD_STEP_GATE) &&
                              (lint_applies_too (gate, row) || is_other_case (gate, row))))
      return;
  lint_complain (lint, "is %s without a GATE on it or before it",
                 row->flags & FOTAD_STEP_NO_RETURN ? "NO_RETURN" : "GOES_ON");
}

static void
lint_order (Lint *lint, const FotadStep *steps, const FotadStep *row, gboolean side)
{
  if (side && row->phase != FOTAD_PHASE_CLEANUP)
    lint_complain (lint, "is not of phase CLEANUP");
  if (row > steps && row->phase < row[-1].phase)
    lint_complain (lint, "is of an earlier phase than the row before it");
  for (; steps < row; steps++)
    if (g_str_equal (steps->name, row->name))
      lint_complain (lint, "the name is there twice");
}

void
lint_steps (Lint *lint, const FotadRoute *route, const FotadStep *steps, const char *table)
{
  guint weight = 0;

  for (const FotadStep *row = steps; row->name != NULL; row++) {
    lint_at (lint, "route '%s', %s '%s'", route->name, table ?: "step", row->name);
    lint_words (lint, row);
    if (row->phase == FOTAD_PHASE_CHECK) {
      lint_check (lint, row);
    } else {
      lint_clocks (lint, row);
      lint_dialogue (lint, row);
      lint_flags (lint, row);
      lint_pin (lint, row);
      lint_rewinds (lint, row);
      lint_outlives (lint, row);
    }
    lint_order (lint, steps, row, table != NULL);
    lint_gate (lint, steps, row);
    weight += row->weight;
  }
  lint_at (lint, "route '%s'", route->name);
  if (table == NULL && lint_is_update (route) && weight == 0)
    lint_complain (lint, "no row has a weight");
}
