/*
 * The checks that need the modem's family, and the job's first words in the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-admission.h"

#include "vendor/fotad-condition.h"

#include <string.h>

/* What a job may take when its owner names no deadline: longer than any family's worst case. */
#define DEFAULT_DEADLINE "14400"

static gint64
seconds_of (FotadRequest *request, const char *name)
{
  const char *text = fotad_request_get (request, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* One that is to begin later need not find the modem free now. */
static gboolean
check_state (FotadModem *modem, FotadRequest *request, GError **error)
{
  if (fotad_modem_get_state (modem) == FOTAD_MODEM_BUSY &&
      seconds_of (request, "not-before") > g_get_real_time () / G_USEC_PER_SEC)
    return TRUE;
  switch (fotad_modem_get_state (modem)) {
  case FOTAD_MODEM_AVAILABLE:
    return TRUE;
  case FOTAD_MODEM_BUSY:
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_BUSY, "Modem %s is busy with job %s.",
                 fotad_modem_get_imei (modem), fotad_modem_get_job (modem));
    return FALSE;
  case FOTAD_MODEM_MISSING:
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE,
                 "Modem %s is not there: ModemManager does not see it.",
                 fotad_modem_get_imei (modem));
    return FALSE;
  case FOTAD_MODEM_UNSUPPORTED:
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "No plugin knows %s %s.",
                 fotad_modem_get_manufacturer (modem), fotad_modem_get_model (modem));
    return FALSE;
  }
  return FALSE;
}

static const char *
route_for (FotadRequest *request)
{
  return request->fd >= 0 ? "push" : "fetch";
}

static const FotadRoute *
find_route (const FotadHouse *house, FotadModem *modem, const char *name, GError **error)
{
  const char *model = fotad_modem_get_model (modem);
  g_autoptr (FotadBook) book =
      fotad_registry_load (house->registry, fotad_modem_get_vendor (modem), error);
  const FotadRoute *route = book != NULL ? fotad_book_route (book, model, name) : NULL;

  if (book != NULL && route == NULL)
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "%s has no route \"%s\".", model,
                 name);
  return route; /* constant data of a plugin that stays loaded */
}

static gboolean
check_url (FotadModem *modem, const FotadRoute *route, FotadRequest *request, GError **error)
{
  const FotadFamily *family = fotad_modem_get_family (modem);
  const char *url = fotad_request_get (request, "url");
  guint limit = family != NULL && family->max_url > 0 ? family->max_url : route->max_url;
  g_autofree char *scheme = g_uri_parse_scheme (url);
  g_auto (GStrv) schemes = g_strsplit (route->schemes ? route->schemes : "", " ", -1);

  if (!g_strv_contains ((const char *const *) schemes, scheme)) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "%s takes no %s:// URL, only %s.", fotad_modem_get_model (modem), scheme,
                 route->schemes);
    return FALSE;
  }
  if (limit == 0 || strlen (url) <= limit)
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
               "The URL has %" G_GSIZE_FORMAT " bytes; %s takes at most %u.", strlen (url),
               fotad_modem_get_model (modem), limit);
  return FALSE;
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
  record->not_before = seconds_of (request, "not-before");
  record->not_after = seconds_of (request, "not-after");
  return record;
}

/* A URL may carry a password. */
static gboolean
is_secret (FotadRequest *request, const char *name, const char *value)
{
  return fotad_fact_is_secret (name) ||
         (g_str_equal (name, "url") && g_strcmp0 (value, request->source) != 0);
}

static gboolean
store_facts (const FotadHouse *house, gint64 job, FotadModem *modem, FotadRequest *request,
             GError **error)
{
  g_autofree char *memory = fotad_modems_remember (house->modems, modem);
  GHashTableIter iter;
  gpointer name, value;

  if (!g_hash_table_contains (request->facts, "deadline"))
    g_hash_table_replace (request->facts, g_strdup ("deadline"), g_strdup (DEFAULT_DEADLINE));
  g_hash_table_replace (request->facts, g_strdup ("modem_memory"), g_steal_pointer (&memory));
  g_hash_table_iter_init (&iter, request->facts);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!fotad_store_set_fact (house->store, job, name, value, is_secret (request, name, value),
                               error))
      return FALSE;
  return TRUE;
}

FotadJobRecord *
fotad_admit (const FotadHouse *house, FotadModem *modem, FotadRequest *request, GError **error)
{
  g_autoptr (FotadJobRecord) record = NULL;
  const FotadRoute *route;

  if (!check_state (modem, request, error))
    return NULL;
  route = find_route (house, modem, route_for (request), error);
  if (route == NULL || (request->fd < 0 && !check_url (modem, route, request, error)))
    return NULL;
  record = make_record (modem, route, request);
  if (!fotad_store_add_job (house->store, record, error) ||
      !store_facts (house, record->id, modem, request, error))
    return NULL;
  return g_steal_pointer (&record);
}
