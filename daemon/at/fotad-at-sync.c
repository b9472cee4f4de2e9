/*
 * Counting answers owed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-sync.h"

void
fotad_at_sync_lost (FotadAtSync *sync)
{
  sync->owed++;
  sync->needed = TRUE;
}

void
fotad_at_sync_forget (FotadAtSync *sync)
{
  sync->unknown = TRUE;
  sync->needed = TRUE;
}

gboolean
fotad_at_sync_needed (const FotadAtSync *sync)
{
  return sync->needed;
}

void
fotad_at_sync_idle_final (FotadAtSync *sync)
{
  if (sync->owed > 0)
    sync->owed--;
}

void
fotad_at_sync_begin (FotadAtSync *sync)
{
  sync->probes = 0;
  sync->finals = 0;
}

gboolean
fotad_at_sync_probe (FotadAtSync *sync)
{
  if (sync->probes == FOTAD_AT_SYNC_PROBES)
    return FALSE;
  sync->probes++;
  return TRUE;
}

gboolean
fotad_at_sync_final (FotadAtSync *sync)
{
  sync->finals++;
  return !sync->unknown && sync->finals == sync->owed + sync->probes;
}

void
fotad_at_sync_done (FotadAtSync *sync)
{
  *sync = (FotadAtSync){ 0 };
}

void
fotad_at_sync_give_up (FotadAtSync *sync)
{
  guint due = sync->owed + sync->probes;

  sync->owed = due > sync->finals ? due - sync->finals : 0;
  fotad_at_sync_begin (sync);
}
