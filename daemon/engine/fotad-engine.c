/*
 * The engine's outside: making one, starting a phase, and sorting events.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine-private.h"

FotadEngine *
fotad_engine_new (FotadBook *book,
                  const FotadRoute *route,
                  const FotadStep *steps,
                  const char *model,
                  FotadFacts *facts)
{
  FotadEngine *engine = g_new0 (FotadEngine, 1);

  engine->book = book;
  engine->route = route;
  engine->rows = steps;
  engine->model = g_strdup (model);
  engine->facts = facts;
  engine->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  engine->heard = g_hash_table_new (g_str_hash, g_str_equal);
  engine->edges = engine_new_edges ();
  return engine;
}

void
fotad_engine_free (FotadEngine *engine)
{
  g_free (engine->model);
  g_free (engine->command);
  g_free (engine->early);
  g_free (engine->failure.message);
  g_free (engine->failure.vendor_code);
  g_hash_table_unref (engine->sent);
  g_hash_table_unref (engine->heard);
  g_ptr_array_unref (engine->edges);
  g_free (engine);
}

void
fotad_engine_set_ask (FotadEngine *engine, gboolean ask)
{
  engine->ask = ask;
}

void
fotad_engine_set_beside (FotadEngine *engine, gboolean beside)
{
  engine->beside = beside;
}

void
fotad_engine_mark_sent (FotadEngine *engine, const char *step)
{
  g_hash_table_add (engine->sent, g_strdup (step));
}

gboolean
engine_applies (FotadEngine *engine, const FotadStep *row)
{
  return fotad_book_applies (engine->book, row, engine->model, fotad_facts_table (engine->facts));
}

/* CLEANUP is beside the way and does not count. */
static guint
weigh (FotadEngine *engine, FotadPhase from, FotadPhase to)
{
  guint total = 0;

  for (const FotadStep *row = engine->rows; row->name != NULL; row++)
    if (row->phase >= from && row->phase <= to && engine_applies (engine, row))
      total += row->weight;
  return total;
}

FotadAction
fotad_engine_begin (FotadEngine *engine, FotadPhase phase, double now)
{
  guint rest = weigh (engine, phase, FOTAD_PHASE_VERIFY);

  if (phase == FOTAD_PHASE_IDENTIFY)
    engine_forget_outcome (engine);
  engine->phase = phase;
  engine->now = now;
  engine->row = NULL;
  engine->returns = 0;
  if (phase <= FOTAD_PHASE_VERIFY)
    engine->all.total = engine->all.done + rest;
  fotad_progress_reset (&engine->part, weigh (engine, phase, phase));
  if (phase != FOTAD_PHASE_INSTALL) /* the question it begins with may have been asked already */
    g_hash_table_remove_all (engine->heard);
  g_clear_pointer (&engine->early, g_free);
  if (engine->away && engine_is_forward (engine))
    return engine_done (engine);
  return row_next (engine);
}

static FotadAction
feed_bytes (FotadEngine *engine, const FotadEvent *event)
{
  if (engine->state == ROW_PUSH) {
    fotad_progress_move (&engine->all, event->percent / 100.0);
    fotad_progress_move (&engine->part, event->percent / 100.0);
  }
  if (engine->state != ROW_POLL)
    row_refresh_silence (engine);
  return engine_wait (engine);
}

static FotadAction
feed_push_failed (FotadEngine *engine, const FotadEvent *event)
{
  g_autofree char *message = g_strdup_printf ("The upload broke off: %s.",
                                              event->text != NULL ? event->text : "no reason");
  FotadMishap mishap = { .kind = FOTAD_FAILURE_REFUSED, .retry = TRUE, .message = message };

  return row_mishap (engine, &mishap);
}

FotadAction
fotad_engine_feed (FotadEngine *engine, const FotadEvent *event)
{
  engine->now = event->now;
  if (engine->row == NULL)
    return engine_done (engine);
  switch (event->type) {
  case FOTAD_EVENT_REPLY:
    return row_reply (engine, event);
  case FOTAD_EVENT_NO_REPLY:
    return row_no_reply (engine);
  case FOTAD_EVENT_LINE:
    return hear_line (engine, event->line);
  case FOTAD_EVENT_BYTES:
    return feed_bytes (engine, event);
  case FOTAD_EVENT_TICK:
    return row_tick (engine);
  case FOTAD_EVENT_APPROVED:
    return row_approved (engine);
  case FOTAD_EVENT_CLAIMED:
    return row_claimed (engine);
  case FOTAD_EVENT_DEFERRED:
    return row_deferred (engine);
  case FOTAD_EVENT_PUSH_FAILED:
    return feed_push_failed (engine, event);
  case FOTAD_EVENT_PORT_LOST:
    return row_lost (engine);
  case FOTAD_EVENT_PORT_BACK:
    return row_back (engine);
  case FOTAD_EVENT_STRANGER:
    return row_was_strange (engine);
  }
  return engine_wait (engine);
}

FotadNewsKind
fotad_engine_overhear (FotadEngine *engine, const char *line)
{
  FotadHeard heard = { 0 };
  FotadNewsKind kind;

  hear (engine, line, &heard);
  if (heard.failed)
    engine_set_failure (engine, &heard.mishap);
  kind = heard.news != NULL ? heard.news->kind : FOTAD_NEWS_OTHER;
  hear_clear (&heard);
  return kind;
}

gboolean
fotad_engine_has (FotadEngine *engine, FotadPhase phase)
{
  for (const FotadStep *row = engine->rows; row->name != NULL; row++)
    if (row->phase == phase && engine_applies (engine, row))
      return TRUE;
  return FALSE;
}

void
fotad_engine_set_away (FotadEngine *engine, gboolean away)
{
  if (engine->state != ROW_AWAY)
    engine->away = away;
}

static double
sooner (double a, double b)
{
  return a == 0 ? b : b == 0 ? a : MIN (a, b);
}

FotadAction
engine_wait (FotadEngine *engine)
{
  FotadAction action = { .type = FOTAD_ACTION_WAIT };

  switch (engine->state) {
  case ROW_RESTING:
    action.wake_at = engine->rest_until;
    break;
  case ROW_AFTER:
  case ROW_UNTIL:
  case ROW_AGAIN:
    action.wake_at = sooner (sooner (engine->deadline, engine->silence_at), engine->poll_at);
    break;
  case ROW_NONE:
  case ROW_GATE:
  case ROW_CLAIM:
  case ROW_REPLY:
  case ROW_PUSH:
  case ROW_POLL:
  case ROW_AWAY:
    break;
  }
  return action;
}

FotadAction
engine_done (FotadEngine *engine)
{
  engine->row = NULL;
  engine->state = ROW_NONE;
  return (FotadAction){ .type = FOTAD_ACTION_DONE };
}
