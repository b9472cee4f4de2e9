/*
 * A push under way, with the modem played by a script (at-talk.h).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "at-talk.h"
#include "at/fotad-at-push.h"

#define COMMAND "AT+PUSH"

typedef struct {
  AtTalk *talk;
  FotadAtPush *push;
  GCancellable *cancellable;
  guint8 *bytes; /* of the file: annex B's payload */
  gsize size;
  int fd;
  guint64 progress;
  guint reports;
} AtPushing;

/* A channel, a file of @size bytes, a push that has not been run. */
void at_pushing_prepare (AtPushing *pushing, const FotadPush *how, gsize size);

/* The same, run: COMMAND has been sent. */
void at_pushing_start (AtPushing *pushing, const FotadPush *how, gsize size);

/* Everything must have been heard and noted by then, and nothing be left behind. */
void at_pushing_stop (AtPushing *pushing);

/* For fotad_at_push_run (): notes "reply STATUS|LINES" or "error NAME: words". */
void at_pushing_on_done (GObject *object, GAsyncResult *result, gpointer data);

void at_pushing_play (AtPushing *pushing, const char *script);

/* Waits for exactly these bytes. */
void at_pushing_hear (AtPushing *pushing, const void *bytes, gsize size);

/* From now on the modem takes nothing, and says @bytes (NULL: nothing) each time it could have;
 * until the push has ended. */
void at_pushing_starve (AtPushing *pushing, const char *bytes);

void at_pushing_expect_error (AtPushing *pushing, const char *name);
