/*
 * Waiting for the end of a job, over restarts of the service: the proxy reads the job's
 * properties anew when the service is back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotad-client.h"

#include <string.h>

#include "fotad-error.h"

typedef struct {
  FotadJob *job;
  GSource *cancelled;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  if (wait->cancelled != NULL)
    g_source_destroy (wait->cancelled);
  g_clear_pointer (&wait->cancelled, g_source_unref);
  g_clear_object (&wait->job);
  g_free (wait);
}

static GError *
make_error (FotadJob *job)
{
  GVariant *stored = fotad_job_get_error (job);
  const char *name = "", *text = "", *dot;
  FotadError code = FOTAD_ERROR_INTERNAL;

  if (stored != NULL)
    g_variant_get (stored, "(&s&s)", &name, &text);
  dot = strrchr (name, '.');
  fotad_error_from_name (dot != NULL ? dot + 1 : name, &code);
  if (g_strcmp0 (fotad_job_get_state (job), "cancelled") == 0)
    code = FOTAD_ERROR_CANCELLED;
  return g_error_new_literal (FOTAD_ERROR, (int) code, *text != '\0' ? text : name);
}

static gboolean
is_over (FotadJob *job)
{
  static const char *const ends[] = { "succeeded", "failed", "cancelled", NULL };
  const char *state = fotad_job_get_state (job);

  return state != NULL && g_strv_contains (ends, state);
}

/* Ends the task, and what would end it again; the reference the signals had goes with them. */
static void
end (GTask *task, GError *error)
{
  Wait *wait = g_task_get_task_data (task);

  g_signal_handlers_disconnect_by_data (wait->job, task);
  if (wait->cancelled != NULL)
    g_source_destroy (wait->cancelled);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_changed (FotadJob *job, GVariant *changed, GStrv invalidated, gpointer data)
{
  if (is_over (job))
    end (data, g_strcmp0 (fotad_job_get_state (job), "succeeded") == 0 ? NULL : make_error (job));
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  end (data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody waits any more"));
  return G_SOURCE_REMOVE;
}

static void
on_job (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Wait *wait = g_task_get_task_data (task);
  GError *error = NULL;

  wait->job = fotad_job_proxy_new_finish (result, &error);
  if (wait->job != NULL && fotad_job_get_state (wait->job) == NULL)
    error = g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND, "There is no such job.");
  if (error != NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  if (g_task_get_cancellable (task) != NULL) {
    wait->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
    g_source_set_callback (wait->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
    g_source_attach (wait->cancelled, g_task_get_context (task));
  }
  g_signal_connect (wait->job, "g-properties-changed", G_CALLBACK (on_changed), task);
  on_changed (wait->job, NULL, NULL, task);
}

/**
 * fotad_client_wait_for_job:
 * @self: the client
 * @path: such as Update returns it
 * @cancellable: (nullable): to wait no longer; the job goes on
 * @callback: (scope async): called when the job has ended
 * @user_data: for @callback
 *
 * Waits until a job has succeeded, failed or been cancelled.
 */
void
fotad_client_wait_for_job (FotadClient *self,
                           const char *path,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GDBusObjectManagerClient *manager = G_DBUS_OBJECT_MANAGER_CLIENT (self);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, g_new0 (Wait, 1), wait_free);
  g_task_set_check_cancellable (task, FALSE);
  fotad_job_proxy_new (g_dbus_object_manager_client_get_connection (manager),
                       G_DBUS_PROXY_FLAGS_NONE, g_dbus_object_manager_client_get_name (manager),
                       path, cancellable, on_job, task);
}

/**
 * fotad_client_wait_for_job_finish:
 * @self: the client
 * @result: what the callback was given
 * @error: of FOTAD_ERROR: why the job did not succeed
 *
 * Returns: whether the job has succeeded
 */
gboolean
fotad_client_wait_for_job_finish (FotadClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
