/*
 * Who downloads the package of a URL: the modem, or this gateway, which then pushes it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-house.h"
#include "job/fotad-request.h"

G_BEGIN_DECLS

/* "fetch" or "push", by the option transport.  "auto" is the modem when it has a route "fetch" for
 * such URLs; else, for http and https, the gateway.  NULL with INVALID_ARGUMENT, or what loading
 * the modem's plugin says. */
const char *fotad_transport_route (const FotadHouse *house,
                                   FotadModem *modem,
                                   FotadRequest *request,
                                   GError **error);

/* Whether the modem can be given the URL. */
gboolean fotad_transport_check_url (FotadModem *modem,
                                    const FotadRoute *route,
                                    FotadRequest *request,
                                    GError **error);

/* Whether URLs with @scheme can be downloaded by the gateway. */
gboolean fotad_transport_is_web (const char *scheme);

G_END_DECLS
