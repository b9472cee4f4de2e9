/*
 * A link: port, channel and first words, and all of it again when the port goes away.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-link-private.h"

#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "modem/fotad-goodbye.h"
#include "modem/fotad-ports.h"

/* A port that will not be opened yet: its last user, or udev, may not be done with it. */
#define OPEN_AGAIN_S 0.5

G_DEFINE_FINAL_TYPE (FotadLink, fotad_link, G_TYPE_OBJECT)

enum { LOST, LINE, BYTES, N_SIGNALS };
static guint signals[N_SIGNALS];

static void find_port (FotadLink *self);

static void
drop_channel (FotadLink *self)
{
  g_autoptr (FotadAtChannel) channel = g_steal_pointer (&self->channel);

  self->open = self->strayed = FALSE;
  if (channel == NULL)
    return;
  g_signal_handlers_disconnect_by_data (channel, self);
  fotad_at_channel_close (channel);
}

/* Takes @error; NULL is success.  The callback may do anything, so nothing may follow this. */
static void
end (FotadLink *self, GError *error)
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
    end (self, error);
    return;
  }
  g_debug ("%s; again", error->message);
  g_error_free (error);
  self->again = fotad_clock_after (OPEN_AGAIN_S, on_again, self);
}

static void
on_line (FotadAtChannel *channel, const char *line, FotadLink *self)
{
  link_speed_line (self, line);
  g_signal_emit (self, signals[LINE], 0, line);
}

static void
on_bytes (FotadAtChannel *channel, guint count, FotadLink *self)
{
  link_speed_bytes (self, count);
  g_signal_emit (self, signals[BYTES], 0, count);
}

/* While the link is being opened from nothing, a port that closes is a part of that. */
static void
on_closed (FotadAtChannel *channel, GError *error, FotadLink *self)
{
  gboolean tell = self->task == NULL || self->was_up;

  drop_channel (self);
  if (tell)
    g_signal_emit (self, signals[LOST], 0, error);
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
    end (self, NULL);
    return;
  }
  if (self->channel == NULL && !self->was_up) {
    try_again (self, error);
    return;
  }
  if (!self->was_up || g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE))
    drop_channel (self);
  end (self, error);
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
  g_signal_connect (self->channel, "line", G_CALLBACK (on_line), self);
  g_signal_connect (self->channel, "bytes", G_CALLBACK (on_bytes), self);
  g_signal_connect (self->channel, "closed", G_CALLBACK (on_closed), self);
  if (self->listen_only)
    end (self, NULL);
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
    end (self, error);
    return;
  }
  port = fotad_port_open (path, fotad_ports_is_uart (self->ports) ? link_speed_first (self) : 0, &error);
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
    drop_channel (self);
  end (self, g_error_new (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "opening the modem %s was cancelled",
                          fotad_modem_get_imei (self->modem)));
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (FotadLink *self, GCancellable *cancellable)
{
  g_autoptr (GSource) source = NULL;

  if (cancellable == NULL)
    return;
  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled), self, NULL);
  self->cancel = g_source_attach (source, NULL);
}

static void
begin (FotadLink *self, gboolean listen_only, double limit, GCancellable *cancellable, GTask *task)
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
  watch_cancellable (self, cancellable);
  if (self->channel == NULL)
    find_port (self);
  else if (listen_only)
    end (self, NULL);
  else
    say_hello (self);
}

void
fotad_link_open_async (FotadLink *self,
                       double limit,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  begin (self, FALSE, limit, cancellable, g_task_new (self, NULL, callback, data));
}

gboolean
fotad_link_open_finish (FotadLink *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
fotad_link_listen_async (FotadLink *self,
                         double limit,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  begin (self, TRUE, limit, cancellable, g_task_new (self, NULL, callback, data));
}

gboolean
fotad_link_listen_finish (FotadLink *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
fotad_link_close (FotadLink *self)
{
  drop_channel (self);
  if (self->task != NULL)
    end (self,
         g_error_new (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "the link to the modem %s was closed",
                      fotad_modem_get_imei (self->modem)));
}

static void
on_goodbye (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  fotad_goodbye_finish (FOTAD_AT_CHANNEL (source), result);
  g_task_return_boolean (task, TRUE);
}

void
fotad_link_close_async (FotadLink *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr (FotadAtChannel) channel = NULL;

  if (self->open) {
    channel = g_steal_pointer (&self->channel);
    g_signal_handlers_disconnect_by_data (channel, self);
    fotad_goodbye_async (channel, &self->manners, on_goodbye, g_object_ref (task));
  }
  fotad_link_close (self);
  if (channel == NULL)
    g_task_return_boolean (task, TRUE);
}

void
fotad_link_close_finish (FotadLink *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

gboolean
fotad_link_is_open (FotadLink *self)
{
  return self->open && fotad_at_channel_is_open (self->channel);
}

FotadAtChannel *
fotad_link_get_channel (FotadLink *self)
{
  return self->channel;
}

FotadModem *
fotad_link_get_modem (FotadLink *self)
{
  return self->modem;
}

gboolean
fotad_link_is_hotplug (FotadLink *self)
{
  return self->ports != NULL && fotad_ports_is_hotplug (self->ports);
}

FotadLinkManners
fotad_link_get_manners (FotadLink *self)
{
  return self->manners;
}

void
fotad_link_set_manners (FotadLink *self, FotadLinkManners manners)
{
  self->manners = manners;
}

void
fotad_link_set_device (FotadLink *self, const char *device)
{
  g_free (self->device);
  self->device = g_strdup (device);
}

FotadLink *
fotad_link_new (FotadModem *modem)
{
  FotadLink *self = g_object_new (FOTAD_TYPE_LINK, NULL);

  self->modem = g_object_ref (modem);
  return self;
}

static void
fotad_link_finalize (GObject *object)
{
  FotadLink *self = FOTAD_LINK (object);

  drop_channel (self);
  g_clear_object (&self->ports);
  g_clear_object (&self->modem);
  g_free (self->device);
  g_array_unref (self->bauds);
  G_OBJECT_CLASS (fotad_link_parent_class)->finalize (object);
}

static void
fotad_link_class_init (FotadLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_link_finalize;
  signals[LOST] = g_signal_new ("lost", FOTAD_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[LINE] = g_signal_new ("line", FOTAD_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[BYTES] = g_signal_new ("bytes", FOTAD_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
fotad_link_init (FotadLink *self)
{
  self->bauds = g_array_new (FALSE, FALSE, sizeof (guint));
  self->manners = (FotadLinkManners){ -1, -1, -1, -1 };
}
