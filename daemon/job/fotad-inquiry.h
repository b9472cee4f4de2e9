/*
 * An inquiry: a short question to a modem that no job has, by the rows of its route "status".  The
 * modem is claimed for it and given back; nothing of it is stored.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-house.h"

G_BEGIN_DECLS

/* @house must outlive it.  Errors of the finish: NOT_SUPPORTED (no such route), those of a claim
 * (fotad-claim.h), of a link (fotad-link.h), and MODEM_REFUSED and so on, as the rows fail. */
void fotad_inquiry_async (const FotadHouse *house,
                          FotadModem *modem,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data);

/* a{sv}, the caller's: what the rows learned, each fact a string under its name with '-' for '_';
 * no secrets. */
GVariant *fotad_inquiry_finish (GAsyncResult *result, GError **error);

G_END_DECLS
