/*
 * Identify: the link to the modem, the vendor's rows that read what it runs, and the guards that
 * stop a job before anything but reads was sent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"
#include "job/fotad-spare.h"

/* ModemManager's last command may still be under way, so the first AT may take a while. */
#define OPEN_LIMIT_S 60.0
/* Nobody else talks on a spare port; one that is silent is none. */
#define SPARE_LIMIT_S 10.0

/* Whether the modem runs @wanted: its version or, where it has one, its build. */
static gboolean
is_at (FotadRun *run, const char *wanted)
{
  return g_strcmp0 (wanted, fotad_facts_get (run->facts, "version")) == 0 ||
         g_strcmp0 (wanted, fotad_facts_get (run->facts, "build")) == 0;
}

/* The finer name is not in the job's record; it must be known after a restart as well. */
static void
note_build (FotadRun *run)
{
  const char *build = fotad_facts_get (run->facts, "build");

  if (build != NULL && fotad_facts_get (run->facts, "build_before") == NULL)
    fotad_facts_set (run->facts, "build_before", build);
}

/* Some modems say how much they take; others' limits are in their data files. */
gboolean
fotad_run_check_size (FotadRun *run, GError **error)
{
  const char *limit = fotad_facts_get (run->facts, "limit");
  guint64 size = run->package != NULL ? fotad_package_get_size (run->package) : 0;

  if (limit == NULL || size <= g_ascii_strtoull (limit, NULL, 10))
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_PACKAGE_TOO_LARGE,
               "The package has %" G_GUINT64_FORMAT " bytes; the modem takes at most %s.", size,
               limit);
  return FALSE;
}

void
fotad_run_go_on_from (FotadRun *run, FotadStage stage)
{
  run->installed = TRUE;
  fotad_run_note (run, "irreversible", "the modem has begun by itself");
  if (run->engine != NULL)
    fotad_engine_recall (run->engine);
  fotad_job_set_irreversible (run->job, TRUE);
  fotad_run_enter (run, stage);
}

/* Whether its version is another one than before the transfer that an earlier life began. */
static gboolean
has_installed (FotadRun *run)
{
  const char *before = fotad_job_get_record (run->job)->from_version;
  const char *version = fotad_facts_get (run->facts, "version");

  return (run->recovery.may_install || run->recovery.transferring) && before != NULL &&
         *before != '\0' &&
         (g_strcmp0 (before, version) != 0 ||
          g_strcmp0 (fotad_facts_get (run->facts, "build_before"),
                     fotad_facts_get (run->facts, "build")) != 0);
}

static void
note_version (FotadRun *run)
{
  const char *version = fotad_facts_get (run->facts, "version");
  const char *before = fotad_job_get_record (run->job)->from_version;

  if (before == NULL || *before == '\0')
    fotad_job_set_versions (run->job, version, NULL);
  else if (g_strcmp0 (before, version) != 0)
    fotad_job_set_changed (run->job, TRUE); /* an earlier life of this job did it */
}

static gboolean
fits (FotadRun *run, GError **error)
{
  const char *version = fotad_facts_get (run->facts, "version");
  const char *from = fotad_facts_get (run->facts, "from_version");

  if (from == NULL || is_at (run, from))
    return fotad_run_check_size (run, error);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_PACKAGE_MISMATCH,
               "The package is for %s, but the modem runs %s.", from,
               version != NULL ? version : "an unknown version");
  return FALSE;
}

static void
guard_update (FotadRun *run)
{
  const char *to = fotad_facts_get (run->facts, "to_version");
  GError *error = NULL;

  if (to != NULL && is_at (run, to)) {
    g_autofree char *sentence = g_strdup_printf ("The modem runs %s already.", to);

    fotad_run_finish_early (run, sentence);
    return;
  }
  (void) !fits (run, &error); /* going on tells of it */
  fotad_run_next (run, error);
}

/* Only reads have been sent so far. */
static void
guard (FotadRun *run)
{
  FotadJobKind kind = fotad_job_get_record (run->job)->kind;

  note_version (run);
  if (kind != FOTAD_JOB_KIND_UPDATE && kind != FOTAD_JOB_KIND_SERVER) {
    fotad_run_next (run, NULL);
  } else if (has_installed (run)) {
    fotad_run_go_on_from (run, FOTAD_STAGE_VERIFY);
  } else {
    note_build (run);
    guard_update (run);
  }
}

static void
on_identified (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (fotad_driver_run_finish (run->driver, result, &error)) {
    guard (run);
    return;
  }
  fotad_run_take_code (run);
  fotad_run_next (run, error);
}

static gboolean
may_be_installing (FotadRun *run, const GError *error)
{
  return run->recovery.may_install &&
         (g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT) ||
          g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE));
}

/* Takes @error. */
static void
go_on_unopened (FotadRun *run, GError *error)
{
  if (run->spare != NULL && !g_cancellable_is_cancelled (run->cancellable)) {
    fotad_spare_give_up (run, error);
    g_error_free (error);
  } else if (may_be_installing (run, error)) {
    g_error_free (error);
    fotad_run_go_on_from (run, FOTAD_STAGE_SETTLE);
  } else {
    fotad_run_next (run, error);
  }
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (!fotad_link_open_finish (run->link, result, &error)) {
    go_on_unopened (run, error);
    return;
  }
  fotad_run_ensure_engine (run);
  fotad_run_note_link (run);
  fotad_driver_set_channel (run->driver, fotad_link_get_channel (run->link));
  fotad_driver_run_async (run->driver, FOTAD_PHASE_IDENTIFY, run->cancellable, on_identified, run);
}

void
fotad_stage_connect (FotadRun *run)
{
  fotad_run_ensure_link (run);
  fotad_link_open_async (run->link, run->spare != NULL ? SPARE_LIMIT_S : OPEN_LIMIT_S,
                         run->cancellable, on_opened, run);
}
