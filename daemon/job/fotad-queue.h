/*
 * Jobs that do not run: in order, each with the moment before which it must not start and the
 * one after which it is too late.  It knows no clock: the time is told.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-job.h"
#include "job/fotad-recovery.h"
#include "modem/fotad-modem.h"

G_BEGIN_DECLS

typedef struct {
  FotadJob *job;
  FotadModem *modem;
  FotadRecovery recovery;
  GPtrArray *sent; /* what recovery.sent points to */
  int package_fd;  /* -1: none */
} FotadWaiting;

FotadWaiting *fotad_waiting_new (FotadJob *job, FotadModem *modem);
void fotad_waiting_free (FotadWaiting *waiting);

typedef struct _FotadQueue FotadQueue;

FotadQueue *fotad_queue_new (void);
void fotad_queue_free (FotadQueue *queue);

/* At the end; takes @waiting. */
void fotad_queue_add (FotadQueue *queue, FotadWaiting *waiting);

/* Takes out the entry of @job, NULL when there is none. */
FotadWaiting *fotad_queue_take (FotadQueue *queue, FotadJob *job);

/* Takes out the first entry that may start at @now (UNIX s) and whose modem is free. */
FotadWaiting *fotad_queue_take_startable (FotadQueue *queue,
                                          gint64 now,
                                          gboolean (*is_free) (FotadModem *modem, gpointer data),
                                          gpointer data);

/* Takes out the first entry that is too late at @now. */
FotadWaiting *fotad_queue_take_expired (FotadQueue *queue, gint64 now);

/* The next moment after @now at which something changes by itself; 0: none. */
gint64 fotad_queue_next_time (FotadQueue *queue, gint64 now);

/* The first job of @modem that is due at @now: the modem is that job's already.  NULL: none.
 * Borrowed. */
FotadJob *fotad_queue_find_due (FotadQueue *queue, FotadModem *modem, gint64 now);

/* The moment before which @record must not start; 0: at once.  Recovered jobs that had begun do
 * not wait. */
gint64 fotad_queue_start_time (const FotadJobRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadQueue, fotad_queue_free)

G_END_DECLS
