/*
 * The option transport.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-transport.h"

#include <string.h>

gboolean
fotad_transport_is_web (const char *scheme)
{
  return g_strcmp0 (scheme, "http") == 0 || g_strcmp0 (scheme, "https") == 0;
}

static gboolean
takes_scheme (const FotadRoute *route, const char *scheme)
{
  g_auto (GStrv) schemes = g_strsplit (route->schemes != NULL ? route->schemes : "", " ", -1);

  return g_strv_contains ((const char *const *) schemes, scheme);
}

/* Only what the modem cannot fetch, and can be pushed, is downloaded here without being asked to.
 */
static const char *
choose (FotadBook *book, const char *model, const char *scheme)
{
  const FotadRoute *fetch = fotad_book_route (book, model, "fetch");

  if ((fetch != NULL && takes_scheme (fetch, scheme)) || !fotad_transport_is_web (scheme) ||
      fotad_book_route (book, model, "push") == NULL)
    return "fetch";
  return "push";
}

const char *
fotad_transport_route (const FotadHouse *house,
                       FotadModem *modem,
                       FotadRequest *request,
                       GError **error)
{
  const char *transport = fotad_request_get (request, "transport");
  const char *scheme = fotad_request_get (request, "scheme");
  g_autoptr (FotadBook) book = NULL;

  if (g_strcmp0 (transport, "modem") == 0)
    return "fetch";
  if (g_strcmp0 (transport, "host") != 0) {
    book = fotad_registry_load (house->registry, fotad_modem_get_vendor (modem), error);
    return book != NULL ? choose (book, fotad_modem_get_model (modem), scheme) : NULL;
  }
  if (fotad_transport_is_web (scheme))
    return "push";
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
               "transport host takes http:// and https:// URLs, no %s://.", scheme);
  return NULL;
}

gboolean
fotad_transport_check_url (FotadModem *modem,
                           const FotadRoute *route,
                           FotadRequest *request,
                           GError **error)
{
  const FotadFamily *family = fotad_modem_get_family (modem);
  const char *url = fotad_request_get (request, "url");
  const char *scheme = fotad_request_get (request, "scheme");
  guint limit = family != NULL && family->max_url > 0 ? family->max_url : route->max_url;

  if (!takes_scheme (route, scheme)) {
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
