/*
 * What came of a run so far: the first failure, the point of no return, and both again after a
 * restart or a second try.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine-private.h"

#include "core/fotad-log-mask.h"

/* A new attempt knows nothing of what an earlier one ended with. */
void
engine_forget_outcome (FotadEngine *engine)
{
  static const char *const names[] = { "failure_kind", "failure_message", "failure_code",
                                       "said_installed", "refused" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    fotad_facts_set (engine->facts, names[i], NULL);
}

const FotadEngineFailure *
fotad_engine_get_failure (FotadEngine *engine)
{
  return engine->failure.kind != FOTAD_FAILURE_NONE ? &engine->failure : NULL;
}

GError *
fotad_engine_dup_error (FotadEngine *engine)
{
  if (engine->failure.kind == FOTAD_FAILURE_NONE)
    return NULL;
  return g_error_new_literal (FOTAD_ERROR, (int) fotad_failure_to_error (engine->failure.kind),
                              engine->failure.message);
}

/* The first failure is the reason; what follows are its consequences.  It is a fact as well, so
 * that the verdict can still tell it after a restart. */
void
engine_set_failure (FotadEngine *engine, const FotadMishap *mishap)
{
  g_autofree char *kind = g_strdup_printf ("%d", mishap->kind);

  if (engine->failure.kind != FOTAD_FAILURE_NONE)
    return;
  engine->failure.kind = mishap->kind;
  engine->failure.retry = mishap->retry;
  engine->failure.message = fotad_log_mask_values (mishap->message);
  engine->failure.vendor_code = g_strdup (mishap->code);
  fotad_facts_set (engine->facts, "failure_kind", kind);
  fotad_facts_set (engine->facts, "failure_message", engine->failure.message);
  fotad_facts_set (engine->facts, "failure_code", mishap->code);
}

void
fotad_engine_recall (FotadEngine *engine)
{
  const char *kind = fotad_facts_get (engine->facts, "failure_kind");
  FotadMishap mishap = { 0 };
  g_autofree char *message = g_strdup (fotad_facts_get (engine->facts, "failure_message"));
  g_autofree char *code = g_strdup (fotad_facts_get (engine->facts, "failure_code"));

  engine->irreversible = TRUE;
  engine->said_success = fotad_facts_get (engine->facts, "said_installed") != NULL;
  if (kind == NULL)
    return;
  mishap.kind = (FotadFailure) CLAMP (g_ascii_strtoll (kind, NULL, 10), FOTAD_FAILURE_NONE,
                                      FOTAD_FAILURE_CANCELLED);
  mishap.message = message != NULL ? message : "The modem reported a failure.";
  mishap.code = code;
  engine_set_failure (engine, &mishap);
}

static void
forget_failure (FotadEngine *engine)
{
  g_clear_pointer (&engine->failure.message, g_free);
  g_clear_pointer (&engine->failure.vendor_code, g_free);
  engine->failure = (FotadEngineFailure){ .kind = FOTAD_FAILURE_NONE };
  engine_forget_outcome (engine);
}

gboolean
fotad_engine_repeat (FotadEngine *engine, const char *step)
{
  for (const FotadStep *row = engine->rows; row->name != NULL; row++) {
    if (!g_str_equal (row->name, step))
      continue;
    g_hash_table_remove (engine->sent, step);
    forget_failure (engine);
    engine->said_success = FALSE;
    engine->ready = FALSE;
    engine->row = row; /* whom the edge names */
    engine->irreversible = TRUE;
    engine_set_irreversible (engine, FALSE);
    engine->row = NULL;
    return TRUE;
  }
  return FALSE;
}

/* Stored as an edge of its own, so that a restart need not know the vendor's table. */
void
engine_set_irreversible (FotadEngine *engine, gboolean irreversible)
{
  if (engine->irreversible == irreversible)
    return;
  engine->irreversible = irreversible;
  engine_note (engine, engine->row, irreversible ? "irreversible" : "reversible", NULL);
}

/* Between the point of no return and the reading of the version nothing ends the run. */
gboolean
engine_is_forward (FotadEngine *engine)
{
  return engine->irreversible && engine->phase <= FOTAD_PHASE_INSTALL;
}
