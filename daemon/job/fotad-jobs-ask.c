/*
 * Asking a modem that no job has.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-jobs-private.h"

#include "job/fotad-admission.h"
#include "job/fotad-inquiry.h"

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FotadJobs *jobs = g_task_get_source_object (task);
  FotadModem *modem = g_task_get_task_data (task);
  GError *error = NULL;
  GVariant *answer = fotad_inquiry_finish (result, &error);

  g_hash_table_remove (jobs->asked, modem);
  jobs_let_go (jobs, modem);
  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) g_variant_unref);
  else
    g_task_return_error (task, error);
  jobs_look (jobs);
}

/* The modem is busy meanwhile: what ModemManager says of it does not count, and no job begins. */
void
fotad_jobs_ask_async (FotadJobs *jobs,
                      FotadModem *modem,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (jobs, NULL, callback, data);
  GError *error = NULL;

  if (!fotad_admission_ask (modem, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, g_object_ref (modem), g_object_unref);
  g_hash_table_add (jobs->asked, modem);
  fotad_modem_set_busy (modem, TRUE);
  fotad_inquiry_async (&jobs->house, modem, NULL, on_asked, g_steal_pointer (&task));
}

GVariant *
fotad_jobs_ask_finish (FotadJobs *jobs, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
