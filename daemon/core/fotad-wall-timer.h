/*
 * An appointment on the wall clock: one callback when the real time reaches (or has been set
 * past) a moment.  A timerfd, so that nothing is polled and a clock that jumps, in either
 * direction, is noticed at once.  Never scaled: an appointment is not a time-out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _FotadWallTimer FotadWallTimer;

/* Not yet set. */
FotadWallTimer *fotad_wall_timer_new (void (*due) (gpointer data), gpointer data);
void fotad_wall_timer_free (FotadWallTimer *timer);

/* @when: UNIX seconds; 0 unsets.  A moment that has passed is due in the next round of the main
 * loop. */
void fotad_wall_timer_set (FotadWallTimer *timer, gint64 when);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadWallTimer, fotad_wall_timer_free)

G_END_DECLS
