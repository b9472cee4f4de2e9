/*
 * What the engine tells: how far it is, what it has heard, and the edges that are to be stored.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine-private.h"

#include "core/fotad-log-mask.h"

const char *
fotad_engine_get_step (FotadEngine *engine)
{
  return engine->row != NULL ? engine->row->name : NULL;
}

guint
fotad_engine_get_progress (FotadEngine *engine)
{
  return engine->all.percent;
}

guint
fotad_engine_get_phase_progress (FotadEngine *engine)
{
  return engine->part.percent;
}

gboolean
fotad_engine_get_deferrable (FotadEngine *engine)
{
  return engine->state == ROW_GATE && (engine->row->flags & FOTAD_STEP_DEFERS) != 0;
}

gboolean
fotad_engine_get_irreversible (FotadEngine *engine)
{
  return engine->irreversible;
}

gboolean
fotad_engine_get_nothing (FotadEngine *engine)
{
  return engine->nothing;
}

const char *
fotad_engine_get_nothing_text (FotadEngine *engine)
{
  return engine->nothing_text;
}

gboolean
fotad_engine_get_said_success (FotadEngine *engine)
{
  return engine->said_success;
}

gboolean
fotad_engine_get_ready (FotadEngine *engine)
{
  return engine->ready;
}

static void
edge_free (gpointer data)
{
  FotadEngineEdge *edge = data;

  g_free (edge->detail);
  g_free (edge);
}

GPtrArray *
engine_new_edges (void)
{
  return g_ptr_array_new_with_free_func (edge_free);
}

void
fotad_engine_take_edges (FotadEngine *engine, GFunc function, gpointer data)
{
  g_autoptr (GPtrArray) edges = g_steal_pointer (&engine->edges);

  engine->edges = engine_new_edges ();
  g_ptr_array_foreach (edges, function, data);
}

void
engine_note (FotadEngine *engine, const FotadStep *row, const char *event, const char *detail)
{
  FotadEngineEdge *edge = g_new0 (FotadEngineEdge, 1);

  edge->phase = engine->phase;
  edge->step = row != NULL ? row->name : "";
  edge->event = event;
  edge->detail = detail != NULL ? fotad_log_mask_values (detail) : NULL;
  g_ptr_array_add (engine->edges, edge);
}
