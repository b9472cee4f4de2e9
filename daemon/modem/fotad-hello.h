/*
 * The first words with a modem: is anybody there, at which speed, and is it the right one?
 *
 * A bare AT every half second until there is an OK, on a UART three at each speed; then the
 * echo off and error numbers on, how they were noted; then the IMEI.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "at/fotad-at-channel.h"

G_BEGIN_DECLS

/* How a modem's line was found, to be put back at the end; -1 is not known. */
typedef struct {
  int echo; /* 0 or 1 */
  int cmee; /* 0..2 */
  int baud; /* of a UART, as it answered last */
  int flow; /* of a UART, on our side: 1 with RTS/CTS, 0 without, as it was before we opened it */
} FotadLinkManners;

/* How long one speed is tried, with and without flow control, in vendor seconds. */
#define FOTAD_HELLO_SPEED_S 3.0

/* Talks on @channel to the modem with @imei for at most @limit vendor seconds.  @bauds: the
 * speeds of a UART, the present one first, ended by 0; NULL when it has none.  Each is tried with
 * the port's present flow control, then with the other.  Errors:
 *   MODEM_SILENT  no OK, or no sensible answer after it
 *   MODEM_REFUSED it answers, but will not tell its IMEI
 *   MODEM_GONE    the port closed, or it is another modem (both IMEIs are named; the port is
 *                 still open then)
 *   CANCELLED */
void fotad_hello_async (FotadAtChannel *channel,
                        const char *imei,
                        const guint *bauds,
                        double limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data);

/* On success, what was not known of @manners is filled in, and its baud set. */
gboolean fotad_hello_finish (FotadAtChannel *channel,
                             GAsyncResult *result,
                             FotadLinkManners *manners,
                             GError **error);

G_END_DECLS
