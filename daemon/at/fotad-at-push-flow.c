/*
 * What the protocols ask of a push: reading the file, writing, clocks, and its end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-push-private.h"

#include <errno.h>
#include <unistd.h>

#include "core/fotad-clock.h"
#include "core/fotad-error.h"

gboolean
push_read (guint64 at, guint8 *bytes, gsize size, gpointer push, GError **error)
{
  FotadAtPush *self = push;

  while (size > 0) {
    ssize_t count = pread (self->fd, bytes, size, (off_t) at);

    if (count > 0) {
      bytes += count;
      size -= (gsize) count;
      at += (guint64) count;
    } else if (count == 0) {
      g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_PACKAGE_INVALID,
                   "the package ends at byte %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, at,
                   self->size);
      return FALSE;
    } else if (errno != EINTR) {
      g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE,
                   "cannot read the package at byte %" G_GUINT64_FORMAT ": %s", at,
                   g_strerror (errno));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean on_timer (gpointer data);

static void
start_timer (FotadAtPush *push)
{
  push->timer_due = push->deadline;
  push->timer = fotad_clock_after (push->deadline - fotad_clock_now (), on_timer, push);
}

static gboolean
on_timer (gpointer data)
{
  g_autoptr (FotadAtPush) push = g_object_ref (data);

  push->timer = 0;
  if (fotad_clock_now () < push->deadline)
    start_timer (push);
  else
    push->protocol->timeout (push);
  return G_SOURCE_REMOVE;
}

/* Each block has its deadline; a timer of its own for each would cost more than the block. */
void
push_wait (FotadAtPush *push, double seconds)
{
  push->deadline = fotad_clock_now () + seconds;
  if (push->timer != 0 && push->timer_due <= push->deadline)
    return;
  g_clear_handle_id (&push->timer, g_source_remove);
  if (push->state == FOTAD_AT_PUSH_STREAMING)
    start_timer (push);
}

void
push_report (FotadAtPush *push, guint64 done)
{
  if (push->progress != NULL)
    push->progress (push, done, push->progress_data);
}

static void
on_drained (FotadPort *port, gpointer data)
{
  g_autoptr (FotadAtPush) push = g_object_ref (data);

  push->protocol->drained (push);
}

void
push_write (FotadAtPush *push, GBytes *bytes)
{
  FotadPort *port = fotad_at_channel_get_port (push->channel);
  GError *error = NULL;

  if (!fotad_at_channel_write_data (push->channel, bytes, &error))
    push_give_up (push, error);
  else if (push->protocol->in_turns && fotad_port_pending (port) == 0)
    push->protocol->drained (push);
  else
    fotad_port_drain (port, on_drained, push);
}

static void
end_streaming (FotadAtPush *push, double timeout)
{
  push->state = FOTAD_AT_PUSH_ENDING;
  g_clear_handle_id (&push->timer, g_source_remove);
  fotad_at_channel_end_data (push->channel, timeout);
}

void
push_complete (FotadAtPush *push)
{
  if (push->state == FOTAD_AT_PUSH_STREAMING)
    end_streaming (push, push->timeout);
}

void
push_give_up (FotadAtPush *push, GError *error)
{
  if (push->state != FOTAD_AT_PUSH_STREAMING) {
    g_error_free (error);
    return;
  }
  push->error = error;
  end_streaming (push, FOTAD_AT_PUSH_ABORT_S);
}

GError *
push_make_stalled (FotadAtPush *push, guint64 done)
{
  return g_error_new (FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT,
                      "the modem takes no data after byte %" G_GUINT64_FORMAT
                      " of %" G_GUINT64_FORMAT,
                      done, push->size);
}
