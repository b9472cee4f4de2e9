/*
 * What an error of QMI means.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "qmi.h"

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
  control_request_fail (task, code_of (error), error);
}
