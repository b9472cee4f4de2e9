/*
 * Check: the file that came with the request is copied into our cache and looked at, before the
 * modem is touched.  The copy lives as long as the run; after a restart it is opened again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#include "core/fotad-fd.h"
#include "job/fotad-admission.h"
#include "package/fotad-format.h"

/* A certificate, a key, or a command file that brings one. */
#define MAX_CERTIFICATE (64 * 1024)

void
fotad_run_use_package (FotadRun *run, FotadPackage *package)
{
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, fotad_package_get_size (package));
  GError *error = NULL;

  run->package = package;
  fotad_run_remember (run, "sha256", fotad_package_get_sha256 (package));
  fotad_run_remember (run, "package_path", fotad_package_get_path (package));
  fotad_facts_set (run->facts, "size", size);
  fotad_facts_set (run->facts, "format", fotad_format_of (fotad_package_get_fd (package)));
  if (run->driver != NULL)
    fotad_driver_set_package (run->driver, fotad_package_get_fd (package),
                              fotad_package_get_size (package));
  (void) !(fotad_admission_check (run->book, run->route, fotad_modem_get_model (run->modem),
                                  fotad_facts_table (run->facts), &error) &&
           fotad_run_check_size (run, &error));
  fotad_run_next (run, error);
}

static void
on_imported (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;
  FotadPackage *package = fotad_package_import_finish (result, &error);

  fotad_clear_fd (&run->package_fd);
  if (package != NULL)
    fotad_run_use_package (run, package);
  else
    fotad_run_next (run, error);
}

static void
on_reopened (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;
  FotadPackage *package = fotad_package_reopen_finish (result, &error);

  if (package != NULL) {
    fotad_run_use_package (run, package);
    return;
  }
  if (fotad_run_downloads (run)) /* it can be had again */
    g_clear_error (&error);
  fotad_run_next (run, error);
}

void
fotad_stage_package (FotadRun *run)
{
  const char *path = fotad_facts_get (run->facts, "package_path");
  const char *name = fotad_facts_get (run->facts, "package_name");
  const char *sha256 = fotad_facts_get (run->facts, "sha256");
  gboolean small = fotad_job_get_record (run->job)->kind == FOTAD_JOB_KIND_CERTIFICATE;
  guint64 max = small ? MAX_CERTIFICATE : run->family != NULL ? run->family->storage : 0;

  if (run->package_fd >= 0)
    fotad_package_import_async (run->package_fd, name, run->house->packages, max, sha256,
                                run->cancellable, on_imported, run);
  else if (path != NULL)
    fotad_package_reopen_async (path, name, sha256, run->cancellable, on_reopened, run);
  else if (name != NULL && !fotad_run_downloads (run))
    fotad_run_next (run, g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_INTERRUPTED,
                                              "The daemon ended before the file was copied."));
  else
    fotad_run_next (run, NULL);
}
