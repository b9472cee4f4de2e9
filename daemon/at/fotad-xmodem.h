/*
 * XMODEM and XMODEM-1K, the sender's side, as a state machine: bytes of the receiver and the
 * passing of time in, bytes to send out.  No I/O, no clock.
 *
 * The receiver speaks first: NAK asks for blocks with an 8-bit sum, 'C' for ones with a CRC-16.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOTAD_XMODEM_SOH 0x01 /* begins a block of 128 bytes */
#define FOTAD_XMODEM_STX 0x02 /* begins a block of 1024 bytes */
#define FOTAD_XMODEM_EOT 0x04
#define FOTAD_XMODEM_ACK 0x06
#define FOTAD_XMODEM_NAK 0x15
#define FOTAD_XMODEM_CAN 0x18
#define FOTAD_XMODEM_PAD 0x1a

#define FOTAD_XMODEM_SMALL 128
#define FOTAD_XMODEM_LARGE 1024

/* A block, or the end, is sent this often before the transfer is given up. */
#define FOTAD_XMODEM_TRIES 10

/* Refused this often, the first block is sent as small ones: some receivers take no others. */
#define FOTAD_XMODEM_LARGE_TRIES 3

/* Seconds between the receiver's first byte and the first block: some receivers throw away what
 * comes at once (rx of lrzsz does), and what they asked meanwhile is not another question. */
#define FOTAD_XMODEM_TURN_S 0.2

/* Seconds until something unanswered is sent again. */
#define FOTAD_XMODEM_ANSWER_S 15.0

/* After that, for this long, a second answer to the first sending is waited for and dropped. */
#define FOTAD_XMODEM_SETTLE_S 1.0

typedef enum {
  FOTAD_XMODEM_START, /* the receiver has not asked yet */
  FOTAD_XMODEM_BLOCK, /* a block is out */
  FOTAD_XMODEM_END,   /* all blocks are in, the end is out */
  FOTAD_XMODEM_DONE,
  FOTAD_XMODEM_FAILED,
} FotadXmodemState;

/* Reads exactly @size bytes of the file from @at on. */
typedef gboolean (*FotadXmodemRead) (
    guint64 at, guint8 *bytes, gsize size, gpointer user_data, GError **error);

typedef struct _FotadXmodem FotadXmodem;

/* @size: of the file, at least 1; @block: FOTAD_XMODEM_SMALL or _LARGE; @padding fills the last
 * block; @start_s: how long the receiver may take to ask. */
FotadXmodem *fotad_xmodem_new (guint64 size,
                               gsize block,
                               guint8 padding,
                               double start_s,
                               FotadXmodemRead read,
                               gpointer user_data);
void fotad_xmodem_free (FotadXmodem *xmodem);

/* Whether @byte means something now; what does not is not part of the protocol. */
gboolean fotad_xmodem_wants (FotadXmodem *xmodem, guint8 byte);

void fotad_xmodem_feed (FotadXmodem *xmodem, guint8 byte);

/* What must be sent now, or NULL; each is returned once. */
GBytes *fotad_xmodem_take_output (FotadXmodem *xmodem);

/* The output is on the wire.  Answers before this are to something older, and ignored. */
void fotad_xmodem_sent (FotadXmodem *xmodem);

/* How long to wait, from the last call of feed () or sent () on, before timeout (). */
double fotad_xmodem_patience (FotadXmodem *xmodem);
void fotad_xmodem_timeout (FotadXmodem *xmodem);

/* Gives up: the output tells the receiver.  Takes @error.  Harmless at the end. */
void fotad_xmodem_cancel (FotadXmodem *xmodem, GError *error);

FotadXmodemState fotad_xmodem_get_state (FotadXmodem *xmodem);

/* Bytes of the file the receiver has acknowledged. */
guint64 fotad_xmodem_get_done (FotadXmodem *xmodem);

/* Why it FAILED: ModemRefused (cancelled by the modem, a block refused too often), ModemSilent,
 * or what reading the file or fotad_xmodem_cancel () said. */
const GError *fotad_xmodem_get_error (FotadXmodem *xmodem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadXmodem, fotad_xmodem_free)

G_END_DECLS
