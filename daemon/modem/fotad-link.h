/*
 * An AT channel to a modem that is known to be that modem: opened, synchronised, identified.
 *
 * Opening waits for the port, then says AT until there is an OK (over all speeds of a UART),
 * switches the echo off and error numbers on, and compares the IMEI.  What echo and +CMEE were
 * the first time is remembered and put back at the end.
 *
 * Signals:
 *   "lost" (GError *why)         the port died; open again when it suits
 *   "line" (const char *line)    what the modem said by itself
 *   "bytes" (guint count)        it said anything at all
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "modem/fotad-hello.h"
#include "modem/fotad-modem.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_LINK (fotad_link_get_type ())
G_DECLARE_FINAL_TYPE (FotadLink, fotad_link, FOTAD, LINK, GObject)

FotadLink *fotad_link_new (FotadModem *modem);

/* A port that ModemManager leaves alone (a path, or "abstract:NAME") instead of the modem's own. */
void fotad_link_set_device (FotadLink *link, const char *device);

/* The speeds to try on a UART after the last known one, ended by 0; NULL: none.  Copied. */
void fotad_link_set_bauds (FotadLink *link, const guint *bauds);

/* Opens the port, over its coming and going, until the modem has said who it is; what is
 * listening or open already is only synchronised anew, and goes on listening when that fails,
 * unless its port closes.  @limit: vendor seconds for everything.  Errors:
 *   MODEM_GONE     no port in all that time, or another modem is on it (says both IMEIs)
 *   MODEM_SILENT   a port, but no sensible answer
 *   MODEM_REFUSED  it answers, but does not tell its IMEI
 *   BUSY, NOT_AUTHORIZED  the port cannot be opened, all that time
 *   NOT_SUPPORTED  no AT port
 *   WRONG_STATE    being opened already
 *   CANCELLED      also by fotad_link_close () */
void fotad_link_open_async (FotadLink *link,
                            double limit,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);
gboolean fotad_link_open_finish (FotadLink *link, GAsyncResult *result, GError **error);

/* Opens the port as above and sends nothing: a module that is flashing only speaks. */
void fotad_link_listen_async (FotadLink *link,
                              double limit,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
gboolean fotad_link_listen_finish (FotadLink *link, GAsyncResult *result, GError **error);

/* Puts echo and +CMEE back if the link is open, then closes.  Never fails, and takes no longer
 * than a modem is given to answer one command; @callback may be NULL. */
void fotad_link_close_async (FotadLink *link, GAsyncReadyCallback callback, gpointer data);
void fotad_link_close_finish (FotadLink *link, GAsyncResult *result);

/* Lets the port go at once, saying nothing to the modem. */
void fotad_link_close (FotadLink *link);

/* Synchronised and identified. */
gboolean fotad_link_is_open (FotadLink *link);

/* The channel while listening or open, else NULL.  Borrowed, gone after "lost" or a close. */
FotadAtChannel *fotad_link_get_channel (FotadLink *link);

/* Whether the port hangs on a bus that says when it leaves; known once it was looked for. */
gboolean fotad_link_is_hotplug (FotadLink *link);

/* A module that flashes only speaks, and some do so at another speed than the one they are used
 * with.  While @watch, a UART whose bytes make no lines is listened to at the first speed of
 * fotad_link_set_bauds () and at the last known one in turn.  Not while commands are said. */
void fotad_link_watch_speed (FotadLink *link, gboolean watch);

/* Vendor seconds after which a modem that should answer has not: every speed was tried. */
double fotad_link_get_probe_time (FotadLink *link);

/* To keep the manners over a restart of the daemon. */
FotadLinkManners fotad_link_get_manners (FotadLink *link);
void fotad_link_set_manners (FotadLink *link, FotadLinkManners manners);

G_END_DECLS
