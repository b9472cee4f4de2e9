/*
 * A modem that ModemManager keeps its hands off: InhibitDevice, held by a bus connection of
 * its own so that the claim can outlive this process.
 *
 * ModemManager drops an inhibition when the connection that asked for it leaves the bus.  The
 * connection's socket may be put into systemd's fd store (fotad_claim_get_fd): then it stays
 * over a crash, and the next start takes it over with fotad_claim_new_from_fd.  A connection
 * cannot be authenticated twice, so a taken-over socket can say nothing more; it needs not to:
 * being open holds the claim and shutting it down releases it.  It is not renewed, because as
 * long as it holds, ModemManager would answer InProgress to a second one.
 *
 * An inhibited modem has no object on the bus.  So a modem that is exported under the uid of a
 * claim shows that the claim is gone, whoever lost it (ModemManager restarted, here or while
 * we were dead): "lost" is emitted, the claim is taken again at once, then "regained".
 *
 * The last unref closes the socket of this process only; a copy in the fd store still holds
 * the modem.  fotad_claim_release lets go for good, whatever copies there are.
 *
 * Signals:
 *   "lost" (GError *why)   ModemManager may open the modem's ports; being taken again
 *   "regained"             held once more, by another fd: the fd store wants the new one
 *   "broken" (GError *why) could not be taken again (somebody else was quicker, or refused)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "host/fotad-modem-manager.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_CLAIM (fotad_claim_get_type ())
G_DECLARE_FINAL_TYPE (FotadClaim, fotad_claim, FOTAD, CLAIM, GObject)

/* A claim on the modem with ModemManager's @uid, not yet taken.  @address: of the bus; NULL is
 * the system bus. */
FotadClaim *fotad_claim_new (FotadModemManager *manager, const char *uid, const char *address);

/* A claim held by @fd (owned from now on), a socket of an earlier process's claim. */
FotadClaim *
fotad_claim_new_from_fd (FotadModemManager *manager, const char *uid, const char *address, int fd);

/* Takes it.  While ModemManager is still initialising the modem, waits and tries again for up
 * to a minute.  Errors:
 *   BUSY            somebody else holds it
 *   MODEM_GONE      ModemManager knows no such modem, or does not run
 *   WRONG_STATE     still initialising after all that time
 *   NOT_AUTHORIZED  by bus policy or polkit
 *   TIMED_OUT, CANCELLED, INTERNAL
 * Taking a held claim succeeds at once. */
void fotad_claim_take_async (FotadClaim *claim,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
gboolean fotad_claim_take_finish (FotadClaim *claim, GAsyncResult *result, GError **error);

/* Lets go: asks ModemManager, then shuts the socket down, which releases in any case.  Never
 * fails; @callback (may be NULL) comes when ModemManager has answered or will not.  The copy in
 * the fd store should be removed after it.  Safe in every state. */
void fotad_claim_release_async (FotadClaim *claim, GAsyncReadyCallback callback, gpointer data);
void fotad_claim_release_finish (FotadClaim *claim, GAsyncResult *result);

/* Whether ModemManager is believed to keep off the modem. */
gboolean fotad_claim_is_held (FotadClaim *claim);

/* The socket that holds it, for the fd store; -1 while not held.  Stays the claim's. */
int fotad_claim_get_fd (FotadClaim *claim);

G_END_DECLS
