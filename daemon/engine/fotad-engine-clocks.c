/*
 * A row's clocks: its deadline, silence, polls and rests.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine-private.h"

/* A poll is a side question: it must not hold up the lines it asks about. */
#define POLL_REPLY_S 10.0

void
row_refresh_silence (FotadEngine *engine)
{
  if (engine->row->silence_s > 0)
    engine->silence_at = engine->now + engine->row->silence_s;
}

void
row_reset_clocks (FotadEngine *engine)
{
  engine->started = engine->now;
  engine->deadline = engine->now + engine->row->timeout_s;
  engine->silence_at = 0;
  engine->poll_at = 0;
  engine->missed = 0;
  row_refresh_silence (engine);
}

static FotadAction
send_poll (FotadEngine *engine)
{
  const FotadStep *row = engine->row;

  engine->poll_at = 0;
  engine->polled = engine->state;
  if (engine->state == ROW_AGAIN)
    return row_send_text (engine, row->command, ROW_REPLY,
                          row->reply_s ? row->reply_s : row->timeout_s);
  if (row->poll == NULL && row->command == NULL)
    return engine_wait (engine);
  return row_send_text (engine, row->poll != NULL ? row->poll : row->command, ROW_POLL,
                        POLL_REPLY_S);
}

static FotadAction
time_out (FotadEngine *engine, gboolean silent)
{
  g_autofree char *what =
      g_strdup_printf (silent ? "%s: nothing heard for %u s" : "%s: not done within %u s",
                       engine->row->name, silent ? engine->row->silence_s : engine->row->timeout_s);

  if (engine_is_forward (engine)) {
    engine_note (engine, engine->row, "skipped", what);
    return engine->phase == FOTAD_PHASE_INSTALL ? engine_done (engine) : row_next (engine);
  }
  if ((engine->row->flags & FOTAD_STEP_GOES_ON) && engine->missed > 0)
    return row_gone_on (engine, what);
  return row_plain_mishap (engine, silent ? FOTAD_FAILURE_SILENT : FOTAD_FAILURE_TIMED_OUT, what);
}

FotadAction
row_tick (FotadEngine *engine)
{
  switch (engine->state) {
  case ROW_RESTING:
    if (engine->now < engine->rest_until)
      return engine_wait (engine);
    return engine->row->flags & FOTAD_STEP_REWINDS ? row_rewind (engine) : row_try (engine);
  case ROW_AFTER:
  case ROW_UNTIL:
  case ROW_AGAIN:
    if (engine->now >= engine->deadline)
      return time_out (engine, FALSE);
    if (engine->silence_at != 0 && engine->now >= engine->silence_at)
      return time_out (engine, TRUE);
    if (engine->poll_at != 0 && engine->now >= engine->poll_at)
      return send_poll (engine);
    return engine_wait (engine);
  case ROW_NONE:
  case ROW_GATE:
  case ROW_CLAIM:
  case ROW_REPLY:
  case ROW_PUSH:
  case ROW_POLL:
  case ROW_AWAY:
    return engine_wait (engine);
  }
  return engine_wait (engine);
}
