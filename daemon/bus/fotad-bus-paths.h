/*
 * The object paths of org.fotad1.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "/org/fotad1/modem/<imei>"; what is no digit becomes "_", so that the path is always valid. */
char *fotad_bus_modem_path (const char *imei);

G_END_DECLS
