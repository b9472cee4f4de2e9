/*
 * What the files of the channel share: -send.c sends, -read.c listens, -step.c keeps in step after
 * a time-out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "at/fotad-at-channel.h"
#include "at/fotad-at-command.h"
#include "at/fotad-at-parser.h"
#include "at/fotad-at-sync.h"

G_BEGIN_DECLS

typedef struct {
  FotadAtNewsFilter is_news;
  gpointer data;
  GDestroyNotify destroy;
} FotadAtFilter;

struct _FotadAtChannel {
  GObject parent;
  FotadPort *port;
  gboolean closed;

  GQueue queue;            /* of FotadAtCommand *, not sent yet */
  FotadAtCommand *pending; /* sent, not answered yet */
  guint timer;             /* of the pending command, or of the round of probes */

  FotadAtParser *parser;
  GByteArray *input; /* bytes not parsed yet; empty but while reading */
  gboolean reading;
  guint flush_timer;
  FotadAtFilter *filter; /* g_rc_box; NULL: none */

  gboolean data_mode;
  FotadAtTake take;
  gpointer take_data;

  FotadAtSync sync;
  gboolean syncing;
  double sync_end;
  GPtrArray *stale; /* of FotadAtCommand *, whose answers are owed */
};

/* Asks the filter. */
gboolean fotad_at_channel_is_news (FotadAtChannel *channel, const char *line);

void fotad_at_channel_emit_line (FotadAtChannel *channel, const char *line);
void fotad_at_channel_emit_bytes (FotadAtChannel *channel, guint count);

/* Sends the next command, or a probe before it, when the modem is free. */
void fotad_at_channel_pump (FotadAtChannel *channel);

/* Writes a line to the modem. */
gboolean fotad_at_channel_write_line (FotadAtChannel *channel, const char *line, GError **error);

/* Hands out the end of a command that is neither queued nor pending any more; takes all three.
 * Its callback may do anything, so nothing may follow this that relies on the channel's state. */
void fotad_at_channel_settle (FotadAtCommand *command, FotadAtReply *reply, GError *error);

/* Ends the pending command with @reply or @error, whose ownership it takes. */
void fotad_at_channel_finish (FotadAtChannel *channel, FotadAtReply *reply, GError *error);

/* The first queued command fails because the modem does not answer at all. */
void fotad_at_channel_fail_head (FotadAtChannel *channel);

/* The port's "data" handler. */
void fotad_at_channel_on_data (FotadPort *port, GBytes *bytes, FotadAtChannel *channel);

/* Traffic for the debug log, masked. */
void fotad_at_channel_log (FotadAtChannel *channel, const char *direction, const char *text);

/* Step: the round of probes. */
void fotad_at_channel_lose (FotadAtChannel *channel, const char *command);
void fotad_at_channel_begin_round (FotadAtChannel *channel);
void fotad_at_channel_round_final (FotadAtChannel *channel, FotadAtStatus status);
void fotad_at_channel_round_line (FotadAtChannel *channel);
/* Whether @line is the echo of a probe or of a command whose answer is owed. */
gboolean fotad_at_channel_is_stale_echo (FotadAtChannel *channel, const char *line);

/* Whether @line belongs to an answer owed rather than to the modem's news. */
gboolean fotad_at_channel_is_stale_line (FotadAtChannel *channel, const char *line);

G_END_DECLS
