/*
 * One row of a route after the other: entering, sending, waiting, succeeding, failing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine-private.h"

#include "vendor/fotad-template.h"

#include <string.h>

/* Between two tries: long enough for a modem that is busy for a moment. */
#define REST_S 1.0

/* Whether @name is one of "a|b|c". */
gboolean
row_awaits (const char *names, const char *name)
{
  gsize length = strlen (name);

  for (const char *at = names; at != NULL; at = strchr (at, '|') ? strchr (at, '|') + 1 : NULL)
    if (strncmp (at, name, length) == 0 && (at[length] == '\0' || at[length] == '|'))
      return TRUE;
  return FALSE;
}

/* What the modem offered before there was a job is as if it were heard now, once. */
static gboolean
was_offered (FotadEngine *engine, const char *names)
{
  const char *offer = fotad_facts_get (engine->facts, "offer");

  if (engine->offer_taken || offer == NULL || engine->phase < FOTAD_PHASE_TRANSFER ||
      !row_awaits (names, offer))
    return FALSE;
  engine->offer_taken = engine->row->after == NULL || !row_awaits (engine->row->after, offer);
  return TRUE;
}

/* Whether one of @names was heard since the last command. */
gboolean
row_was_heard (FotadEngine *engine, const char *names)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, engine->heard);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (row_awaits (names, name))
      return TRUE;
  return was_offered (engine, names);
}

FotadAction
row_next (FotadEngine *engine)
{
  const FotadStep *row = engine->row != NULL ? engine->row + 1 : engine->rows;

  for (; row->name != NULL; row++)
    if (row->phase == engine->phase && engine_applies (engine, row) && !row_is_known (engine, row))
      return row_enter (engine, row);
  return engine_done (engine);
}

FotadAction
row_enter (FotadEngine *engine, const FotadStep *row)
{
  engine->row = row;
  engine->tries_left = row->tries;
  engine->percent = -1;
  fotad_progress_enter (&engine->all, row->weight);
  fotad_progress_enter (&engine->part, row->weight);
  return row_try (engine);
}

FotadAction
row_send_text (FotadEngine *engine, const char *template, FotadRowState state, double reply_s)
{
  FotadAction action = { .type = FOTAD_ACTION_SEND, .reply_s = reply_s };
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&engine->command, g_free);
  if (!fotad_template_expand (template, fotad_facts_table (engine->facts), &engine->command,
                              &error)) {
    FotadMishap mishap = { .kind = FOTAD_FAILURE_ARGUMENT, .final = TRUE };

    mishap.message = error->message;
    return row_mishap (engine, &mishap);
  }
  engine->state = state;
  action.command = engine->command;
  return action;
}

/* The intent is on its way to the disk with this action, before the command is to the modem. */
static FotadAction
send_command (FotadEngine *engine)
{
  const FotadStep *row = engine->row;
  g_autofree char *shown = NULL;
  FotadAction action;

  g_hash_table_remove_all (engine->heard);
  g_clear_pointer (&engine->early, g_free);
  action =
      row_send_text (engine, row->command, ROW_REPLY, row->reply_s ? row->reply_s : row->timeout_s);
  if (action.type != FOTAD_ACTION_SEND)
    return action;
  shown = fotad_template_masked (row->command, fotad_facts_table (engine->facts));
  if (row->flags & FOTAD_STEP_NO_RETURN) /* first: a restart must not pass the row over unasked */
    engine_set_irreversible (engine, TRUE);
  engine_note (engine, row, "intent", shown);
  if ((row->flags & FOTAD_STEP_ONCE) && !(row->flags & FOTAD_STEP_NO_RETURN))
    fotad_engine_mark_sent (engine, row->name); /* its phase may be run again */
  if (row->flags & FOTAD_STEP_GOES_ON)
    engine_note (engine, row, "may-install", NULL);
  if (row->flags & FOTAD_STEP_PUSH) {
    action.type = FOTAD_ACTION_PUSH;
    engine->state = ROW_PUSH;
  }
  return action;
}

FotadAction
row_wait_for_line (FotadEngine *engine)
{
  g_autofree char *early = g_steal_pointer (&engine->early);

  if (early != NULL) {
    engine->state = ROW_UNTIL;
    return hear_line (engine, early);
  }
  if (engine->row->until == NULL || row_was_heard (engine, engine->row->until))
    return row_succeed (engine);
  engine->state = ROW_UNTIL;
  if (engine->row->poll_s > 0)
    engine->poll_at = engine->now + engine->row->poll_s;
  return engine_wait (engine);
}

/* Sent before, perhaps by an earlier process: what it led to is found out by asking the modem, not
 * by saying it again. */
static FotadAction
skip_sent (FotadEngine *engine)
{
  engine_note (engine, engine->row, "skipped", "sent before");
  if (!(engine->row->flags & FOTAD_STEP_NO_RETURN))
    return row_wait_for_line (engine);
  engine_set_irreversible (engine, TRUE);
  return engine_done (engine);
}

FotadAction
row_try (FotadEngine *engine)
{
  const FotadStep *row = engine->row;

  row_reset_clocks (engine);
  if (row->after != NULL && !row_was_heard (engine, row->after))
    return row_wait_for_question (engine);
  if ((row->flags & FOTAD_STEP_ONCE) && g_hash_table_contains (engine->sent, row->name))
    return skip_sent (engine);
  if (row_must_ask (engine)) {
    engine->state = ROW_GATE;
    engine_note (engine, row, "asked", NULL);
    return (FotadAction){ .type = FOTAD_ACTION_ASK };
  }
  if (engine->beside && (row->flags & (FOTAD_STEP_NO_RETURN | FOTAD_STEP_GOES_ON))) {
    engine->state = ROW_CLAIM;
    return (FotadAction){ .type = FOTAD_ACTION_CLAIM };
  }
  if (row->command != NULL)
    return send_command (engine);
  if (row->flags & FOTAD_STEP_NO_RETURN)
    engine_set_irreversible (engine, TRUE);
  if (row->flags & FOTAD_STEP_GOES_ON)
    engine_note (engine, row, "may-install", NULL);
  return row_wait_for_line (engine);
}

/* A row that failed takes its word back: the fact may be from an earlier life of the job. */
static void
apply_sets (FotadEngine *engine, gboolean succeeded)
{
  g_autofree char *name = NULL;
  g_autofree char *template = NULL;
  g_autofree char *value = NULL;

  if (engine->row->sets == NULL || !fotad_assignment_parse (engine->row->sets, &name, &template))
    return;
  if (succeeded &&
      !fotad_template_expand (template, fotad_facts_table (engine->facts), &value, NULL))
    value = NULL;
  fotad_facts_set (engine->facts, name, value);
}

/* With what number an OPTIONAL row was refused is for the rows behind it to judge, and with what
 * the run ended for those that clear up. */
static void
note_refusal (FotadEngine *engine, const FotadMishap *mishap)
{
  const char *number = NULL;

  if (mishap != NULL && mishap->code != NULL)
    number = mishap->code + strcspn (mishap->code, "0123456789");
  fotad_facts_set (engine->facts, "refusal", number != NULL && *number != '\0' ? number : NULL);
}

FotadAction
row_succeed (FotadEngine *engine)
{
  if (engine->row->flags & FOTAD_STEP_OPTIONAL)
    note_refusal (engine, NULL);
  apply_sets (engine, TRUE);
  row_know (engine);
  engine_note (engine, engine->row, "done", NULL);
  fotad_progress_leave (&engine->all);
  fotad_progress_leave (&engine->part);
  return row_next (engine);
}

/* After the install command nothing the modem says ends the run: it is noted, and the version
 * read back decides.  Before it, and in a transfer that the modem itself gave up, it does. */
FotadAction
row_give_up (FotadEngine *engine, const FotadMishap *mishap)
{
  note_refusal (engine, mishap);
  engine_set_failure (engine, mishap);
  engine_note (engine, engine->row, "failed", mishap->message);
  if (engine->irreversible && engine->phase == FOTAD_PHASE_INSTALL)
    return engine_done (engine);
  if (engine->phase == FOTAD_PHASE_TRANSFER)
    engine_set_irreversible (engine, FALSE);
  engine->state = ROW_NONE;
  return (FotadAction){ .type = FOTAD_ACTION_FAILED };
}

static FotadAction
rest (FotadEngine *engine, const FotadMishap *mishap)
{
  if (engine->row->flags & FOTAD_STEP_REWINDS)
    engine->returns++;
  else
    engine->tries_left--;
  engine_note (engine, engine->row, "retry", mishap->message);
  engine->state = ROW_RESTING;
  engine->rest_until = engine->now + REST_S;
  return engine_wait (engine);
}

/* An upload that was refused is begun again by itself, and its tries are counted so. */
FotadAction
row_mishap (FotadEngine *engine, const FotadMishap *mishap)
{
  const FotadStep *row = engine->row;
  gboolean again =
      row->flags & FOTAD_STEP_REWINDS ? row_has_tries (engine) : engine->tries_left > 1;

  if (row->flags & FOTAD_STEP_OPTIONAL) {
    note_refusal (engine, mishap);
    apply_sets (engine, FALSE);
    row_know (engine);
    engine_note (engine, row, "skipped", mishap->message);
    fotad_progress_leave (&engine->all);
    fotad_progress_leave (&engine->part);
    return row_next (engine);
  }
  if (!again || mishap->final || (row->flags & FOTAD_STEP_ONCE))
    return row_give_up (engine, mishap);
  return rest (engine, mishap);
}
