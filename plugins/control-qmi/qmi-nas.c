/*
 * NAS, system selection preference: one line for each field the modem tells, in hex; what is set
 * is permanent, and only what the command names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "qmi.h"

typedef QmiMessageNasGetSystemSelectionPreferenceOutput Output;
typedef QmiMessageNasSetSystemSelectionPreferenceInput Input;

#define SCALAR(name, type, field)                                                                  \
  static gboolean get_##name (Output *output, guint64 *value)                                      \
  {                                                                                                \
    type found;                                                                                    \
                                                                                                   \
    if (!qmi_message_nas_get_system_selection_preference_output_get_##field (output, &found,       \
                                                                             NULL))                \
      return FALSE;                                                                                \
    *value = (guint64) found;                                                                      \
    return TRUE;                                                                                   \
  }                                                                                                \
                                                                                                   \
  static void set_##name (Input *input, guint64 value)                                             \
  {                                                                                                \
    qmi_message_nas_set_system_selection_preference_input_set_##field (input, (type) value, NULL); \
  }

SCALAR (mode, QmiNasRatModePreference, mode_preference)
SCALAR (band, QmiNasBandPreference, band_preference)
SCALAR (lte, QmiNasLteBandPreference, lte_band_preference)
SCALAR (tds, QmiNasTdScdmaBandPreference, td_scdma_band_preference)
SCALAR (roaming, QmiNasRoamingPreference, roaming_preference)
SCALAR (domain, QmiNasServiceDomainPreference, service_domain_preference)
SCALAR (gw_order, QmiNasGsmWcdmaAcquisitionOrderPreference, gsm_wcdma_acquisition_order_preference)
SCALAR (usage, QmiNasUsagePreference, usage_preference)
SCALAR (voice, QmiNasVoiceDomainPreference, voice_domain_preference)

static const struct {
  const char *key;
  guint64 limit;
  gboolean (*get) (Output *output, guint64 *value);
  void (*set) (Input *input, guint64 value);
} scalars[] = {
  { "mode", G_MAXUINT16, get_mode, set_mode },
  { "band", G_MAXUINT64, get_band, set_band },
  { "lte", G_MAXUINT64, get_lte, set_lte },
  { "tds", G_MAXUINT64, get_tds, set_tds },
  { "roaming", G_MAXUINT16, get_roaming, set_roaming },
  { "domain", G_MAXUINT32, get_domain, set_domain },
  { "gw-order", G_MAXUINT32, get_gw_order, set_gw_order },
  { "usage", G_MAXUINT32, get_usage, set_usage },
  { "voice", G_MAXUINT32, get_voice, set_voice },
};

#define EXTENDED 4
static const char *const extended[EXTENDED] = { "lte1", "lte65", "lte129", "lte193" };

static void
add_network (Output *output, GString *lines)
{
  QmiNasNetworkSelectionPreference selection;
  guint16 mcc = 0, mnc = 0;

  if (!qmi_message_nas_get_system_selection_preference_output_get_network_selection_preference (
          output, &selection, NULL))
    return;
  if (selection == QMI_NAS_NETWORK_SELECTION_PREFERENCE_AUTOMATIC)
    g_string_append (lines, "network=auto\n");
  else if (qmi_message_nas_get_system_selection_preference_output_get_manual_network_selection (
               output, &mcc, &mnc, NULL, NULL))
    g_string_append_printf (lines, "network=manual mcc=%u mnc=%u\n", mcc, mnc);
}

static void
add_extended (Output *output, GString *lines)
{
  guint64 masks[EXTENDED];

  if (!qmi_message_nas_get_system_selection_preference_output_get_extended_lte_band_preference (
          output, &masks[0], &masks[1], &masks[2], &masks[3], NULL))
    return;
  g_string_append (lines, "extended");
  for (guint i = 0; i < EXTENDED; i++)
    g_string_append_printf (lines, " %s=%" G_GINT64_MODIFIER "x", extended[i], masks[i]);
  g_string_append_c (lines, '\n');
}

static void
on_selection (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ControlRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  guint64 value;
  g_autoptr (QmiMessageNasGetSystemSelectionPreferenceOutput) output =
      qmi_client_nas_get_system_selection_preference_finish (QMI_CLIENT_NAS (source), result,
                                                             &error);

  if (output == NULL ||
      !qmi_message_nas_get_system_selection_preference_output_get_result (output, &error)) {
    qmi_request_fail (task, error);
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (scalars); i++)
    if (scalars[i].get (output, &value))
      g_string_append_printf (request->lines, "%s=%" G_GINT64_MODIFIER "x\n", scalars[i].key,
                              value);
  add_network (output, request->lines);
  add_extended (output, request->lines);
  control_request_done (task);
}

void
qmi_get_selection (GTask *task)
{
  ControlRequest *request = g_task_get_task_data (task);

  qmi_client_nas_get_system_selection_preference (QMI_CLIENT_NAS (request->peer), NULL,
                                                  request->timeout, g_task_get_cancellable (task),
                                                  on_selection, task);
}

static gboolean
put_scalars (GTask *task, Input *input)
{
  ControlRequest *request = g_task_get_task_data (task);
  guint64 value = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (scalars); i++) {
    if (!g_hash_table_contains (request->fields, scalars[i].key))
      continue;
    if (!control_request_number (task, scalars[i].key, 16, scalars[i].limit, &value))
      return FALSE;
    scalars[i].set (input, value);
  }
  return TRUE;
}

static gboolean
put_extended (GTask *task, Input *input)
{
  ControlRequest *request = g_task_get_task_data (task);
  guint64 masks[EXTENDED] = { 0 };

  if (!g_hash_table_contains (request->fields, extended[0]))
    return TRUE;
  for (guint i = 0; i < EXTENDED; i++)
    if (!control_request_number (task, extended[i], 16, G_MAXUINT64, &masks[i]))
      return FALSE;
  qmi_message_nas_set_system_selection_preference_input_set_extended_lte_band_preference (
      input, masks[0], masks[1], masks[2], masks[3], NULL);
  return TRUE;
}

static gboolean
put_network (GTask *task, Input *input)
{
  ControlRequest *request = g_task_get_task_data (task);
  const char *network = g_hash_table_lookup (request->fields, "network");
  guint64 mcc = 0, mnc = 0;

  if (network == NULL)
    return TRUE;
  if (!control_request_number (task, "mcc", 10, 999, &mcc) ||
      !control_request_number (task, "mnc", 10, 999, &mnc))
    return FALSE;
  qmi_message_nas_set_system_selection_preference_input_set_network_selection_preference (
      input,
      g_str_equal (network, "manual") ? QMI_NAS_NETWORK_SELECTION_PREFERENCE_MANUAL
                                      : QMI_NAS_NETWORK_SELECTION_PREFERENCE_AUTOMATIC,
      (guint16) mcc, (guint16) mnc, NULL);
  return TRUE;
}

static void
on_selection_set (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (QmiMessageNasSetSystemSelectionPreferenceOutput) output =
      qmi_client_nas_set_system_selection_preference_finish (QMI_CLIENT_NAS (source), result,
                                                             &error);

  if (output == NULL ||
      !qmi_message_nas_set_system_selection_preference_output_get_result (output, &error))
    qmi_request_fail (task, error);
  else
    control_request_done (task);
}

void
qmi_set_selection (GTask *task)
{
  ControlRequest *request = g_task_get_task_data (task);
  g_autoptr (QmiMessageNasSetSystemSelectionPreferenceInput) input =
      qmi_message_nas_set_system_selection_preference_input_new ();

  if (!put_scalars (task, input) || !put_extended (task, input) || !put_network (task, input))
    return;
  qmi_message_nas_set_system_selection_preference_input_set_change_duration (
      input, QMI_NAS_CHANGE_DURATION_PERMANENT, NULL);
  qmi_client_nas_set_system_selection_preference (QMI_CLIENT_NAS (request->peer), input,
                                                  request->timeout, g_task_get_cancellable (task),
                                                  on_selection_set, task);
}
