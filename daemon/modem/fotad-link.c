/*
 * A link: what is heard by its channel, and its end.  How it is opened is fotad-link-open.c's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-link-private.h"

#include "core/fotad-error.h"
#include "modem/fotad-goodbye.h"

G_DEFINE_FINAL_TYPE (FotadLink, fotad_link, G_TYPE_OBJECT)

enum { LOST, LINE, BYTES, N_SIGNALS };
static guint signals[N_SIGNALS];

void
link_drop_channel (FotadLink *self)
{
  g_autoptr (FotadAtChannel) channel = g_steal_pointer (&self->channel);

  self->open = self->strayed = FALSE;
  if (channel == NULL)
    return;
  g_signal_handlers_disconnect_by_data (channel, self);
  fotad_at_channel_close (channel);
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

  link_drop_channel (self);
  if (tell)
    g_signal_emit (self, signals[LOST], 0, error);
}

void
link_follow_channel (FotadLink *self)
{
  g_signal_connect (self->channel, "line", G_CALLBACK (on_line), self);
  g_signal_connect (self->channel, "bytes", G_CALLBACK (on_bytes), self);
  g_signal_connect (self->channel, "closed", G_CALLBACK (on_closed), self);
}

void
fotad_link_open_async (FotadLink *self,
                       double limit,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  link_begin_opening (self, FALSE, limit, cancellable, g_task_new (self, NULL, callback, data));
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
  link_begin_opening (self, TRUE, limit, cancellable, g_task_new (self, NULL, callback, data));
}

gboolean
fotad_link_listen_finish (FotadLink *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
fotad_link_close (FotadLink *self)
{
  link_drop_channel (self);
  if (self->task != NULL)
    link_end_opening (self, g_error_new (FOTAD_ERROR, FOTAD_ERROR_CANCELLED,
                                         "the link to the modem %s was closed",
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

  link_drop_channel (self);
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
