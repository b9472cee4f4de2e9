/*
 * The wall clock's timer, with a kernel whose clock is set at will: timerfd is this test's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-wall-timer.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int fake = -1;
static gboolean jumped;
static gint64 armed;
static int armed_flags;
static guint times_armed, times_due;

int
timerfd_create (int clock, int flags)
{
  g_assert_cmpint (clock, ==, CLOCK_REALTIME);
  fake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  return fake;
}

int
timerfd_settime (int fd, int flags, const struct itimerspec *spec, struct itimerspec *old)
{
  g_assert_cmpint (fd, ==, fake);
  armed = spec->it_value.tv_sec;
  armed_flags = flags;
  times_armed++;
  return 0;
}

ssize_t
read (int fd, void *data, size_t size)
{
  ssize_t taken = syscall (SYS_read, fd, data, size);

  if (fd != fake || !jumped)
    return taken;
  jumped = FALSE;
  errno = ECANCELED;
  return -1;
}

static void
ring (void)
{
  const guint64 one = 1;

  g_assert_cmpint (write (fake, &one, sizeof one), ==, sizeof one);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
on_due (gpointer data)
{
  times_due++;
}

static FotadWallTimer *
begin (gint64 when)
{
  FotadWallTimer *timer = fotad_wall_timer_new (on_due, NULL);

  times_armed = times_due = 0;
  fotad_wall_timer_set (timer, when);
  g_assert_cmpint (armed, ==, when);
  g_assert_cmpint (armed_flags, ==, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET);
  return timer;
}

static void
test_once (void)
{
  FotadWallTimer *timer = begin (1000);

  ring ();
  g_assert_cmpuint (times_due, ==, 1);
  ring (); /* nothing is set any more */
  g_assert_cmpuint (times_due, ==, 1);
  fotad_wall_timer_set (timer, 1000);
  g_assert_cmpuint (times_armed, ==, 2);
  fotad_wall_timer_free (timer);
}

/* In whichever direction: the kernel is asked again, and says at once that the moment is over. */
static void
test_clock_set (void)
{
  FotadWallTimer *timer = begin (1000);

  for (guint i = 2; i < 5; i++) {
    jumped = TRUE;
    ring ();
    g_assert_cmpuint (times_due, ==, 0);
    g_assert_cmpuint (times_armed, ==, i);
    g_assert_cmpint (armed, ==, 1000);
  }
  ring ();
  g_assert_cmpuint (times_due, ==, 1);
  fotad_wall_timer_free (timer);
}

static void
test_disarmed (void)
{
  FotadWallTimer *timer = begin (1000);

  fotad_wall_timer_set (timer, 1000); /* as it is */
  g_assert_cmpuint (times_armed, ==, 1);
  fotad_wall_timer_set (timer, 0);
  g_assert_cmpint (armed, ==, 0);
  ring ();
  g_assert_cmpuint (times_due, ==, 0);
  fotad_wall_timer_set (timer, -5); /* long ago is not never */
  g_assert_cmpint (armed, ==, 1);
  fotad_wall_timer_free (timer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wall-timer/once", test_once);
  g_test_add_func ("/wall-timer/clock-set", test_clock_set);
  g_test_add_func ("/wall-timer/disarmed", test_disarmed);
  return g_test_run ();
}
