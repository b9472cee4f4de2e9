/*
 * The channel, sending side: a queue, one pending command, one timer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-channel-private.h"

#include <string.h>

#include "core/fotad-cancel.h"
#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "core/fotad-log.h"

gboolean
channel_write_line (FotadAtChannel *channel, const char *line, GError **error)
{
  g_autofree char *text = g_strconcat (line, "\r", NULL);
  gsize size = strlen (text);
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&text), size);

  channel_log (channel, ">", line);
  return fotad_port_write (channel->port, bytes, error);
}

void
channel_settle (FotadAtCommand *command, FotadAtReply *reply, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&command->task);

  fotad_at_command_free (command);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify) fotad_at_reply_free);
}

void
channel_finish (FotadAtChannel *channel, FotadAtReply *reply, GError *error)
{
  g_clear_handle_id (&channel->timer, g_source_remove);
  channel->data_mode = FALSE;
  channel->take = NULL;
  channel_settle (g_steal_pointer (&channel->pending), reply, error);
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
  channel_lose (channel, channel->pending->text);
  channel_finish (channel, NULL, silence (channel, channel->pending));
  channel_pump (channel);
  return G_SOURCE_REMOVE;
}

static void
start_timer (FotadAtChannel *channel, double seconds)
{
  g_clear_handle_id (&channel->timer, g_source_remove);
  channel->timer = fotad_clock_after (seconds, on_timeout, channel);
}

void
channel_fail_head (FotadAtChannel *channel)
{
  FotadAtCommand *command = g_queue_pop_head (&channel->queue);

  if (command != NULL)
    channel_settle (command, NULL, silence (channel, command));
}

static void
send_head (FotadAtChannel *channel)
{
  FotadAtCommand *command = g_queue_pop_head (&channel->queue);
  GError *error = NULL;

  channel->pending = command;
  if (!channel_write_line (channel, command->text, &error)) {
    channel_finish (channel, NULL, error);
    return;
  }
  start_timer (channel, command->timeout);
  if (command->ready != NULL)
    command->ready (channel, FOTAD_AT_READY_SENT, command->ready_data);
}

void
channel_pump (FotadAtChannel *channel)
{
  while (!channel->closed && channel->pending == NULL && !channel->syncing &&
         !g_queue_is_empty (&channel->queue)) {
    if (fotad_at_sync_needed (&channel->sync))
      channel_begin_round (channel);
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
    channel_lose (channel, command->text);
    channel_finish (channel, NULL, cancelled (command));
  } else {
    g_queue_remove (&channel->queue, command);
    channel_settle (command, NULL, cancelled (command));
  }
  channel_pump (channel);
  return G_SOURCE_REMOVE;
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
  queued->cancel_source = fotad_cancel_watch (cancellable, on_cancelled, queued);
  g_queue_push_tail (&channel->queue, queued);
  channel_pump (channel);
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
    return fotad_port_write_now (channel->port, bytes, error);
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
