/*
 * A cancellable as a source of the main loop.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-cancel.h"

guint
fotad_cancel_watch (GCancellable *cancellable, GCancellableSourceFunc function, gpointer data)
{
  g_autoptr (GSource) source = NULL;

  if (cancellable == NULL)
    return 0;
  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (function), data, NULL);
  return g_source_attach (source, NULL);
}
