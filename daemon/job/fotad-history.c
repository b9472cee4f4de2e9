/*
 * Reading the store for people and for recovery.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-history.h"

#include "core/fotad-names.h"
#include "core/fotad-options.h"

/* A page when nobody says how long. */
#define DEFAULT_LIMIT 100

static GVariant *
describe (const FotadJobRecord *record)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "kind", "s", fotad_job_kind_name (record->kind));
  g_variant_dict_insert (&dict, "state", "s", fotad_job_state_name (record->state));
  g_variant_dict_insert (&dict, "imei", "s", record->imei);
  g_variant_dict_insert (&dict, "label", "s", record->label);
  g_variant_dict_insert (&dict, "message", "s", record->message);
  g_variant_dict_insert (&dict, "route", "s", record->route);
  g_variant_dict_insert (&dict, "source", "s", record->source);
  g_variant_dict_insert (&dict, "from-version", "s", record->from_version);
  g_variant_dict_insert (&dict, "to-version", "s", record->to_version);
  g_variant_dict_insert (&dict, "changed", "b", record->changed);
  g_variant_dict_insert (&dict, "error", "s", record->error_name);
  g_variant_dict_insert (&dict, "vendor-code", "s", record->vendor_code);
  g_variant_dict_insert (&dict, "created", "t", (guint64) record->created);
  g_variant_dict_insert (&dict, "started", "t", (guint64) record->started);
  g_variant_dict_insert (&dict, "finished", "t", (guint64) record->finished);
  g_variant_dict_insert (&dict, "requester", "u", record->requester);
  return g_variant_dict_end (&dict);
}

static gboolean
read_filter (GVariant *given, FotadJobFilter *filter, GError **error)
{
  g_autoptr (FotadOptions) options = fotad_options_new (given);
  g_autofree char *modem = NULL;
  g_autofree char *state = NULL;
  g_autofree char *before = NULL;
  guint64 since = 0;
  guint32 limit = DEFAULT_LIMIT;

  if (!fotad_options_take_string (options, "modem", 64, &modem, error) ||
      !fotad_options_take_string (options, "state", 64, &state, error) ||
      !fotad_options_take_u64 (options, "since", &since, error) ||
      !fotad_options_take_u32 (options, "limit", &limit, error) ||
      !fotad_options_take_string (options, "before", 20, &before, error) ||
      !fotad_options_finish (options, error))
    return FALSE;
  filter->imei = g_steal_pointer (&modem);
  filter->state = g_steal_pointer (&state);
  filter->since = (gint64) MIN (since, (guint64) G_MAXINT64);
  filter->limit = limit;
  filter->before = before != NULL ? g_ascii_strtoll (before, NULL, 10) : 0;
  return TRUE;
}

GVariant *
fotad_history_list (FotadStore *store, GVariant *given, GError **error)
{
  FotadJobFilter filter = { 0 };
  g_autoptr (GPtrArray) records = NULL;
  GVariantBuilder builder;

  if (read_filter (given, &filter, error))
    records = fotad_store_list_jobs (store, &filter, error);
  g_free ((char *) filter.imei);
  g_free ((char *) filter.state);
  if (records == NULL)
    return NULL;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(oa{sv})"));
  for (guint i = 0; i < records->len; i++) {
    const FotadJobRecord *record = records->pdata[i];
    g_autofree char *path = g_strdup_printf (FOTAD_PATH_JOB "%" G_GINT64_FORMAT, record->id);

    g_variant_builder_add (&builder, "(o@a{sv})", path, describe (record));
  }
  return g_variant_builder_end (&builder);
}

FotadModem *
fotad_history_find_modem (const FotadHouse *house, const FotadJobRecord *record, GError **error)
{
  FotadModem *modem = fotad_modems_lookup (house->modems, record->imei);
  g_autoptr (GHashTable) facts = NULL;
  const char *memory;

  if (modem != NULL)
    return modem;
  facts = fotad_store_facts (house->store, record->id, error);
  if (facts == NULL)
    return NULL;
  memory = g_hash_table_lookup (facts, "modem_memory");
  if (memory != NULL)
    return fotad_modems_restore (house->modems, memory, error);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE, "Modem %s is not there any more.",
               record->imei);
  return NULL;
}
