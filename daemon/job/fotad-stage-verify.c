/*
 * Verify: the version is read back, until it stays the same for as long as this vendor's modems
 * may still reboot, and the verdict is taken and stored.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#include "core/fotad-clock.h"
#include "engine/fotad-verdict.h"

/* How often a version that must be stable is read. */
#define READ_EVERY_S 5.0

static void read_version (FotadRun *run);

static FotadSaid
what_it_said (FotadRun *run)
{
  if (fotad_engine_get_failure (run->engine) != NULL)
    return FOTAD_SAID_FAILURE;
  return fotad_engine_get_said_success (run->engine) ? FOTAD_SAID_SUCCESS : FOTAD_SAID_NOTHING;
}

/* The daemon died between its word to the disk and its word to the modem: the install was never
 * begun, or nobody knows.  It is not said again; who asked may ask again. */
static gboolean
is_interrupted (FotadRun *run, const FotadVerdict *verdict)
{
  return run->recovery.unsure && !verdict->succeeded && !verdict->changed &&
         what_it_said (run) == FOTAD_SAID_NOTHING;
}

static GError *
announce (FotadRun *run, FotadVerdict *verdict, const char *after)
{
  run->judged = TRUE;
  fotad_run_note (run, "verdict", verdict->message);
  fotad_job_set_changed (run->job, verdict->changed);
  fotad_job_set_irreversible (run->job, FALSE);
  fotad_modem_set_revision (run->modem, after);
  if (verdict->warning != NULL)
    fotad_job_add_warning (run->job, "%s", verdict->warning);
  if (is_interrupted (run, verdict))
    return g_error_new (FOTAD_ERROR, FOTAD_ERROR_INTERRUPTED,
                        "The daemon ended while it started the install. %s", verdict->message);
  if (!verdict->succeeded)
    return g_error_new_literal (FOTAD_ERROR, (int) verdict->error, verdict->message);
  g_clear_pointer (&run->vendor_code, g_free);
  fotad_run_take_verdict (run, g_strdup (verdict->message));
  fotad_job_set_versions (run->job, NULL, after);
  return NULL;
}

/* Its package is still there, the caller wants more than one attempt, and it is said once more and
 * no third time. */
static gboolean
may_repeat (FotadRun *run, const FotadVerdict *verdict)
{
  const char *attempts = fotad_facts_get (run->facts, "attempts");

  return !verdict->succeeded && !verdict->changed && run->route->repeats != NULL &&
         attempts != NULL && g_ascii_strtoull (attempts, NULL, 10) > 1 &&
         fotad_facts_get (run->facts, "repeated") == NULL;
}

static void
repeat (FotadRun *run, const FotadVerdict *verdict)
{
  GError *error = NULL;

  fotad_job_add_warning (run->job, "%s It is tried once more.", verdict->message);
  fotad_facts_set (run->facts, "repeated", "1");
  fotad_engine_repeat (run->engine, run->route->repeats);
  g_clear_pointer (&run->stable_version, g_free);
  g_clear_pointer (&run->vendor_code, g_free);
  run->installed = FALSE;
  if (fotad_driver_flush (run->driver, &error))
    fotad_run_enter (run, FOTAD_STAGE_INSTALL);
  else
    fotad_run_next (run, error);
}

/* By the build where the caller named one, or where only that tells a difference. */
static void
find_names (FotadRun *run, const char **before, const char **after)
{
  const char *wanted = fotad_facts_get (run->facts, "to_version");
  const char *build = fotad_facts_get (run->facts, "build");
  const char *build_before = fotad_facts_get (run->facts, "build_before");
  gboolean built = build != NULL && build_before != NULL;

  *before = fotad_job_get_record (run->job)->from_version;
  *after = fotad_facts_get (run->facts, "version");
  if (!built || g_strcmp0 (wanted, *after) == 0)
    return;
  if (g_strcmp0 (wanted, build) == 0 || (wanted == NULL && g_strcmp0 (*before, *after) == 0)) {
    *before = build_before;
    *after = build;
  }
}

/* It said that there is nothing for it, and runs what it ran: nothing failed. */
static gboolean
got_nothing (FotadRun *run, const FotadVerdict *verdict)
{
  return !verdict->succeeded && !verdict->changed && fotad_engine_get_nothing (run->engine) &&
         fotad_engine_get_failure (run->engine) == NULL;
}

static void
conclude_nothing (FotadRun *run)
{
  run->judged = TRUE;
  fotad_run_take_verdict (run, fotad_run_dup_nothing (run));
  fotad_run_note (run, "verdict", run->verdict);
  fotad_job_set_irreversible (run->job, FALSE);
  fotad_run_next (run, NULL);
}

static void
judge (FotadRun *run)
{
  const char *before, *after;
  g_autoptr (GError) failure = fotad_engine_dup_error (run->engine);
  FotadVerdict verdict;
  GError *error;

  fotad_run_take_code (run);
  find_names (run, &before, &after);
  fotad_verdict_of (&verdict, before, after, fotad_facts_get (run->facts, "to_version"),
                    what_it_said (run), failure);
  if (got_nothing (run, &verdict)) {
    fotad_verdict_clear (&verdict);
    conclude_nothing (run);
    return;
  }
  if (may_repeat (run, &verdict)) {
    repeat (run, &verdict);
    fotad_verdict_clear (&verdict);
    return;
  }
  error = announce (run, &verdict, after);
  fotad_verdict_clear (&verdict);
  fotad_run_next (run, error);
}

static gboolean
on_again (gpointer data)
{
  FotadRun *run = data;

  run->settle_timer = 0;
  read_version (run);
  return G_SOURCE_REMOVE;
}

/* A module that boots several times shows the old version in between. */
static void
judge_when_stable (FotadRun *run)
{
  guint stable_s = fotad_book_get_vendor (run->book)->settle.stable_s;
  const char *version = fotad_facts_get (run->facts, "version");
  double now = fotad_clock_now ();

  if (g_strcmp0 (version, run->stable_version) != 0) {
    g_free (run->stable_version);
    run->stable_version = g_strdup (version);
    run->stable_since = now;
  }
  if (now - run->stable_since >= stable_s)
    judge (run);
  else
    run->settle_timer = fotad_clock_after (MIN (READ_EVERY_S, stable_s), on_again, run);
}

/* It booted once more, perhaps with another line speed: everything from its return on again. */
static gboolean
settle_again (FotadRun *run, const GError *error)
{
  const FotadSettle *figures = &fotad_book_get_vendor (run->book)->settle;

  if (!fotad_settling_may_leave_again (figures, run->n_returns, error))
    return FALSE;
  run->n_returns++;
  g_clear_pointer (&run->stable_version, g_free);
  fotad_run_note (run, "left-again", error->message);
  fotad_run_enter (run, FOTAD_STAGE_SETTLE);
  return TRUE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (fotad_driver_run_finish (run->driver, result, &error))
    judge_when_stable (run);
  else if (settle_again (run, error))
    g_error_free (error);
  else
    fotad_run_next (run, error);
}

static void
read_version (FotadRun *run)
{
  fotad_driver_run_async (run->driver, FOTAD_PHASE_VERIFY, NULL, on_read, run);
}

void
fotad_stage_verify (FotadRun *run)
{
  read_version (run);
}
