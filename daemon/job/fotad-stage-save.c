/*
 * Save: what the modem's settings are, before anything is changed.  What the modem showed stays in
 * memory for the job, secrets too; the store gets it without them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#include "job/fotad-run-control.h"
#include "store/fotad-store-snapshots.h"

static FotadCatalogue *
open_catalogue (FotadRun *run, const char *const *more)
{
  g_autofree char *path =
      run->family != NULL && run->family->settings != NULL
          ? fotad_registry_data_file (run->house->registry, run->family, run->family->settings)
          : NULL;
  g_autoptr (GError) error = NULL;
  FotadCatalogue *catalogue = fotad_catalogue_open (path, more, &error);

  if (catalogue == NULL)
    fotad_job_add_warning (run->job, "The settings are not looked after: %s", error->message);
  return catalogue;
}

static void
complain (FotadRun *run, FotadCatalogue *catalogue)
{
  const char *const *complaints = fotad_catalogue_complaints (catalogue);

  for (guint i = 0; complaints[i] != NULL; i++)
    fotad_job_add_warning (run->job, "%s", complaints[i]);
}

/* NULL when there is nothing to look after; a bad file of the integrator's costs only itself. */
FotadSettings *
fotad_run_ensure_settings (FotadRun *run)
{
  g_autoptr (FotadCatalogue) catalogue = NULL;
  g_autoptr (GPtrArray) controls = NULL;
  g_auto (GStrv) files = NULL;
  FotadLinkManners manners;

  if (run->settings != NULL)
    return run->settings;
  controls = fotad_run_find_controls (run, &files);
  g_ptr_array_set_free_func (controls, (GDestroyNotify) fotad_provider_free);
  catalogue = open_catalogue (run, (const char *const *) files);
  if (catalogue == NULL)
    return NULL;
  complain (run, catalogue);
  run->settings = fotad_settings_new (catalogue, fotad_modem_get_model (run->modem),
                                      fotad_modem_get_imei (run->modem));
  manners = fotad_link_get_manners (run->link);
  fotad_settings_set_manners (run->settings, manners.echo, manners.cmee);
  fotad_settings_set_secrets (run->settings, fotad_secrets_open ());
  while (controls->len > 0)
    fotad_settings_add_provider (run->settings, g_ptr_array_steal_index (controls, 0));
  return run->settings;
}

static guint
count_saved (GPtrArray *rows)
{
  guint saved = 0;

  for (guint i = 0; i < rows->len; i++)
    saved += ((FotadSnapshotRow *) rows->pdata[i])->status == FOTAD_SNAPSHOT_SAVED;
  return saved;
}

static gboolean
store_readout (FotadRun *run, GError **error)
{
  const FotadJobRecord *record = fotad_job_get_record (run->job);
  FotadCatalogue *catalogue = fotad_settings_get_catalogue (run->settings);
  g_autoptr (GPtrArray) rows =
      fotad_readout_to_rows (run->readout, catalogue, fotad_modem_get_model (run->modem));
  g_autoptr (FotadSnapshot) snapshot = fotad_snapshot_new ();
  g_autofree char *text = NULL;

  snapshot->imei = g_strdup (record->imei);
  snapshot->family = g_strdup (fotad_catalogue_family (catalogue));
  snapshot->version = g_strdup (fotad_facts_get (run->facts, "version"));
  snapshot->label = g_strdup (record->label);
  snapshot->job = record->id;
  if (!fotad_store_add_snapshot (run->house->store, snapshot, rows, error))
    return FALSE;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, snapshot->id);
  fotad_facts_set (run->facts, "snapshot_id", text);
  fotad_run_take_verdict (
      run, g_strdup_printf ("%u settings saved as snapshot %s.", count_saved (rows), text));
  fotad_run_note (run, "saved", run->verdict);
  return fotad_driver_flush (run->driver, error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  run->readout = fotad_settings_save_finish (run->settings, result, &error);
  if (run->readout != NULL)
    (void) !store_readout (run, &error);
  fotad_run_next (run, error);
}

/* What an earlier life of this job saved is how the modem was before the job changed anything. */
static gboolean
is_saved (FotadRun *run)
{
  return run->recovery.recovered && fotad_facts_get (run->facts, "snapshot_id") != NULL &&
         fotad_job_get_record (run->job)->kind != FOTAD_JOB_KIND_SAVE;
}

void
fotad_stage_save (FotadRun *run)
{
  if (is_saved (run) || fotad_run_ensure_settings (run) == NULL) {
    fotad_run_next (run, NULL);
    return;
  }
  fotad_settings_save_async (run->settings, fotad_link_get_channel (run->link), run->cancellable,
                             on_saved, run);
}
