/*
 * XMODEM over a channel: fotad-xmodem.h says what, this says when.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-push-private.h"

#include "core/fotad-error.h"

static void
xmodem_drained (FotadAtPush *push)
{
  if (push->state != FOTAD_AT_PUSH_STREAMING)
    return;
  fotad_xmodem_sent (push->xmodem);
  push_wait (push, fotad_xmodem_patience (push->xmodem));
}

static void
send (FotadAtPush *push, GBytes *output)
{
  push_wait (push, FOTAD_AT_PUSH_STALL_S);
  push_write (push, output);
}

/* Sends what the machine wants sent, and ends with it.  A byte that changed nothing does not
 * prolong the wait. */
static void
follow (FotadAtPush *push, double patience)
{
  g_autoptr (GBytes) output = fotad_xmodem_take_output (push->xmodem);
  FotadXmodemState state = fotad_xmodem_get_state (push->xmodem);

  if (output != NULL)
    send (push, output);
  if (state == FOTAD_XMODEM_DONE)
    push_complete (push);
  else if (state == FOTAD_XMODEM_FAILED)
    push_give_up (push, g_error_copy (fotad_xmodem_get_error (push->xmodem)));
  else if (output == NULL && patience != fotad_xmodem_patience (push->xmodem))
    push_wait (push, fotad_xmodem_patience (push->xmodem));
}

static void
xmodem_begin (FotadAtPush *push)
{
  gsize block = push->small_blocks || push->how->chunk == FOTAD_XMODEM_SMALL ? FOTAD_XMODEM_SMALL
                                                                             : FOTAD_XMODEM_LARGE;
  guint8 padding = push->how->padding != 0 ? push->how->padding : FOTAD_XMODEM_PAD;
  double start = push->how->start_s > 0 ? push->how->start_s : FOTAD_AT_PUSH_START_S;

  push->xmodem = fotad_xmodem_new (push->size, block, padding, start, push_read, push);
  follow (push, 0);
}

/* A 'C' with text behind it is the text's. */
static gboolean
is_text (const guint8 *bytes, gsize size)
{
  return *bytes == 'C' && size > 1 && g_ascii_isgraph (bytes[1]) && bytes[1] != 'C';
}

static gsize
xmodem_take (FotadAtPush *push, const guint8 *bytes, gsize size)
{
  gsize taken = 0;
  guint64 done = fotad_xmodem_get_done (push->xmodem);
  double patience = fotad_xmodem_patience (push->xmodem);

  while (taken < size && fotad_xmodem_wants (push->xmodem, bytes[taken]) &&
         !is_text (bytes + taken, size - taken))
    fotad_xmodem_feed (push->xmodem, bytes[taken++]);
  if (taken == 0)
    return 0;
  if (fotad_xmodem_get_done (push->xmodem) != done)
    push_report (push, fotad_xmodem_get_done (push->xmodem));
  if (push->state == FOTAD_AT_PUSH_STREAMING)
    follow (push, patience);
  return taken;
}

static void
xmodem_stop (FotadAtPush *push, GError *error)
{
  fotad_xmodem_cancel (push->xmodem, error);
  follow (push, 0);
}

/* Either nobody answers, or nobody even takes what we send. */
static void
xmodem_timeout (FotadAtPush *push)
{
  if (fotad_port_pending (fotad_at_channel_get_port (push->channel)) > 0) {
    xmodem_stop (push, push_make_stalled (push, fotad_xmodem_get_done (push->xmodem)));
    return;
  }
  fotad_xmodem_timeout (push->xmodem);
  follow (push, 0);
}

const FotadAtPushProtocol fotad_at_push_xmodem = {
  .ready = FOTAD_AT_READY_SENT,
  .also_ready = FOTAD_AT_READY_SENT,
  .in_turns = TRUE,
  .begin = xmodem_begin,
  .take = xmodem_take,
  .drained = xmodem_drained,
  .timeout = xmodem_timeout,
  .stop = xmodem_stop,
};
