/*
 * Inside the driver: its state, shared by the files for its channel, uploads and store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/fotad-driver.h"

struct _FotadDriver {
  GObject parent_instance;

  FotadEngine *engine;
  FotadBook *book;
  char *model;
  FotadFacts *facts;
  const FotadPush *push;
  FotadStore *store;
  gint64 job;

  FotadAtChannel *channel;
  int package_fd;
  guint64 package_size;
  guint push_percent;   /* the last that was told */
  gboolean push_failed; /* the next one tries with small blocks */

  GTask *task;        /* the phase that runs */
  GCancellable *stop; /* what is under way at the channel */
  guint timer;        /* the engine's tick */
  double due;         /* by when an event must have come; 0: nobody can say */
  double reply_s;     /* of the command that is pending */
  guint lost_idle;    /* a loss that is still to be told */
  guint cancel_idle;  /* these two are never cleared by an event */
  gulong cancelled_id;
};

/* Brings the time with @event; nothing happens between phases. */
void driver_feed (FotadDriver *driver, FotadEvent *event);

/* fotad-driver-channel.c */
void driver_send (FotadDriver *driver, FotadAction action);
void driver_drop_channel (FotadDriver *driver);
void driver_tell_lost (FotadDriver *driver);
FotadReplyKind driver_kind_of (FotadAtReply *reply);
void driver_feed_reply (FotadDriver *driver, FotadAtReply *reply);
gboolean driver_is_end_of_channel (FotadDriver *driver, gpointer channel, const GError *error);

/* fotad-driver-push.c */
void driver_push (FotadDriver *driver, FotadAction action);
