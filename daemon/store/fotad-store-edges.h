/*
 * Edges: what a job was about to do and what came of it, one row each.  They are the log that
 * people read and the place from which a restart goes on.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/fotad-store.h"

G_BEGIN_DECLS

typedef struct {
  gint64 time; /* UNIX microseconds */
  char *phase;
  char *step;
  char *event;       /* "intent", "done", …: words of the one who writes them */
  GVariant *details; /* a{sv}, never NULL */
} FotadEdge;

void fotad_edge_free (FotadEdge *edge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadEdge, fotad_edge_free)

/* When this returns TRUE the edge survives a power cut; when it fails, what it announces must
 * not be done.  @details (a{sv} or NULL) is consumed if floating. */
gboolean fotad_store_add_edge (FotadStore *store,
                               gint64 job,
                               const char *phase,
                               const char *step,
                               const char *event,
                               GVariant *details,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* FotadEdge, oldest first; empty when there are none.  Rows that make no sense are skipped. */
GPtrArray *fotad_store_edges (FotadStore *store, gint64 job, GError **error);

/* The newest edge; FOTAD_ERROR_NOT_FOUND when there is none.  One that makes no sense is an
 * error and not passed over: the edge before it could make a restart send a command twice. */
FotadEdge *fotad_store_last_edge (FotadStore *store, gint64 job, GError **error);

G_END_DECLS
