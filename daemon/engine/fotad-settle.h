/*
 * Settling: after the install command the modem goes away and comes back, perhaps several
 * times, perhaps on another port, perhaps without a word.  A pure state machine that says when
 * to listen, when to leave it alone and when to ask.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin.h"

G_BEGIN_DECLS

typedef enum {
  FOTAD_SETTLE_LINE, /* with the kind of news it was */
  FOTAD_SETTLE_BYTES,
  FOTAD_SETTLE_PORT_LOST,
  FOTAD_SETTLE_PORT_BACK,   /* open again, nothing said to it yet */
  FOTAD_SETTLE_PORT_OPENED, /* by us: whether the modem has booted meanwhile is not known */
  FOTAD_SETTLE_ANSWERED,    /* the probe: it is there, and the right one */
  FOTAD_SETTLE_SILENT,      /* the probe: no answer */
  FOTAD_SETTLE_TICK,
} FotadSettleEvent;

typedef enum {
  FOTAD_SETTLE_WAIT,   /* until wake_at at the latest */
  FOTAD_SETTLE_LISTEN, /* get the port back, saying nothing */
  FOTAD_SETTLE_PROBE,  /* ask whether it is there and who it is */
  FOTAD_SETTLE_DONE,
  FOTAD_SETTLE_GIVE_UP, /* it did not come back in time */
} FotadSettleVerb;

typedef struct {
  FotadSettleVerb verb;
  double wake_at; /* vendor seconds; 0: no tick wanted */
} FotadSettleAction;

typedef struct {
  const FotadSettle *figures;
  double deadline;
  double ask_at; /* when to probe if nothing else happens; 0: not before something does */
  gboolean open;
  gboolean probing;
  gboolean asked; /* it was probed at least once */
  gboolean listening;
} FotadSettling;

/* @open: the port is still there.  @ready: the modem already said that it has booted. */
FotadSettleAction fotad_settling_begin (
    FotadSettling *settling, const FotadSettle *figures, gboolean open, gboolean ready, double now);
FotadSettleAction fotad_settling_feed (FotadSettling *settling,
                                       FotadSettleEvent event,
                                       FotadNewsKind kind,
                                       double now);

/* Whether a modem that answered, and then could not be asked because of @error, may be booting once
 * more: it is let settle again, if its vendor's modems boot several times and it did not do so too
 * often (@returns). */
gboolean
fotad_settling_may_leave_again (const FotadSettle *figures, guint returns, const GError *error);

G_END_DECLS
