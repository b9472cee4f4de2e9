/*
 * File descriptors: closed at the end of their scope, unless given away.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-fd.h"

#include <fcntl.h>

static gboolean
is_open (int fd)
{
  return fcntl (fd, F_GETFD) >= 0;
}

static int
open_one (void)
{
  int fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

static void
test_scope (void)
{
  int seen, kept;

  {
    fotad_autofd int fd = open_one ();
    fotad_autofd int given = open_one ();
    fotad_autofd int none = -1;

    seen = fd;
    kept = fotad_steal_fd (&given);
    g_assert_cmpint (given, ==, -1);
    g_assert_cmpint (none, ==, -1);
  }
  g_assert_false (is_open (seen));
  g_assert_true (is_open (kept));
  fotad_clear_fd (&kept);
  g_assert_cmpint (kept, ==, -1);
}

static void
test_errno_survives (void)
{
  int fd = G_MAXINT;

  errno = ENOSPC;
  fotad_clear_fd (&fd);
  g_assert_cmpint (errno, ==, ENOSPC);
  g_assert_cmpint (fd, ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/fd/scope", test_scope);
  g_test_add_func ("/core/fd/errno-survives", test_errno_survives);
  return g_test_run ();
}
