/*
 * The rules for routes, their parameters and how they push.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "plugin-lint-private.h"

#include <string.h>

gboolean
lint_is_update (const FotadRoute *route)
{
  static const char *const updates[] = { "fetch", "push", "server", NULL };

  return g_strv_contains (updates, route->name);
}

static gboolean
uses_flag (const FotadStep *steps, FotadStepFlags flag)
{
  for (; steps != NULL && steps->name != NULL; steps++)
    if (steps->flags & flag)
      return TRUE;
  return FALSE;
}

static gboolean
uses_fact (const FotadStep *steps, const char *name)
{
  for (; steps != NULL && steps->name != NULL; steps++) {
    g_autoptr (GPtrArray) facts = fotad_template_facts (steps->command ?: "", NULL);

    for (guint i = 0; facts != NULL && i < facts->len; i++)
      if (g_str_equal (((FotadTemplateFact *) facts->pdata[i])->name, name))
        return TRUE;
  }
  return FALSE;
}

static void
lint_push (Lint *lint, const FotadRoute *route)
{
  gboolean pushes = uses_flag (route->steps, FOTAD_STEP_PUSH);

  if (pushes && route->push == NULL)
    lint_complain (lint, "a row has PUSH and the route does not say how");
  if (!pushes && route->push != NULL)
    lint_complain (lint, "says how to push and no row has PUSH");
  if (g_str_equal (route->name, "push") && route->push == NULL)
    lint_complain (lint, "does not say how to push");
  if (route->push != NULL && (route->push->chunk == 0 || route->push->start_s == 0))
    lint_complain (lint, "pushes in chunks of no size, or never waits for the modem");
  if (uses_fact (route->steps, "checksum") &&
      (route->push == NULL || route->push->checksum == NULL))
    lint_complain (lint, "uses ${checksum} and has no function for it");
}

static void
lint_url (Lint *lint, const FotadRoute *route)
{
  gboolean fetches = g_str_equal (route->name, "fetch");

  if (fetches && route->schemes == NULL)
    lint_complain (lint, "fetches and names no schemes");
  if (route->schemes == NULL && route->max_url != 0)
    lint_complain (lint, "limits a URL it does not take");
  if (route->schemes != NULL &&
      !g_regex_match_simple ("^[a-z][a-z0-9]*( [a-z][a-z0-9]*)*$", route->schemes, 0, 0))
    lint_complain (lint, "schemes are lower-case words with single blanks");
  if (fetches && !uses_fact (route->steps, "url"))
    lint_complain (lint, "fetches and no command has ${url}");
}

static void
lint_parameter (Lint *lint, const FotadParameter *first, const FotadParameter *row)
{
  lint_name (lint, row->name);
  if (row->type == NULL || strlen (row->type) != 1 || strchr ("sub", row->type[0]) == NULL)
    lint_complain (lint, "the type is not s, u or b");
  if (row->text == NULL)
    lint_complain (lint, "has no text");
  /* yes or no is no secret, whatever it is about */
  if (row->secret != (fotad_fact_is_secret (row->name) && g_strcmp0 (row->type, "b") != 0))
    lint_complain (lint, row->secret ? "is secret and not named like a secret"
                                     : "is named like a secret and is none");
  for (; first < row; first++)
    if (g_str_equal (first->name, row->name))
      lint_complain (lint, "is there twice");
}

static void
lint_parameters (Lint *lint, const FotadRoute *route)
{
  for (const FotadParameter *row = route->parameters; row != NULL && row->name != NULL; row++) {
    lint_at (lint, "route '%s', parameter '%s'", route->name, row->name);
    lint_parameter (lint, route->parameters, row);
  }
}

static gboolean
reads_version (const FotadRoute *route, FotadPhase phase)
{
  for (const FotadStep *row = route->steps; row->name != NULL; row++)
    if (row->phase == phase &&
        (lint_has_group (row->reply, "version") || g_str_has_prefix (row->sets ?: "", "version=")))
      return TRUE;
  return FALSE;
}

static void
lint_versions (Lint *lint, const FotadRoute *route)
{
  if (!lint_is_update (route))
    return;
  if (!reads_version (route, FOTAD_PHASE_IDENTIFY))
    lint_complain (lint, "no row of IDENTIFY reads the version");
  if (!reads_version (route, FOTAD_PHASE_VERIFY))
    lint_complain (lint, "no row of VERIFY reads the version");
}

static void
lint_repeats (Lint *lint, const FotadRoute *route)
{
  const FotadStep *row = route->steps;

  while (route->repeats != NULL && row->name != NULL && !g_str_equal (row->name, route->repeats))
    row++;
  if (route->repeats != NULL && (row->name == NULL || row->phase != FOTAD_PHASE_INSTALL ||
                                 !(row->flags & FOTAD_STEP_NO_RETURN)))
    lint_complain (lint, "repeats '%s', which is no row of INSTALL with NO_RETURN", route->repeats);
}

/* Resuming runs TRANSFER again. */
static void
lint_pause (Lint *lint, const FotadRoute *route)
{
  for (const FotadStep *row = route->steps;
       route->pause != NULL && row != NULL && row->name != NULL; row++)
    if (row->phase == FOTAD_PHASE_TRANSFER && row->until != NULL &&
        !(row->flags & FOTAD_STEP_RESUMES))
      lint_complain (lint, "has pause rows, and '%s' is not RESUMES", row->name);
}

/* A modem that begins by itself would be claimed too late. */
static void
lint_beside (Lint *lint, const FotadRoute *route)
{
  for (const FotadStep *row = route->steps;
       route->beside != NULL && row != NULL && row->name != NULL; row++)
    if (row->phase == FOTAD_PHASE_TRANSFER && (row->flags & FOTAD_STEP_NO_RETURN) &&
        row->command == NULL)
      lint_complain (lint, "may run beside a data session, and '%s' begins by itself", row->name);
}

static void
lint_shape (Lint *lint, const FotadRoute *first, const FotadRoute *route)
{
  static const char *const names[] = {
    "fetch", "push", "server", "enrol", "certificate", "delete-certificate", "status", NULL,
  };

  if (!g_strv_contains (names, route->name))
    lint_complain (
        lint, "is none of fetch, push, server, enrol, certificate, delete-certificate, status");
  lint_pause (lint, route);
  lint_beside (lint, route);
  if (uses_flag (route->steps, FOTAD_STEP_DEFERS) != (route->defer != NULL))
    lint_complain (lint, "a row has DEFERS without defer rows, or the other way round");
  for (; first < route; first++)
    if (g_str_equal (first->name, route->name) &&
        (first->models == NULL || g_strcmp0 (first->models, route->models) == 0))
      lint_complain (lint, "is never reached, an earlier one takes its models");
}

static void
lint_route (Lint *lint, const FotadRoute *route)
{
  const struct {
    const char *name;
    const FotadStep *steps;
  } tables[] = {
    { "cancel", route->cancel },
    { "pause", route->pause },
    { "defer", route->defer },
  };

  lint_push (lint, route);
  lint_url (lint, route);
  lint_versions (lint, route);
  lint_repeats (lint, route);
  lint_parameters (lint, route);
  lint_steps (lint, route, route->steps, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (tables[i].steps != NULL)
      lint_steps (lint, route, tables[i].steps, tables[i].name);
  lint_facts (lint, route);
}

void
lint_routes (Lint *lint)
{
  const FotadRoute *first = lint->vendor->routes;

  for (const FotadRoute *route = first; route->name != NULL; route++) {
    lint_at (lint, "route '%s'", route->name);
    lint_shape (lint, first, route);
    if (route->steps == NULL || route->steps->name == NULL)
      lint_complain (lint, "has no rows");
    else
      lint_route (lint, route);
  }
}
