/*
 * The stage of the engine's tests.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

static void
take_edge (gpointer item, gpointer data)
{
  FotadEngineEdge *edge = item;

  g_string_append_printf (data, "%s:%s ", edge->step, edge->event);
}

static void
acted (Play *play, FotadAction action)
{
  play->action = action;
  fotad_engine_take_edges (play->engine, take_edge, play->edges);
}

void
play_begin (Play *play, const FotadVendor *vendor, const char *route, FotadPhase phase)
{
  g_autoptr (GError) error = NULL;
  const FotadRoute *found;

  *play = (Play){ .facts = fotad_facts_new (), .now = 1000, .edges = g_string_new (NULL) };
  play->book = fotad_book_new (vendor, &error);
  g_assert_no_error (error);
  found = fotad_book_route (play->book, "X1", route);
  g_assert_nonnull (found);
  play->engine = fotad_engine_new (play->book, found, found->steps, "X1", play->facts);
  play_phase (play, phase);
}

void
play_phase (Play *play, FotadPhase phase)
{
  acted (play, fotad_engine_begin (play->engine, phase, play->now));
}

void
play_end (Play *play)
{
  fotad_engine_free (play->engine);
  fotad_facts_free (play->facts);
  fotad_book_unref (play->book);
  g_string_free (play->edges, TRUE);
}

static void
feed (Play *play, FotadEvent event)
{
  event.now = play->now;
  acted (play, fotad_engine_feed (play->engine, &event));
}

void
play_ok (Play *play, const char *lines)
{
  g_auto (GStrv) split = lines != NULL ? g_strsplit (lines, "|", -1) : NULL;

  feed (play, (FotadEvent){ .type = FOTAD_EVENT_REPLY,
                            .reply = FOTAD_REPLY_OK,
                            .code = -1,
                            .lines = (const char *const *) split });
}

void
play_error (Play *play, const char *table, int code, const char *words)
{
  feed (play, (FotadEvent){ .type = FOTAD_EVENT_REPLY,
                            .reply = FOTAD_REPLY_ERROR,
                            .table = table,
                            .code = code,
                            .text = words });
}

void
play_silence (Play *play)
{
  feed (play, (FotadEvent){ .type = FOTAD_EVENT_NO_REPLY });
}

void
play_line (Play *play, const char *line)
{
  feed (play, (FotadEvent){ .type = FOTAD_EVENT_LINE, .line = line });
}

void
play_event (Play *play, FotadEventType type)
{
  feed (play, (FotadEvent){ .type = type });
}

void
play_until (Play *play, double now)
{
  g_assert_cmpfloat (now, >=, play->now);
  play->now = now;
  feed (play, (FotadEvent){ .type = FOTAD_EVENT_TICK });
}

void
play_sends (Play *play, const char *command)
{
  g_assert_cmpint (play->action.type, ==, FOTAD_ACTION_SEND);
  g_assert_cmpstr (play->action.command, ==, command);
}

void
play_waits (Play *play, double wake_at)
{
  g_assert_cmpint (play->action.type, ==, FOTAD_ACTION_WAIT);
  g_assert_cmpfloat_with_epsilon (play->action.wake_at, wake_at, 0.001);
}

void
play_is (Play *play, FotadActionType type)
{
  g_assert_cmpint (play->action.type, ==, type);
}

void
play_failed (Play *play, FotadFailure kind)
{
  play_is (play, FOTAD_ACTION_FAILED);
  g_assert_nonnull (fotad_engine_get_failure (play->engine));
  g_assert_cmpint (fotad_engine_get_failure (play->engine)->kind, ==, kind);
}
