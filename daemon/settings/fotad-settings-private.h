/*
 * What the parts of FotadSettings share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-asker.h"
#include "settings/fotad-settings.h"

G_BEGIN_DECLS

struct _FotadSettings {
  GObject parent;

  FotadCatalogue *catalogue;
  char *model;
  char *imei;
  int echo, cmee;        /* -1: not known */
  FotadSecrets *secrets; /* may be NULL */
  GPtrArray *providers;  /* beside AT */

  void (*rested) (gpointer data); /* who waits for them; NULL: nobody */
  gpointer rested_data;
};

/* Asks the AT channel and the other providers. */
FotadAsker *
settings_make_asker (FotadSettings *settings, FotadAtChannel *channel, GCancellable *cancellable);

/* Emits "writing". */
void settings_emit_writing (FotadSettings *settings, const FotadChange *change);

G_END_DECLS
