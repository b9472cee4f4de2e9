/*
 * Which vendor has what for a modem.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-match.h"

struct _FotadMatch {
  FotadRegistry *registry;
  GStrv routes; /* of the last answer, whose reader copies them */
};

FotadMatch *
fotad_match_new (FotadRegistry *registry)
{
  FotadMatch *self = g_new0 (FotadMatch, 1);

  self->registry = registry;
  return self;
}

void
fotad_match_free (FotadMatch *self)
{
  g_strfreev (self->routes);
  g_free (self);
}

gboolean
fotad_match_modem (FotadMmModem *modem, const char *usb, FotadModemSupport *support, gpointer data)
{
  FotadMatch *self = data;
  FotadFamily *family = fotad_registry_match (self->registry, modem->manufacturer, modem->model,
                                              modem->revision, usb);
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadBook) book = NULL;

  if (family == NULL)
    return FALSE;
  book = fotad_registry_load (self->registry, family->vendor, &error);
  if (book == NULL) {
    g_warning ("%s %s is not supported: %s", modem->manufacturer, modem->model, error->message);
    return FALSE;
  }
  g_strfreev (self->routes);
  self->routes = fotad_book_route_names (book, modem->model);
  support->family = family;
  support->vendor = family->vendor;
  support->routes = (const char *const *) self->routes;
  return TRUE;
}
