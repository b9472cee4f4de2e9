/*
 * What the verbs that steer a job say when it listened.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotactl-bus.h"

G_BEGIN_DECLS

/* "Job 12 approved."; with --json the job's properties. */
FotactlExit fotactl_answer (Fotactl *self, FotadDBusJob *job, const char *word, GError **error);

G_END_DECLS
