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

/* fotad-at-channel.c */

/* Asks the filter. */
gboolean channel_is_news (FotadAtChannel *channel, const char *line);

void channel_emit_line (FotadAtChannel *channel, const char *line);
void channel_emit_bytes (FotadAtChannel *channel, guint count);

/* Traffic for the debug log, masked. */
void channel_log (FotadAtChannel *channel, const char *direction, const char *text);

/* fotad-at-channel-send.c */

/* Sends the next command, or a probe before it, when the modem is free. */
void channel_pump (FotadAtChannel *channel);

/* Writes a line to the modem. */
gboolean channel_write_line (FotadAtChannel *channel, const char *line, GError **error);

/* Hands out the end of a command that is neither queued nor pending any more; takes all three.
 * Its callback may do anything, so nothing may follow this that relies on the channel's state. */
void channel_settle (FotadAtCommand *command, FotadAtReply *reply, GError *error);

/* Ends the pending command with @reply or @error, whose ownership it takes. */
void channel_finish (FotadAtChannel *channel, FotadAtReply *reply, GError *error);

/* The first queued command fails because the modem does not answer at all. */
void channel_fail_head (FotadAtChannel *channel);

/* fotad-at-channel-read.c: the port's "data" handler. */
void channel_on_data (FotadPort *port, GBytes *bytes, FotadAtChannel *channel);

/* fotad-at-channel-step.c: the round of probes. */
void channel_lose (FotadAtChannel *channel, const char *command);
void channel_begin_round (FotadAtChannel *channel);
void channel_round_final (FotadAtChannel *channel, FotadAtStatus status);
void channel_round_line (FotadAtChannel *channel);

/* Whether @line is the echo of a probe or of a command whose answer is owed. */
gboolean channel_is_stale_echo (FotadAtChannel *channel, const char *line);

/* Whether @line belongs to an answer owed rather than to the modem's news. */
gboolean channel_is_stale_line (FotadAtChannel *channel, const char *line);

G_END_DECLS
