/*
 * Waiting for an AT port to be there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-cancel.h"
#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "modem/fotad-ports-private.h"
#include "modem/fotad-sysfs.h"

/* Not every port's coming is an event of udev's: looked for this often while waiting. */
#define LOOK_EVERY_S 0.5

/* One waiting; freed with its task. */
typedef struct {
  GTask *task; /* NULL when it is over */
  GUdevClient *client;
  guint look;
  guint limit;
  guint cancel;
} Wait;

static void
stop_wait (Wait *wait)
{
  if (wait->client != NULL)
    g_signal_handlers_disconnect_by_data (wait->client, wait);
  g_clear_object (&wait->client);
  g_clear_handle_id (&wait->look, g_source_remove);
  g_clear_handle_id (&wait->limit, g_source_remove);
  g_clear_handle_id (&wait->cancel, g_source_remove);
}

static void
free_wait (Wait *wait)
{
  stop_wait (wait);
  g_free (wait);
}

static GTask *
end_wait (Wait *wait)
{
  stop_wait (wait);
  return g_steal_pointer (&wait->task);
}

static gboolean
look (Wait *wait)
{
  char *path = fotad_ports_find (g_task_get_source_object (wait->task));
  g_autoptr (GTask) task = NULL;

  if (path == NULL)
    return FALSE;
  task = end_wait (wait);
  g_task_return_pointer (task, path, g_free);
  return TRUE;
}

static gboolean
on_look (gpointer data)
{
  Wait *wait = data;
  guint source = wait->look;

  wait->look = 0;
  if (look (wait))
    return G_SOURCE_REMOVE;
  wait->look = source;
  return G_SOURCE_CONTINUE;
}

static void
on_uevent (GUdevClient *client, const char *action, GUdevDevice *device, gpointer data)
{
  g_autoptr (GUdevClient) alive = g_object_ref (client);

  if (!g_str_equal (action, "remove"))
    look (data);
}

static gboolean
on_limit (gpointer data)
{
  Wait *wait = data;
  FotadPorts *self = g_task_get_source_object (wait->task);
  g_autoptr (GTask) task = NULL;

  wait->limit = 0;
  task = end_wait (wait);
  g_task_return_new_error (task, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE,
                           "the port %s of the modem %s did not come back", self->name,
                           self->modem->uid);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Wait *wait = data;
  g_autoptr (GTask) task = NULL;

  wait->cancel = 0;
  task = end_wait (wait);
  g_task_return_new_error (task, FOTAD_ERROR, FOTAD_ERROR_CANCELLED,
                           "waiting for the modem's port was cancelled");
  return G_SOURCE_REMOVE;
}

void
fotad_ports_wait_async (FotadPorts *self,
                        double limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->task = g_task_new (self, NULL, callback, data);
  g_task_set_task_data (wait->task, wait, (GDestroyNotify) free_wait);
  /* Listening before looking: nothing is missed in between. */
  if (!self->is_socket) {
    wait->client = g_udev_client_new (fotad_sysfs_subsystems);
    g_signal_connect (wait->client, "uevent", G_CALLBACK (on_uevent), wait);
  }
  if (look (wait))
    return;
  wait->cancel = fotad_cancel_watch (cancellable, on_cancelled, wait);
  wait->look = fotad_clock_after (LOOK_EVERY_S, on_look, wait);
  wait->limit = fotad_clock_after (limit, on_limit, wait);
}

char *
fotad_ports_wait_finish (FotadPorts *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
