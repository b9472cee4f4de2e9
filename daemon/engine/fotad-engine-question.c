/*
 * Questions: the modem's, which is awaited before a row's command, and ours, whether to say it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine-private.h"

/* For the line before the command.  What got lost, or was said before we listened, a poll finds. */
FotadAction
row_wait_for_question (FotadEngine *engine)
{
  engine->state = ROW_AFTER;
  if (engine->row->poll != NULL)
    engine->poll_at = engine->now;
  return row_tick (engine);
}

/* The fact that says so. */
static char *
name_approval (const FotadStep *row)
{
  return row->flags & FOTAD_STEP_ANEW ? g_strconcat ("approved_", row->name, NULL)
                                      : g_strdup ("approved");
}

gboolean
row_must_ask (FotadEngine *engine)
{
  g_autofree char *approved = name_approval (engine->row);

  return (engine->row->flags & FOTAD_STEP_GATE) && engine->ask &&
         g_strcmp0 (fotad_facts_get (engine->facts, approved), "1") != 0;
}

/* Perhaps while the modem is away: then it is asked no more when it is back. */
FotadAction
row_approved (FotadEngine *engine)
{
  g_autofree char *approved = name_approval (engine->row);
  gboolean gone = engine->state == ROW_AWAY && row_must_ask (engine);

  if (engine->state != ROW_GATE && !gone)
    return engine_wait (engine);
  fotad_facts_set (engine->facts, approved, "1");
  engine_note (engine, engine->row, "approved", NULL);
  return gone ? engine_wait (engine) : row_try (engine);
}

/* Perhaps while the modem is away: then the row is tried when it is back. */
FotadAction
row_claimed (FotadEngine *engine)
{
  engine->beside = FALSE;
  return engine->state == ROW_CLAIM ? row_try (engine) : engine_wait (engine);
}

/* The modem will ask again: only then this row is its turn. */
FotadAction
row_deferred (FotadEngine *engine)
{
  const char *minutes = fotad_facts_get (engine->facts, "minutes");

  if (!fotad_engine_get_deferrable (engine) || engine->row->after == NULL)
    return engine_wait (engine);
  engine_note (engine, engine->row, "deferred", minutes);
  engine->offer_taken = TRUE;
  g_hash_table_remove_all (engine->heard);
  row_reset_clocks (engine);
  engine->silence_at = 0;
  if (minutes != NULL)
    engine->deadline += 60.0 * (double) g_ascii_strtoull (minutes, NULL, 10);
  if (engine->row->poll != NULL) /* sooner it would find the question that was put off */
    engine->poll_at = engine->deadline - engine->row->timeout_s + engine->row->poll_s;
  engine->state = ROW_AFTER;
  return engine_wait (engine);
}
