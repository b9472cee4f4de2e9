/*
 * Control module "qmi": the device, its clients, and which command is whose.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "qmi.h"

struct _FotadControlLink {
  QmiDevice *device;
  GPtrArray *clients; /* of QmiClient, one for each service that was needed */

  void (*closed) (gpointer data); /* while it is being closed */
  gpointer data;
};

static const ControlCommand commands[] = {
  { "get identity", QMI_SERVICE_DMS, qmi_get_identity },
  { "get operating-mode", QMI_SERVICE_DMS, qmi_get_mode },
  { "set operating-mode", QMI_SERVICE_DMS, qmi_set_mode },
  { "get selection", QMI_SERVICE_NAS, qmi_get_selection },
  { "set selection", QMI_SERVICE_NAS, qmi_set_selection },
  { "get profiles", QMI_SERVICE_WDS, qmi_get_profiles },
  { "set profile", QMI_SERVICE_WDS, qmi_set_profile },
  { NULL },
};

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  FotadControlLink *link;

  if (!qmi_device_open_finish (QMI_DEVICE (source), result, &error)) {
    qmi_request_fail (task, error);
    return;
  }
  link = g_new0 (FotadControlLink, 1);
  link->device = QMI_DEVICE (g_object_ref (source));
  link->clients = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_return_pointer (task, link, NULL);
  g_object_unref (task);
}

static void
on_new (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (QmiDevice) device = qmi_device_new_finish (result, &error);

  if (device == NULL)
    qmi_request_fail (task, error);
  else
    qmi_device_open (device, QMI_DEVICE_OPEN_FLAGS_VERSION_INFO,
                     GPOINTER_TO_UINT (g_task_get_task_data (task)), g_task_get_cancellable (task),
                     on_open, task);
}

/* Not through the proxy: it serves root only, and ModemManager has let go of the modem.  Asking
 * for the versions shows at once whether anybody is at home, and which services there are. */
static void
open_link (const char *path,
           guint timeout,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, GUINT_TO_POINTER (timeout), NULL);
  qmi_device_new (file, cancellable, on_new, task);
}

static FotadControlLink *
open_link_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  FotadControlLink *link;
  GTask *task;
  const ControlCommand *command;
} Start;

static void
on_client (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Start *start = data;
  ControlRequest *request = g_task_get_task_data (start->task);
  GError *error = NULL;
  QmiClient *client = qmi_device_allocate_client_finish (QMI_DEVICE (source), result, &error);

  if (client == NULL) {
    qmi_request_fail (start->task, error);
    return;
  }
  g_ptr_array_add (start->link->clients, client);
  request->peer = G_OBJECT (g_object_ref (client));
  start->command->start (start->task);
}

static void
start_command (FotadControlLink *link, GTask *task, const ControlCommand *command)
{
  ControlRequest *request = g_task_get_task_data (task);
  Start *start;

  for (guint i = 0; i < link->clients->len; i++)
    if (qmi_client_get_service (link->clients->pdata[i]) == (QmiService) command->service) {
      request->peer = g_object_ref (link->clients->pdata[i]);
      command->start (task);
      return;
    }
  start = g_new0 (Start, 1);
  *start = (Start){ link, task, command };
  qmi_device_allocate_client (link->device, (QmiService) command->service, QMI_CID_NONE,
                              request->timeout, g_task_get_cancellable (task), on_client, start);
}

static void
ask (FotadControlLink *link,
     const char *text,
     guint timeout,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer data)
{
  GTask *task = control_request_new (timeout, cancellable, callback, data);
  const ControlCommand *command = control_request_parse (task, commands, text);

  if (command != NULL)
    start_command (link, task, command);
}

#define CLOSE_TIMEOUT_S 3

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadControlLink *link = data;
  g_autoptr (GError) error = NULL;

  if (!qmi_device_close_finish (QMI_DEVICE (source), result, &error))
    g_debug ("closing: %s", error->message);
  link->closed (link->data);
  g_ptr_array_unref (link->clients);
  g_object_unref (link->device);
  g_free (link);
}

static void release_next (FotadControlLink *link);

static void
on_released (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!qmi_device_release_client_finish (QMI_DEVICE (source), result, &error))
    g_debug ("releasing a client: %s", error->message);
  release_next (data);
}

/* The modem has few client ids, and keeps what nobody gives back. */
static void
release_next (FotadControlLink *link)
{
  g_autoptr (QmiClient) client = NULL;

  if (link->clients->len == 0) {
    qmi_device_close_async (link->device, CLOSE_TIMEOUT_S, NULL, on_closed, link);
    return;
  }
  client = g_object_ref (link->clients->pdata[0]);
  g_ptr_array_remove_index (link->clients, 0);
  qmi_device_release_client (link->device, client, QMI_DEVICE_RELEASE_CLIENT_FLAGS_RELEASE_CID,
                             CLOSE_TIMEOUT_S, NULL, on_released, link);
}

static void
close_link (FotadControlLink *link, void (*closed) (gpointer data), gpointer data)
{
  link->closed = closed;
  link->data = data;
  release_next (link);
}

static const FotadControl control = {
  .abi = FOTAD_CONTROL_ABI,
  .name = "qmi",
  .open = open_link,
  .open_finish = open_link_finish,
  .ask = ask,
  .ask_finish = control_request_finish,
  .close = close_link,
};

FOTAD_CONTROL_EXPORT (control);
