/*
 * A job in one line: the bar, the line, the verdict, the exit status.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "fotactl-bar.h"

/* @text: an a{sv} in GVariant's notation. */
static GVariant *
make_job (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *job = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return job;
}

static void
assert_bar (const char *job_text, guint width, const char *wanted)
{
  g_autoptr (GVariant) job = make_job (job_text);
  g_autofree char *bar = fotactl_bar_draw (job, width);

  g_assert_cmpstr (bar, ==, wanted);
  g_assert_cmpint (g_utf8_strlen (bar, -1), <=, MAX (width, 20));
}

#define RUNNING "'State': <'running'>, 'Phase': <'transfer'>, 'Step': <'download'>, "

static void
test_bar (void)
{
  assert_bar ("{" RUNNING "'Progress': <uint32 50>, 'Message': <'Fetching.'>}", 60,
              "[##########..........]  50 %  transfer · download  Fetching.");
  assert_bar ("{" RUNNING "'Progress': <uint32 100>}", 30, "[##########] 100 %  transfer ·");
  assert_bar ("{'State': <'queued'>}", 60, "[....................]   0 %  queued");
  /* A width no terminal has, and a number no service sends. */
  assert_bar ("{'State': <'queued'>, 'Progress': <uint32 4000000000>}", 0, "[######] 100 %  queu");
}

static void
test_line (void)
{
  g_autoptr (GVariant) job =
      make_job ("{'State': <'running'>, 'Phase': <'install'>, 'Progress': <uint32 80>, "
                "'Irreversible': <true>, 'Message': <'Fl\033ashing.'>}");
  g_autofree char *line = fotactl_bar_line (job);

  g_assert_cmpstr (line, ==, " 80 %  install  Fl?ashing.  (do not cut the power)");
}

static void
assert_verdict (const char *text, FotactlExit status, const char *wanted)
{
  g_autoptr (GVariant) job = make_job (text);
  g_autofree char *verdict = fotactl_bar_verdict (job);

  g_assert_cmpstr (verdict, ==, wanted);
  g_assert_cmpint (fotactl_bar_exit (job), ==, status);
}

#define PATH "'Path': <objectpath '/org/fotad1/job/12'>, "

static void
test_verdicts (void)
{
  assert_verdict ("{" PATH "'State': <'succeeded'>, 'Changed': <true>, 'FromVersion': <'A'>, "
                  "'ToVersion': <'B'>, 'Warnings': <['one', 'two']>}",
                  FOTACTL_SUCCEEDED, "Job 12 succeeded: A -> B\nWarning: one\nWarning: two");
  assert_verdict ("{" PATH "'State': <'succeeded'>, 'Changed': <false>, 'FromVersion': <'A'>}",
                  FOTACTL_SUCCEEDED, "Job 12 succeeded: A, unchanged");
  assert_verdict ("{" PATH "'State': <'failed'>, 'Error': <('Network', 'Gone.')>, "
                  "'VendorCode': <'701'>}",
                  FOTACTL_FAILED, "Job 12 failed: Network: Gone. (the modem's code: 701)");
  assert_verdict ("{" PATH "'State': <'cancelled'>, 'Error': <('', '')>}", FOTACTL_FAILED,
                  "Job 12 cancelled");
  assert_verdict ("{" PATH "'State': <'waiting-approval'>}", FOTACTL_DETACHED,
                  "Job 12 waiting-approval");
}

/* Properties of a type the contract does not give must not be believed, nor crash. */
static void
test_wrong_types (void)
{
  g_autoptr (GVariant) job = make_job ("{'Path': <1>, 'State': <2>, 'Progress': <'x'>, "
                                       "'Error': <'y'>, 'Warnings': <3>, 'Changed': <'z'>}");
  g_autofree char *bar = fotactl_bar_draw (job, 80);
  g_autofree char *verdict = fotactl_bar_verdict (job);

  g_assert_nonnull (strstr (bar, "  0 %"));
  g_assert_cmpstr (verdict, ==, "Job ? ");
  g_assert_false (fotactl_bar_is_final (job));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fotactl/bar/bar", test_bar);
  g_test_add_func ("/fotactl/bar/line", test_line);
  g_test_add_func ("/fotactl/bar/verdicts", test_verdicts);
  g_test_add_func ("/fotactl/bar/wrong-types", test_wrong_types);
  return g_test_run ();
}
