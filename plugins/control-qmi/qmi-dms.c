/*
 * DMS: who the modem is, and whether its radio is on.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "qmi.h"

static void
on_revision (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ControlRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  const char *revision;
  g_autoptr (QmiMessageDmsGetRevisionOutput) output =
      qmi_client_dms_get_revision_finish (QMI_CLIENT_DMS (source), result, &error);

  if (output == NULL || !qmi_message_dms_get_revision_output_get_result (output, &error)) {
    qmi_request_fail (task, error);
    return;
  }
  if (qmi_message_dms_get_revision_output_get_revision (output, &revision, NULL)) {
    g_string_append (request->lines, "identity");
    control_request_add_text (request->lines, "revision", revision);
    g_string_append_c (request->lines, '\n');
  }
  control_request_done (task);
}

static void
on_ids (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ControlRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  const char *imei;
  g_autoptr (QmiMessageDmsGetIdsOutput) output =
      qmi_client_dms_get_ids_finish (QMI_CLIENT_DMS (source), result, &error);

  if (output == NULL || !qmi_message_dms_get_ids_output_get_result (output, &error)) {
    qmi_request_fail (task, error);
    return;
  }
  if (qmi_message_dms_get_ids_output_get_imei (output, &imei, NULL)) {
    g_string_append (request->lines, "identity");
    control_request_add_text (request->lines, "imei", imei);
    g_string_append_c (request->lines, '\n');
  }
  qmi_client_dms_get_revision (QMI_CLIENT_DMS (source), NULL, request->timeout,
                               g_task_get_cancellable (task), on_revision, task);
}

void
qmi_get_identity (GTask *task)
{
  ControlRequest *request = g_task_get_task_data (task);

  qmi_client_dms_get_ids (QMI_CLIENT_DMS (request->peer), NULL, request->timeout,
                          g_task_get_cancellable (task), on_ids, task);
}

static void
on_mode (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ControlRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  QmiDmsOperatingMode mode;
  g_autoptr (QmiMessageDmsGetOperatingModeOutput) output =
      qmi_client_dms_get_operating_mode_finish (QMI_CLIENT_DMS (source), result, &error);

  if (output == NULL || !qmi_message_dms_get_operating_mode_output_get_result (output, &error) ||
      !qmi_message_dms_get_operating_mode_output_get_mode (output, &mode, &error)) {
    qmi_request_fail (task, error);
    return;
  }
  g_string_append_printf (request->lines, "mode=%u\n", (guint) mode);
  control_request_done (task);
}

void
qmi_get_mode (GTask *task)
{
  ControlRequest *request = g_task_get_task_data (task);

  qmi_client_dms_get_operating_mode (QMI_CLIENT_DMS (request->peer), NULL, request->timeout,
                                     g_task_get_cancellable (task), on_mode, task);
}

static void
on_mode_set (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (QmiMessageDmsSetOperatingModeOutput) output =
      qmi_client_dms_set_operating_mode_finish (QMI_CLIENT_DMS (source), result, &error);

  if (output == NULL || !qmi_message_dms_set_operating_mode_output_get_result (output, &error))
    qmi_request_fail (task, error);
  else
    control_request_done (task);
}

/* Offline, reset and shutting down are no settings: there is no way back from them. */
static gboolean
is_setting (guint64 mode)
{
  return mode == QMI_DMS_OPERATING_MODE_ONLINE || mode == QMI_DMS_OPERATING_MODE_LOW_POWER ||
         mode == QMI_DMS_OPERATING_MODE_PERSISTENT_LOW_POWER;
}

void
qmi_set_mode (GTask *task)
{
  ControlRequest *request = g_task_get_task_data (task);
  g_autoptr (QmiMessageDmsSetOperatingModeInput) input =
      qmi_message_dms_set_operating_mode_input_new ();
  guint64 mode = G_MAXUINT8;

  if (!control_request_number (task, "mode", 10, G_MAXUINT8, &mode))
    return;
  if (!is_setting (mode)) {
    qmi_request_fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                                 "an operating mode that is never set"));
    return;
  }
  qmi_message_dms_set_operating_mode_input_set_mode (input, (QmiDmsOperatingMode) mode, NULL);
  qmi_client_dms_set_operating_mode (QMI_CLIENT_DMS (request->peer), input, request->timeout,
                                     g_task_get_cancellable (task), on_mode_set, task);
}
