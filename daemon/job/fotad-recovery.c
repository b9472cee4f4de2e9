/*
 * The table of fotad-recovery.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-recovery.h"

#include "store/fotad-store-edges.h"

void
fotad_recovery_decide (FotadRecovery *recovery, GPtrArray *edges, gboolean irreversible,
                       GPtrArray *sent)
{
  gboolean verdict = FALSE;
  gboolean failed_after_intent = FALSE;

  *recovery = (FotadRecovery){ .recovered = TRUE, .stage = FOTAD_STAGE_CHECK, .sent = sent };
  for (guint i = 0; i < edges->len; i++) {
    FotadEdge *edge = edges->pdata[i];

    if (g_str_equal (edge->event, "intent"))
      g_ptr_array_add (sent, g_strdup (edge->step));
    if (g_str_equal (edge->event, "irreversible"))
      recovery->installed = TRUE;
    if (g_str_equal (edge->event, "reversible"))
      failed_after_intent = TRUE;
    if (g_str_equal (edge->event, "verdict"))
      verdict = TRUE;
  }
  recovery->installed = (recovery->installed || irreversible) && !failed_after_intent;
  if (verdict)
    recovery->stage = FOTAD_STAGE_RESTORE_SETTINGS;
  else if (recovery->installed)
    recovery->stage = FOTAD_STAGE_SETTLE;
}
