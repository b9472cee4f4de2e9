/*
 * Commands, fields, and what an error means.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "qmi.h"

#include <string.h>

void
qmi_request_done (GTask *task)
{
  QmiRequest *request = g_task_get_task_data (task);

  if (request->lines->len > 0)
    g_string_truncate (request->lines, request->lines->len - 1);
  g_task_return_pointer (task, g_strdup (request->lines->str), g_free);
  g_object_unref (task);
}

static GIOErrorEnum
code_of (const GError *error)
{
  static const struct {
    int qmi;
    GIOErrorEnum code;
  } meanings[] = {
    { QMI_PROTOCOL_ERROR_NOT_SUPPORTED, G_IO_ERROR_NOT_SUPPORTED },
    { QMI_PROTOCOL_ERROR_DEVICE_UNSUPPORTED, G_IO_ERROR_NOT_SUPPORTED },
    { QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND, G_IO_ERROR_NOT_SUPPORTED },
    { QMI_PROTOCOL_ERROR_INFORMATION_UNAVAILABLE, G_IO_ERROR_NOT_SUPPORTED },
    { QMI_PROTOCOL_ERROR_DEVICE_NOT_READY, G_IO_ERROR_BUSY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_error_matches (error, QMI_PROTOCOL_ERROR, meanings[i].qmi))
      return meanings[i].code;
  if (g_error_matches (error, QMI_CORE_ERROR, QMI_CORE_ERROR_UNSUPPORTED))
    return G_IO_ERROR_NOT_SUPPORTED;
  if (g_error_matches (error, QMI_CORE_ERROR, QMI_CORE_ERROR_TIMEOUT))
    return G_IO_ERROR_TIMED_OUT;
  if (g_error_matches (error, QMI_CORE_ERROR, QMI_CORE_ERROR_WRONG_STATE))
    return G_IO_ERROR_CLOSED;
  if (g_error_matches (error, QMI_PROTOCOL_ERROR, QMI_PROTOCOL_ERROR_ABORTED))
    return G_IO_ERROR_CANCELLED;
  return error->domain == G_IO_ERROR ? (GIOErrorEnum) error->code : G_IO_ERROR_FAILED;
}

void
qmi_request_fail (GTask *task, GError *error)
{
  g_task_return_new_error (task, G_IO_ERROR, code_of (error), "%s", error->message);
  g_error_free (error);
  g_object_unref (task);
}

static gboolean
can_be_quoted (const char *value)
{
  for (const char *at = value; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at) || *at == '"')
      return FALSE;
  return g_utf8_validate (value, -1, NULL);
}

void
qmi_request_add_text (GString *lines, const char *key, const char *value)
{
  if (can_be_quoted (value))
    g_string_append_printf (lines, " %s=\"%s\"", key, value);
}

gboolean
qmi_request_number (GTask *task, const char *key, guint base, guint64 limit, guint64 *value)
{
  QmiRequest *request = g_task_get_task_data (task);
  const char *text = g_hash_table_lookup (request->fields, key);

  if (text == NULL || g_ascii_string_to_unsigned (text, base, 0, limit, value, NULL))
    return TRUE;
  qmi_request_fail (task, g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                       "%s is no number this modem can have", key));
  return FALSE;
}
