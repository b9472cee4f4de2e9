/*
 * A timerfd on CLOCK_REALTIME that is cancelled, and looked at again, when the clock is set.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-wall-timer.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct _FotadWallTimer {
  void (*due) (gpointer data);
  gpointer data;
  gint64 when;
  int fd;
  guint watch;
};

static void
arm (FotadWallTimer *timer)
{
  struct itimerspec spec = { 0 };

  /* 0 would disarm; 1 has passed since long */
  spec.it_value.tv_sec = timer->when != 0 ? MAX (timer->when, 1) : 0;
  if (timerfd_settime (timer->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL) < 0)
    g_warning ("the wall clock's timer cannot be set: %s", g_strerror (errno));
}

static gboolean
on_ready (int fd, GIOCondition condition, gpointer data)
{
  FotadWallTimer *timer = data;
  guint64 count;
  gssize size = read (fd, &count, sizeof count);

  if (size < 0 && errno == ECANCELED) {
    arm (timer); /* the clock was set: due at once when it jumped past the moment */
  } else if (size > 0 && timer->when != 0) {
    timer->when = 0;
    timer->due (timer->data);
  }
  return G_SOURCE_CONTINUE;
}

FotadWallTimer *
fotad_wall_timer_new (void (*due) (gpointer data), gpointer data)
{
  FotadWallTimer *timer = g_new0 (FotadWallTimer, 1);

  timer->due = due;
  timer->data = data;
  timer->fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (timer->fd >= 0)
    timer->watch = g_unix_fd_add (timer->fd, G_IO_IN, on_ready, timer);
  else
    g_warning ("no timer for the wall clock: %s", g_strerror (errno));
  return timer;
}

void
fotad_wall_timer_free (FotadWallTimer *timer)
{
  g_clear_handle_id (&timer->watch, g_source_remove);
  if (timer->fd >= 0)
    close (timer->fd);
  g_free (timer);
}

void
fotad_wall_timer_set (FotadWallTimer *timer, gint64 when)
{
  if (timer->when == when && when != 0)
    return;
  timer->when = when;
  arm (timer);
}
