/*
 * What the engine learned and did, on its way to the disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-driver-private.h"

static void
store_fact (gpointer name, gpointer value, gpointer data)
{
  gpointer *closure = data;
  FotadDriver *driver = closure[0];
  GError **error = closure[1];

  if (*error == NULL && driver->store != NULL)
    (void) !fotad_store_set_fact (driver->store, driver->job, name, value,
                                  fotad_fact_is_secret (name), error);
}

static void
store_edge (gpointer item, gpointer data)
{
  FotadEngineEdge *edge = item;
  gpointer *closure = data;
  FotadDriver *driver = closure[0];
  GError **error = closure[1];
  GVariantDict details;

  if (*error != NULL || driver->store == NULL)
    return;
  g_variant_dict_init (&details, NULL);
  if (edge->detail != NULL)
    g_variant_dict_insert (&details, "detail", "s", edge->detail);
  (void) !fotad_store_add_edge (driver->store, driver->job,
                                fotad_stage_name (fotad_stage_of_phase (edge->phase)), edge->step,
                                edge->event, g_variant_dict_end (&details), error);
}

gboolean
fotad_driver_flush (FotadDriver *driver, GError **error)
{
  GError *failed = NULL;
  gpointer closure[] = { driver, &failed };

  fotad_facts_take_changes (driver->facts, store_fact, closure);
  fotad_engine_take_edges (driver->engine, store_edge, closure);
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, failed);
  return FALSE;
}
