/*
 * Sending, receiving, and what an error of MBIM means.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "mbim.h"

static GIOErrorEnum
code_of (const GError *error)
{
  static const struct {
    GQuark (*domain) (void);
    int mbim;
    GIOErrorEnum code;
  } meanings[] = {
    { mbim_status_error_quark, MBIM_STATUS_ERROR_NO_DEVICE_SUPPORT, G_IO_ERROR_NOT_SUPPORTED },
    { mbim_status_error_quark, MBIM_STATUS_ERROR_INVALID_DEVICE_SERVICE_OPERATION,
      G_IO_ERROR_NOT_SUPPORTED },
    { mbim_status_error_quark, MBIM_STATUS_ERROR_BUSY, G_IO_ERROR_BUSY },
    { mbim_status_error_quark, MBIM_STATUS_ERROR_NOT_INITIALIZED, G_IO_ERROR_BUSY },
    { mbim_core_error_quark, MBIM_CORE_ERROR_UNSUPPORTED, G_IO_ERROR_NOT_SUPPORTED },
    { mbim_core_error_quark, MBIM_CORE_ERROR_TIMEOUT, G_IO_ERROR_TIMED_OUT },
    { mbim_core_error_quark, MBIM_CORE_ERROR_WRONG_STATE, G_IO_ERROR_CLOSED },
    { mbim_core_error_quark, MBIM_CORE_ERROR_ABORTED, G_IO_ERROR_CANCELLED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_error_matches (error, meanings[i].domain (), meanings[i].mbim))
      return meanings[i].code;
  return error->domain == G_IO_ERROR ? (GIOErrorEnum) error->code : G_IO_ERROR_FAILED;
}

void
mbim_request_fail (GTask *task, GError *error)
{
  control_request_fail (task, code_of (error), error);
}

void
mbim_request_send (GTask *task, MbimMessage *message, GError *error, GAsyncReadyCallback callback)
{
  ControlRequest *request = g_task_get_task_data (task);

  if (message == NULL) {
    mbim_request_fail (task, error);
    return;
  }
  mbim_device_command (MBIM_DEVICE (request->peer), message, request->timeout,
                       g_task_get_cancellable (task), callback, task);
  mbim_message_unref (message);
}

MbimMessage *
mbim_request_receive (GTask *task, GAsyncResult *result)
{
  ControlRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (MbimMessage) answer =
      mbim_device_command_finish (MBIM_DEVICE (request->peer), result, &error);

  if (answer != NULL &&
      mbim_message_response_get_result (answer, MBIM_MESSAGE_TYPE_COMMAND_DONE, &error))
    return g_steal_pointer (&answer);
  mbim_request_fail (task, error);
  return NULL;
}

/* A modem that does not show its password says that it is empty. */
void
mbim_request_add_access (GString *lines,
                         const char *apn,
                         const char *user,
                         const char *password,
                         guint compression,
                         guint auth)
{
  g_string_append_printf (lines, " compression=%u auth=%u", compression, auth);
  control_request_add_text (lines, "apn", apn != NULL ? apn : "");
  control_request_add_text (lines, "user", user != NULL ? user : "");
  if (password != NULL && *password != '\0')
    control_request_add_text (lines, "password", password);
  g_string_append_c (lines, '\n');
}
