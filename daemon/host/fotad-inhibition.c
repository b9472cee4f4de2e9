/*
 * A private bus connection, or the bare socket of an earlier process's.
 *
 * The connection has no match rules: whatever the bus wanted to tell it would pile up while the
 * socket lies in the fd store with nobody reading.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-inhibition.h"

#include <glib-unix.h>
#include <sys/socket.h>

#include "core/fotad-clock.h"
#include "core/fotad-fd.h"
#include "core/fotad-names.h"
#include "host/fotad-claim-error.h"

/* ModemManager disconnects bearers first, which the network may delay. */
#define ASK_LIMIT 180.0
#define RELEASE_LIMIT 20.0

struct _FotadInhibition {
  GObject parent;
  char *address;
  char *uid;
  GDBusConnection *connection;
  int fd; /* of an earlier process, else -1 */
  guint watch;
};

G_DEFINE_FINAL_TYPE (FotadInhibition, fotad_inhibition, G_TYPE_OBJECT)

static guint closed_signal;

/* ModemManager knows nothing of our time scale: its time shrinks only so far. */
static int
neighbour_ms (double seconds, int least)
{
  return MAX ((int) (seconds * fotad_clock_scale () * 1000), least);
}

static int
fd_of (GDBusConnection *connection)
{
  GIOStream *stream = g_dbus_connection_get_stream (connection);

  return g_socket_get_fd (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)));
}

/* Only shutdown() reaches the copy in the fd store. */
static void
shut (GDBusConnection *connection)
{
  shutdown (fd_of (connection), SHUT_RDWR);
  g_dbus_connection_close (connection, NULL, NULL, NULL);
}

static GDBusConnection *
steal_connection (FotadInhibition *self)
{
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  return g_steal_pointer (&self->connection);
}

static void
close_fd (FotadInhibition *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  fotad_clear_fd (&self->fd);
}

static void
on_closed (GDBusConnection *connection, gboolean vanished, GError *error, gpointer data)
{
  FotadInhibition *self = data;

  g_object_unref (steal_connection (self));
  g_signal_emit (self, closed_signal, 0);
}

static gboolean
on_hang_up (int fd, GIOCondition condition, gpointer data)
{
  FotadInhibition *self = data;

  self->watch = 0;
  close_fd (self);
  g_signal_emit (self, closed_signal, 0);
  return G_SOURCE_REMOVE;
}

FotadInhibition *
fotad_inhibition_new (const char *address, const char *uid)
{
  FotadInhibition *self = g_object_new (FOTAD_TYPE_INHIBITION, NULL);

  self->address = g_strdup (address);
  self->uid = g_strdup (uid);
  return self;
}

FotadInhibition *
fotad_inhibition_new_from_fd (const char *uid, int fd)
{
  FotadInhibition *self = fotad_inhibition_new (NULL, uid);

  self->fd = fd;
  self->watch = g_unix_fd_add (fd, G_IO_HUP | G_IO_ERR, on_hang_up, self);
  return self;
}

static void
call (GDBusConnection *connection,
      const char *uid,
      gboolean on,
      int limit,
      GCancellable *cancellable,
      GAsyncReadyCallback callback,
      GTask *task)
{
  g_dbus_connection_call (connection, FOTAD_MM_SERVICE, FOTAD_MM_PATH, FOTAD_MM_INTERFACE,
                          "InhibitDevice", g_variant_new ("(sb)", uid, on), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, limit, cancellable, callback, task);
}

static void
return_error (GTask *task, const GError *error)
{
  FotadInhibition *self = g_task_get_source_object (task);

  g_task_return_error (task, fotad_claim_error (error, self->uid));
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
ask (FotadInhibition *self, GTask *task)
{
  call (self->connection, self->uid, TRUE, neighbour_ms (ASK_LIMIT, 30000),
        g_task_get_cancellable (task), on_asked, task);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  FotadInhibition *self = g_task_get_source_object (task);

  self->connection = g_dbus_connection_new_for_address_finish (result, &error);
  if (self->connection == NULL) {
    return_error (task, error);
    return;
  }
  g_signal_connect (self->connection, "closed", G_CALLBACK (on_closed), self);
  ask (self, g_steal_pointer (&task));
}

void
fotad_inhibition_ask_async (FotadInhibition *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  if (self->connection != NULL) {
    ask (self, task);
    return;
  }
  g_dbus_connection_new_for_address (self->address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, cancellable, on_connected, task);
}

gboolean
fotad_inhibition_ask_finish (FotadInhibition *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_released (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    g_debug ("ModemManager did not release the modem, so the socket does: %s", error->message);
  shut (G_DBUS_CONNECTION (source));
  g_task_return_boolean (task, TRUE);
}

void
fotad_inhibition_release_async (FotadInhibition *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  g_autoptr (GDBusConnection) connection = steal_connection (self);

  fotad_inhibition_shut (self);
  if (connection != NULL) {
    call (connection, self->uid, FALSE, neighbour_ms (RELEASE_LIMIT, 2000), NULL, on_released,
          task);
    return;
  }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
fotad_inhibition_release_finish (FotadInhibition *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

void
fotad_inhibition_shut (FotadInhibition *self)
{
  g_autoptr (GDBusConnection) connection = steal_connection (self);

  if (connection != NULL)
    shut (connection);
  if (self->fd >= 0)
    shutdown (self->fd, SHUT_RDWR);
  close_fd (self);
}

int
fotad_inhibition_get_fd (FotadInhibition *self)
{
  return self->connection != NULL ? fd_of (self->connection) : self->fd;
}

/* Closes only this process's copy of the socket. */
static void
fotad_inhibition_finalize (GObject *object)
{
  FotadInhibition *self = FOTAD_INHIBITION (object);
  g_autoptr (GDBusConnection) connection = steal_connection (self);

  if (connection != NULL)
    g_dbus_connection_close (connection, NULL, NULL, NULL);
  close_fd (self);
  g_free (self->address);
  g_free (self->uid);
  G_OBJECT_CLASS (fotad_inhibition_parent_class)->finalize (object);
}

static void
fotad_inhibition_class_init (FotadInhibitionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_inhibition_finalize;
  closed_signal = g_signal_new ("closed", FOTAD_TYPE_INHIBITION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
fotad_inhibition_init (FotadInhibition *self)
{
  self->fd = -1;
}
