/*
 * Final results of a row's command, and of its polls.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine-private.h"

/* What a failure without a number means here: the row says, or else the circumstances do. */
FotadAction
row_plain_mishap (FotadEngine *engine, FotadFailure kind, const char *what)
{
  const FotadStep *row = engine->row;
  g_autofree char *message =
      row->text != NULL ? g_strdup_printf ("%s (%s)", row->text, what) : g_strdup (what);
  FotadMishap mishap = { .kind = row->failure ? row->failure : kind, .message = message };

  return row_mishap (engine, &mishap);
}

static FotadAction
reply_misfit (FotadEngine *engine, const FotadEvent *event)
{
  g_autofree char *joined =
      event->lines != NULL ? g_strjoinv (" / ", (char **) event->lines) : NULL;
  g_autofree char *what = NULL;

  if (engine->row->poll_s > 0 && engine->now + engine->row->poll_s < engine->deadline) {
    engine->state = ROW_AGAIN;
    engine->poll_at = engine->now + engine->row->poll_s;
    return engine_wait (engine);
  }
  what = g_strdup_printf ("%s: unexpected answer \"%s\"", engine->row->name, joined ? joined : "");
  return row_plain_mishap (engine, FOTAD_FAILURE_REFUSED, what);
}

static FotadAction
reply_ok (FotadEngine *engine, const FotadEvent *event)
{
  g_autoptr (GHashTable) groups = NULL;

  if (engine->row->reply == NULL)
    return row_wait_for_line (engine);
  if (!fotad_book_reply_with (engine->book, engine->row, fotad_facts_table (engine->facts),
                              event->lines, &groups))
    return reply_misfit (engine, event);
  if (groups != NULL)
    fotad_facts_merge (engine->facts, groups);
  return row_wait_for_line (engine);
}

/* A refusal is a refusal: what was not begun can still be turned back.  Which row's it was, that
 * ended the run, is for those that clear up: no other row's says what was begun. */
static FotadAction
reply_error (FotadEngine *engine, const FotadEvent *event)
{
  const char *name = engine->row->name;
  FotadHeard heard = { 0 };
  FotadAction action;

  if (engine->row->flags & FOTAD_STEP_NO_RETURN)
    engine_set_irreversible (engine, FALSE);
  hear_code (engine, event->table, event->code, event->text, &heard);
  if (engine->row->failure != FOTAD_FAILURE_NONE && heard.mishap.kind == FOTAD_FAILURE_REFUSED)
    heard.mishap.kind = engine->row->failure;
  action = row_mishap (engine, &heard.mishap);
  if (action.type == FOTAD_ACTION_FAILED)
    fotad_facts_set (engine->facts, "refused", name);
  hear_clear (&heard);
  return action;
}

/* What was said while the answer was awaited counts as well. */
static FotadAction
end_poll (FotadEngine *engine)
{
  const FotadStep *row = engine->row;

  if (engine->state == ROW_UNTIL && row->until != NULL && row_was_heard (engine, row->until))
    return row_succeed (engine);
  if (engine->state == ROW_AFTER && row_was_heard (engine, row->after))
    return row_try (engine);
  return row_tick (engine);
}

/* Silent for two polls, and it answers again: it has booted meanwhile. */
static gboolean
was_away (FotadEngine *engine)
{
  guint missed = engine->missed;

  engine->missed = 0;
  return missed >= 2 && (engine->row->flags & FOTAD_STEP_GOES_ON);
}

static FotadAction
reply_poll (FotadEngine *engine, const FotadEvent *event)
{
  double silence_at = engine->silence_at;
  gboolean away = was_away (engine);

  engine->state = engine->polled;
  engine->poll_at = engine->now + engine->row->poll_s;
  engine->moved = FALSE;
  for (guint i = 0; event->lines != NULL && event->lines[i] != NULL; i++) {
    const FotadStep *row = engine->row;
    FotadAction action = hear_line (engine, event->lines[i]);

    if (engine->row != row || action.type != FOTAD_ACTION_WAIT)
      return action;
  }
  if (away)
    return row_gone_on (engine, "the modem was away");
  if (!engine->moved) /* that it answers does not mean that it works */
    engine->silence_at = silence_at;
  return end_poll (engine);
}

FotadAction
row_reply (FotadEngine *engine, const FotadEvent *event)
{
  if (engine->state == ROW_POLL)
    return reply_poll (engine, event);
  if (engine->state != ROW_REPLY && engine->state != ROW_PUSH)
    return engine_wait (engine);
  if (event->reply == FOTAD_REPLY_ERROR)
    return reply_error (engine, event);
  if (event->reply == FOTAD_REPLY_CONNECT)
    return row_plain_mishap (engine, FOTAD_FAILURE_REFUSED, "the modem asks for data nobody has");
  return reply_ok (engine, event);
}

/* One that has begun and holds the port until it is through: asking would disturb it. */
static FotadAction
wait_unasked (FotadEngine *engine)
{
  engine->state = ROW_UNTIL;
  engine->poll_at = 0;
  engine->silence_at = 0;
  engine->missed = 1;
  return engine_wait (engine);
}

/* A lost OK is no loss when the lines show that the modem is at it, nor after the point of no
 * return, where only the version counts. */
FotadAction
row_no_reply (FotadEngine *engine)
{
  g_autofree char *what = NULL;

  if (engine->state == ROW_POLL) {
    engine->missed++;
    engine->state = engine->polled;
    engine->poll_at = engine->now + engine->row->poll_s;
    return end_poll (engine);
  }
  if (engine->state != ROW_REPLY)
    return engine_wait (engine);
  if (engine->row->flags & FOTAD_STEP_NO_RETURN ||
      (engine->row->until != NULL && g_hash_table_size (engine->heard) > 0))
    return row_wait_for_line (engine);
  if (engine->row->flags & FOTAD_STEP_GOES_ON)
    return wait_unasked (engine);
  what = g_strdup_printf ("%s: the modem did not answer", engine->row->name);
  return row_plain_mishap (engine, FOTAD_FAILURE_SILENT, what);
}
