/*
 * The order of waiting jobs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-queue.h"

#include "core/fotad-fd.h"

struct _FotadQueue {
  GPtrArray *entries; /* of FotadWaiting, in order */
};

FotadWaiting *
fotad_waiting_new (FotadJob *job, FotadModem *modem)
{
  FotadWaiting *waiting = g_new0 (FotadWaiting, 1);

  waiting->job = g_object_ref (job);
  waiting->modem = g_object_ref (modem);
  waiting->package_fd = -1;
  return waiting;
}

void
fotad_waiting_free (FotadWaiting *waiting)
{
  g_object_unref (waiting->job);
  g_object_unref (waiting->modem);
  g_clear_pointer (&waiting->sent, g_ptr_array_unref);
  fotad_clear_fd (&waiting->package_fd);
  g_free (waiting);
}

FotadQueue *
fotad_queue_new (void)
{
  FotadQueue *queue = g_new0 (FotadQueue, 1);

  queue->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_waiting_free);
  return queue;
}

void
fotad_queue_free (FotadQueue *queue)
{
  g_ptr_array_unref (queue->entries);
  g_free (queue);
}

void
fotad_queue_add (FotadQueue *queue, FotadWaiting *waiting)
{
  g_ptr_array_add (queue->entries, waiting);
}

FotadWaiting *
fotad_queue_take (FotadQueue *queue, FotadJob *job)
{
  for (guint i = 0; i < queue->entries->len; i++)
    if (((FotadWaiting *) queue->entries->pdata[i])->job == job)
      return g_ptr_array_steal_index (queue->entries, i);
  return NULL;
}

gint64
fotad_queue_start_time (const FotadJobRecord *record)
{
  return MAX (record->not_before, record->deferred_until);
}

/* What had begun before a restart is gone on with, whatever its appointment was. */
static gboolean
is_due (FotadWaiting *waiting, gint64 now)
{
  return waiting->recovery.recovered ||
         fotad_queue_start_time (fotad_job_get_record (waiting->job)) <= now;
}

static gboolean
is_late (FotadWaiting *waiting, gint64 now)
{
  gint64 until = fotad_job_get_record (waiting->job)->not_after;

  return !waiting->recovery.recovered && until != 0 && until < now;
}

FotadWaiting *
fotad_queue_take_startable (FotadQueue *queue,
                            gint64 now,
                            gboolean (*is_free) (FotadModem *modem, gpointer data),
                            gpointer data)
{
  for (guint i = 0; i < queue->entries->len; i++) {
    FotadWaiting *waiting = queue->entries->pdata[i];

    if (is_due (waiting, now) && !is_late (waiting, now) && is_free (waiting->modem, data))
      return g_ptr_array_steal_index (queue->entries, i);
  }
  return NULL;
}

FotadWaiting *
fotad_queue_take_expired (FotadQueue *queue, gint64 now)
{
  for (guint i = 0; i < queue->entries->len; i++)
    if (is_late (queue->entries->pdata[i], now))
      return g_ptr_array_steal_index (queue->entries, i);
  return NULL;
}

static gint64
earlier (gint64 best, gint64 time, gint64 now)
{
  if (time <= now)
    return best;
  return best == 0 ? time : MIN (best, time);
}

gint64
fotad_queue_next_time (FotadQueue *queue, gint64 now)
{
  gint64 best = 0;

  for (guint i = 0; i < queue->entries->len; i++) {
    FotadWaiting *waiting = queue->entries->pdata[i];
    const FotadJobRecord *record = fotad_job_get_record (waiting->job);

    if (waiting->recovery.recovered)
      continue;
    best = earlier (best, fotad_queue_start_time (record), now);
    if (record->not_after != 0)
      best = earlier (best, record->not_after + 1, now);
  }
  return best;
}

FotadJob *
fotad_queue_find_due (FotadQueue *queue, FotadModem *modem, gint64 now)
{
  for (guint i = 0; i < queue->entries->len; i++) {
    FotadWaiting *waiting = queue->entries->pdata[i];

    if (waiting->modem == modem && is_due (waiting, now))
      return waiting->job;
  }
  return NULL;
}
