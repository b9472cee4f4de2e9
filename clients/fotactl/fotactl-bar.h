/*
 * A job in one line: as a progress bar, as a line of a log, as a verdict.  Pure: properties in
 * (a{sv} as on the bus), text out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotactl.h"

G_BEGIN_DECLS

/* "[####......]  42 %  transfer · download  Fetching the package", at most @width columns. */
char *fotactl_bar_draw (GVariant *job, guint width);

/* The same without the bar, for a log. */
char *fotactl_bar_line (GVariant *job);

/* How it ended, a line or more, without a newline at the end. */
char *fotactl_bar_verdict (GVariant *job);

/* The number of the job. */
const char *fotactl_bar_id (GVariant *job);

/* "succeeded", "failed" or "cancelled". */
gboolean fotactl_bar_is_final (GVariant *job);

/* "scheduled" or "waiting-approval": nothing happens before a time or a person comes. */
gboolean fotactl_bar_is_waiting (GVariant *job);

/* "waiting-approval" */
gboolean fotactl_bar_is_asking (GVariant *job);

FotactlExit fotactl_bar_exit (GVariant *job);

G_END_DECLS
