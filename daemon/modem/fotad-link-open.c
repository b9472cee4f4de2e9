/*
 * Opening a link: its port, which may be about to come, and the first words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-link-private.h"

#include "core/fotad-cancel.h"
#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "modem/fotad-ports.h"

/* A port that will not be opened yet: its last user, or udev, may not be done with it. */
#define OPEN_AGAIN_S 0.5

static void find_port (FotadLink *self);

/* Takes @error; NULL is success.  The callback may do anything, so nothing may follow this. */
void
link_end_opening (FotadLink *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->again, g_source_remove);
  g_clear_handle_id (&self->cancel, g_source_remove);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
on_again (gpointer data)
{
  FotadLink *self = data;

  self->again = 0;
  find_port (self);
  return G_SOURCE_REMOVE;
}

static void
try_again (FotadLink *self, GError *error)
{
  if (fotad_clock_now () + OPEN_AGAIN_S >= self->deadline) {
    link_end_opening (self, error);
    return;
  }
  g_debug ("%s; again", error->message);
  g_error_free (error);
  self->again = fotad_clock_after (OPEN_AGAIN_S, on_again, self);
}

static void
on_hello (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FotadLink) self = data;
  FotadAtChannel *channel = FOTAD_AT_CHANNEL (source);
  GError *error = NULL;
  gboolean ok = fotad_hello_finish (channel, result, &self->manners, &error);

  if (self->task == NULL || g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED)) {
    g_clear_error (&error);
    return;
  }
  if (ok) {
    self->open = TRUE;
    link_end_opening (self, NULL);
    return;
  }
  if (self->channel == NULL && !self->was_up) {
    try_again (self, error);
    return;
  }
  if (!self->was_up || g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE))
    link_drop_channel (self);
  link_end_opening (self, error);
}

static void
say_hello (FotadLink *self)
{
  g_autoptr (GArray) bauds = link_speed_list (self);
  gboolean uart = self->ports != NULL && fotad_ports_is_uart (self->ports);

  if (uart)
    link_speed_begin (self);

  self->open = FALSE;
  fotad_hello_async (self->channel, fotad_modem_get_imei (self->modem),
                     uart ? (const guint *) (gpointer) bauds->data : NULL,
                     MAX (self->deadline - fotad_clock_now (), 0), self->cancellable, on_hello,
                     g_object_ref (self));
}

static void
use_port (FotadLink *self, FotadPort *port)
{
  self->channel = fotad_at_channel_new (port);
  link_follow_channel (self);
  if (self->listen_only)
    link_end_opening (self, NULL);
  else
    say_hello (self);
}

static void
on_port (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FotadLink) self = data;
  GError *error = NULL;
  g_autofree char *path = fotad_ports_wait_finish (FOTAD_PORTS (source), result, &error);
  g_autoptr (FotadPort) port = NULL;

  if (self->task == NULL || g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED)) {
    g_clear_error (&error);
    return;
  }
  if (path == NULL) {
    link_end_opening (self, error);
    return;
  }
  port = fotad_port_open (path, fotad_ports_is_uart (self->ports) ? link_speed_first (self) : 0,
                          &error);
  if (port != NULL)
    use_port (self, port);
  else
    try_again (self, error);
}

static void
find_port (FotadLink *self)
{
  fotad_ports_wait_async (self->ports, MAX (self->deadline - fotad_clock_now (), 0),
                          self->cancellable, on_port, g_object_ref (self));
}

/* ModemManager may have seen the modem elsewhere since the last time. */
static gboolean
ensure_ports (FotadLink *self, GError **error)
{
  FotadMmModem *seen = fotad_modem_get_last_seen (self->modem);

  g_clear_object (&self->ports);
  if (seen == NULL) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE,
                 "nobody knows the ports of the modem %s", fotad_modem_get_imei (self->modem));
    return FALSE;
  }
  if (self->device != NULL)
    self->ports = fotad_ports_new_at (seen, self->device);
  else
    self->ports = fotad_ports_new (seen, fotad_modem_get_interface (self->modem), error);
  return self->ports != NULL;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  FotadLink *self = data;

  self->cancel = 0;
  if (!self->was_up)
    link_drop_channel (self);
  link_end_opening (self, g_error_new (FOTAD_ERROR, FOTAD_ERROR_CANCELLED,
                                       "opening the modem %s was cancelled",
                                       fotad_modem_get_imei (self->modem)));
  return G_SOURCE_REMOVE;
}

void
link_begin_opening (
    FotadLink *self, gboolean listen_only, double limit, GCancellable *cancellable, GTask *task)
{
  g_autoptr (GTask) owned = task;
  GError *error = NULL;

  if (self->task != NULL)
    error =
        g_error_new (FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE, "the modem %s is being opened already",
                     fotad_modem_get_imei (self->modem));
  if (error != NULL || (self->channel == NULL && !ensure_ports (self, &error))) {
    g_task_return_error (task, error);
    return;
  }
  self->task = g_steal_pointer (&owned);
  self->listen_only = listen_only;
  self->was_up = self->channel != NULL;
  self->cancellable = g_cancellable_new ();
  self->deadline = fotad_clock_now () + limit;
  self->cancel = fotad_cancel_watch (cancellable, on_cancelled, self);
  if (self->channel == NULL)
    find_port (self);
  else if (listen_only)
    link_end_opening (self, NULL);
  else
    say_hello (self);
}
