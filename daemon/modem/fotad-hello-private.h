/*
 * Inside a hello: its state, shared by knocking and by what is said once somebody opens.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "modem/fotad-hello.h"

typedef struct {
  GTask *task; /* NULL when it is over */
  FotadAtChannel *channel;
  char *imei;
  GArray *bauds;    /* of guint, without the 0; may be empty */
  gboolean flows;   /* the port has flow control to try with and without */
  gboolean rts_cts; /* and this was it */
  guint line;       /* which speed and flow control now, counted through */
  guint knocks;     /* on this line */
  guint step;
  gboolean answered;
  FotadLinkManners manners;
  GString *heard; /* the last bytes, for OK and for echo */
  GCancellable *sending;
  guint timer;
  guint limit;
  guint cancel;
} Hello;

/* fotad-hello-knock.c: says AT until there is an answer, on one line (speed and flow control) after
 * the other; then hello_say () begins. */
void hello_knock (Hello *hello);

/* For signal "data" of the port. */
void hello_on_data (FotadPort *port, GBytes *bytes, gpointer hello);

/* The speed tried now; there must be one. */
guint hello_baud (Hello *hello);

/* fotad-hello.c: the next step of the dialogue. */
void hello_say (Hello *hello);

const char *hello_device (Hello *hello);
