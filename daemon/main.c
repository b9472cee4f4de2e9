/*
 * fotad: updates the firmware of cellular modems.  Options, the bus, signals; the rest is in the
 * rooms.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <glib-unix.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "bus/fotad-daemon.h"
#include "core/fotad-log.h"

#define EXIT_USAGE 2
#define MMAP_THRESHOLD (64 * 1024)

static gboolean version, debug;

static const GOptionEntry entries[] = { { "version", 0, 0, G_OPTION_ARG_NONE, &version,
                                          "Print the version", NULL },
                                        { "debug", 0, 0, G_OPTION_ARG_NONE, &debug,
                                          "Log everything, AT traffic too (secrets masked)", NULL },
                                        { NULL } };

typedef struct {
  GMainLoop *loop;
  FotadDaemon *daemon;
  int status;
} Process;

static void
on_end (FotadDaemon *daemon, const GError *error, gpointer data)
{
  Process *self = data;

  if (error != NULL) {
    g_warning ("%s", error->message);
    self->status = EXIT_FAILURE;
  }
  g_main_loop_quit (self->loop);
}

static gboolean
on_signal (gpointer data)
{
  Process *self = data;

  fotad_daemon_stop (self->daemon);
  return G_SOURCE_CONTINUE;
}

static gboolean
open_daemon (Process *self, GError **error)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, error);

  if (bus == NULL)
    return FALSE;
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->daemon = fotad_daemon_new (bus, on_end, self, error);
  return self->daemon != NULL;
}

static int
run (void)
{
  Process self = { .loop = g_main_loop_new (NULL, FALSE), .status = EXIT_SUCCESS };
  g_autoptr (GError) error = NULL;

  if (open_daemon (&self, &error)) {
    guint term = g_unix_signal_add (SIGTERM, on_signal, &self);
    guint interrupt = g_unix_signal_add (SIGINT, on_signal, &self);

    g_main_loop_run (self.loop);
    g_source_remove (term);
    g_source_remove (interrupt);
  } else {
    g_warning ("%s", error->message);
    self.status = EXIT_FAILURE;
  }
  g_clear_object (&self.daemon);
  g_main_loop_unref (self.loop);
  return self.status;
}

/* Anybody may send large messages.  What they took goes back to the system: large blocks are
 * mapped each by itself, and never, as by default, the more of them kept the larger they were. */
static void
tune_memory (void)
{
  mallopt (M_MMAP_THRESHOLD, MMAP_THRESHOLD);
  mallopt (M_ARENA_MAX, 1);
}

/* Anybody may send descriptors too, which are ours until the call is refused.  A message whose
 * descriptors do not fit would end our connection to the bus. */
static void
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_option_context_set_summary (context, "Updates the firmware of cellular modems.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1) {
    fprintf (stderr, "fotad: %s\n", error != NULL ? error->message : "no arguments are expected");
    return EXIT_USAGE;
  }
  if (version) {
    puts ("fotad " FOTAD_VERSION);
    return EXIT_SUCCESS;
  }
  signal (SIGPIPE, SIG_IGN); /* a program we run may end before it has read its order */
  tune_memory ();
  raise_file_limit ();
  fotad_log_init ();
  if (debug)
    fotad_log_show_debug ("all");
  return run ();
}
