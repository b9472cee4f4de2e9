/*
 * What the files of the XMODEM sender share: its state; -answer.c takes the receiver's answers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "at/fotad-xmodem.h"

G_BEGIN_DECLS

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

/* DONE or FAILED: nothing counts any more. */
gboolean xmodem_is_over (FotadXmodem *xmodem);

/* Makes @bytes the output, to be sent for the first time or again. */
void xmodem_set_output (FotadXmodem *xmodem, GBytes *bytes);

/* Sends the block that begins at @done. */
void xmodem_send_block (FotadXmodem *xmodem);

/* The receiver has all before @done: sends the next block, or the end. */
void xmodem_go_on (FotadXmodem *xmodem);

/* Ends it without a word to the receiver; takes @error. */
void xmodem_fail (FotadXmodem *xmodem, GError *error);

G_END_DECLS
