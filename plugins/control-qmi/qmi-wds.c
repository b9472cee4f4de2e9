/*
 * WDS: the 3GPP profiles, one line each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "qmi.h"

static void read_next (GTask *task);

static void
add_profile (ControlRequest *request, QmiMessageWdsGetProfileSettingsOutput *output)
{
  QmiWdsAuthentication auth;
  QmiWdsPdpType type;
  const char *text;
  GString *lines = request->lines;

  g_string_append_printf (lines, "profile index=%u",
                          g_array_index (request->indices, guint8, request->next));
  if (qmi_message_wds_get_profile_settings_output_get_pdp_type (output, &type, NULL))
    g_string_append_printf (lines, " type=%u", (guint) type);
  if (qmi_message_wds_get_profile_settings_output_get_authentication (output, &auth, NULL))
    g_string_append_printf (lines, " auth=%u", (guint) auth);
  if (qmi_message_wds_get_profile_settings_output_get_apn_name (output, &text, NULL))
    control_request_add_text (lines, "apn", text);
  if (qmi_message_wds_get_profile_settings_output_get_username (output, &text, NULL))
    control_request_add_text (lines, "user", text);
  /* Some say that it is empty instead of showing it. */
  if (qmi_message_wds_get_profile_settings_output_get_password (output, &text, NULL) &&
      *text != '\0')
    control_request_add_text (lines, "password", text);
  g_string_append_c (lines, '\n');
}

/* Some firmware lists profiles that it cannot show; the others must not suffer for that. */
static gboolean
is_listed_only (const GError *error)
{
  return g_error_matches (error, QMI_PROTOCOL_ERROR, QMI_PROTOCOL_ERROR_EXTENDED_INTERNAL) ||
         g_error_matches (error, QMI_PROTOCOL_ERROR, QMI_PROTOCOL_ERROR_INVALID_PROFILE);
}

static void
on_profile (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ControlRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (QmiMessageWdsGetProfileSettingsOutput) output =
      qmi_client_wds_get_profile_settings_finish (QMI_CLIENT_WDS (source), result, &error);

  if (output != NULL && qmi_message_wds_get_profile_settings_output_get_result (output, &error)) {
    add_profile (request, output);
  } else if (!is_listed_only (error)) {
    qmi_request_fail (task, error);
    return;
  }
  g_clear_error (&error);
  request->next++;
  read_next (task);
}

static void
read_next (GTask *task)
{
  ControlRequest *request = g_task_get_task_data (task);
  g_autoptr (QmiMessageWdsGetProfileSettingsInput) input = NULL;

  if (request->next == request->indices->len) {
    control_request_done (task);
    return;
  }
  input = qmi_message_wds_get_profile_settings_input_new ();
  qmi_message_wds_get_profile_settings_input_set_profile_id (
      input, QMI_WDS_PROFILE_TYPE_3GPP, g_array_index (request->indices, guint8, request->next),
      NULL);
  qmi_client_wds_get_profile_settings (QMI_CLIENT_WDS (request->peer), input, request->timeout,
                                       g_task_get_cancellable (task), on_profile, task);
}

static void
on_list (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ControlRequest *request = g_task_get_task_data (task);
  GArray *list = NULL;
  GError *error = NULL;
  g_autoptr (QmiMessageWdsGetProfileListOutput) output =
      qmi_client_wds_get_profile_list_finish (QMI_CLIENT_WDS (source), result, &error);

  if (output == NULL || !qmi_message_wds_get_profile_list_output_get_result (output, &error) ||
      !qmi_message_wds_get_profile_list_output_get_profile_list (output, &list, &error)) {
    qmi_request_fail (task, error);
    return;
  }
  for (guint i = 0; i < list->len; i++)
    g_array_append_val (
        request->indices,
        g_array_index (list, QmiMessageWdsGetProfileListOutputProfileListProfile, i).profile_index);
  read_next (task);
}

void
qmi_get_profiles (GTask *task)
{
  ControlRequest *request = g_task_get_task_data (task);
  g_autoptr (QmiMessageWdsGetProfileListInput) input =
      qmi_message_wds_get_profile_list_input_new ();

  qmi_message_wds_get_profile_list_input_set_profile_type (input, QMI_WDS_PROFILE_TYPE_3GPP, NULL);
  qmi_client_wds_get_profile_list (QMI_CLIENT_WDS (request->peer), input, request->timeout,
                                   g_task_get_cancellable (task), on_list, task);
}

static void
on_profile_set (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (QmiMessageWdsModifyProfileOutput) output =
      qmi_client_wds_modify_profile_finish (QMI_CLIENT_WDS (source), result, &error);

  if (output == NULL || !qmi_message_wds_modify_profile_output_get_result (output, &error))
    qmi_request_fail (task, error);
  else
    control_request_done (task);
}

static void
put_texts (GHashTable *fields, QmiMessageWdsModifyProfileInput *input)
{
  const char *apn = g_hash_table_lookup (fields, "apn");
  const char *user = g_hash_table_lookup (fields, "user");
  const char *password = g_hash_table_lookup (fields, "password");

  if (apn != NULL)
    qmi_message_wds_modify_profile_input_set_apn_name (input, apn, NULL);
  if (user != NULL)
    qmi_message_wds_modify_profile_input_set_username (input, user, NULL);
  if (password != NULL)
    qmi_message_wds_modify_profile_input_set_password (input, password, NULL);
}

void
qmi_set_profile (GTask *task)
{
  ControlRequest *request = g_task_get_task_data (task);
  g_autoptr (QmiMessageWdsModifyProfileInput) input = qmi_message_wds_modify_profile_input_new ();
  guint64 index = 0, type = 0, auth = 0;

  if (!control_request_number (task, "index", 10, G_MAXUINT8, &index) ||
      !control_request_number (task, "type", 10, QMI_WDS_PDP_TYPE_IPV4_OR_IPV6, &type) ||
      !control_request_number (task, "auth", 10,
                               QMI_WDS_AUTHENTICATION_PAP | QMI_WDS_AUTHENTICATION_CHAP, &auth))
    return;
  qmi_message_wds_modify_profile_input_set_profile_identifier (input, QMI_WDS_PROFILE_TYPE_3GPP,
                                                               (guint8) index, NULL);
  if (g_hash_table_contains (request->fields, "type"))
    qmi_message_wds_modify_profile_input_set_pdp_type (input, (QmiWdsPdpType) type, NULL);
  if (g_hash_table_contains (request->fields, "auth"))
    qmi_message_wds_modify_profile_input_set_authentication (input, (QmiWdsAuthentication) auth,
                                                             NULL);
  put_texts (request->fields, input);
  qmi_client_wds_modify_profile (QMI_CLIENT_WDS (request->peer), input, request->timeout,
                                 g_task_get_cancellable (task), on_profile_set, task);
}
