/*
 * The last words with a modem: its manners as they were before us.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "modem/fotad-hello.h"

G_BEGIN_DECLS

/* Puts back what differs from how fotad-hello.h leaves a modem, then closes @channel.  Never
 * fails: a modem that does not want to hear it is left as it is. */
void fotad_goodbye_async (FotadAtChannel *channel,
                          const FotadLinkManners *manners,
                          GAsyncReadyCallback callback,
                          gpointer data);
void fotad_goodbye_finish (FotadAtChannel *channel, GAsyncResult *result);

G_END_DECLS
