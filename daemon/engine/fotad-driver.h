/*
 * The driver: binds a pure engine to an AT channel, to timers and to the store.  It executes the
 * engine's actions and turns what happens into events; it decides nothing.
 *
 * Before a command goes out, the edges and facts that came with it are on disk; when the disk
 * refuses, the phase ends with FOTAD_ERROR_STORAGE and nothing is sent.
 *
 * Signals: "changed" (progress or step), "ask" (approval is wanted; answer with
 * fotad_driver_approve), "claim" (the modem is to be ours alone; answer with fotad_driver_claimed),
 * "reconnect" (the modem left; give a new channel with
 * fotad_driver_set_channel once it is back and known to be the right one).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "at/fotad-at-channel.h"
#include "engine/fotad-engine.h"
#include "store/fotad-store-edges.h"
#include "store/fotad-store-facts.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_DRIVER (fotad_driver_get_type ())
G_DECLARE_FINAL_TYPE (FotadDriver, fotad_driver, FOTAD, DRIVER, GObject)

/* @engine, @facts and @push (NULL: this route pushes nothing) must outlive the driver.  @store
 * NULL: nothing is stored, for reads only. */
FotadDriver *fotad_driver_new (FotadEngine *engine,
                               FotadBook *book,
                               const char *model,
                               FotadFacts *facts,
                               const FotadPush *push,
                               FotadStore *store,
                               gint64 job);

/* The modem's channel; NULL when it left.  While a phase runs, a new channel after none means
 * that the modem is back. */
void fotad_driver_set_channel (FotadDriver *driver, FotadAtChannel *channel);

/* Hears the channel again after another driver had a say on it. */
void fotad_driver_listen (FotadDriver *driver);

/* What PUSH steps stream; @fd stays the caller's and must stay open.  Sets the fact "checksum" (hex
 * digits, no leading zeros) when the vendor has a function for it. */
void fotad_driver_set_package (FotadDriver *driver, int fd, guint64 size);

/* Runs the rows of @phase.  Errors: those of the engine's failure, STORAGE, CANCELLED. */
void fotad_driver_run_async (FotadDriver *driver,
                             FotadPhase phase,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
gboolean fotad_driver_run_finish (FotadDriver *driver, GAsyncResult *result, GError **error);

void fotad_driver_approve (FotadDriver *driver);

/* The modem is ours alone. */
void fotad_driver_claimed (FotadDriver *driver);

/* Others had its port as well for a while. */
void fotad_driver_stranger (FotadDriver *driver);

/* Instead: the modem was put off by the fact "minutes" and will ask again. */
void fotad_driver_defer (FotadDriver *driver);

/* Ends the phase that runs with @error (consumed): the modem did not come back. */
void fotad_driver_fail (FotadDriver *driver, GError *error);

gboolean fotad_driver_is_running (FotadDriver *driver);

/* Whether something is owed since so long that it will not come: a clock does not go. */
gboolean fotad_driver_is_late (FotadDriver *driver);

/* Stores what the engine noted outside a phase (lines overheard while the modem flashes). */
gboolean fotad_driver_flush (FotadDriver *driver, GError **error);

G_END_DECLS
