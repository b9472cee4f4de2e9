/*
 * Scaled time.  The scale is read once; nonsense in the environment means 1.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-clock.h"

#include <math.h>

#include "core/fotad-names.h"

double
fotad_clock_scale (void)
{
  static double scale;

  if (scale == 0) {
    const char *text = g_getenv (FOTAD_ENV_TIME_SCALE);
    double asked = text != NULL ? g_ascii_strtod (text, NULL) : 1;

    scale = isfinite (asked) && asked > 0 ? asked : 1;
  }
  return scale;
}

double
fotad_clock_now (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC / fotad_clock_scale ();
}

guint
fotad_clock_after (double seconds, GSourceFunc function, gpointer data)
{
  double milliseconds = ceil (MAX (seconds, 0) * fotad_clock_scale () * 1000);

  return g_timeout_add ((guint) MIN (milliseconds, (double) G_MAXUINT), function, data);
}
