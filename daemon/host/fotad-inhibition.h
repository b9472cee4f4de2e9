/*
 * One inhibition of one modem and the socket that holds it; fotad-claim.h knows what to do when
 * it is refused or lost.
 *
 * Signal: "closed": the bus hung up, so a held inhibition is gone.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOTAD_TYPE_INHIBITION (fotad_inhibition_get_type ())
G_DECLARE_FINAL_TYPE (FotadInhibition, fotad_inhibition, FOTAD, INHIBITION, GObject)

/* Of ModemManager's device @uid, over the bus at @address. */
FotadInhibition *fotad_inhibition_new (const char *address, const char *uid);

/* Held by @fd, owned from now on. */
FotadInhibition *fotad_inhibition_new_from_fd (const char *uid, int fd);

/* Connects if need be, and asks ModemManager once.  Errors as fotad_claim_error (). */
void fotad_inhibition_ask_async (FotadInhibition *inhibition,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
gboolean
fotad_inhibition_ask_finish (FotadInhibition *inhibition, GAsyncResult *result, GError **error);

/* Asks ModemManager to take the modem back, then shuts.  Never fails. */
void fotad_inhibition_release_async (FotadInhibition *inhibition,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
void fotad_inhibition_release_finish (FotadInhibition *inhibition, GAsyncResult *result);

/* Hangs up, for all copies of the socket. */
void fotad_inhibition_shut (FotadInhibition *inhibition);

/* The socket; -1 when there is none. */
int fotad_inhibition_get_fd (FotadInhibition *inhibition);

G_END_DECLS
