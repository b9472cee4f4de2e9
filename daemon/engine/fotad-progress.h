/*
 * How far a run is: the weights of its rows against those that are through.  Never goes down,
 * whatever a modem's percentages do at a change of stage.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint total;  /* sum of the weights */
  guint done;   /* of the rows that are through */
  guint weight; /* of the row that runs */
  guint percent;
  double part; /* of the row that runs, 0..1 */
} FotadProgress;

void fotad_progress_reset (FotadProgress *progress, guint total);
void fotad_progress_enter (FotadProgress *progress, guint weight);
void fotad_progress_move (FotadProgress *progress, double part); /* 0..1 of the row that runs */
void fotad_progress_leave (FotadProgress *progress);

G_END_DECLS
