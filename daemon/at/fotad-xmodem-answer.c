/*
 * XMODEM, sender: what an answer of the receiver means, and what its silence.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-xmodem-private.h"

#include "core/fotad-error.h"

static void
handle_ack (FotadXmodem *xmodem)
{
  if (xmodem->settling)
    return;
  if (xmodem->state == FOTAD_XMODEM_END) {
    xmodem->state = FOTAD_XMODEM_DONE;
    return;
  }
  xmodem->done += MIN (xmodem->size - xmodem->done, xmodem->block);
  xmodem->number++;
  if (xmodem->repeated)
    xmodem->settling = TRUE;
  else
    xmodem_go_on (xmodem);
}

/* TRUE: it may be tried again. */
static gboolean
count_try (FotadXmodem *xmodem, FotadError code, const char *complaint)
{
  if (++xmodem->tries < FOTAD_XMODEM_TRIES)
    return TRUE;
  fotad_xmodem_cancel (xmodem,
                       g_error_new (FOTAD_ERROR, (int) code,
                                    "the modem %s the upload at byte %" G_GUINT64_FORMAT
                                    " of %" G_GUINT64_FORMAT " (tried %d times)",
                                    complaint, xmodem->done, xmodem->size, FOTAD_XMODEM_TRIES));
  return FALSE;
}

/* Only at the very first block, and only if it was refused each time: were a large block taken
 * whose ACK got lost, a small one with its number would pass for its repetition, and everything
 * after it would be in the wrong place. */
static gboolean
refuses_large (FotadXmodem *xmodem)
{
  return xmodem->block == FOTAD_XMODEM_LARGE && xmodem->done == 0 && !xmodem->unheard &&
         xmodem->tries >= FOTAD_XMODEM_LARGE_TRIES;
}

static void
handle_nak (FotadXmodem *xmodem)
{
  if (xmodem->settling || !count_try (xmodem, FOTAD_ERROR_MODEM_REFUSED, "refuses"))
    return;
  /* It asks for the first block again and again; the last time may have crossed the block. */
  xmodem->repeated |= xmodem->done == 0;
  if (refuses_large (xmodem)) {
    xmodem->block = FOTAD_XMODEM_SMALL;
    g_clear_pointer (&xmodem->next, g_bytes_unref);
    xmodem_send_block (xmodem);
  } else {
    xmodem_set_output (xmodem, xmodem->current);
  }
}

static void
handle_start (FotadXmodem *xmodem, guint8 byte)
{
  if (xmodem->asked || (byte != FOTAD_XMODEM_NAK && byte != 'C'))
    return;
  xmodem->asked = TRUE;
  xmodem->use_crc = byte == 'C';
}

/* Two in a row: a single one may be noise. */
static void
handle_can (FotadXmodem *xmodem)
{
  if (++xmodem->cancels == 2)
    xmodem_fail (xmodem, g_error_new (FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED,
                                      "the modem cancelled the upload at byte %" G_GUINT64_FORMAT
                                      " of %" G_GUINT64_FORMAT,
                                      xmodem->done, xmodem->size));
}

/* A receiver that wants a CRC asks for the first block by 'C' also when it was damaged. */
static gboolean
is_c_for_nak (FotadXmodem *xmodem)
{
  return xmodem->state == FOTAD_XMODEM_BLOCK && xmodem->use_crc && xmodem->done == 0;
}

gboolean
fotad_xmodem_wants (FotadXmodem *xmodem, guint8 byte)
{
  switch (byte) {
  case FOTAD_XMODEM_ACK:
  case FOTAD_XMODEM_NAK:
  case FOTAD_XMODEM_CAN:
    return !xmodem_is_over (xmodem);
  case 'C':
    return xmodem->state == FOTAD_XMODEM_START || is_c_for_nak (xmodem);
  default: /* a byte, not an enum */
    return FALSE;
  }
}

void
fotad_xmodem_feed (FotadXmodem *xmodem, guint8 byte)
{
  if (!fotad_xmodem_wants (xmodem, byte))
    return;
  if (byte == FOTAD_XMODEM_CAN) {
    handle_can (xmodem);
    return;
  }
  xmodem->cancels = 0;
  if (xmodem->state == FOTAD_XMODEM_START)
    handle_start (xmodem, byte);
  else if (!xmodem->on_wire)
    return;
  else if (byte == FOTAD_XMODEM_ACK)
    handle_ack (xmodem);
  else
    handle_nak (xmodem);
}

void
fotad_xmodem_timeout (FotadXmodem *xmodem)
{
  if (xmodem->asked && xmodem->state == FOTAD_XMODEM_START) {
    xmodem_go_on (xmodem);
  } else if (xmodem->state == FOTAD_XMODEM_START) {
    fotad_xmodem_cancel (xmodem, g_error_new (FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT,
                                              "the modem did not ask for the upload in %g s",
                                              xmodem->start_s));
  } else if (xmodem->settling) {
    xmodem_go_on (xmodem);
  } else if (!xmodem_is_over (xmodem) &&
             count_try (xmodem, FOTAD_ERROR_MODEM_SILENT, "is silent in")) {
    xmodem->repeated = TRUE;
    xmodem->unheard = TRUE;
    xmodem_set_output (xmodem, xmodem->current);
  }
}
