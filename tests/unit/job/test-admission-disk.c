/*
 * A disk that gets full while a job is being stored.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-house.h"

#include "job/fotad-admission.h"

#include <signal.h>
#include <sys/resource.h>

/* Whether the job is stored when no file may have more than @most bytes: as on a full disk. */
static gboolean
fits (JobHouse *h, FotadModem *modem, rlim_t most)
{
  g_autoptr (FotadRequest) request = job_house_update ("http://h/f", "{'password': <'hush'>}");
  g_autoptr (FotadJobRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit before, limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = (struct rlimit){ .rlim_cur = most, .rlim_max = before.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  record = fotad_admit (&h->house, modem, request, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  if (record == NULL)
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
  return record != NULL;
}

/* Wherever it gets full: a job without its digest or its deadline would be begun at the next
 * start. */
static void
test_full_disk (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  rlim_t most = 0;

  signal (SIGXFSZ, SIG_IGN);
  while (!fits (h, modem, most)) {
    g_assert_cmpuint (job_house_count (h), ==, 0);
    most += 1024;
  }
  g_assert_cmpuint (most, >, 1024);
  g_assert_cmpuint (job_house_count (h), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  JOB_HOUSE_TEST ("admission-disk/full-disk", test_full_disk);
  return job_house_run ();
}
