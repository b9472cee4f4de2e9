/*
 * Restore: what differs from the snapshot is written and read back; over at most one reboot, and
 * over a modem that leaves in the middle.  Also compare, which is the same without writing.
 *
 * What does not take is a warning: the verdict of an update stays that of the firmware.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#include "core/fotad-clock.h"
#include "store/fotad-store-snapshots.h"

/* A modem that was told to reboot answers for a moment yet. */
#define REBOOT_PAUSE_S 10.0

static void restore (FotadRun *run);

static void
note (FotadRun *run, const char *event, const char *name, const char *saved, const char *found)
{
  g_autoptr (GError) error = NULL;
  GVariantDict details;

  g_variant_dict_init (&details, NULL);
  g_variant_dict_insert (&details, "name", "s", name);
  g_variant_dict_insert (&details, "saved", "s", saved != NULL ? saved : "");
  g_variant_dict_insert (&details, "found", "s", found != NULL ? found : "");
  if (!fotad_store_add_edge (run->house->store, fotad_job_get_id (run->job),
                             fotad_stage_name (run->row->stage), "", event,
                             g_variant_dict_end (&details), &error))
    g_warning ("job %" G_GINT64_FORMAT ": %s", fotad_job_get_id (run->job), error->message);
}

static void
on_writing (
    FotadSettings *settings, const char *name, const char *wanted, const char *found, gpointer data)
{
  note (data, "writing", name, wanted, found);
}

static gboolean
is_kind (FotadRun *run, FotadJobKind kind)
{
  return fotad_job_get_record (run->job)->kind == kind;
}

static FotadRestoreFlags
flags_of (FotadRun *run)
{
  if (is_kind (run, FOTAD_JOB_KIND_COMPARE) ||
      g_strcmp0 (fotad_facts_get (run->facts, "restore_settings"), "false") == 0)
    return 0;
  if (!is_kind (run, FOTAD_JOB_KIND_RESTORE))
    return FOTAD_RESTORE_WRITE;
  return FOTAD_RESTORE_WRITE | FOTAD_RESTORE_KEPT |
         (g_strcmp0 (fotad_facts_get (run->facts, "replacement"), "true") == 0
              ? FOTAD_RESTORE_OTHER_MODEM
              : 0);
}

/* Of this life of the job, or from the store: then the passwords are not in it. */
static gboolean
ensure_readout (FotadRun *run, GError **error)
{
  const char *asked = fotad_facts_get (run->facts, "snapshot");
  const char *id = asked != NULL ? asked : fotad_facts_get (run->facts, "snapshot_id");
  g_autoptr (GPtrArray) rows = NULL;

  if (run->readout != NULL)
    return TRUE;
  if (id == NULL)
    return FALSE; /* nothing was saved: there is nothing to compare with */
  rows = fotad_store_snapshot_rows (run->house->store, g_ascii_strtoll (id, NULL, 10), error);
  if (rows != NULL)
    run->readout = fotad_readout_from_rows (rows, error);
  return run->readout != NULL;
}

static void
report (FotadRun *run, FotadRestore *result)
{
  gboolean wrote = flags_of (run) & FOTAD_RESTORE_WRITE;

  for (guint i = 0; !wrote && i < result->differing->len; i++) {
    FotadChange *change = result->differing->pdata[i];

    note (run, "differs", change->name, change->wanted, change->found);
  }
  for (guint i = 0; result->warnings != NULL && result->warnings[i] != NULL; i++)
    fotad_job_add_warning (run->job, "%s", result->warnings[i]);
  if (!is_kind (run, FOTAD_JOB_KIND_RESTORE) && !is_kind (run, FOTAD_JOB_KIND_COMPARE))
    return;
  fotad_run_take_verdict (
      run, wrote ? g_strdup_printf ("%u settings differed, %u were written, %u are not as saved.",
                                    result->differing->len, result->written->len, result->left->len)
                 : g_strdup_printf ("%u settings differ.", result->differing->len));
}

static void
on_reopened (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  g_autoptr (GError) error = NULL;

  if (fotad_link_open_finish (run->link, result, &error)) {
    restore (run);
    return;
  }
  fotad_job_add_warning (run->job, "The settings could not be looked after to the end: %s",
                         error->message);
  report (run, run->restore);
  fotad_run_next (run, NULL);
}

static gboolean
on_rebooting (gpointer data)
{
  FotadRun *run = data;

  run->settle_timer = 0;
  fotad_link_close (run->link);
  fotad_link_open_async (run->link, fotad_book_get_vendor (run->book)->settle.back_s, NULL,
                         on_reopened, run);
  return G_SOURCE_REMOVE;
}

static void
on_restored (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  run->restore = fotad_settings_restore_finish (run->settings, result, &error);
  if (run->restore == NULL) {
    fotad_run_next (run, error);
    return;
  }
  switch (run->restore->state) {
  case FOTAD_RESTORE_DONE:
    report (run, run->restore);
    fotad_run_next (run, NULL);
    break;
  case FOTAD_RESTORE_REBOOTING:
  case FOTAD_RESTORE_LOST:
    fotad_job_set_message (run->job, "The modem reboots so that its settings take effect.");
    run->settle_timer = fotad_clock_after (REBOOT_PAUSE_S, on_rebooting, run);
    break;
  }
}

static void
restore (FotadRun *run)
{
  fotad_settings_restore_async (run->settings, fotad_link_get_channel (run->link), run->readout,
                                flags_of (run), g_steal_pointer (&run->restore), NULL, on_restored,
                                run);
}

/* Its own jobs fail where an update only warns. */
static void
skip (FotadRun *run, GError *error)
{
  gboolean own = is_kind (run, FOTAD_JOB_KIND_RESTORE) || is_kind (run, FOTAD_JOB_KIND_COMPARE);

  if (error != NULL && !own) {
    fotad_job_add_warning (run->job, "The settings could not be restored: %s", error->message);
    g_clear_error (&error);
  }
  fotad_run_next (run, error);
}

static GError *
not_there (void)
{
  return g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE, "the modem is not there.");
}

void
fotad_stage_restore (FotadRun *run)
{
  GError *error = NULL;

  if (is_kind (run, FOTAD_JOB_KIND_COMPARE))
    fotad_job_set_message (run->job, "Comparing the modem's settings.");
  if (run->link == NULL || !fotad_link_is_open (run->link)) /* NULL: it could not even be claimed */
    skip (run, not_there ());
  else if (fotad_run_ensure_settings (run) == NULL || !ensure_readout (run, &error))
    skip (run, error);
  else {
    g_signal_connect (run->settings, "writing", G_CALLBACK (on_writing), run);
    restore (run);
  }
}
