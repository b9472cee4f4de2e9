/*
 * The phases of a job, in the order they run, and their names on the bus and in the store.
 * A vendor's table has a part of them (FotadPhase in fotad-plugin.h); the rest is the daemon's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin.h"

G_BEGIN_DECLS

typedef enum {
  FOTAD_STAGE_CHECK,
  FOTAD_STAGE_CLAIM,
  FOTAD_STAGE_IDENTIFY,
  FOTAD_STAGE_SAVE_SETTINGS,
  FOTAD_STAGE_PREPARE,
  FOTAD_STAGE_TRANSFER,
  FOTAD_STAGE_APPROVAL,
  FOTAD_STAGE_INSTALL,
  FOTAD_STAGE_SETTLE,
  FOTAD_STAGE_VERIFY,
  FOTAD_STAGE_RESTORE_SETTINGS,
  FOTAD_STAGE_RELEASE,
} FotadStage;

#define FOTAD_N_STAGES (FOTAD_STAGE_RELEASE + 1)

/* "save-settings" and the like. */
const char *fotad_stage_name (FotadStage stage);

/* FALSE when there is no stage of that name (the store's content is not trusted). */
gboolean fotad_stage_from_name (const char *name, FotadStage *stage);

/* Where a vendor's rows of @phase run. */
FotadStage fotad_stage_of_phase (FotadPhase phase);

G_END_DECLS
