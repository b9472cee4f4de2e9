/*
 * A channel with a modem played by a script, one thing a line:
 *
 *   send SECONDS COMMAND     hand it to the channel
 *   data SECONDS COMMAND     the same, as a data command
 *   cancel N                 the N-th command sent, from 0
 *   hear COMMAND             the modem receives exactly this line (^[ is escape)
 *   say BYTES                the modem says this, C escapes
 *   reply TEXT, news TEXT, error NAME, ready WHAT, closed, bytes N
 *                            what the daemon gets to know next
 *   rest SECONDS             vendor seconds in which neither side hears anything
 *   close, hangup, resync    the host closes, the modem vanishes, a round is asked for
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "at/fotad-at-channel.h"

typedef struct {
  FotadAtChannel *channel; /* NULL when dropped */
  int modem;               /* the modem's end */
  GString *heard;          /* by the modem, not yet expected by the script */
  GQueue *log;             /* of char *, what the daemon got to know */
  GPtrArray *cancellables; /* one for each command sent */
} AtTalk;

AtTalk *at_talk_new (void);
void at_talk_free (AtTalk *talk);

/* Plays @script; @name is for messages. */
void at_talk_play (AtTalk *talk, const char *name, const char *script);

/* Runs the loop until something is in the log, or is heard; then takes it. */
void at_talk_expect (AtTalk *talk, const char *entry);

/* The next log entry; NULL when none comes. */
char *at_talk_next (AtTalk *talk);

/* The next @size bytes the modem hears. */
GBytes *at_talk_hear (AtTalk *talk, gsize size);

/* Adds to the log. */
void at_talk_note (AtTalk *talk, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* GAsyncReadyCallback that notes the reply; user_data is the talk. */
void at_talk_on_reply (GObject *object, GAsyncResult *result, gpointer data);

/* The lines the scripts' modem volunteers. */
gboolean at_talk_is_news (const char *line, gpointer data);

void at_talk_say (AtTalk *talk, const char *bytes, gssize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtTalk, at_talk_free)
