/*
 * A modem's number, as modems, ModemManager and stored jobs have it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 14 to 16 digits: IMEI without check digit, IMEI, IMEISV. */
gboolean fotad_imei_is_valid (const char *imei);

/* Whether two valid ones name one modem: the first 14 digits do. */
gboolean fotad_imei_is_same (const char *a, const char *b);

G_END_DECLS
