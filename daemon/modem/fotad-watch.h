/*
 * A standing watch: listens on a spare AT port of a modem, one that ModemManager does not use, for
 * what the modem's server offers while no job runs.  What to say so that offers come there, and
 * which lines are offers, is in the vendor's table (FotadListen).
 *
 * The port is opened again whenever it is there, and left alone when another modem answers on it.
 * While a job has the modem nothing is said and nothing counts: the job hears it itself.
 *
 * Signals:
 *   "offered" (const char *line)  the name of the vendor's line
 *   "withdrawn"                   the modem does not wait for an answer any more
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "modem/fotad-modem.h"
#include "vendor/fotad-book.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_WATCH (fotad_watch_get_type ())
G_DECLARE_FINAL_TYPE (FotadWatch, fotad_watch, FOTAD, WATCH, GObject)

/* @device: as fotad_port_open ().  @book: of the modem's vendor, whose table says how. */
FotadWatch *fotad_watch_new (FotadModem *modem, FotadBook *book, const char *device);

/* Whether the modem on the port is the right one and was told to say its offers there. */
gboolean fotad_watch_is_listening (FotadWatch *watch);

G_END_DECLS
