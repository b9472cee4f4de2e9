/*
 * KEY=VALUE arguments of enrol and certificate.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Floating a{sv} of @pairs (NULL-terminated).  @parameters (a{ss}, property Parameters of the
 * modem) names the types under "@route.KEY"; an unknown key is a string, for the service to
 * refuse.  "KEY=@FILE" takes the value from a file; a secret one that does not is warned of. */
GVariant *
fotactl_pairs_build (char **pairs, GVariant *parameters, const char *route, GError **error);

/* The keys of @route in a table. */
void fotactl_pairs_print (GVariant *parameters, const char *route);

G_END_DECLS
