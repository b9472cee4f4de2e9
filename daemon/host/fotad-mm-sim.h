/*
 * The SIM that ModemManager sees in a modem.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Asks ModemManager on @bus for the IMSI of the SIM object @path (FotadMmModem's sim). */
void fotad_mm_sim_imsi_async (GDBusConnection *bus,
                              const char *path,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);

/* 6 to 15 digits; NULL with an error when it is not known (a locked SIM) or makes no sense. */
char *fotad_mm_sim_imsi_finish (GDBusConnection *bus, GAsyncResult *result, GError **error);

G_END_DECLS
