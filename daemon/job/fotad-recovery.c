/*
 * The table of fotad-recovery.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-recovery.h"

#include "store/fotad-store-edges.h"

/* Approved, put off in the modem, given up, or begun again: the question stands no more. */
static gboolean
is_end_of_asking (FotadEdge *edge)
{
  static const char *const ends[] = { "approved", "deferred", "failed", "retry", NULL };

  return g_strv_contains (ends, edge->event);
}

/* A refused command did nothing, so it may be said again. */
static void
forget (GPtrArray *sent, const char *step)
{
  guint at;

  while (g_ptr_array_find_with_equal_func (sent, step, g_str_equal, &at))
    g_ptr_array_remove_index (sent, at);
}

/* The last word counts.  The job's record may be one write behind the edges. */
static gboolean
is_installed (GPtrArray *edges, gboolean irreversible)
{
  for (guint i = edges->len; i > 0; i--) {
    FotadEdge *edge = edges->pdata[i - 1];

    if (g_str_equal (edge->event, "irreversible"))
      return TRUE;
    if (g_str_equal (edge->event, "reversible"))
      return FALSE;
  }
  return irreversible;
}

static gboolean
is_in (FotadEdge *edge, FotadStage first, FotadStage last)
{
  FotadStage stage;

  return fotad_stage_from_name (edge->phase, &stage) && stage >= first && stage <= last;
}

/* That it answers when it is asked afterwards tells nothing. */
static gboolean
is_sign_of_life (FotadEdge *edge)
{
  static const char *const signs[] = { "done", "heard", "reversible", NULL };

  return g_strv_contains (signs, edge->event) &&
         is_in (edge, FOTAD_STAGE_CHECK, FOTAD_STAGE_SETTLE);
}

void
fotad_recovery_decide (FotadRecovery *recovery,
                       GPtrArray *edges,
                       gboolean irreversible,
                       GPtrArray *sent)
{
  const char *asked = NULL;

  *recovery = (FotadRecovery){ .recovered = TRUE, .stage = FOTAD_STAGE_CHECK, .sent = sent };
  for (guint i = 0; i < edges->len; i++) {
    FotadEdge *edge = edges->pdata[i];

    if (is_sign_of_life (edge))
      recovery->unsure = FALSE;
    if (g_str_equal (edge->event, "may-install"))
      recovery->may_install = TRUE;
    else if (g_str_equal (edge->event, "failed"))
      recovery->may_install = FALSE;
    recovery->transferring |= is_in (edge, FOTAD_STAGE_TRANSFER, FOTAD_STAGE_INSTALL);
    if (g_str_equal (edge->event, "intent"))
      g_ptr_array_add (sent, g_strdup (edge->step));
    else if (g_str_equal (edge->event, "reversible"))
      forget (sent, edge->step);
    else if (g_str_equal (edge->event, "asked"))
      asked = edge->phase;
    else if (g_str_equal (edge->event, "irreversible"))
      recovery->unsure = TRUE;
    if (is_end_of_asking (edge))
      asked = NULL;
  }
  recovery->installed = is_installed (edges, irreversible);
  if (recovery->installed)
    recovery->stage = FOTAD_STAGE_SETTLE;
  else if (asked != NULL && fotad_stage_from_name (asked, &recovery->stage))
    recovery->identify = TRUE;
}
