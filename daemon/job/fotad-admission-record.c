/*
 * What was admitted: the facts it brings, and the job's first words in the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-admission-private.h"

#include "job/fotad-enrolment.h"
#include "job/fotad-parameters.h"
#include "package/fotad-url.h"
#include "store/fotad-store-facts.h"
#include "vendor/fotad-condition.h"

static void
fill_in_presets (const FotadHouse *house, FotadRequest *request)
{
  g_autofree char *deadline = g_strdup_printf ("%u", house->config->default_deadline);

  if (!g_hash_table_contains (request->facts, "deadline"))
    g_hash_table_replace (request->facts, g_strdup ("deadline"), g_steal_pointer (&deadline));
  if (!g_hash_table_contains (request->facts, "approval"))
    g_hash_table_replace (request->facts, g_strdup ("approval"),
                          g_strdup (house->config->approval));
}

static void
name_package (const FotadRoute *route, FotadRequest *request)
{
  const char *name = request->source != NULL ? request->source : "package";
  const char *url = fotad_request_get (request, "url");

  if (request->fd >= 0)
    g_hash_table_replace (request->facts, g_strdup ("package_name"), g_path_get_basename (name));
  else if (url != NULL && g_str_equal (route->name, "push"))
    g_hash_table_replace (request->facts, g_strdup ("package_name"), fotad_url_basename (url));
}

void
admission_fill_in (const FotadHouse *house,
                   FotadModem *modem,
                   const FotadRoute *route,
                   FotadRequest *request)
{
  name_package (route, request);
  if (request->kind == FOTAD_JOB_KIND_SERVER)
    fotad_enrolment_recall (house->store, fotad_modem_get_imei (modem), request->facts);
  fill_in_presets (house, request);
}

static FotadJobRecord *
make_record (FotadModem *modem, const FotadRoute *route, FotadRequest *request)
{
  FotadJobRecord *record = fotad_job_record_new ();
  const char *approval = fotad_request_get (request, "approval");

  record->kind = request->kind;
  record->imei = g_strdup (fotad_modem_get_imei (modem));
  record->label = g_strdup (fotad_request_get (request, "label"));
  record->route = g_strdup (route->name);
  record->source = g_strdup (request->source);
  record->to_version = g_strdup (fotad_request_get (request, "to-version"));
  record->requester = request->requester;
  g_free (record->approval);
  record->approval = g_strdup (approval != NULL ? approval : "auto");
  g_clear_pointer (&record->options, g_variant_unref);
  record->options = g_variant_ref (request->options);
  record->not_before = fotad_request_get_seconds (request, "not-before");
  record->not_after = fotad_request_get_seconds (request, "not-after");
  return record;
}

/* A URL may carry a password. */
static gboolean
is_secret (const FotadRoute *route, FotadRequest *request, const char *name, const char *value)
{
  const FotadParameter *row = fotad_parameters_find (route, name);

  return fotad_fact_is_secret (name) || (row != NULL && row->secret) ||
         (g_str_equal (name, "url") && g_strcmp0 (value, request->source) != 0);
}

static gboolean
store_facts (const FotadHouse *house,
             gint64 job,
             FotadModem *modem,
             const FotadRoute *route,
             FotadRequest *request,
             GError **error)
{
  g_autofree char *memory = fotad_modems_remember (house->modems, modem);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_replace (request->facts, g_strdup ("modem_memory"), g_steal_pointer (&memory));
  g_hash_table_iter_init (&iter, request->facts);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!fotad_store_set_fact (house->store, job, name, value,
                               is_secret (route, request, name, value), error))
      return FALSE;
  return TRUE;
}

FotadJobRecord *
admission_store (const FotadHouse *house,
                 FotadModem *modem,
                 const FotadRoute *route,
                 FotadRequest *request,
                 GError **error)
{
  g_autoptr (FotadJobRecord) record = make_record (modem, route, request);

  if (!fotad_store_begin (house->store, error) ||
      !fotad_store_end (house->store,
                        fotad_store_add_job (house->store, record, error) &&
                            store_facts (house, record->id, modem, route, request, error),
                        error))
    return NULL;
  return g_steal_pointer (&record);
}
