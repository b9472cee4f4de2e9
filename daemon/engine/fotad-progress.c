/*
 * Weighted progress that never goes down.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-progress.h"

static void
update (FotadProgress *progress)
{
  double now = progress->total == 0
                   ? 0
                   : 100 * (progress->done + progress->weight * progress->part) / progress->total;

  progress->percent = MAX (progress->percent, (guint) CLAMP (now, 0, 100));
}

void
fotad_progress_reset (FotadProgress *progress, guint total)
{
  *progress = (FotadProgress){ .total = total };
}

void
fotad_progress_enter (FotadProgress *progress, guint weight)
{
  progress->weight = weight;
  progress->part = 0;
}

void
fotad_progress_move (FotadProgress *progress, double part)
{
  progress->part = MAX (progress->part, CLAMP (part, 0, 1));
  update (progress);
}

void
fotad_progress_leave (FotadProgress *progress)
{
  progress->done = MIN (progress->done + progress->weight, progress->total);
  progress->weight = 0;
  progress->part = 0;
  update (progress);
}
