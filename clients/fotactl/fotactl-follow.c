/*
 * Following jobs.  The object manager's client keeps up with the service, also when that goes
 * away and comes back; here its news become output.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-follow.h"

#include <glib-unix.h>
#include <signal.h>

#include "fotactl-bar.h"
#include "fotactl-bus.h"
#include "fotactl-screen.h"

typedef struct {
  Fotactl *ctl;
  const char *path; /* NULL: all jobs */
  FotactlFollowFlags flags;
  GDBusObjectManager *objects;
  GMainLoop *loop;
  FotactlScreen *screen;
  GVariant *last; /* of the job at path */
  gboolean done;
  FotactlExit status; /* once done */
} Follow;

static void
finish (Follow *self, FotactlExit status)
{
  self->status = status;
  self->done = TRUE;
  g_main_loop_quit (self->loop);
}

static GVariant *
read_properties (GDBusObject *object)
{
  g_autoptr (GDBusInterface) job = g_dbus_object_get_interface (object, FOTACTL_JOB_INTERFACE);

  return job != NULL ? fotactl_bus_cached (G_DBUS_PROXY (job)) : NULL;
}

static gboolean
may_leave (Follow *self, GVariant *job)
{
  return fotactl_bar_is_waiting (job) && !(self->flags & FOTACTL_FOLLOW_PATIENT) &&
         !fotactl_screen_is_terminal (self->screen);
}

static void
take_news (Follow *self, GVariant *job)
{
  if (self->path != NULL) {
    g_clear_pointer (&self->last, g_variant_unref);
    self->last = g_variant_ref (job);
  }
  fotactl_screen_show (self->screen, job);
  if (self->path != NULL && may_leave (self, job))
    finish (self, FOTACTL_DETACHED);
}

static void
show_object (Follow *self, GDBusObject *object)
{
  g_autoptr (GVariant) job = NULL;

  if (self->path != NULL && !g_str_equal (self->path, g_dbus_object_get_object_path (object)))
    return;
  job = read_properties (object);
  if (job == NULL)
    return;
  take_news (self, job);
  if (self->path != NULL && fotactl_bar_is_final (job))
    finish (self, fotactl_bar_exit (job));
}

static void
on_object_added (GDBusObjectManager *objects, GDBusObject *object, Follow *self)
{
  show_object (self, object);
}

static void
on_properties_changed (GDBusObjectManagerClient *objects,
                       GDBusObjectProxy *object,
                       GDBusProxy *proxy,
                       GVariant *changed,
                       const char *const *invalidated,
                       Follow *self)
{
  g_autoptr (GVariant) job = NULL;

  if (self->path != NULL && !g_str_equal (self->path, g_dbus_proxy_get_object_path (proxy)))
    return;
  job = read_properties (G_DBUS_OBJECT (object));
  /* The end is told by Finished, after the last of the properties. */
  if (job != NULL)
    take_news (self, job);
}

static void
on_signal (GDBusObjectManagerClient *objects,
           GDBusObjectProxy *object,
           GDBusProxy *proxy,
           const char *sender,
           const char *name,
           GVariant *arguments,
           Follow *self)
{
  if (g_str_equal (name, "Finished"))
    show_object (self, G_DBUS_OBJECT (object));
}

/* Not an object any more, or not yet: the history knows. */
static gboolean
ask_history (Follow *self, GError **error)
{
  g_autoptr (GVariant) job = fotactl_bus_job_properties (self->ctl, self->path, error);

  if (job == NULL)
    return FALSE;
  take_news (self, job);
  if (fotactl_bar_is_final (job))
    finish (self, fotactl_bar_exit (job));
  return TRUE;
}

static gboolean
has_service (Follow *self)
{
  GDBusObjectManagerClient *client = G_DBUS_OBJECT_MANAGER_CLIENT (self->objects);
  g_autofree char *owner = g_dbus_object_manager_client_get_name_owner (client);

  return owner != NULL;
}

static void
on_object_removed (GDBusObjectManager *objects, GDBusObject *object, Follow *self)
{
  if (self->path != NULL && has_service (self) &&
      g_str_equal (self->path, g_dbus_object_get_object_path (object)))
    ask_history (self, NULL);
}

static void
on_name_owner (Follow *self)
{
  if (!has_service (self))
    fotactl_screen_note (self->screen, "the service went away; waiting for it to come back");
}

static gboolean
on_interrupt (gpointer data)
{
  Follow *self = data;

  finish (self, FOTACTL_DETACHED);
  return G_SOURCE_CONTINUE;
}

static void
connect_signals (Follow *self)
{
  g_signal_connect (self->objects, "object-added", G_CALLBACK (on_object_added), self);
  g_signal_connect (self->objects, "object-removed", G_CALLBACK (on_object_removed), self);
  g_signal_connect (self->objects, "interface-proxy-properties-changed",
                    G_CALLBACK (on_properties_changed), self);
  g_signal_connect (self->objects, "interface-proxy-signal", G_CALLBACK (on_signal), self);
  g_signal_connect_swapped (self->objects, "notify::name-owner", G_CALLBACK (on_name_owner), self);
}

/* What there is already; FALSE with an error when the job does not exist. */
static gboolean
show_present (Follow *self, GError **error)
{
  g_autolist (GDBusObject) objects = g_dbus_object_manager_get_objects (self->objects);

  if (!has_service (self)) {
    g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN,
                 "the service " FOTACTL_BUS_NAME " is not on the bus");
    return FALSE;
  }
  for (GList *link = objects; link != NULL; link = link->next)
    show_object (self, link->data);
  return self->path == NULL || self->last != NULL || ask_history (self, error);
}

static void
run (Follow *self)
{
  const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  guint sources[G_N_ELEMENTS (signals)];

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    sources[i] = g_unix_signal_add (signals[i], on_interrupt, self);
  g_main_loop_run (self->loop);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (sources[i]);
}

static FotactlScreenKind
choose_screen (Follow *self)
{
  if (!self->ctl->json)
    return FOTACTL_SCREEN_PEOPLE;
  return self->flags & FOTACTL_FOLLOW_LINES ? FOTACTL_SCREEN_LINES : FOTACTL_SCREEN_DOCUMENT;
}

/* A caller that tells of success has nothing to tell else. */
static void
conclude (Follow *self)
{
  if (self->last != NULL &&
      (self->status != FOTACTL_SUCCEEDED || !(self->flags & FOTACTL_FOLLOW_QUIET)))
    fotactl_screen_conclude (self->screen, self->last);
}

static gboolean
follow (Follow *self, GError **error)
{
  gboolean ok = show_present (self, error);

  if (ok && !self->done)
    run (self);
  if (ok)
    conclude (self);
  return ok;
}

static gboolean
open_objects (Follow *self, GError **error)
{
  if (!fotactl_bus_connect (self->ctl, error))
    return FALSE;
  self->objects = g_dbus_object_manager_client_new_sync (
      self->ctl->bus, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE, FOTACTL_BUS_NAME, FOTACTL_ROOT, NULL,
      NULL, NULL, NULL, error);
  return self->objects != NULL;
}

static FotactlExit
follow_and_clean_up (Follow *self, GError **error)
{
  gboolean ok;

  if (!open_objects (self, error))
    return FOTACTL_FAILED;
  self->loop = g_main_loop_new (NULL, FALSE);
  self->screen = fotactl_screen_new (choose_screen (self), self->path == NULL);
  connect_signals (self);
  ok = follow (self, error);
  g_signal_handlers_disconnect_by_data (self->objects, self);
  g_clear_pointer (&self->last, g_variant_unref);
  fotactl_screen_free (self->screen);
  g_main_loop_unref (self->loop);
  g_object_unref (self->objects);
  return ok ? self->status : FOTACTL_FAILED;
}

FotactlExit
fotactl_follow_job (Fotactl *ctl, const char *path, FotactlFollowFlags flags, GError **error)
{
  Follow self = { .ctl = ctl, .path = path, .flags = flags };

  return follow_and_clean_up (&self, error);
}

FotactlExit
fotactl_follow_all (Fotactl *ctl, GError **error)
{
  Follow self = { .ctl = ctl, .flags = FOTACTL_FOLLOW_PATIENT | FOTACTL_FOLLOW_LINES };
  FotactlExit status = follow_and_clean_up (&self, error);

  /* There was nothing to detach from. */
  return status == FOTACTL_DETACHED ? FOTACTL_SUCCEEDED : status;
}
