/*
 * A conversation in AT commands over one port: one command at a time, its reply, and the lines
 * the modem volunteers (URCs) in between.  Times are vendor seconds.
 *
 * Handlers and callbacks may do anything: send, close, change the filter, drop references.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "at/fotad-at-reply.h"
#include "port/fotad-port.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_AT_CHANNEL (fotad_at_channel_get_type ())
G_DECLARE_FINAL_TYPE (FotadAtChannel, fotad_at_channel, FOTAD, AT_CHANNEL, GObject)

/* Signals:
 *   "line" (const char *line)  a line the modem volunteered, valid UTF-8 without line end.  Text
 *                              that rests without a line end (progress dots) is emitted as far
 *                              as it came, and once more when it is complete.
 *   "bytes" (guint count)      any traffic from the modem, for clocks that watch silence
 *   "closed" (GError *error)   the port went away (ModemGone); once, after all commands failed;
 *                              never after fotad_at_channel_close () */

/* Takes a reference on @port, which is then the channel's alone. */
FotadAtChannel *fotad_at_channel_new (FotadPort *port);

FotadPort *fotad_at_channel_get_port (FotadAtChannel *channel);

/* Queues @command (without line end), to be sent when those before it are done.  @timeout runs
 * from the sending to the final result; whatever the modem still answers after it is dropped and
 * never taken for the answer to another command.  Cancelling is like timing out now; nothing is
 * sent to the modem for it. */
void fotad_at_channel_send (FotadAtChannel *channel,
                            const char *command,
                            double timeout,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/* The modem's word, also when it was an error; free with fotad_at_reply_free ().  NULL and
 * ModemSilent (names the command, masked), Cancelled, ModemGone or InvalidArgument (a control
 * character in the command) when there was none. */
FotadAtReply *
fotad_at_channel_send_finish (FotadAtChannel *channel, GAsyncResult *result, GError **error);

/* Whether @line is one the modem volunteers. */
typedef gboolean (*FotadAtNewsFilter) (const char *line, gpointer user_data);

/* Asked for lines that come while a command is pending; without a filter they all belong to the
 * reply.  A read command (AT+X?) keeps the lines that begin with its own name. */
void fotad_at_channel_set_news_filter (FotadAtChannel *channel,
                                       FotadAtNewsFilter is_news,
                                       gpointer user_data,
                                       GDestroyNotify destroy);

/* An answer to somebody before us may still be on its way (a port opened after a crash): the
 * next command is preceded by a bare AT, as after a time-out. */
void fotad_at_channel_resync (FotadAtChannel *channel);

/* Closes the port; all commands fail with ModemGone, before this returns. */
void fotad_at_channel_close (FotadAtChannel *channel);

/* Data: fotad-at-push.h does all of this; here is what it stands on. */

typedef enum {
  FOTAD_AT_READY_SENT,    /* the command has been given to the port */
  FOTAD_AT_READY_CONNECT, /* the modem said CONNECT */
  FOTAD_AT_READY_PROMPT,  /* the modem said ">" or "@" */
} FotadAtReady;

/* Tells how far the modem is with a data command. */
typedef void (*FotadAtReadyFunc) (FotadAtChannel *channel, FotadAtReady ready, gpointer user_data);

/* As fotad_at_channel_send (), but CONNECT and prompts are no final results: @ready is called,
 * from which (or after which) data mode may begin, and the command stays pending. */
void fotad_at_channel_send_data (FotadAtChannel *channel,
                                 const char *command,
                                 double timeout,
                                 FotadAtReadyFunc ready,
                                 gpointer ready_data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/* Offered the raw bytes from a line's start on, returns how many it took; the rest is read as
 * text, so that a final result in mid-transfer is seen. */
typedef gsize (*FotadAtTake) (FotadAtChannel *channel,
                              const guint8 *bytes,
                              gsize size,
                              gpointer user_data);

/* While a data command is pending: stops its clock and offers incoming bytes to @take. */
void fotad_at_channel_begin_data (FotadAtChannel *channel, FotadAtTake take, gpointer user_data);

/* FALSE from the moment the port went, before "closed" is told. */
gboolean fotad_at_channel_is_open (FotadAtChannel *channel);

/* ModemGone or Busy as fotad_port_write (); WrongState outside of data mode. */
gboolean fotad_at_channel_write_data (FotadAtChannel *channel, GBytes *bytes, GError **error);

/* Back to text; the pending command's final result is due in @timeout. */
void fotad_at_channel_end_data (FotadAtChannel *channel, double timeout);

G_END_DECLS
