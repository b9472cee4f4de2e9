/*
 * Which vendor has what for a modem: the registry's answer in the modem room's words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "modem/fotad-modems.h"
#include "vendor/fotad-registry.h"

G_BEGIN_DECLS

typedef struct _FotadMatch FotadMatch;

/* @registry must outlive it. */
FotadMatch *fotad_match_new (FotadRegistry *registry);
void fotad_match_free (FotadMatch *self);

/* A FotadModemsMatch, with a FotadMatch as @data.  A modem whose plugin cannot be loaded is
 * unsupported, and the log says why. */
gboolean
fotad_match_modem (FotadMmModem *modem, const char *usb, FotadModemSupport *support, gpointer data);

G_END_DECLS
