/*
 * Which modem people mean.  Pure.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "modem/fotad-modem.h"

G_BEGIN_DECLS

/* The one of @modems (of FotadModem) that @id names, as fotad_modems_find says.  Borrowed. */
FotadModem *fotad_find_modem (GPtrArray *modems, const char *id, GError **error);

G_END_DECLS
