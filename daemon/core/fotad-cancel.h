/*
 * Being told of a cancellation by the main loop.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Calls @function (@cancellable, @data) once @cancellable is cancelled: from the main loop, never
 * from within g_cancellable_cancel (), so it may free what is cancelled.  Returns the source, which
 * @function ends by returning G_SOURCE_REMOVE; 0 when @cancellable is NULL. */
guint
fotad_cancel_watch (GCancellable *cancellable, GCancellableSourceFunc function, gpointer data);

G_END_DECLS
