/*
 * org.freedesktop.login1.Manager.Inhibit: the lock is the descriptor it returns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-inhibitor.h"

#include <gio/gunixfdlist.h>

#include "core/fotad-error.h"
#include "core/fotad-fd.h"
#include "core/fotad-names.h"

/* A hanging logind must not hold up a job. */
#define LIMIT_MS 10000

struct _FotadInhibitor {
  GObject parent;
  GDBusConnection *bus;
  char *why;
  int fd;
  gboolean wanted; /* not released since it was asked for */
};

G_DEFINE_FINAL_TYPE (FotadInhibitor, fotad_inhibitor, G_TYPE_OBJECT)

FotadInhibitor *
fotad_inhibitor_new (GDBusConnection *bus, const char *why)
{
  return fotad_inhibitor_new_from_fd (bus, why, -1);
}

FotadInhibitor *
fotad_inhibitor_new_from_fd (GDBusConnection *bus, const char *why, int fd)
{
  FotadInhibitor *self = g_object_new (FOTAD_TYPE_INHIBITOR, NULL);

  self->bus = g_object_ref (bus);
  self->why = g_strdup (why);
  self->fd = fd;
  return self;
}

static int
fd_of (GVariant *reply, GUnixFDList *fds, GError **error)
{
  gint32 handle;

  g_variant_get (reply, "(h)", &handle);
  if (fds == NULL || handle < 0 || handle >= g_unix_fd_list_get_length (fds)) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INTERNAL,
                 "descriptor %d did not come with the reply", handle);
    return -1;
  }
  return g_unix_fd_list_get (fds, handle, error);
}

static void
take_fd (FotadInhibitor *self, int fd)
{
  if (self->wanted && self->fd < 0)
    self->fd = fd;
  else
    close (fd);
}

static void
on_inhibited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  int fd = -1;

  reply = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &fds, result,
                                                           &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_new_error (task, FOTAD_ERROR, FOTAD_ERROR_CANCELLED,
                             "asking logind for a lock was cancelled");
    return;
  }
  if (reply != NULL)
    fd = fd_of (reply, fds, &error);
  if (fd >= 0) {
    take_fd (g_task_get_source_object (task), fd);
  } else {
    g_dbus_error_strip_remote_error (error);
    g_warning ("no lock from logind, so nothing keeps the gateway from being shut down in "
               "mid-update: %s",
               error->message);
  }
  g_task_return_boolean (task, TRUE);
}

void
fotad_inhibitor_take_async (FotadInhibitor *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  self->wanted = TRUE;
  if (self->fd >= 0) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  g_dbus_connection_call_with_unix_fd_list (
      self->bus, FOTAD_LOGIND_SERVICE, FOTAD_LOGIND_PATH, FOTAD_LOGIND_MANAGER, "Inhibit",
      g_variant_new ("(ssss)", "shutdown:sleep", "fotad", self->why, "block"),
      G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, LIMIT_MS, NULL, cancellable, on_inhibited,
      g_steal_pointer (&task));
}

gboolean
fotad_inhibitor_take_finish (FotadInhibitor *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
fotad_inhibitor_release (FotadInhibitor *self)
{
  self->wanted = FALSE;
  fotad_clear_fd (&self->fd);
}

gboolean
fotad_inhibitor_is_held (FotadInhibitor *self)
{
  return self->fd >= 0;
}

int
fotad_inhibitor_get_fd (FotadInhibitor *self)
{
  return self->fd;
}

static void
fotad_inhibitor_finalize (GObject *object)
{
  FotadInhibitor *self = FOTAD_INHIBITOR (object);

  fotad_inhibitor_release (self);
  g_clear_object (&self->bus);
  g_free (self->why);
  G_OBJECT_CLASS (fotad_inhibitor_parent_class)->finalize (object);
}

static void
fotad_inhibitor_class_init (FotadInhibitorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_inhibitor_finalize;
}

static void
fotad_inhibitor_init (FotadInhibitor *self)
{
  self->fd = -1;
}
