/*
 * The daemon put together.
 *
 * The name is owned, and unfinished jobs are taken up, when the modems are known: as soon as
 * ModemManager's list has been read, at once when there is no ModemManager, and in any case after
 * PATIENCE.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-daemon.h"

#include <malloc.h>

#include "bus/fotad-bus.h"
#include "bus/fotad-match.h"
#include "core/fotad-clock.h"
#include "core/fotad-config.h"
#include "core/fotad-directories.h"
#include "core/fotad-fd.h"
#include "core/fotad-log.h"
#include "core/fotad-names.h"
#include "host/fotad-service.h"
#include "job/fotad-enrolments.h"
#include "job/fotad-history.h"
#include "job/fotad-offers.h"

#define STARTING_S 600  /* for a large database to be checked, on slow flash */
#define PATIENCE 10     /* seconds for ModemManager to tell of its modems */
#define FLASHING_S 3600 /* systemd may have to wait so long for the end of an install */
#define BUS_TIMEOUT_MS 5000

struct _FotadDaemon {
  GObject parent_instance;

  GDBusConnection *connection;
  FotadDaemonEnd end;
  gpointer data;

  FotadService *service;
  FotadConfig *config;
  char *cache; /* directory for our copies of packages */
  FotadStore *store;
  FotadRegistry *registry;
  FotadModemManager *manager;
  FotadMatch *match;
  FotadModems *modems;
  FotadJobs *jobs;
  FotadEnrolments *enrolments;
  FotadOffers *offers;
  FotadBus *bus;

  guint patience;
  gboolean started;
  gboolean stopping;
};

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

static gboolean
is_moving (gpointer data)
{
  return fotad_jobs_are_moving (FOTAD_DAEMON (data)->jobs);
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

static void
wait_for_modems (FotadDaemon *self)
{
  g_signal_connect_object (self->manager, "notify::ready", G_CALLBACK (on_manager_ready), self,
                           G_CONNECT_SWAPPED);
  if (is_there (self->connection, FOTAD_MM_SERVICE))
    self->patience = fotad_clock_after (PATIENCE, on_patience, self);
  else
    self->patience = g_idle_add (on_no_manager, self);
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
  wait_for_modems (self);
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
