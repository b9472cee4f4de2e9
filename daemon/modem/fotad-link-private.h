/*
 * Inside a link: its state, shared by the files that open it and that know its line's speed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "modem/fotad-link.h"
#include "modem/fotad-ports.h"

struct _FotadLink {
  GObject parent;
  FotadModem *modem;
  char *device;  /* NULL: the modem's own */
  GArray *bauds; /* of guint, without the 0 */
  FotadLinkManners manners;
  FotadPorts *ports;
  FotadAtChannel *channel;
  gboolean open;     /* else the channel only listens */
  gboolean watching; /* its speed may be another one now */
  gboolean strayed;  /* and we listen at that */
  guint nonsense;    /* bytes since the last line that was one */

  GTask *task; /* of open or listen, while one is under way */
  gboolean listen_only;
  gboolean was_up; /* had a channel when it began */
  GCancellable *cancellable;
  double deadline;
  guint again;
  guint cancel;
};

/* fotad-link-open.c: @limit in seconds of the vendor; takes @task. */
void link_begin_opening (
    FotadLink *self, gboolean listen_only, double limit, GCancellable *cancellable, GTask *task);

/* Takes @error; NULL is success.  The callback may do anything, so nothing may follow this. */
void link_end_opening (FotadLink *self, GError *error);

/* fotad-link.c */
void link_drop_channel (FotadLink *self);
void link_follow_channel (FotadLink *self); /* connects to its signals */

/* fotad-link-speed.c.  The speed to begin with: the last known one, or the family's; 0: as it is
 * found. */
guint link_speed_first (FotadLink *self);

/* That one, if any, then the others; ended by 0. */
GArray *link_speed_list (FotadLink *self);

/* Before the first words on an open channel: speed and flow control to begin with. */
void link_speed_begin (FotadLink *self);

/* What was heard. */
void link_speed_line (FotadLink *self, const char *line);
void link_speed_bytes (FotadLink *self, guint count);
