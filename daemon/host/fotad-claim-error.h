/*
 * What ModemManager's refusal of InhibitDevice means.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An error of FOTAD_ERROR that says the same about the modem with that @uid.  WRONG_STATE and
 * MODEM_GONE may pass by themselves; the others will not. */
GError *fotad_claim_error (const GError *error, const char *uid);

G_END_DECLS
