/*
 * Reading the store for people and for recovery.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-history.h"

#include <glib/gstdio.h>

#include "core/fotad-names.h"
#include "core/fotad-options.h"
#include "package/fotad-download.h"
#include "package/fotad-package.h"
#include "store/fotad-store-facts.h"

/* A page when nobody says how long. */
#define DEFAULT_LIMIT 100
#define MAX_LIMIT 1000

static GVariant *
write_modem (const char *imei)
{
  g_autofree char *path = g_strconcat (FOTAD_PATH_MODEM, imei, NULL);

  return g_variant_new_object_path (g_variant_is_object_path (path) ? path : "/");
}

static void
add_text (GVariantDict *dict, const char *name, const char *text)
{
  g_variant_dict_insert (dict, name, "s", text);
}

static void
add_texts (GVariantDict *dict, const FotadJobRecord *record)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, record->id);

  add_text (dict, "Id", id);
  add_text (dict, "Kind", fotad_job_kind_name (record->kind));
  add_text (dict, "State", fotad_job_state_name (record->state));
  add_text (dict, "Imei", record->imei);
  add_text (dict, "Label", record->label);
  add_text (dict, "Phase", record->phase);
  add_text (dict, "Step", record->step);
  add_text (dict, "Message", record->message);
  add_text (dict, "Route", record->route);
  add_text (dict, "Source", record->source);
  add_text (dict, "FromVersion", record->from_version);
  add_text (dict, "ToVersion", record->to_version);
  add_text (dict, "VendorCode", record->vendor_code);
}

/* Under the names of the properties of org.fotad1.Job; those of the moment are left out. */
static GVariant *
describe (const FotadJobRecord *record)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_texts (&dict, record);
  g_variant_dict_insert_value (&dict, "Modem", write_modem (record->imei));
  g_variant_dict_insert (&dict, "Progress", "u", record->progress);
  g_variant_dict_insert (&dict, "Irreversible", "b", record->irreversible);
  g_variant_dict_insert (&dict, "Changed", "b", record->changed);
  g_variant_dict_insert (&dict, "Error", "(ss)", record->error_name, record->error_text);
  g_variant_dict_insert (&dict, "Warnings", "^as", record->warnings);
  g_variant_dict_insert (&dict, "Created", "t", (guint64) record->created);
  g_variant_dict_insert (&dict, "Started", "t", (guint64) record->started);
  g_variant_dict_insert (&dict, "Finished", "t", (guint64) record->finished);
  g_variant_dict_insert (&dict, "Requester", "u", record->requester);
  return g_variant_dict_end (&dict);
}

static gboolean
check_limit (guint32 limit, GError **error)
{
  if (limit >= 1 && limit <= MAX_LIMIT)
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "limit: %u is not in 1 to %d",
               limit, MAX_LIMIT);
  return FALSE;
}

/* 0 for NULL. */
static gboolean
parse_before (const char *text, gint64 *before, GError **error)
{
  guint64 id = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &id, NULL)) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "before: \"%s\" is no job's Id",
                 text);
    return FALSE;
  }
  *before = (gint64) id;
  return TRUE;
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
      !fotad_options_finish (options, error) || !check_limit (limit, error) ||
      !parse_before (before, &filter->before, error))
    return FALSE;
  filter->imei = g_steal_pointer (&modem);
  filter->state = g_steal_pointer (&state);
  filter->since = (gint64) MIN (since, (guint64) G_MAXINT64);
  filter->limit = limit;
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

/* Whatever it has of a download, it goes on with. */
static void
keep_download (const FotadHouse *house, gint64 job, GStrvBuilder *builder)
{
  g_autofree char *path = fotad_download_path (house->packages, job);
  g_autofree char *note = fotad_download_note (path);

  g_strv_builder_add (builder, path);
  g_strv_builder_add (builder, note);
}

static void
forget_secrets (const FotadHouse *house, gint64 job)
{
  g_autoptr (GError) error = NULL;

  if (!fotad_store_forget_secrets (house->store, job, &error))
    g_warning ("job %" G_GINT64_FORMAT ": its secrets stay in the store: %s", job, error->message);
}

void
fotad_history_clean (const FotadHouse *house, gint64 job)
{
  g_autofree char *download = fotad_download_path (house->packages, job);
  g_autoptr (GHashTable) facts = fotad_store_facts (house->store, job, NULL);
  const char *path = facts != NULL ? g_hash_table_lookup (facts, "package_path") : NULL;
  g_autofree char *directory = path != NULL ? g_path_get_dirname (path) : NULL;

  if (g_strcmp0 (directory, house->packages) == 0)
    g_unlink (path);
  fotad_download_remove (download);
  forget_secrets (house, job);
}

void
fotad_history_prune (FotadStore *store, const FotadConfig *config, gint64 before)
{
  g_autoptr (GError) error = NULL;

  if (!fotad_store_prune (store, config->keep_count, config->keep_days, before, &error))
    g_warning ("old jobs could not be forgotten: %s", error->message);
}

void
fotad_history_sweep (const FotadHouse *house, GPtrArray *records)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) keep = NULL;

  for (guint i = 0; i < records->len; i++) {
    const FotadJobRecord *record = records->pdata[i];
    g_autoptr (GHashTable) facts = fotad_store_facts (house->store, record->id, NULL);
    const char *path = facts != NULL ? g_hash_table_lookup (facts, "package_path") : NULL;

    if (path != NULL)
      g_strv_builder_add (builder, path);
    keep_download (house, record->id, builder);
  }
  keep = g_strv_builder_end (builder);
  fotad_package_sweep (house->packages, (const char *const *) keep);
}
