/*
 * Inside a claim: its state, shared by taking and releasing it and by holding it meanwhile.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "host/fotad-claim.h"
#include "host/fotad-inhibition.h"

typedef enum {
  CLAIM_FREE,
  CLAIM_ASKING,
  CLAIM_HELD,
  CLAIM_WAITING, /* for ModemManager to be done with the modem, or to have it again */
} ClaimState;

struct _FotadClaim {
  GObject parent;
  FotadModemManager *manager;
  char *uid;
  char *address;
  ClaimState state;
  FotadInhibition *inhibition;
  GCancellable *cancellable; /* of asking and of looking twice */
  GTask *task;               /* of the one who takes it; NULL when it is taken again */
  guint cancel_watch;
  guint retry;
  guint tries;
};

enum { CLAIM_LOST, CLAIM_REGAINED, CLAIM_BROKEN, N_CLAIM_SIGNALS };
extern guint claim_signals[N_CLAIM_SIGNALS];

/* fotad-claim-hold.c: from asking for it to losing it. */
void claim_hold (FotadClaim *self, FotadInhibition *inhibition);
void claim_ask (FotadClaim *self);
void claim_give_up (FotadClaim *self, GError *error); /* takes @error */
void claim_stop (FotadClaim *self);
void claim_look_twice (FotadClaim *self);
GTask *claim_steal_task (FotadClaim *self);
FotadInhibition *claim_steal_inhibition (FotadClaim *self);
void claim_drop_inhibition (FotadClaim *self);
void claim_on_exported (FotadModemManager *manager, const char *uid, FotadClaim *self);
void claim_on_running (FotadModemManager *manager, GParamSpec *spec, FotadClaim *self);
