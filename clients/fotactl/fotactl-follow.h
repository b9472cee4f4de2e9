/*
 * Following jobs: a progress bar on a terminal, else one line per change; Ctrl-C detaches.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotactl.h"

G_BEGIN_DECLS

typedef enum {
  FOTACTL_FOLLOW_NONE = 0,
  FOTACTL_FOLLOW_PATIENT = 1 << 0, /* stay while it waits for a time or for approval */
  FOTACTL_FOLLOW_LINES = 1 << 1,   /* with --json: a document for every change */
  FOTACTL_FOLLOW_QUIET = 1 << 2,   /* the caller tells of success */
} FotactlFollowFlags;

/* Follows the job at @path to its end and tells how it ended.  Without the patient flag a job that
 * waits is left when nobody sits at a terminal, with FOTACTL_DETACHED. */
FotactlExit
fotactl_follow_job (Fotactl *self, const char *path, FotactlFollowFlags flags, GError **error);

/* Follows all jobs until interrupted. */
FotactlExit fotactl_follow_all (Fotactl *self, GError **error);

G_END_DECLS
