/*
 * The one clock of the daemon, in vendor seconds.  $FOTAD_TIME_SCALE (default 1) multiplies
 * every wait, so a test plays an hour in a second without weakening any time-out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The scale: real seconds per vendor second; 1 unless the environment says otherwise. */
double fotad_clock_scale (void);

/* Monotonic vendor seconds since an arbitrary start. */
double fotad_clock_now (void);

/* Calls @function once after @seconds vendor seconds (or again while it returns
 * G_SOURCE_CONTINUE); to be cleared with g_clear_handle_id (…, g_source_remove). */
guint fotad_clock_after (double seconds, GSourceFunc function, gpointer data);

G_END_DECLS
