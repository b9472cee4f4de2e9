/*
 * Asks one thing after the other of several providers, with the patience a modem needs: busy is
 * asked again, and after a silence nothing else is said before the modem answers a probe.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-provider.h"

G_BEGIN_DECLS

typedef struct _FotadAsker FotadAsker;

/* @cancellable may be NULL. */
FotadAsker *fotad_asker_new (GCancellable *cancellable);

/* Freed with the asker when @owned. */
void fotad_asker_add (FotadAsker *asker, FotadProvider *provider, gboolean owned);

/* Not while something is being asked. */
void fotad_asker_free (FotadAsker *asker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadAsker, fotad_asker_free)

/* Asks the provider @name; one thing at a time.  A provider that is not there answers UNKNOWN. */
void fotad_asker_ask (FotadAsker *asker,
                      const char *name,
                      const char *command,
                      double timeout,
                      GAsyncReadyCallback callback,
                      gpointer data);

/* SILENT: the command had no answer, but the modem has answered since.  NULL with MODEM_SILENT
 * (it has not in ninety seconds), MODEM_GONE, CANCELLED. */
FotadAnswer *fotad_asker_ask_finish (GAsyncResult *result, GError **error);

G_END_DECLS
