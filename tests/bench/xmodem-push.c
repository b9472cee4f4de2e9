/*
 * For tests/bench/xmodem: pushes a file into whatever is behind a tty as the daemon does it, by
 * "AT+PUSH" and XMODEM-1K.  Prints the most memory it ever had, in KiB.
 *
 *     xmodem-push TTY FILE
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "at/fotad-at-push.h"

static void
on_done (GObject *push, GAsyncResult *result, gpointer data)
{
  GMainLoop *loop = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAtReply) reply = fotad_at_push_run_finish (FOTAD_AT_PUSH (push), result, &error);

  if (reply == NULL || reply->status != FOTAD_AT_OK) {
    fprintf (stderr, "xmodem-push: %s\n", error != NULL ? error->message : "refused");
    exit (EXIT_FAILURE);
  }
  g_main_loop_quit (loop);
}

int
main (int argc, char **argv)
{
  static const FotadPush how = { .protocol = FOTAD_PUSH_XMODEM, .chunk = 1024 };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadPort) port = argc == 3 ? fotad_port_open (argv[1], 0, &error) : NULL;
  int fd = argc == 3 ? open (argv[2], O_RDONLY | O_CLOEXEC) : -1;
  struct stat status;
  struct rusage usage;
  FotadAtChannel *channel;
  FotadAtPush *push;

  if (port == NULL || fd < 0 || fstat (fd, &status) != 0) {
    fprintf (stderr, "xmodem-push: %s\n", error != NULL ? error->message : "TTY FILE");
    return EXIT_FAILURE;
  }
  channel = fotad_at_channel_new (port);
  push = fotad_at_push_new (channel, &how, fd, (guint64) status.st_size);
  fotad_at_push_run (push, "AT+PUSH", 60, NULL, on_done, loop);
  g_main_loop_run (loop);
  getrusage (RUSAGE_SELF, &usage);
  printf ("%ld\n", usage.ru_maxrss);
  return EXIT_SUCCESS;
}
