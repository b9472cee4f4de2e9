/*
 * A row as it should be beside the same row as it is: whether they are equal, and the commands that
 * make them so.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-plan.h"

typedef struct {
  const FotadPlanInput *input;
  const FotadSetting *setting;
  const FotadSettingRow *wanted; /* NULL: the row is to go */
  const FotadSettingRow *found;  /* NULL: not there */
} FotadRowPair;

/* By the setting's rules; what only one side knows of a secret cannot be compared. */
gboolean fotad_row_pair_is_equal (const FotadRowPair *pair);

/* Fills in the command that writes @pair->wanted, or the reason why there is none. */
void fotad_row_pair_write (const FotadRowPair *pair, FotadChange *change);

/* The same for removing @pair->found. */
void fotad_row_pair_remove (const FotadRowPair *pair, FotadChange *change);
