/*
 * A modem that takes packages by XMODEM, for tests that cut its line at any byte: it answers AT,
 * and AT+PUSH by receiving.  It keeps a package only when all of it and its end have come.
 *
 * Silence ends a transfer as a real one does: RECEIVER_SILENCE_S after the last block it says ERROR
 * and is a modem again; two CANs in a row end it at once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#define RECEIVER_SILENCE_S 20.0

typedef struct {
  int fd; /* its end of the line; -1: cut */
  guint source;
  guint timer;
  gboolean receiving;
  gboolean crc;   /* asks with C */
  GString *heard; /* not yet understood */
  GByteArray *taken;
  guint8 number;
  guint cans;
  guint repeated;  /* blocks that came twice */
  GBytes *package; /* NULL: none */

  guint64 bytes; /* of the transfer that have come */
  gint64 limit;  /* it listens up to this byte of a transfer; -1: to all */
  void (*at_limit) (gpointer data);
  gpointer data;
} Receiver;

void receiver_init (Receiver *receiver, gboolean crc);
void receiver_clear (Receiver *receiver);

/* A new line; the host's end. */
int receiver_connect (Receiver *receiver);

/* The line is cut at its end. */
void receiver_cut (Receiver *receiver);

/* Listens again after at_limit () was called. */
void receiver_go_on (Receiver *receiver);
