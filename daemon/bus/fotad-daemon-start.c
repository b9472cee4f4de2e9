/*
 * The daemon's start: when the modems are known, unfinished jobs are taken up and the name is
 * owned.
 *
 * They are known as soon as ModemManager's list has been read, at once when there is no
 * ModemManager, and in any case after PATIENCE_S.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-daemon-private.h"

#include "core/fotad-clock.h"
#include "core/fotad-fd.h"
#include "core/fotad-names.h"

#define PATIENCE_S 10 /* for ModemManager to tell of its modems */
#define BUS_TIMEOUT_MS 5000

/* What systemd keeps for a job is named after it: "claim-12". */
static gboolean
is_awaited (const char *name, GPtrArray *jobs)
{
  const char *dash = strrchr (name, '-');
  gint64 id = dash != NULL ? g_ascii_strtoll (dash + 1, NULL, 10) : 0;

  for (guint i = 0; i < jobs->len; i++)
    if (fotad_job_get_id (jobs->pdata[i]) == id && !fotad_job_is_finished (jobs->pdata[i]))
      return TRUE;
  return FALSE;
}

/* Locks of jobs that are over would keep a modem from ModemManager for ever. */
static void
drop_orphans (FotadDaemon *self)
{
  g_auto (GStrv) names = fotad_service_list_fds (self->service);
  g_autoptr (GPtrArray) jobs = fotad_jobs_get_all (self->jobs);

  for (gsize i = 0; names[i] != NULL; i++) {
    fotad_autofd int fd = -1;

    if (is_awaited (names[i], jobs))
      continue;
    g_message ("letting go of %s, which no job waits for", names[i]);
    fd = fotad_service_take_fd (self->service, names[i]);
    fotad_service_remove_fd (self->service, names[i]);
  }
}

static void
start (FotadDaemon *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->started)
    return;
  self->started = TRUE;
  fotad_jobs_recover (self->jobs);
  drop_orphans (self);
  fotad_bus_own_name (self->bus);
}

static void
on_manager_ready (FotadDaemon *self)
{
  if (fotad_modem_manager_is_ready (self->manager))
    start (self);
}

static gboolean
on_patience (gpointer data)
{
  FotadDaemon *self = data;

  self->patience = 0;
  g_warning ("ModemManager does not tell of its modems; going on without");
  start (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_no_manager (gpointer data)
{
  FotadDaemon *self = data;

  self->patience = 0;
  start (self);
  return G_SOURCE_REMOVE;
}

/* At start-up only, so it may block. */
static gboolean
is_there (GDBusConnection *connection, const char *name)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      connection, FOTAD_DBUS_SERVICE, "/org/freedesktop/DBus", FOTAD_DBUS_SERVICE, "NameHasOwner",
      g_variant_new ("(s)", name), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE, BUS_TIMEOUT_MS,
      NULL, NULL);
  gboolean there = FALSE;

  if (reply != NULL)
    g_variant_get (reply, "(b)", &there);
  return there;
}

void
daemon_wait_for_modems (FotadDaemon *self)
{
  g_signal_connect_object (self->manager, "notify::ready", G_CALLBACK (on_manager_ready), self,
                           G_CONNECT_SWAPPED);
  if (is_there (self->connection, FOTAD_MM_SERVICE))
    self->patience = fotad_clock_after (PATIENCE_S, on_patience, self);
  else
    self->patience = g_idle_add (on_no_manager, self);
}
