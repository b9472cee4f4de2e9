/*
 * Microsoft's Basic Connect Extensions: with which context the modem attaches to LTE, a line each
 * for home, partner and other networks.
 *
 * They can only be set together, so setting one begins with reading all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "mbim.h"

typedef MbimLteAttachConfiguration Attach;

static void
add_attach (GString *lines, const Attach *attach)
{
  g_string_append_printf (lines, "attach roaming=%u iptype=%u", attach->roaming, attach->ip_type);
  mbim_request_add_access (lines, attach->access_string, attach->user_name, attach->password,
                           attach->compression, attach->auth_protocol);
}

/* FALSE: the request has ended. */
static gboolean
receive (GTask *task, GAsyncResult *result, guint32 *count, MbimLteAttachConfigurationArray **all)
{
  g_autoptr (MbimMessage) answer = mbim_request_receive (task, result);
  GError *error = NULL;

  if (answer == NULL)
    return FALSE;
  if (mbim_message_ms_basic_connect_extensions_lte_attach_configuration_response_parse (
          answer, count, all, &error))
    return TRUE;
  mbim_request_fail (task, error);
  return FALSE;
}

static void
query (GTask *task, GAsyncReadyCallback callback)
{
  GError *error = NULL;
  MbimMessage *message =
      mbim_message_ms_basic_connect_extensions_lte_attach_configuration_query_new (&error);

  mbim_request_send (task, message, error, callback);
}

static void
on_attach (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ControlRequest *request = g_task_get_task_data (task);
  g_autoptr (MbimLteAttachConfigurationArray) all = NULL;
  guint32 count = 0;

  if (!receive (task, result, &count, &all))
    return;
  for (guint32 i = 0; i < count; i++)
    add_attach (request->lines, all[i]);
  control_request_done (task);
}

void
mbim_get_attach (GTask *task)
{
  query (task, on_attach);
}

static void
replace (char **field, GHashTable *fields, const char *key)
{
  g_free (*field);
  *field = g_strdup (g_hash_table_lookup (fields, key));
}

/* FALSE: the request has ended. */
static gboolean
change (GTask *task, Attach *attach)
{
  ControlRequest *request = g_task_get_task_data (task);
  guint64 ip_type = attach->ip_type, compression = 0, auth = 0;

  if (!control_request_number (task, "iptype", 10, MBIM_CONTEXT_IP_TYPE_IPV4_AND_IPV6, &ip_type) ||
      !control_request_number (task, "compression", 10, MBIM_COMPRESSION_ENABLE, &compression) ||
      !control_request_number (task, "auth", 10, MBIM_AUTH_PROTOCOL_MSCHAPV2, &auth))
    return FALSE;
  attach->ip_type = (guint32) ip_type;
  attach->compression = (guint32) compression;
  attach->auth_protocol = (guint32) auth;
  replace (&attach->access_string, request->fields, "apn");
  replace (&attach->user_name, request->fields, "user");
  replace (&attach->password, request->fields, "password");
  return TRUE;
}

static void
on_attach_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MbimMessage) answer = mbim_request_receive (data, result);

  if (answer != NULL)
    control_request_done (data);
}

static Attach *
find (Attach *const *all, guint32 count, guint64 roaming)
{
  for (guint32 i = 0; i < count; i++)
    if (all[i]->roaming == roaming)
      return all[i];
  return NULL;
}

static void
on_attach_before (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  g_autoptr (MbimLteAttachConfigurationArray) all = NULL;
  guint64 roaming = G_MAXUINT64;
  guint32 count = 0;
  GError *error = NULL;
  MbimMessage *message;
  Attach *attach;

  if (!receive (task, result, &count, &all) ||
      !control_request_number (task, "roaming", 10,
                               MBIM_LTE_ATTACH_CONTEXT_ROAMING_CONTROL_NON_PARTNER, &roaming))
    return;
  attach = find (all, count, roaming);
  if (attach == NULL) {
    mbim_request_fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                                  "the modem has no attach for this roaming"));
    return;
  }
  if (!change (task, attach))
    return;
  message = mbim_message_ms_basic_connect_extensions_lte_attach_configuration_set_new (
      MBIM_LTE_ATTACH_CONTEXT_OPERATION_DEFAULT, count, (const Attach *const *) all, &error);
  mbim_request_send (task, message, error, on_attach_set);
}

void
mbim_set_attach (GTask *task)
{
  query (task, on_attach_before);
}
