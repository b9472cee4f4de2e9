/*
 * Basic Connect: who the modem is, and its provisioned contexts, one line each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "mbim.h"

static void
add_identity (GString *lines, const char *key, const char *value)
{
  if (value == NULL)
    return;
  g_string_append (lines, "identity");
  control_request_add_text (lines, key, value);
  g_string_append_c (lines, '\n');
}

static void
on_caps (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ControlRequest *request = g_task_get_task_data (task);
  g_autoptr (MbimMessage) answer = mbim_request_receive (task, result);
  g_autofree char *imei = NULL, *revision = NULL;
  GError *error = NULL;

  if (answer == NULL)
    return;
  if (!mbim_message_device_caps_response_parse (answer, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                                NULL, NULL, &imei, &revision, NULL, &error)) {
    mbim_request_fail (task, error);
    return;
  }
  add_identity (request->lines, "imei", imei);
  add_identity (request->lines, "revision", revision);
  control_request_done (task);
}

void
mbim_get_identity (GTask *task)
{
  GError *error = NULL;
  MbimMessage *message = mbim_message_device_caps_query_new (&error);

  mbim_request_send (task, message, error, on_caps);
}

static void
add_context (GString *lines, const MbimProvisionedContextElement *context)
{
  g_autofree char *type = mbim_uuid_get_printable (&context->context_type);

  g_string_append_printf (lines, "context id=%u type=%s", context->context_id, type);
  mbim_request_add_access (lines, context->access_string, context->user_name, context->password,
                           context->compression, context->auth_protocol);
}

static void
on_contexts (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ControlRequest *request = g_task_get_task_data (task);
  g_autoptr (MbimMessage) answer = mbim_request_receive (task, result);
  g_autoptr (MbimProvisionedContextElementArray) contexts = NULL;
  GError *error = NULL;
  guint32 count = 0;

  if (answer == NULL)
    return;
  if (!mbim_message_provisioned_contexts_response_parse (answer, &count, &contexts, &error)) {
    mbim_request_fail (task, error);
    return;
  }
  for (guint32 i = 0; i < count; i++)
    add_context (request->lines, contexts[i]);
  control_request_done (task);
}

void
mbim_get_contexts (GTask *task)
{
  GError *error = NULL;
  MbimMessage *message = mbim_message_provisioned_contexts_query_new (&error);

  mbim_request_send (task, message, error, on_contexts);
}

static void
on_context_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MbimMessage) answer = mbim_request_receive (data, result);

  if (answer != NULL)
    control_request_done (data);
}

/* All fields are set; those the command does not name are emptied. */
void
mbim_set_context (GTask *task)
{
  ControlRequest *request = g_task_get_task_data (task);
  const char *type = g_hash_table_lookup (request->fields, "type");
  guint64 id = G_MAXUINT64, compression = 0, auth = 0;
  GError *error = NULL;
  MbimMessage *message;
  MbimUuid uuid;

  if (!control_request_number (task, "id", 10, G_MAXUINT32, &id) ||
      !control_request_number (task, "compression", 10, MBIM_COMPRESSION_ENABLE, &compression) ||
      !control_request_number (task, "auth", 10, MBIM_AUTH_PROTOCOL_MSCHAPV2, &auth))
    return;
  if (id == G_MAXUINT64 || type == NULL || !mbim_uuid_from_printable (type, &uuid)) {
    mbim_request_fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                                  "a context without a good id and type"));
    return;
  }
  message = mbim_message_provisioned_contexts_set_new (
      (guint32) id, &uuid, g_hash_table_lookup (request->fields, "apn"),
      g_hash_table_lookup (request->fields, "user"),
      g_hash_table_lookup (request->fields, "password"), (MbimCompression) compression,
      (MbimAuthProtocol) auth, NULL, &error);
  mbim_request_send (task, message, error, on_context_set);
}
