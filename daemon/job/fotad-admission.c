/*
 * The checks that need the modem's family.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-admission-private.h"

#include <string.h>

#include "job/fotad-key.h"
#include "job/fotad-parameters.h"
#include "job/fotad-transport.h"
#include "package/fotad-local-file.h"
#include "store/fotad-store-snapshots.h"
#include "vendor/fotad-condition.h"

gboolean
fotad_admission_ask (FotadModem *modem, GError **error)
{
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

/* One that is to begin later need not find the modem free now. */
static gboolean
check_state (FotadModem *modem, FotadRequest *request, GError **error)
{
  if (fotad_modem_get_state (modem) == FOTAD_MODEM_BUSY &&
      fotad_request_get_seconds (request, "not-before") > g_get_real_time () / G_USEC_PER_SEC)
    return TRUE;
  return fotad_admission_ask (modem, error);
}

/* NULL on error; "" is any: only its IDENTIFY rows are said. */
static const char *
route_for (const FotadHouse *house, FotadModem *modem, FotadRequest *request, GError **error)
{
  switch (request->kind) {
  case FOTAD_JOB_KIND_UPDATE:
    return request->fd >= 0 ? "push" : fotad_transport_route (house, modem, request, error);
  case FOTAD_JOB_KIND_SERVER:
    return "server";
  case FOTAD_JOB_KIND_ENROL:
    return "enrol";
  case FOTAD_JOB_KIND_CERTIFICATE:
    return request->removes ? "delete-certificate" : "certificate";
  case FOTAD_JOB_KIND_SAVE:
  case FOTAD_JOB_KIND_RESTORE:
  case FOTAD_JOB_KIND_COMPARE:
    break;
  }
  return "";
}

const FotadRoute *
fotad_admission_route (FotadBook *book, const char *model, const char *name)
{
  g_auto (GStrv) names = NULL;

  if (*name != '\0')
    return fotad_book_route (book, model, name);
  names = fotad_book_route_names (book, model);
  return names[0] != NULL ? fotad_book_route (book, model, names[0]) : NULL;
}

static const FotadRoute *
find_route (const FotadHouse *house, FotadModem *modem, const char *name, GError **error)
{
  const char *model = fotad_modem_get_model (modem);
  g_autoptr (FotadBook) book =
      fotad_registry_load (house->registry, fotad_modem_get_vendor (modem), error);
  const FotadRoute *route = book != NULL ? fotad_admission_route (book, model, name) : NULL;

  if (book != NULL && route == NULL)
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "%s has no route \"%s\".", model,
                 name);
  return route; /* constant data of a plugin that stays loaded */
}

static gboolean
check_parameters (const FotadHouse *house,
                  FotadModem *modem,
                  const FotadRoute *route,
                  FotadRequest *request,
                  GError **error)
{
  g_autoptr (FotadBook) book =
      fotad_registry_load (house->registry, fotad_modem_get_vendor (modem), error);

  return book != NULL && fotad_parameters_check (book, route, request, error);
}

/* A file below the configured directories is as good as one that is handed over. */
static gboolean
open_local (const FotadHouse *house, FotadRequest *request, GError **error)
{
  const char *url = fotad_request_get (request, "url");

  if (request->kind != FOTAD_JOB_KIND_UPDATE ||
      g_strcmp0 (fotad_request_get (request, "scheme"), "file") != 0)
    return TRUE;
  request->fd =
      fotad_local_file_open (url, (const char *const *) house->config->package_directories, error);
  return request->fd >= 0;
}

gboolean
fotad_admission_check (
    FotadBook *book, const FotadRoute *route, const char *model, GHashTable *facts, GError **error)
{
  const FotadStep *row = fotad_book_refusal (book, route, model, facts);

  if (row == NULL)
    return TRUE;
  g_set_error (error, FOTAD_ERROR, (int) fotad_failure_to_error (row->failure), "%s.", row->text);
  return FALSE;
}

static gboolean
is_of_settings (FotadJobKind kind)
{
  return kind == FOTAD_JOB_KIND_SAVE || kind == FOTAD_JOB_KIND_RESTORE ||
         kind == FOTAD_JOB_KIND_COMPARE;
}

/* What a route needs is no matter of the settings' jobs, which only read by its IDENTIFY rows. */
static gboolean
check_rows (const FotadHouse *house,
            FotadModem *modem,
            const FotadRoute *route,
            FotadRequest *request,
            GError **error)
{
  g_autoptr (FotadBook) book = NULL;

  if (is_of_settings (request->kind))
    return TRUE;
  book = fotad_registry_load (house->registry, fotad_modem_get_vendor (modem), error);
  return book != NULL &&
         fotad_admission_check (book, route, fotad_modem_get_model (modem), request->facts, error);
}

static FotadSnapshot *
find_snapshot (const FotadHouse *house, const char *id, GError **error)
{
  gint64 number = 0;

  if (g_ascii_string_to_signed (id, 10, 1, G_MAXINT64, &number, NULL))
    return fotad_store_get_snapshot (house->store, number, error);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND, "There is no snapshot \"%.32s\".", id);
  return NULL;
}

/* Another modem's settings are for it only when somebody says so, and when they fit. */
static gboolean
check_snapshot (const FotadHouse *house, FotadModem *modem, FotadRequest *request, GError **error)
{
  const char *id = fotad_request_get (request, "snapshot");
  g_autoptr (FotadSnapshot) snapshot = find_snapshot (house, id, error);
  const FotadFamily *family = fotad_modem_get_family (modem);
  g_autofree char *file =
      snapshot != NULL ? g_strconcat (snapshot->family, ".settings", NULL) : NULL;

  if (snapshot == NULL)
    return FALSE;
  if (g_str_equal (snapshot->imei, fotad_modem_get_imei (modem)))
    return TRUE;
  if (g_strcmp0 (fotad_request_get (request, "replacement"), "true") != 0)
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "Snapshot %s is of modem %s; option replacement says that this one replaces it.",
                 id, snapshot->imei);
  else if (family == NULL || g_strcmp0 (family->settings, file) != 0)
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "Snapshot %s is of another family of modems (%s).", id, snapshot->family);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_content (const FotadHouse *house,
               FotadModem *modem,
               const FotadRoute *route,
               FotadRequest *request,
               GError **error)
{
  if (request->kind == FOTAD_JOB_KIND_RESTORE || request->kind == FOTAD_JOB_KIND_COMPARE)
    return check_snapshot (house, modem, request, error);
  if (request->parameters != NULL)
    return check_parameters (house, modem, route, request, error);
  if (request->kind == FOTAD_JOB_KIND_UPDATE && g_str_equal (route->name, "fetch"))
    return fotad_transport_check_url (modem, route, request, error);
  return TRUE;
}

FotadJobRecord *
fotad_admit (const FotadHouse *house, FotadModem *modem, FotadRequest *request, GError **error)
{
  const FotadRoute *route;
  const char *name;

  if (!check_state (modem, request, error) || !open_local (house, request, error))
    return NULL;
  name = route_for (house, modem, request, error);
  route = name != NULL ? find_route (house, modem, name, error) : NULL;
  if (route == NULL || !check_content (house, modem, route, request, error))
    return NULL;
  admission_fill_in (house, modem, route, request);
  if (!check_rows (house, modem, route, request, error) || !fotad_key_make (route, request, error))
    return NULL;
  return admission_store (house, modem, route, request, error);
}
