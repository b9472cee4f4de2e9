/*
 * Recovery: where a job goes on after a crash or power cut.  A pure function of the edges that
 * lie in the store; what the modem then says decides the rest.
 *
 * last edges                                        goes on
 * - nothing sent but reads and preparations         from the beginning
 * - a transfer under way, nothing irreversible      from the beginning; what the module kept is
 *   sent                                            used
 * - the same, by a modem that installs by itself    from the beginning; is it silent, or runs
 *                                                   another version, it has installed: settle
 *                                                   and verify
 * - approval asked, not given                       at the same question, the package being there
 * - an irreversible command's intent stored         settle and verify; it is never sent again
 *
 * A verdict that is stored already is taken once more: the version is the same, and restoring
 * settings writes only what differs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "engine/fotad-phase.h"

G_BEGIN_DECLS

typedef struct {
  gboolean recovered;    /* FALSE: a new job */
  FotadStage stage;      /* where to go on, once the modem is claimed */
  gboolean identify;     /* and after it was identified */
  gboolean transferring; /* a package may be in the modem, or on its way */
  gboolean installed;    /* an irreversible command was (perhaps) sent */
  gboolean unsure;       /* nothing tells that it reached the modem */
  gboolean may_install;  /* the modem was told to, whenever it has what it needs */
  GPtrArray *sent;       /* names of all rows whose intent is stored; borrowed */
} FotadRecovery;

/* @edges: of FotadEdge, oldest first.  @irreversible: the job's record says so.  @sent: an
 * empty array that is filled with copied names. */
void fotad_recovery_decide (FotadRecovery *recovery,
                            GPtrArray *edges,
                            gboolean irreversible,
                            GPtrArray *sent);

G_END_DECLS
