/*
 * The modem leaves its port in a row, and comes back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine-private.h"

/* How often a port may leave in a phase whose row OUTLIVES that. */
#define RETURNS 3

static gboolean
begins_phase_again (const FotadStep *row)
{
  return (row->flags & (FOTAD_STEP_PUSH | FOTAD_STEP_REWINDS | FOTAD_STEP_OUTLIVES)) != 0;
}

/* A phase that begins again gives its rows all their tries again; its returns are counted apart. */
gboolean
row_has_tries (FotadEngine *engine)
{
  if (engine->row->flags & FOTAD_STEP_OUTLIVES)
    return engine->returns < RETURNS;
  if (begins_phase_again (engine->row))
    return engine->row->tries > 1 + engine->returns;
  return engine->tries_left > 1;
}

/* Out of our hands: from here on as after an install command of ours. */
FotadAction
row_gone_on (FotadEngine *engine, const char *why)
{
  engine_set_irreversible (engine, TRUE);
  engine_note (engine, engine->row, "skipped", why);
  fotad_progress_leave (&engine->all);
  fotad_progress_leave (&engine->part);
  return engine->away ? engine_done (engine) : row_next (engine);
}

FotadAction
row_rewind (FotadEngine *engine)
{
  engine->row = NULL;
  return row_next (engine);
}

/* Nothing was said yet: a modem that is there again, whenever that is, will ask again. */
static gboolean
only_waits (FotadEngine *engine)
{
  gboolean question =
      engine->state == ROW_AFTER || (engine->state == ROW_POLL && engine->polled == ROW_AFTER);

  return engine->state == ROW_GATE || engine->state == ROW_CLAIM ||
         (question && (engine->row->flags & FOTAD_STEP_REWINDS));
}

FotadAction
row_lost (FotadEngine *engine)
{
  const FotadStep *row = engine->row;
  gboolean waits = only_waits (engine);
  gboolean again = row_has_tries (engine) &&
                   (!(row->flags & FOTAD_STEP_ONCE) || (row->flags & FOTAD_STEP_RESUMES));
  FotadMishap mishap = { .kind = FOTAD_FAILURE_GONE, .final = TRUE, .retry = TRUE };
  g_autofree char *message = NULL;

  engine->away = TRUE;
  if (engine_is_forward (engine))
    return engine_done (engine);
  if (row->flags & FOTAD_STEP_GOES_ON)
    return row_gone_on (engine, "the modem left its port");
  if (again || waits) {
    engine->returns += !waits && begins_phase_again (row);
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
  if (begins_phase_again (engine->row))
    return row_rewind (engine); /* it may have booted, and forgotten what it was told */
  if (engine->tries_left > 1)
    engine->tries_left--;
  return row_try (engine);
}

FotadAction
row_was_strange (FotadEngine *engine)
{
  gboolean waits = engine->state == ROW_UNTIL && (engine->row->flags & FOTAD_STEP_OUTLIVES);

  if (!waits || engine_is_forward (engine) || !row_has_tries (engine))
    return engine_wait (engine);
  engine->returns++;
  engine_note (engine, engine->row, "retry", "others read what the modem said");
  return row_rewind (engine);
}
