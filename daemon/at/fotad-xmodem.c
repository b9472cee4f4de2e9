/*
 * XMODEM, sender: what is said after which answer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-xmodem.h"

#include <string.h>

#include "at/fotad-xmodem-block.h"
#include "core/fotad-error.h"

struct _FotadXmodem {
  guint64 size;
  gsize block; /* its size; falls from LARGE to SMALL */
  guint8 padding;
  double start_s;
  FotadXmodemRead read;
  gpointer data;

  FotadXmodemState state;
  gboolean asked; /* in START: the first byte has come */
  gboolean use_crc;
  guint64 done;      /* where the current block begins */
  guint8 number;     /* of the current block; the first is 1, 0 follows 255 */
  GBytes *current;   /* the block or the end as it is sent, to be sent again */
  GBytes *next;      /* made while the current one is on its way; NULL: not yet */
  GBytes *output;    /* what take_output () returns */
  gboolean on_wire;  /* the output has been sent */
  guint tries;       /* of the current block or the end */
  gboolean repeated; /* sent again without an answer: two may come */
  gboolean settling; /* the second one is waited for */
  gboolean unheard;  /* the first block was once sent without any answer */
  guint cancels;     /* CANs in a row */
  GError *error;
};

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

static void
set_output (FotadXmodem *xmodem, GBytes *bytes)
{
  g_clear_pointer (&xmodem->output, g_bytes_unref);
  xmodem->output = g_bytes_ref (bytes);
  xmodem->on_wire = FALSE;
}

static gboolean
is_over (FotadXmodem *xmodem)
{
  return xmodem->state == FOTAD_XMODEM_DONE || xmodem->state == FOTAD_XMODEM_FAILED;
}

static void
fail (FotadXmodem *xmodem, GError *error)
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

  if (is_over (xmodem)) {
    g_error_free (error);
    return;
  }
  fail (xmodem, error);
  set_output (xmodem, cancel);
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

static void
send_block (FotadXmodem *xmodem)
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
  set_output (xmodem, xmodem->current);
}

static void
send_end (FotadXmodem *xmodem)
{
  static const guint8 end = FOTAD_XMODEM_EOT;

  g_clear_pointer (&xmodem->current, g_bytes_unref);
  xmodem->current = g_bytes_new_static (&end, 1);
  xmodem->state = FOTAD_XMODEM_END;
  set_output (xmodem, xmodem->current);
}

/* The next block, or the end. */
static void
go_on (FotadXmodem *xmodem)
{
  xmodem->tries = 0;
  xmodem->repeated = FALSE;
  xmodem->settling = FALSE;
  if (xmodem->done < xmodem->size)
    send_block (xmodem);
  else
    send_end (xmodem);
}

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
    go_on (xmodem);
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
    send_block (xmodem);
  } else {
    set_output (xmodem, xmodem->current);
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
    fail (xmodem, g_error_new (FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED,
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
    return !is_over (xmodem);
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

void
fotad_xmodem_timeout (FotadXmodem *xmodem)
{
  if (xmodem->asked && xmodem->state == FOTAD_XMODEM_START) {
    go_on (xmodem);
  } else if (xmodem->state == FOTAD_XMODEM_START) {
    fotad_xmodem_cancel (xmodem, g_error_new (FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT,
                                              "the modem did not ask for the upload in %g s",
                                              xmodem->start_s));
  } else if (xmodem->settling) {
    go_on (xmodem);
  } else if (!is_over (xmodem) && count_try (xmodem, FOTAD_ERROR_MODEM_SILENT, "is silent in")) {
    xmodem->repeated = TRUE;
    xmodem->unheard = TRUE;
    set_output (xmodem, xmodem->current);
  }
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
