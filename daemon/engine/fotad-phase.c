/*
 * Names and order of a job's phases.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-phase.h"

static const char *const names[] = {
  "check",    "claim",   "identify", "save-settings", "prepare",          "transfer",
  "approval", "install", "settle",   "verify",        "restore-settings", "release",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == FOTAD_N_STAGES);

const char *
fotad_stage_name (FotadStage stage)
{
  return names[stage];
}

gboolean
fotad_stage_from_name (const char *name, FotadStage *stage)
{
  for (guint i = 0; i < FOTAD_N_STAGES; i++) {
    if (g_strcmp0 (names[i], name) != 0)
      continue;
    *stage = (FotadStage) i;
    return TRUE;
  }
  return FALSE;
}

FotadStage
fotad_stage_of_phase (FotadPhase phase)
{
  switch (phase) {
  case FOTAD_PHASE_CHECK:
    return FOTAD_STAGE_CHECK;
  case FOTAD_PHASE_IDENTIFY:
    return FOTAD_STAGE_IDENTIFY;
  case FOTAD_PHASE_PREPARE:
    return FOTAD_STAGE_PREPARE;
  case FOTAD_PHASE_TRANSFER:
    return FOTAD_STAGE_TRANSFER;
  case FOTAD_PHASE_INSTALL:
    return FOTAD_STAGE_INSTALL;
  case FOTAD_PHASE_VERIFY:
    return FOTAD_STAGE_VERIFY;
  case FOTAD_PHASE_CLEANUP:
    return FOTAD_STAGE_RELEASE;
  }
  return FOTAD_STAGE_RELEASE;
}
