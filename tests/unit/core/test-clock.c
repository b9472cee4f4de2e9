/*
 * The clock: the scale shortens waits and stretches what is read; nonsense means real time.
 * Each in a process of its own, for the scale is read once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-clock.h"

#include "core/fotad-names.h"

static void
run_with_scale (const char *scale)
{
  g_autofree char *path = g_strdup_printf ("%s/subprocess/with-scale", g_test_get_path ());

  if (scale != NULL)
    g_setenv (FOTAD_ENV_TIME_SCALE, scale, TRUE);
  else
    g_unsetenv (FOTAD_ENV_TIME_SCALE);
  g_test_trap_subprocess (path, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_no_scale (void)
{
  static const char *const nonsense[] = { NULL, "", "0", "-1", "nan", "inf", "fast" };

  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    run_with_scale (nonsense[i]);
}

static void
assert_real_time (void)
{
  gint64 outer = g_get_monotonic_time ();
  double start = fotad_clock_now ();
  gint64 inner = g_get_monotonic_time ();
  double passed;

  g_assert_cmpfloat (fotad_clock_scale (), ==, 1);
  g_usleep (10000);
  inner = g_get_monotonic_time () - inner;
  passed = fotad_clock_now () - start;
  outer = g_get_monotonic_time () - outer;
  g_assert_cmpfloat (passed, >=, (double) inner / G_USEC_PER_SEC - 1e-6);
  g_assert_cmpfloat (passed, <=, (double) outer / G_USEC_PER_SEC + 1e-6);
}

static void
test_scaled (void)
{
  run_with_scale ("0.001");
}

static gboolean
on_time (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* 50 vendor seconds in 50 ms, and never earlier. */
static void
assert_scaled_time (void)
{
  gint64 start = g_get_monotonic_time ();
  double before = fotad_clock_now ();
  gboolean rang = FALSE;

  g_assert_cmpfloat (fotad_clock_scale (), ==, 0.001);
  fotad_clock_after (50, on_time, &rang);
  while (!rang)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (fotad_clock_now () - before, >=, 49);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 49000);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
}

/* A negative wait is none; a huge one does not wrap around to a short one. */
static void
assert_extremes (void)
{
  gboolean rang = FALSE, never = FALSE;
  guint id = fotad_clock_after (1e300, on_time, &never);

  fotad_clock_after (-5, on_time, &rang);
  while (!rang)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (never);
  g_source_remove (id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/clock/no-scale", test_no_scale);
  g_test_add_func ("/core/clock/no-scale/subprocess/with-scale", assert_real_time);
  g_test_add_func ("/core/clock/scaled", test_scaled);
  g_test_add_func ("/core/clock/scaled/subprocess/with-scale", assert_scaled_time);
  g_test_add_func ("/core/clock/extremes", assert_extremes);
  return g_test_run ();
}
