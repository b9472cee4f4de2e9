/*
 * XMODEM, sender: what is sent, block after block and the end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-xmodem-private.h"

#include <string.h>

#include "at/fotad-xmodem-block.h"

FotadXmodem *
fotad_xmodem_new (guint64 size,
                  gsize block,
                  guint8 padding,
                  double start_s,
                  FotadXmodemRead read,
                  gpointer user_data)
{
  FotadXmodem *xmodem = g_new0 (FotadXmodem, 1);

  xmodem->size = size;
  xmodem->block = block == FOTAD_XMODEM_SMALL ? FOTAD_XMODEM_SMALL : FOTAD_XMODEM_LARGE;
  xmodem->padding = padding;
  xmodem->start_s = start_s;
  xmodem->read = read;
  xmodem->data = user_data;
  xmodem->number = 1;
  return xmodem;
}

void
fotad_xmodem_free (FotadXmodem *xmodem)
{
  g_clear_pointer (&xmodem->current, g_bytes_unref);
  g_clear_pointer (&xmodem->next, g_bytes_unref);
  g_clear_pointer (&xmodem->output, g_bytes_unref);
  g_clear_error (&xmodem->error);
  g_free (xmodem);
}

void
xmodem_set_output (FotadXmodem *xmodem, GBytes *bytes)
{
  g_clear_pointer (&xmodem->output, g_bytes_unref);
  xmodem->output = g_bytes_ref (bytes);
  xmodem->on_wire = FALSE;
}

gboolean
xmodem_is_over (FotadXmodem *xmodem)
{
  return xmodem->state == FOTAD_XMODEM_DONE || xmodem->state == FOTAD_XMODEM_FAILED;
}

void
xmodem_fail (FotadXmodem *xmodem, GError *error)
{
  g_clear_pointer (&xmodem->output, g_bytes_unref);
  xmodem->state = FOTAD_XMODEM_FAILED;
  xmodem->error = error;
}

void
fotad_xmodem_cancel (FotadXmodem *xmodem, GError *error)
{
  static const guint8 bytes[] = { FOTAD_XMODEM_CAN, FOTAD_XMODEM_CAN };
  g_autoptr (GBytes) cancel = g_bytes_new_static (bytes, sizeof bytes);

  if (xmodem_is_over (xmodem)) {
    g_error_free (error);
    return;
  }
  xmodem_fail (xmodem, error);
  xmodem_set_output (xmodem, cancel);
}

static GBytes *
make_block (FotadXmodem *xmodem, guint64 at, guint8 number, GError **error)
{
  gsize size = (gsize) MIN (xmodem->size - at, xmodem->block);
  guint8 data[FOTAD_XMODEM_LARGE];

  memset (data, xmodem->padding, sizeof data);
  if (!xmodem->read (at, data, size, xmodem->data, error))
    return NULL;
  return fotad_xmodem_block_make (number, data, xmodem->block, xmodem->use_crc);
}

void
xmodem_send_block (FotadXmodem *xmodem)
{
  GError *error = NULL;

  g_clear_pointer (&xmodem->current, g_bytes_unref);
  xmodem->current = g_steal_pointer (&xmodem->next);
  if (xmodem->current == NULL)
    xmodem->current = make_block (xmodem, xmodem->done, xmodem->number, &error);
  if (xmodem->current == NULL) {
    fotad_xmodem_cancel (xmodem, error);
    return;
  }
  xmodem->state = FOTAD_XMODEM_BLOCK;
  xmodem_set_output (xmodem, xmodem->current);
}

static void
send_end (FotadXmodem *xmodem)
{
  static const guint8 end = FOTAD_XMODEM_EOT;

  g_clear_pointer (&xmodem->current, g_bytes_unref);
  xmodem->current = g_bytes_new_static (&end, 1);
  xmodem->state = FOTAD_XMODEM_END;
  xmodem_set_output (xmodem, xmodem->current);
}

void
xmodem_go_on (FotadXmodem *xmodem)
{
  xmodem->tries = 0;
  xmodem->repeated = FALSE;
  xmodem->settling = FALSE;
  if (xmodem->done < xmodem->size)
    xmodem_send_block (xmodem);
  else
    send_end (xmodem);
}

GBytes *
fotad_xmodem_take_output (FotadXmodem *xmodem)
{
  return g_steal_pointer (&xmodem->output);
}

/* The receiver waits for the next block from its ACK on, so that is made before.  A file that
 * cannot be read is told of when its block is due. */
void
fotad_xmodem_sent (FotadXmodem *xmodem)
{
  guint64 at = xmodem->done + xmodem->block;

  xmodem->on_wire = TRUE;
  if (xmodem->state == FOTAD_XMODEM_BLOCK && xmodem->next == NULL && at < xmodem->size)
    xmodem->next = make_block (xmodem, at, (guint8) (xmodem->number + 1), NULL);
}

double
fotad_xmodem_patience (FotadXmodem *xmodem)
{
  if (xmodem->state == FOTAD_XMODEM_START)
    return xmodem->asked ? FOTAD_XMODEM_TURN_S : xmodem->start_s;
  return xmodem->settling ? FOTAD_XMODEM_SETTLE_S : FOTAD_XMODEM_ANSWER_S;
}

FotadXmodemState
fotad_xmodem_get_state (FotadXmodem *xmodem)
{
  return xmodem->state;
}

guint64
fotad_xmodem_get_done (FotadXmodem *xmodem)
{
  return xmodem->done;
}

const GError *
fotad_xmodem_get_error (FotadXmodem *xmodem)
{
  return xmodem->error;
}
