/*
 * A modem as text, to be stored with its job: after a crash ModemManager does not export the
 * modem (it is inhibited), and nobody else could say on which ports it was.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "modem/fotad-modem.h"

G_BEGIN_DECLS

/* NULL when ModemManager has never said anything about it. */
char *fotad_memory_write (FotadModem *modem);

/* What ModemManager said then, and the modem's identity: *@imei and *@interface.  Error:
 * INVALID_ARGUMENT names what is wrong. */
FotadMmModem *fotad_memory_read (const char *text, char **imei, int *interface, GError **error);

G_END_DECLS
