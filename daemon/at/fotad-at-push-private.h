/*
 * What the protocols of a push need of it, and it of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "at/fotad-at-push.h"
#include "at/fotad-xmodem.h"

G_BEGIN_DECLS

typedef struct {
  /* When data may begin. */
  FotadAtReady ready;
  FotadAtReady also_ready;
  gboolean in_turns; /* all that is written is answered before more is */

  void (*begin) (FotadAtPush *push);
  gsize (*take) (FotadAtPush *push, const guint8 *bytes, gsize size);
  void (*drained) (FotadAtPush *push); /* all that was written has left */
  void (*timeout) (FotadAtPush *push); /* of push_wait () */
  void (*stop) (FotadAtPush *push, GError *error);
} FotadAtPushProtocol;

extern const FotadAtPushProtocol fotad_at_push_raw;
extern const FotadAtPushProtocol fotad_at_push_xmodem;

typedef enum {
  FOTAD_AT_PUSH_ASKING, /* the command is out, no data yet */
  FOTAD_AT_PUSH_STREAMING,
  FOTAD_AT_PUSH_ENDING, /* all is out, or given up; the last word is due */
} FotadAtPushState;

struct _FotadAtPush {
  GObject parent;
  FotadAtChannel *channel;
  const FotadPush *how;
  const FotadAtPushProtocol *protocol;
  int fd;
  guint64 size;
  gboolean small_blocks;
  FotadAtPushProgress progress;
  gpointer progress_data;

  GTask *task; /* NULL before and after */
  double timeout;
  GCancellable *command; /* cancels the command itself */
  guint cancel_source;
  guint timer;
  double timer_due; /* when it fires; it waits on when the deadline is later */
  double deadline;
  FotadAtPushState state;
  GError *error; /* why we gave up */

  guint64 sent;        /* raw: bytes of the file given to the port */
  guint64 acks;        /* raw: acknowledgements heard */
  FotadXmodem *xmodem; /* XMODEM */
};

/* fotad-at-push-flow.c, what they ask of the push. */

/* A FotadXmodemRead of the file.  Errors: PACKAGE_INVALID when it is shorter than said, STORAGE. */
gboolean push_read (guint64 at, guint8 *bytes, gsize size, gpointer push, GError **error);

/* Writes, then calls protocol->drained. */
void push_write (FotadAtPush *push, GBytes *bytes);

/* Calls protocol->timeout after @seconds, unless called again, or ended, before. */
void push_wait (FotadAtPush *push, double seconds);

/* Tells how many bytes of the file the modem has. */
void push_report (FotadAtPush *push, guint64 done);

/* Everything was transferred. */
void push_complete (FotadAtPush *push);

/* Gives up; takes @error, which becomes the push's result. */
void push_give_up (FotadAtPush *push, GError *error);

/* ModemSilent: it takes nothing that follows byte @done of the file. */
GError *push_make_stalled (FotadAtPush *push, guint64 done);

G_END_DECLS
