/*
 * Inside the list of modems: its state, shared by what it knows and what follows the service.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "host/fotad-modem-manager.h"

struct _FotadModemManager {
  GObject parent;
  GDBusConnection *bus;
  GCancellable *cancellable; /* of this owner's life */
  GHashTable *objects;       /* key: object path, value: FotadMmModem; all that is exported */
  GHashTable *modems;        /* key: uid, value: FotadMmModem; those that have appeared */
  GHashTable *gone;          /* key: object path; removed while the list was on its way */
  guint watch;
  guint subscriptions[3];
  guint retry;
  guint tries;
  gboolean running;
  gboolean ready;
};

/* fotad-modem-manager.c: what is known, told as signals. */
void manager_set_running (FotadModemManager *self, gboolean running);
void manager_set_ready (FotadModemManager *self, gboolean ready);
void manager_add_object (FotadModemManager *self, const char *path, GVariant *interfaces);
void manager_change_object (FotadModemManager *self, const char *path, GVariant *changed);
void manager_remove_object (FotadModemManager *self, const char *path);

/* fotad-modem-manager-follow.c: the service, over its own restarts. */
void manager_follow (FotadModemManager *self);
void manager_unfollow (FotadModemManager *self);
