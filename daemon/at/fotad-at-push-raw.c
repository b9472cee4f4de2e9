/*
 * The raw protocol: chunks as fast as the port takes them, or as the modem acknowledges them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-push-private.h"

#include <string.h>

#include "core/fotad-error.h"

/* Three bytes on their own could be the escape "+++", so the last piece is never as small. */
#define LEAST 4

static guint64
acknowledged (FotadAtPush *push)
{
  return MIN (push->acks * push->how->bytes_per_ack, push->sent);
}

/* How many bytes may be out without an acknowledgement: a chunk may be larger than what one is
 * for, and then they are sent on as the acknowledgements come, without a pause. */
static gsize
window (FotadAtPush *push)
{
  return MAX (push->how->chunk, push->how->bytes_per_ack);
}

/* How much may go out now: a chunk, what is left, and no more than the window has room for. */
static gsize
next_size (FotadAtPush *push)
{
  gsize chunk = push->how->chunk > 0 ? push->how->chunk : FOTAD_AT_PUSH_CHUNK;
  guint64 left = push->size - push->sent;
  guint64 size = MIN (left, MIN (chunk, FOTAD_PORT_QUEUE_LIMIT));

  if (push->how->bytes_per_ack > 0)
    size = MIN (size, window (push) - (push->sent - acknowledged (push)));
  if (push->how->padding == 0 && left - size > 0 && left - size < LEAST && size > LEAST)
    size -= LEAST;
  return (gsize) size;
}

/* The last chunk is filled up only for modems that count in chunks. */
static gsize
padded_size (FotadAtPush *push, gsize size)
{
  if (push->how->padding == 0 || push->how->chunk == 0 || push->sent + size < push->size)
    return size;
  return MIN (MAX (size, push->how->chunk), FOTAD_PORT_QUEUE_LIMIT);
}

static void
send_chunk (FotadAtPush *push, gsize size)
{
  gsize padded = padded_size (push, size);
  guint8 *bytes = g_malloc (padded);
  g_autoptr (GBytes) chunk = g_bytes_new_take (bytes, padded);
  GError *error = NULL;

  memset (bytes + size, push->how->padding, padded - size);
  if (!push_read (push->sent, bytes, size, push, &error)) {
    push_give_up (push, error);
    return;
  }
  push->sent += size;
  push_write (push, chunk);
  push_wait (push, FOTAD_AT_PUSH_STALL_S);
}

static gboolean
is_complete (FotadAtPush *push)
{
  if (push->sent < push->size)
    return FALSE;
  return push->how->bytes_per_ack == 0 || push->acks >= push->size / push->how->bytes_per_ack;
}

static void
raw_go_on (FotadAtPush *push)
{
  gsize size = next_size (push);

  if (is_complete (push))
    push_complete (push);
  else if (size > 0)
    send_chunk (push, size);
}

static void
raw_drained (FotadAtPush *push)
{
  if (push->how->bytes_per_ack == 0)
    push_report (push, push->sent);
  if (push->state == FOTAD_AT_PUSH_STREAMING)
    raw_go_on (push);
}

/* An acknowledgement of something that was not sent is text. */
static gsize
raw_take (FotadAtPush *push, const guint8 *bytes, gsize size)
{
  gsize taken = 0;
  gsize per_ack = push->how->bytes_per_ack;

  if (per_ack == 0)
    return 0;
  while (taken < size && bytes[taken] == (guint8) push->how->ack &&
         push->acks < push->sent / per_ack) {
    push->acks++;
    taken++;
  }
  if (taken == 0)
    return 0;
  push_report (push, acknowledged (push));
  if (push->state == FOTAD_AT_PUSH_STREAMING &&
      fotad_port_pending (fotad_at_channel_get_port (push->channel)) == 0)
    raw_go_on (push);
  return taken;
}

static void
raw_timeout (FotadAtPush *push)
{
  push_give_up (push, push_make_stalled (push, push->sent));
}

static void
raw_stop (FotadAtPush *push, GError *error)
{
  push_give_up (push, error);
}

const FotadAtPushProtocol fotad_at_push_raw = {
  .ready = FOTAD_AT_READY_CONNECT,
  .also_ready = FOTAD_AT_READY_PROMPT,
  .begin = raw_go_on,
  .take = raw_take,
  .drained = raw_drained,
  .timeout = raw_timeout,
  .stop = raw_stop,
};
