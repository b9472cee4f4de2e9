/*
 * Preloaded into the daemon: its wall clock goes wrong by as many seconds as stand in the file
 * $FOTAD_CLOCK.  SIGUSR1 is somebody who has set the clock: the file is read again, and a timer
 * that is to be cancelled then (TFD_TIMER_CANCEL_ON_SET) is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int timer = -1;
static volatile sig_atomic_t was_set;
static volatile time_t offset;

static void
read_offset (void)
{
  char text[32] = "";
  int fd = open (getenv ("FOTAD_CLOCK"), O_RDONLY | O_CLOEXEC);

  if (syscall (SYS_read, fd, text, sizeof text - 1) > 0)
    offset = atol (text);
  close (fd);
}

static void
on_clock_set (int signal)
{
  const struct itimerspec now = { .it_value.tv_nsec = 1 };
  int before = errno;

  read_offset ();
  was_set = 1;
  syscall (SYS_timerfd_settime, timer, 0, &now, NULL);
  errno = before;
}

__attribute__ ((constructor)) static void
begin (void)
{
  struct sigaction action = { .sa_handler = on_clock_set, .sa_flags = SA_RESTART };

  read_offset ();
  sigaction (SIGUSR1, &action, NULL);
}

int
clock_gettime (clockid_t clock, struct timespec *now)
{
  int result = (int) syscall (SYS_clock_gettime, clock, now);

  if (clock == CLOCK_REALTIME)
    now->tv_sec += offset;
  return result;
}

int
gettimeofday (struct timeval *restrict now, void *restrict zone)
{
  struct timespec exactly;
  int result = clock_gettime (CLOCK_REALTIME, &exactly);

  now->tv_sec = exactly.tv_sec;
  now->tv_usec = exactly.tv_nsec / 1000;
  return result;
}

int
timerfd_create (int clock, int flags)
{
  int fd = (int) syscall (SYS_timerfd_create, clock, flags);

  if (clock == CLOCK_REALTIME)
    timer = fd;
  return fd;
}

int
timerfd_settime (int fd, int flags, const struct itimerspec *wanted, struct itimerspec *old)
{
  struct itimerspec spec = *wanted;

  if (fd == timer && spec.it_value.tv_sec != 0)
    spec.it_value.tv_sec = spec.it_value.tv_sec > offset ? spec.it_value.tv_sec - offset : 1;
  return (int) syscall (SYS_timerfd_settime, fd, flags, &spec, old);
}

ssize_t
read (int fd, void *data, size_t size)
{
  ssize_t taken = syscall (SYS_read, fd, data, size);

  if (fd != timer || !was_set)
    return taken;
  was_set = 0;
  errno = ECANCELED;
  return -1;
}
