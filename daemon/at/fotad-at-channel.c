/*
 * The channel, sending side: a queue, one pending command, one timer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-channel-private.h"

#include <string.h>

#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "core/fotad-log.h"

G_DEFINE_FINAL_TYPE (FotadAtChannel, fotad_at_channel, G_TYPE_OBJECT)

enum { SIGNAL_LINE, SIGNAL_BYTES, SIGNAL_CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

void
fotad_at_channel_emit_line (FotadAtChannel *channel, const char *line)
{
  g_signal_emit (channel, signals[SIGNAL_LINE], 0, line);
}

void
fotad_at_channel_emit_bytes (FotadAtChannel *channel, guint count)
{
  g_signal_emit (channel, signals[SIGNAL_BYTES], 0, count);
}

void
fotad_at_channel_log (FotadAtChannel *channel, const char *direction, const char *text)
{
  g_autofree char *masked = NULL;

  if (!fotad_log_shows_debug (G_LOG_DOMAIN))
    return;
  masked = fotad_log_mask (text);
  g_debug ("%s %s %s", fotad_port_get_device (channel->port), direction, masked);
}

gboolean
fotad_at_channel_write_line (FotadAtChannel *channel, const char *line, GError **error)
{
  g_autofree char *text = g_strconcat (line, "\r", NULL);
  gsize size = strlen (text);
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&text), size);

  fotad_at_channel_log (channel, ">", line);
  return fotad_port_write (channel->port, bytes, error);
}

/* Hands out a command's end.  Its callback may do anything, so nothing may follow this that
 * relies on the channel's state. */
static void
settle (FotadAtCommand *command, FotadAtReply *reply, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&command->task);

  fotad_at_command_free (command);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify) fotad_at_reply_free);
}

void
fotad_at_channel_finish (FotadAtChannel *channel, FotadAtReply *reply, GError *error)
{
  g_clear_handle_id (&channel->timer, g_source_remove);
  channel->data_mode = FALSE;
  channel->take = NULL;
  settle (g_steal_pointer (&channel->pending), reply, error);
}

static GError *
silence (FotadAtChannel *channel, FotadAtCommand *command)
{
  g_autofree char *masked = fotad_log_mask (command->text);

  return g_error_new (FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT, "%s: no answer to %s",
                      fotad_port_get_device (channel->port), masked);
}

static gboolean
on_timeout (gpointer data)
{
  g_autoptr (FotadAtChannel) channel = g_object_ref (data);

  channel->timer = 0;
  fotad_at_channel_lose (channel, channel->pending->text);
  fotad_at_channel_finish (channel, NULL, silence (channel, channel->pending));
  fotad_at_channel_pump (channel);
  return G_SOURCE_REMOVE;
}

static void
start_timer (FotadAtChannel *channel, double seconds)
{
  g_clear_handle_id (&channel->timer, g_source_remove);
  channel->timer = fotad_clock_after (seconds, on_timeout, channel);
}

void
fotad_at_channel_fail_head (FotadAtChannel *channel)
{
  FotadAtCommand *command = g_queue_pop_head (&channel->queue);

  if (command != NULL)
    settle (command, NULL, silence (channel, command));
}

static void
send_head (FotadAtChannel *channel)
{
  FotadAtCommand *command = g_queue_pop_head (&channel->queue);
  GError *error = NULL;

  channel->pending = command;
  if (!fotad_at_channel_write_line (channel, command->text, &error)) {
    fotad_at_channel_finish (channel, NULL, error);
    return;
  }
  start_timer (channel, command->timeout);
  if (command->ready != NULL)
    command->ready (channel, FOTAD_AT_READY_SENT, command->ready_data);
}

void
fotad_at_channel_pump (FotadAtChannel *channel)
{
  while (!channel->closed && channel->pending == NULL && !channel->syncing &&
         !g_queue_is_empty (&channel->queue)) {
    if (fotad_at_sync_needed (&channel->sync))
      fotad_at_channel_begin_round (channel);
    else
      send_head (channel);
  }
}

static GError *
cancelled (FotadAtCommand *command)
{
  g_autofree char *masked = fotad_log_mask (command->text);

  return g_error_new (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "%s was cancelled", masked);
}

/* The modem knows nothing of it: what is sent cannot be called back. */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  FotadAtCommand *command = data;
  g_autoptr (FotadAtChannel) channel = g_object_ref (g_task_get_source_object (command->task));

  command->cancel_source = 0;
  if (command == channel->pending) {
    fotad_at_channel_lose (channel, command->text);
    fotad_at_channel_finish (channel, NULL, cancelled (command));
  } else {
    g_queue_remove (&channel->queue, command);
    settle (command, NULL, cancelled (command));
  }
  fotad_at_channel_pump (channel);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (FotadAtCommand *command, GCancellable *cancellable)
{
  g_autoptr (GSource) source = NULL;

  if (cancellable == NULL)
    return;
  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled), command, NULL);
  command->cancel_source = g_source_attach (source, NULL);
}

static gboolean
check_send (FotadAtChannel *channel, const char *command, GCancellable *cancellable, GError **error)
{
  if (!fotad_at_command_check (command, error))
    return FALSE;
  if (channel->closed) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE, "%s: the port is closed",
                 fotad_port_get_device (channel->port));
    return FALSE;
  }
  if (g_cancellable_is_cancelled (cancellable)) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "cancelled before it was sent");
    return FALSE;
  }
  return TRUE;
}

void
fotad_at_channel_send_data (FotadAtChannel *channel,
                            const char *command,
                            double timeout,
                            FotadAtReadyFunc ready,
                            gpointer ready_data,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (channel, NULL, callback, user_data);
  GError *error = NULL;
  FotadAtCommand *queued;

  g_task_set_source_tag (task, fotad_at_channel_send);
  if (!check_send (channel, command, cancellable, &error)) {
    g_task_return_error (task, error);
    return;
  }
  queued = fotad_at_command_new (command, timeout);
  queued->task = g_steal_pointer (&task);
  queued->ready = ready;
  queued->ready_data = ready_data;
  watch_cancellable (queued, cancellable);
  g_queue_push_tail (&channel->queue, queued);
  fotad_at_channel_pump (channel);
}

void
fotad_at_channel_send (FotadAtChannel *channel,
                       const char *command,
                       double timeout,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  fotad_at_channel_send_data (channel, command, timeout, NULL, NULL, cancellable, callback,
                              user_data);
}

FotadAtReply *
fotad_at_channel_send_finish (FotadAtChannel *channel, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, channel), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
fotad_at_channel_resync (FotadAtChannel *channel)
{
  fotad_at_sync_forget (&channel->sync);
}

void
fotad_at_channel_begin_data (FotadAtChannel *channel, FotadAtTake take, gpointer user_data)
{
  g_return_if_fail (channel->pending != NULL && channel->pending->ready != NULL);
  g_clear_handle_id (&channel->timer, g_source_remove);
  channel->data_mode = TRUE;
  channel->take = take;
  channel->take_data = user_data;
}

gboolean
fotad_at_channel_write_data (FotadAtChannel *channel, GBytes *bytes, GError **error)
{
  if (channel->data_mode)
    return fotad_port_write (channel->port, bytes, error);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE, "%s: the modem does not take data",
               fotad_port_get_device (channel->port));
  return FALSE;
}

void
fotad_at_channel_end_data (FotadAtChannel *channel, double timeout)
{
  if (!channel->data_mode)
    return;
  channel->data_mode = FALSE;
  channel->take = NULL;
  start_timer (channel, timeout);
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
fotad_at_channel_is_news (FotadAtChannel *channel, const char *line)
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
    settle (command, NULL, g_error_copy (error));
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
  g_signal_connect_object (port, "data", G_CALLBACK (fotad_at_channel_on_data), channel, 0);
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
