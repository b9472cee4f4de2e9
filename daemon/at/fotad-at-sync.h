/*
 * Keeping in step with the modem.  Pure counting; the channel does the sending and waiting.
 *
 * AT answers carry no number: which command a final result belongs to follows only from the
 * order, because a modem answers one command after the other.  A command we gave up on (timed
 * out, cancelled) may still be answered, at any time; were that answer taken for the next
 * command's, every later one would be off by one, and "OK" would be read for a failure.
 *
 * So each given-up command is an answer owed.  Before anything else is asked, a bare AT goes
 * out: its answer cannot overtake those owed.
 *   - as many finals as were owed, plus the probes': all is answered, in step at once;
 *   - fewer, then quiet: the modem has forgotten the old command (many drop it when a new one
 *     arrives), in step after the pause;
 *   - none to any probe: the modem is silent; the answers owed are now more by the probes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A modem gets this many probes, this many seconds for each, and must rest this long. */
#define FOTAD_AT_SYNC_PROBES 3
#define FOTAD_AT_SYNC_PROBE_S 3.0
#define FOTAD_AT_SYNC_QUIET_S 1.0

/* A modem that babbles on never rests; after this long it counts as silent. */
#define FOTAD_AT_SYNC_LIMIT_S 20.0

typedef struct {
  gboolean needed;  /* a round of probes must precede the next command */
  guint owed;       /* answers that may still come */
  gboolean unknown; /* and nobody knows how many more */
  guint probes;     /* sent in the current round */
  guint finals;     /* heard in the current round */
} FotadAtSync;

/* A command was given up while its answer was due. */
void fotad_at_sync_lost (FotadAtSync *sync);

/* Somebody before us may have asked something. */
void fotad_at_sync_forget (FotadAtSync *sync);

/* Whether something was lost since the last time in step. */
gboolean fotad_at_sync_needed (const FotadAtSync *sync);

/* A final result while nothing was pending and no round was on.  The round stays needed, in case
 * it was a stray one: when all was answered, it costs one probe and no pause. */
void fotad_at_sync_idle_final (FotadAtSync *sync);

void fotad_at_sync_begin (FotadAtSync *sync);

/* TRUE: send a (or another) probe now.  FALSE: there were enough. */
gboolean fotad_at_sync_probe (FotadAtSync *sync);

/* A final result in a round.  TRUE: in step at once; FALSE: wait for it to be quiet. */
gboolean fotad_at_sync_final (FotadAtSync *sync);

void fotad_at_sync_done (FotadAtSync *sync);
void fotad_at_sync_give_up (FotadAtSync *sync);

G_END_DECLS
