/*
 * Download: with transport "host" the gateway itself fetches the package, which then is pushed as a
 * file would be.  Shown as the first part of the transfer, but before the modem is claimed: the
 * modem may be the gateway's own way to the network, and until the package is there and right
 * nothing need be said to it.
 *
 * A modem that, as ModemManager says, is at the wanted version already is asked first, so that a
 * package nobody needs is not paid for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#include "core/fotad-cancel.h"
#include "job/fotad-transport.h"
#include "package/fotad-download.h"

/* Where in the whole bar it begins, in percent. */
#define BEGINNING 2

#define STEP "download"

static void begin (FotadRun *run);

gboolean
fotad_run_downloads (FotadRun *run)
{
  return fotad_job_get_record (run->job)->kind == FOTAD_JOB_KIND_UPDATE && run->route != NULL &&
         g_str_equal (run->route->name, "push") &&
         fotad_transport_is_web (fotad_facts_get (run->facts, "scheme"));
}

void
fotad_run_end_download (FotadRun *run)
{
  g_clear_handle_id (&run->cancel_source, g_source_remove);
  if (run->download == NULL)
    return;
  g_signal_handlers_disconnect_by_data (run->download, run);
  fotad_download_stop (run->download);
  g_clear_object (&run->download);
}

static char *
path_of (FotadRun *run)
{
  return fotad_download_path (run->house->packages, fotad_job_get_id (run->job));
}

/* What is stored in the modem's family's file is a limit; so is what this gateway can store. */
static guint64
max_of (FotadRun *run)
{
  guint64 configured = (guint64) run->house->config->max_download << 20;

  return run->family != NULL && run->family->storage > 0 ? MIN (run->family->storage, configured)
                                                         : configured;
}

static void
on_progress (FotadDownload *download, guint64 done, guint64 total, gpointer data)
{
  FotadRun *run = data;
  guint percent = total > 0 ? (guint) (MIN (done, total) * 100 / total) : 0;

  fotad_job_set_message (run->job, "The gateway downloads the package.");
  fotad_job_set_progress (run->job, BEGINNING + FOTAD_RUN_DOWNLOAD_SHARE * percent / 100, percent);
}

static void
on_trouble (FotadDownload *download, GError *why, guint seconds, gpointer data)
{
  FotadRun *run = data;

  fotad_job_set_message (run->job, "%s Trying again in %u s.", why->message, seconds);
  fotad_run_note (run, "trouble", why->message);
}

/* Two replies of a server that put together make no package may have been of two files. */
static gboolean
may_begin_anew (FotadRun *run, const GError *error)
{
  return g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_PACKAGE_INVALID) && run->pieces > 1 &&
         !run->began_anew && run->failure == NULL;
}

static void
handle_bad (FotadRun *run, GError *error)
{
  g_autofree char *path = path_of (run);

  if (g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_PACKAGE_INVALID))
    fotad_download_remove (path);
  if (!may_begin_anew (run, error)) {
    fotad_run_next (run, error);
    return;
  }
  fotad_run_note (run, "download-anew", error->message);
  g_error_free (error);
  run->began_anew = TRUE;
  begin (run);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;
  FotadPackage *package = fotad_package_reopen_finish (result, &error);

  if (package != NULL)
    fotad_run_use_package (run, package);
  else
    handle_bad (run, error);
}

static void
on_ended (FotadDownload *download, GError *why, gpointer data)
{
  FotadRun *run = data;
  g_autofree char *path = path_of (run);
  GError *error = why != NULL ? g_error_copy (why) : NULL;

  run->pieces = fotad_download_get_pieces (download);
  fotad_run_end_download (run);
  if (error != NULL)
    fotad_run_next (run, error);
  else
    fotad_package_reopen_async (path, fotad_facts_get (run->facts, "package_name"),
                                fotad_facts_get (run->facts, "sha256"), run->cancellable, on_read,
                                run);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  FotadRun *run = data;

  run->cancel_source = 0;
  fotad_run_end_download (run);
  fotad_run_next (run, NULL); /* the failure is known already */
  return G_SOURCE_REMOVE;
}

static void
begin (FotadRun *run)
{
  g_autofree char *path = path_of (run);

  fotad_job_set_step (run->job, STEP);
  fotad_job_set_message (run->job, "The gateway downloads the package.");
  run->download = fotad_download_new (fotad_facts_get (run->facts, "url"), path, max_of (run));
  fotad_download_set_way (run->download, run->house->config->proxy, run->house->config->ca_file);
  g_signal_connect (run->download, "progress", G_CALLBACK (on_progress), run);
  g_signal_connect (run->download, "trouble", G_CALLBACK (on_trouble), run);
  g_signal_connect (run->download, "ended", G_CALLBACK (on_ended), run);
  run->cancel_source = fotad_cancel_watch (run->cancellable, on_cancelled, run);
  fotad_download_start (run->download);
}

void
fotad_run_pause_download (FotadRun *run)
{
  fotad_run_end_download (run);
  fotad_run_remember (run, "paused", "1");
  fotad_run_note (run, "paused", NULL);
  fotad_run_rest (run);
}

static gboolean
is_perhaps_needless (FotadRun *run)
{
  const char *to = fotad_facts_get (run->facts, "to_version");

  return run->claim == NULL && to != NULL &&
         g_strcmp0 (to, fotad_modem_get_revision (run->modem)) == 0;
}

gboolean
fotad_run_must_download (FotadRun *run)
{
  return fotad_run_downloads (run) && run->package == NULL && !is_perhaps_needless (run);
}

void
fotad_stage_download (FotadRun *run)
{
  if (fotad_facts_get (run->facts, "paused") != NULL)
    fotad_run_rest (run);
  else
    begin (run);
}
