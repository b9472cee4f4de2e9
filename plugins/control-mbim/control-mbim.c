/*
 * Control module "mbim": the device, and which command is whose.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "mbim.h"

struct _FotadControlLink {
  MbimDevice *device;

  void (*closed) (gpointer data); /* while it is being closed */
  gpointer data;
};

static const ControlCommand commands[] = {
  { "get identity", MBIM_SERVICE_BASIC_CONNECT, mbim_get_identity },
  { "get contexts", MBIM_SERVICE_BASIC_CONNECT, mbim_get_contexts },
  { "set context", MBIM_SERVICE_BASIC_CONNECT, mbim_set_context },
  { "get attach", MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS, mbim_get_attach },
  { "set attach", MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS, mbim_set_attach },
  { NULL },
};

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  FotadControlLink *link;

  if (!mbim_device_open_full_finish (MBIM_DEVICE (source), result, &error)) {
    mbim_request_fail (task, error);
    return;
  }
  link = g_new0 (FotadControlLink, 1);
  link->device = MBIM_DEVICE (g_object_ref (source));
  g_task_return_pointer (task, link, NULL);
  g_object_unref (task);
}

static void
on_new (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (MbimDevice) device = mbim_device_new_finish (result, &error);

  if (device == NULL)
    mbim_request_fail (task, error);
  else
    mbim_device_open_full (device, MBIM_DEVICE_OPEN_FLAGS_NONE,
                           GPOINTER_TO_UINT (g_task_get_task_data (task)),
                           g_task_get_cancellable (task), on_open, task);
}

/* Not through the proxy: it serves root only, and ModemManager has let go of the modem. */
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
  mbim_device_new (file, cancellable, on_new, task);
}

static FotadControlLink *
open_link_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
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
  ControlRequest *request;

  if (command == NULL)
    return;
  request = g_task_get_task_data (task);
  request->peer = G_OBJECT (g_object_ref (link->device));
  command->start (task);
}

#define CLOSE_TIMEOUT_S 3

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadControlLink *link = data;
  g_autoptr (GError) error = NULL;

  if (!mbim_device_close_finish (MBIM_DEVICE (source), result, &error)) {
    g_debug ("closing: %s", error->message);
    mbim_device_close_force (link->device, NULL);
  }
  link->closed (link->data);
  g_object_unref (link->device);
  g_free (link);
}

static void
close_link (FotadControlLink *link, void (*closed) (gpointer data), gpointer data)
{
  link->closed = closed;
  link->data = data;
  mbim_device_close (link->device, CLOSE_TIMEOUT_S, NULL, on_closed, link);
}

static const FotadControl control = {
  .abi = FOTAD_CONTROL_ABI,
  .name = "mbim",
  .open = open_link,
  .open_finish = open_link_finish,
  .ask = ask,
  .ask_finish = control_request_finish,
  .close = close_link,
};

FOTAD_CONTROL_EXPORT (control);
