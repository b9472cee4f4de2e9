/*
 * The modem leaves its port in a row, and comes back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine-private.h"

/* A phase that begins again gives its rows all their tries again; its returns are counted apart. */
static gboolean
has_tries (FotadEngine *engine)
{
  if (engine->row->flags & FOTAD_STEP_PUSH)
    return engine->row->tries > 1 + engine->returns;
  return engine->tries_left > 1;
}

FotadAction
row_lost (FotadEngine *engine)
{
  const FotadStep *row = engine->row;
  gboolean again =
      has_tries (engine) && (!(row->flags & FOTAD_STEP_ONCE) || (row->flags & FOTAD_STEP_RESUMES));
  FotadMishap mishap = { .kind = FOTAD_FAILURE_GONE, .final = TRUE, .retry = TRUE };
  g_autofree char *message = NULL;

  engine->away = TRUE;
  if (engine_is_forward (engine))
    return engine_done (engine);
  if (again || engine->state == ROW_GATE) {
    engine_note (engine, row, "retry", "the modem left its port");
    engine->state = ROW_AWAY;
    return (FotadAction){ .type = FOTAD_ACTION_RECONNECT };
  }
  message = g_strdup_printf ("The modem left its port during %s.", row->name);
  mishap.message = message;
  engine->state = ROW_NONE;
  return row_give_up (engine, &mishap);
}

FotadAction
row_back (FotadEngine *engine)
{
  engine->away = FALSE;
  if (engine->state != ROW_AWAY)
    return engine_wait (engine);
  if (engine->row->flags & FOTAD_STEP_PUSH) {
    engine->returns++;
    engine->row = NULL; /* it may have booted: what it was told for this upload is forgotten */
    return row_next (engine);
  }
  if (engine->tries_left > 1)
    engine->tries_left--;
  return row_try (engine);
}
