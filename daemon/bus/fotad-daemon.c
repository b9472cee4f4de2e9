/*
 * The daemon put together, and its end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-daemon-private.h"

#include <malloc.h>

#include "core/fotad-directories.h"
#include "core/fotad-log.h"
#include "core/fotad-names.h"
#include "job/fotad-history.h"

#define STARTING_S 600  /* for a large database to be checked, on slow flash */
#define FLASHING_S 3600 /* systemd may have to wait so long for the end of an install */

G_DEFINE_FINAL_TYPE (FotadDaemon, fotad_daemon, G_TYPE_OBJECT)

static void
finish (FotadDaemon *self, const GError *error)
{
  FotadDaemonEnd end = g_steal_pointer (&self->end);

  if (end != NULL)
    end (self, error, self->data);
}

static void
finish_with (FotadDaemon *self, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_INTERNAL, message);

  finish (self, error);
}

static void
on_acquired (FotadDaemon *self)
{
  fotad_service_ready (self->service, "Following ModemManager.");
  malloc_trim (0); /* what starting took is not needed to wait */
}

static void
on_lost (FotadDaemon *self)
{
  finish_with (self, "The name " FOTAD_BUS_NAME " belongs to somebody else, or the bus's policy "
                     "does not let this user own it.");
}

static void
on_closed (FotadDaemon *self)
{
  finish_with (self, "The connection to the bus was closed.");
}

static gboolean
is_moving (gpointer data)
{
  return fotad_jobs_are_moving (FOTAD_DAEMON (data)->jobs);
}

static void
open_bus (FotadDaemon *self)
{
  const FotadBusHouse house = {
    .connection = self->connection,
    .modems = self->modems,
    .jobs = self->jobs,
    .registry = self->registry,
    .store = self->store,
  };

  self->bus = fotad_bus_new (&house);
  g_signal_connect_object (self->bus, "acquired", G_CALLBACK (on_acquired), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bus, "lost", G_CALLBACK (on_lost), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_closed), self,
                           G_CONNECT_SWAPPED);
}

static void
open_rooms (FotadDaemon *self)
{
  FotadHouse house = { .bus = self->connection, .store = self->store, .service = self->service };

  self->registry = fotad_registry_new ();
  self->manager = fotad_modem_manager_new (self->connection);
  self->match = fotad_match_new (self->registry);
  self->modems = fotad_modems_new (self->manager, fotad_match_modem, self->match);
  house.registry = self->registry;
  house.manager = self->manager;
  house.modems = self->modems;
  house.config = self->config;
  house.packages = self->cache;
  self->jobs = fotad_jobs_new (&house);
  self->enrolments = fotad_enrolments_new (&house);
  self->offers = fotad_offers_new (&house, self->jobs);
  open_bus (self);
}

static FotadConfig *
load_config (void)
{
  g_autofree char *directory = fotad_directory_get (FOTAD_DIRECTORY_CONFIGURATION);

  return fotad_config_load (directory);
}

static FotadStore *
open_store (GError **error)
{
  g_autofree char *directory = fotad_directory_ensure (FOTAD_DIRECTORY_STATE, error);

  return directory != NULL ? fotad_store_open (directory, error) : NULL;
}

FotadDaemon *
fotad_daemon_new (GDBusConnection *bus, FotadDaemonEnd end, gpointer data, GError **error)
{
  g_autoptr (FotadDaemon) self = g_object_new (FOTAD_TYPE_DAEMON, NULL);

  self->connection = g_object_ref (bus);
  self->end = end;
  self->data = data;
  self->service = fotad_service_new ();
  fotad_service_extend (self->service, STARTING_S);
  self->config = load_config ();
  if (self->config->log_at)
    fotad_log_show_debug ("fotad-at");
  self->store = open_store (error);
  if (self->store == NULL)
    return NULL;
  self->cache = fotad_directory_ensure (FOTAD_DIRECTORY_CACHE, error);
  if (self->cache == NULL)
    return NULL;
  fotad_history_prune (self->store, self->config, G_MAXINT64);
  open_rooms (self);
  fotad_service_set_alive (self->service, is_moving, self);
  daemon_wait_for_modems (self);
  return g_steal_pointer (&self);
}

static void
leave_when_safe (FotadDaemon *self)
{
  if (self->stopping && !fotad_jobs_is_irreversible (self->jobs))
    finish (self, NULL);
}

/* A modem that is flashing would be probed by ModemManager as soon as we were gone. */
static void
wait_for_installs (FotadDaemon *self)
{
  g_autoptr (GPtrArray) jobs = fotad_jobs_get_all (self->jobs);

  g_message ("a modem is being flashed; leaving when that is over (a second signal: at once)");
  fotad_service_stopping (self->service, "Waiting for an install to end.");
  fotad_service_extend (self->service, FLASHING_S);
  for (guint i = 0; i < jobs->len; i++)
    g_signal_connect_object (jobs->pdata[i], "finished", G_CALLBACK (leave_when_safe), self,
                             G_CONNECT_SWAPPED);
}

void
fotad_daemon_stop (FotadDaemon *self)
{
  gboolean again = self->stopping;

  self->stopping = TRUE;
  if (again || !fotad_jobs_is_irreversible (self->jobs)) {
    fotad_service_stopping (self->service, "");
    finish (self, NULL);
    return;
  }
  wait_for_installs (self);
}

static void
fotad_daemon_dispose (GObject *object)
{
  FotadDaemon *self = FOTAD_DAEMON (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->bus != NULL)
    fotad_bus_leave (self->bus);
  g_clear_object (&self->bus);
  g_clear_object (&self->offers);
  g_clear_object (&self->enrolments);
  if (self->service != NULL)
    fotad_service_set_alive (self->service, NULL, NULL);
  g_clear_object (&self->jobs);
  g_clear_object (&self->modems);
  g_clear_pointer (&self->match, fotad_match_free);
  g_clear_object (&self->manager);
  g_clear_pointer (&self->registry, fotad_registry_free);
  g_clear_object (&self->store);
  g_clear_pointer (&self->config, fotad_config_free);
  g_clear_pointer (&self->cache, g_free);
  g_clear_object (&self->service);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (fotad_daemon_parent_class)->dispose (object);
}

static void
fotad_daemon_class_init (FotadDaemonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fotad_daemon_dispose;
}

static void
fotad_daemon_init (FotadDaemon *self)
{
}
