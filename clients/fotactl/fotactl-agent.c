/*
 * polkit's agent for a terminal.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-agent.h"

#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#define NOTIFY_FD 3

static gboolean
is_wanted (void)
{
  return geteuid () != 0 && isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

/* The agent closes its end as soon as polkit knows it. */
static void
wait_until_ready (int fd)
{
  char byte;

  while (read (fd, &byte, 1) > 0)
    ;
}

GSubprocess *
fotactl_agent_start (void)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autofree char *pid = g_strdup_printf ("%d", getpid ());
  g_autofree char *number = g_strdup_printf ("%d", NOTIFY_FD);
  GSubprocess *agent;
  int ends[2];

  if (!is_wanted () || !g_unix_open_pipe (ends, FD_CLOEXEC, NULL))
    return NULL;
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_INHERIT);
  g_subprocess_launcher_take_fd (launcher, ends[1], NOTIFY_FD);
  agent = g_subprocess_launcher_spawn (launcher, NULL, "pkttyagent", "--process", pid,
                                       "--notify-fd", number, "--fallback", NULL);
  g_subprocess_launcher_close (launcher);
  if (agent != NULL)
    wait_until_ready (ends[0]);
  close (ends[0]);
  return agent;
}

void
fotactl_agent_stop (GSubprocess *agent)
{
  if (agent == NULL)
    return;
  g_subprocess_send_signal (agent, SIGTERM);
  g_subprocess_wait (agent, NULL, NULL);
  g_object_unref (agent);
}
