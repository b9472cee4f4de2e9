/*
 * The channel as an object: its signals, its filter, its end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-channel-private.h"

#include "core/fotad-error.h"
#include "core/fotad-log.h"

G_DEFINE_FINAL_TYPE (FotadAtChannel, fotad_at_channel, G_TYPE_OBJECT)

enum { SIGNAL_LINE, SIGNAL_BYTES, SIGNAL_CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

void
channel_emit_line (FotadAtChannel *channel, const char *line)
{
  g_signal_emit (channel, signals[SIGNAL_LINE], 0, line);
}

void
channel_emit_bytes (FotadAtChannel *channel, guint count)
{
  g_signal_emit (channel, signals[SIGNAL_BYTES], 0, count);
}

void
channel_log (FotadAtChannel *channel, const char *direction, const char *text)
{
  g_autofree char *masked = NULL;

  if (!fotad_log_shows_debug (G_LOG_DOMAIN))
    return;
  masked = fotad_log_mask (text);
  g_debug ("%s %s %s", fotad_port_get_device (channel->port), direction, masked);
}

FotadPort *
fotad_at_channel_get_port (FotadAtChannel *channel)
{
  return channel->port;
}

static void
clear_filter (gpointer data)
{
  FotadAtFilter *filter = data;

  if (filter->destroy != NULL)
    filter->destroy (filter->data);
}

static void
release_filter (FotadAtFilter *filter)
{
  if (filter != NULL)
    g_rc_box_release_full (filter, clear_filter);
}

/* Held while it is asked: it may replace itself. */
gboolean
channel_is_news (FotadAtChannel *channel, const char *line)
{
  FotadAtFilter *filter = channel->filter;
  gboolean claimed;

  if (filter == NULL)
    return FALSE;
  g_rc_box_acquire (filter);
  claimed = filter->is_news (line, filter->data);
  release_filter (filter);
  return claimed;
}

void
fotad_at_channel_set_news_filter (FotadAtChannel *channel,
                                  FotadAtNewsFilter is_news,
                                  gpointer user_data,
                                  GDestroyNotify destroy)
{
  FotadAtFilter *old = channel->filter;

  channel->filter = NULL;
  if (is_news != NULL) {
    channel->filter = g_rc_box_new (FotadAtFilter);
    *channel->filter = (FotadAtFilter){ is_news, user_data, destroy };
  }
  release_filter (old); /* last: its owner may set yet another one */
}

gboolean
fotad_at_channel_is_open (FotadAtChannel *channel)
{
  return !channel->closed;
}

/* Everything that waits fails.  The queue is taken away first: callbacks may send again, and get
 * their error at once, because the channel is closed by then. */
static void
shut_down (FotadAtChannel *channel, const GError *error)
{
  GQueue queue = channel->queue;
  FotadAtCommand *command;

  channel->closed = TRUE;
  channel->syncing = FALSE;
  g_queue_init (&channel->queue);
  g_clear_handle_id (&channel->timer, g_source_remove);
  g_clear_handle_id (&channel->flush_timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (channel->port, channel);
  fotad_port_close (channel->port);
  if (channel->pending != NULL)
    g_queue_push_head (&queue, g_steal_pointer (&channel->pending));
  while ((command = g_queue_pop_head (&queue)) != NULL)
    channel_settle (command, NULL, g_error_copy (error));
}

void
fotad_at_channel_close (FotadAtChannel *channel)
{
  g_autoptr (FotadAtChannel) keep = g_object_ref (channel);
  g_autoptr (GError) error = NULL;

  if (channel->closed)
    return;
  g_set_error (&error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE, "%s: the port was closed",
               fotad_port_get_device (channel->port));
  shut_down (keep, error);
}

static void
on_port_closed (FotadPort *port, GError *error, FotadAtChannel *channel)
{
  g_autoptr (FotadAtChannel) keep = g_object_ref (channel);

  if (channel->closed)
    return;
  shut_down (keep, error);
  g_signal_emit (keep, signals[SIGNAL_CLOSED], 0, error);
}

FotadAtChannel *
fotad_at_channel_new (FotadPort *port)
{
  FotadAtChannel *channel = g_object_new (FOTAD_TYPE_AT_CHANNEL, NULL);

  channel->port = g_object_ref (port);
  channel->closed = !fotad_port_is_open (port);
  g_signal_connect_object (port, "data", G_CALLBACK (channel_on_data), channel, 0);
  g_signal_connect_object (port, "closed", G_CALLBACK (on_port_closed), channel, 0);
  return channel;
}

static void
fotad_at_channel_finalize (GObject *object)
{
  FotadAtChannel *channel = FOTAD_AT_CHANNEL (object);

  /* Nothing is pending or queued: a task would keep us alive. */
  g_clear_handle_id (&channel->timer, g_source_remove);
  g_clear_handle_id (&channel->flush_timer, g_source_remove);
  fotad_port_close (channel->port);
  g_clear_object (&channel->port);
  release_filter (channel->filter);
  fotad_at_parser_free (channel->parser);
  g_byte_array_unref (channel->input);
  g_ptr_array_unref (channel->stale);
  G_OBJECT_CLASS (fotad_at_channel_parent_class)->finalize (object);
}

static void
fotad_at_channel_class_init (FotadAtChannelClass *class)
{
  G_OBJECT_CLASS (class)->finalize = fotad_at_channel_finalize;
  signals[SIGNAL_LINE] = g_signal_new ("line", FOTAD_TYPE_AT_CHANNEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_BYTES] = g_signal_new ("bytes", FOTAD_TYPE_AT_CHANNEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", FOTAD_TYPE_AT_CHANNEL, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
fotad_at_channel_init (FotadAtChannel *channel)
{
  g_queue_init (&channel->queue);
  channel->parser = fotad_at_parser_new ();
  channel->input = g_byte_array_new ();
  channel->stale = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_at_command_free);
}
