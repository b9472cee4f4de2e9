/*
 * Preloaded into the daemon: dies (SIGKILL) at a told point of its life, exactly there.
 *
 *   FOTAD_DIE=stored:N     the Nth edge has just become durable
 *   FOTAD_DIE=unstored:N   the Nth edge is about to be written: what it tells of has happened
 *   FOTAD_DIE=wrote:N      the Nth write to the database, of whatever kind, is durable
 *   FOTAD_DIE=told:N       the Nth AT command has just gone into the port
 *   FOTAD_DIE_CUT=PATH     before that it has the pretend modem's power cut, at its control socket
 *   FOTAD_STALL=N          it lives on, but after the Nth edge no clock that is set rings any more
 *   FOTAD_DIE_SHADOW=DIR   what of the database was synced, and no more, lies there
 *   FOTAD_DIE_COUNT=FILE   one that ends by itself writes down how many points there were
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char *const points[] = { "stored", "unstored", "wrote", "told" };
static int counts[4];
static int stalled;

/* GLib's; without its headers, which die.c needs nothing else of. */
unsigned g_timeout_add (unsigned interval, int (*function) (void *), void *data);

static void
cut_power (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  char answer[256];

  snprintf (address.sun_path, sizeof address.sun_path, "%s", path);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0 &&
      write (fd, "power-cut\n", 10) == 10)
    (void) !read (fd, answer, sizeof answer); /* it is cut when this comes */
  close (fd);
}

static int
count (const char *point)
{
  int i = 0;

  while (strcmp (points[i], point) != 0)
    i++;
  return ++counts[i];
}

/* Dies when this is the one. */
static void
reach (const char *point)
{
  const char *wanted = getenv ("FOTAD_DIE");
  char reached[32];

  snprintf (reached, sizeof reached, "%s:%d", point, count (point));
  if (wanted == NULL || strcmp (wanted, reached) != 0)
    return;
  if (getenv ("FOTAD_DIE_CUT") != NULL)
    cut_power (getenv ("FOTAD_DIE_CUT"));
  kill (getpid (), SIGKILL);
}

__attribute__ ((destructor)) static void
report (void)
{
  const char *path = getenv ("FOTAD_DIE_COUNT");
  FILE *file = path != NULL ? fopen (path, "w") : NULL;

  if (file == NULL)
    return;
  for (int i = 0; i < 4; i++)
    fprintf (file, "%s %d\n", points[i], counts[i]);
  fclose (file);
}

int
sqlite3_step (sqlite3_stmt *statement)
{
  static int (*real) (sqlite3_stmt *);
  const char *sql = sqlite3_sql (statement);
  int edge = sql != NULL && strncmp (sql, "INSERT INTO edges", 17) == 0;
  int result;

  if (real == NULL)
    real = (int (*) (sqlite3_stmt *)) dlsym (RTLD_NEXT, "sqlite3_step");
  if (edge)
    reach ("unstored");
  result = real (statement);
  if (edge && result == SQLITE_DONE) {
    reach ("stored");
    stalled = getenv ("FOTAD_STALL") != NULL && counts[0] >= atoi (getenv ("FOTAD_STALL"));
  }
  if (result == SQLITE_DONE && !sqlite3_stmt_readonly (statement))
    reach ("wrote");
  return result;
}

unsigned
g_timeout_add (unsigned interval, int (*function) (void *), void *data)
{
  static unsigned (*real) (unsigned, int (*) (void *), void *);

  if (real == NULL)
    real = (unsigned (*) (unsigned, int (*) (void *), void *)) dlsym (RTLD_NEXT, "g_timeout_add");
  return real (stalled ? UINT_MAX : interval, function, data);
}

static void
look_at (const void *data, size_t size)
{
  if (size >= 2 && memcmp (data, "AT", 2) == 0)
    reach ("told");
}

ssize_t
send (int fd, const void *data, size_t size, int flags)
{
  static ssize_t (*real) (int, const void *, size_t, int);
  ssize_t sent;

  if (real == NULL)
    real = (ssize_t (*) (int, const void *, size_t, int)) dlsym (RTLD_NEXT, "send");
  sent = real (fd, data, size, flags);
  if (sent > 0)
    look_at (data, (size_t) sent);
  return sent;
}

/* All of @from, whatever has been written to it since only in memory. */
static void
copy (const char *from, const char *to)
{
  char temporary[4096], block[65536];
  int in = open (from, O_RDONLY | O_CLOEXEC), out;
  ssize_t size;

  snprintf (temporary, sizeof temporary, "%s.new", to);
  out = open (temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  while ((size = read (in, block, sizeof block)) > 0)
    (void) !write (out, block, (size_t) size);
  close (in);
  close (out);
  rename (temporary, to);
}

static int
synced (int fd, const char *function)
{
  const char *shadow = getenv ("FOTAD_DIE_SHADOW");
  int (*real) (int) = (int (*) (int)) dlsym (RTLD_NEXT, function);
  char link[64], path[4096], target[8192];
  ssize_t size;
  int result = real (fd);

  if (shadow == NULL || result != 0)
    return result;
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  size = readlink (link, path, sizeof path - 1);
  if (size <= 0)
    return result;
  path[size] = '\0';
  snprintf (target, sizeof target, "%s/%s", shadow, strrchr (path, '/') + 1);
  if (strstr (path, "fotad.db") != NULL)
    copy (path, target);
  return result;
}

int
fsync (int fd)
{
  return synced (fd, "fsync");
}

int
fdatasync (int fd)
{
  return synced (fd, "fdatasync");
}
