/*
 * A push: the command and its outcome; the protocols do the middle.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-push-private.h"

#include "core/fotad-cancel.h"
#include "core/fotad-error.h"

G_DEFINE_FINAL_TYPE (FotadAtPush, fotad_at_push, G_TYPE_OBJECT)

static gsize
on_take (FotadAtChannel *channel, const guint8 *bytes, gsize size, gpointer data)
{
  g_autoptr (FotadAtPush) push = g_object_ref (data);

  return push->protocol->take (push, bytes, size);
}

static void
on_ready (FotadAtChannel *channel, FotadAtReady ready, gpointer data)
{
  g_autoptr (FotadAtPush) push = g_object_ref (data);

  if (push->state != FOTAD_AT_PUSH_ASKING ||
      (ready != push->protocol->ready && ready != push->protocol->also_ready))
    return;
  push->state = FOTAD_AT_PUSH_STREAMING;
  fotad_at_channel_begin_data (channel, on_take, push);
  push->protocol->begin (push);
}

static GError *
cancelled (void)
{
  return g_error_new (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "the upload was cancelled");
}

/* In the middle the modem is told, where there are words for it, and has the last word.  Before
 * and after, it is only not waited for any more. */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (FotadAtPush) push = g_object_ref (data);

  push->cancel_source = 0;
  if (push->state == FOTAD_AT_PUSH_STREAMING)
    push->protocol->stop (push, cancelled ());
  else
    g_cancellable_cancel (push->command);
  return G_SOURCE_REMOVE;
}

/* OK before everything was sent. */
static gboolean
is_early (FotadAtPush *push, FotadAtReply *reply)
{
  if (reply->status != FOTAD_AT_OK || push->state == FOTAD_AT_PUSH_ENDING)
    return FALSE;
  if (push->xmodem == NULL)
    return push->sent < push->size;
  return fotad_xmodem_get_state (push->xmodem) != FOTAD_XMODEM_END;
}

/* What the whole push comes to: why we gave up counts more than what the modem said then. */
static void
settle (FotadAtPush *push, FotadAtReply *reply, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&push->task);
  g_autoptr (FotadAtReply) kept = reply;

  if (push->error != NULL) {
    g_clear_error (&error);
    error = g_steal_pointer (&push->error);
  } else if (kept != NULL && is_early (push, kept)) {
    error = g_error_new (
        FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED,
        "the modem ended the upload before all %" G_GUINT64_FORMAT " bytes were sent", push->size);
  }
  push->state = FOTAD_AT_PUSH_ENDING;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&kept), (GDestroyNotify) fotad_at_reply_free);
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FotadAtPush) push = data;
  GError *error = NULL;
  FotadAtReply *reply = fotad_at_channel_send_finish (FOTAD_AT_CHANNEL (source), result, &error);

  g_clear_handle_id (&push->timer, g_source_remove);
  g_clear_handle_id (&push->cancel_source, g_source_remove);
  fotad_port_drain (fotad_at_channel_get_port (push->channel), NULL, NULL);
  settle (push, reply, error);
}

void
fotad_at_push_run (FotadAtPush *push,
                   const char *command,
                   double timeout,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  double start = push->how->start_s > 0 ? push->how->start_s : FOTAD_AT_PUSH_START_S;

  g_return_if_fail (push->task == NULL && push->state == FOTAD_AT_PUSH_ASKING);
  push->task = g_task_new (push, NULL, callback, user_data);
  if (push->size == 0) {
    settle (push, NULL,
            g_error_new (FOTAD_ERROR, FOTAD_ERROR_PACKAGE_INVALID, "the package is empty"));
    return;
  }
  push->timeout = timeout;
  push->cancel_source = fotad_cancel_watch (cancellable, on_cancelled, push);
  fotad_at_channel_send_data (push->channel, command, start, on_ready, push, push->command,
                              on_reply, g_object_ref (push));
}

FotadAtReply *
fotad_at_push_run_finish (FotadAtPush *push, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, push), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
fotad_at_push_set_small_blocks (FotadAtPush *push)
{
  push->small_blocks = TRUE;
}

void
fotad_at_push_set_progress (FotadAtPush *push, FotadAtPushProgress progress, gpointer user_data)
{
  push->progress = progress;
  push->progress_data = user_data;
}

static const FotadAtPushProtocol *
protocol_of (const FotadPush *how)
{
  switch (how->protocol) {
  case FOTAD_PUSH_RAW:
    return &fotad_at_push_raw;
  case FOTAD_PUSH_XMODEM:
    return &fotad_at_push_xmodem;
  }
  g_return_val_if_reached (&fotad_at_push_raw);
}

FotadAtPush *
fotad_at_push_new (FotadAtChannel *channel, const FotadPush *how, int fd, guint64 size)
{
  FotadAtPush *push = g_object_new (FOTAD_TYPE_AT_PUSH, NULL);

  push->channel = g_object_ref (channel);
  push->how = how;
  push->protocol = protocol_of (how);
  push->fd = fd;
  push->size = size;
  return push;
}

static void
fotad_at_push_finalize (GObject *object)
{
  FotadAtPush *push = FOTAD_AT_PUSH (object);

  /* Nothing is under way: its callback would keep us alive. */
  g_clear_pointer (&push->xmodem, fotad_xmodem_free);
  g_clear_error (&push->error);
  g_clear_object (&push->command);
  g_clear_object (&push->channel);
  G_OBJECT_CLASS (fotad_at_push_parent_class)->finalize (object);
}

static void
fotad_at_push_class_init (FotadAtPushClass *class)
{
  G_OBJECT_CLASS (class)->finalize = fotad_at_push_finalize;
}

static void
fotad_at_push_init (FotadAtPush *push)
{
  push->command = g_cancellable_new ();
}
