/*
 * The settings of one modem: saved, compared, restored.
 *
 *   settings = fotad_settings_new (catalogue, model, imei);
 *   save:     fotad_settings_save_async (…) → FotadReadout, to fotad_readout_to_rows ()
 *   restore:  fotad_settings_restore_async (…, NULL, …) → FotadRestore; while its state is not
 *             DONE, reach the modem again and call it again with what it gave
 *
 * One operation at a time.  The channel must be synchronised, and nobody else may send on it.
 *
 * Signal: "writing" (const char *name, const char *wanted, const char *found), before a row is
 * written, for the job's log; no secrets; empty text for what was or is not there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "at/fotad-at-channel.h"
#include "settings/fotad-catalogue.h"
#include "settings/fotad-plan.h"
#include "settings/fotad-provider.h"
#include "settings/fotad-readout.h"
#include "settings/fotad-secrets.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_SETTINGS (fotad_settings_get_type ())
G_DECLARE_FINAL_TYPE (FotadSettings, fotad_settings, FOTAD, SETTINGS, GObject)

/* @model and @imei may be NULL: not known. */
FotadSettings *fotad_settings_new (FotadCatalogue *catalogue, const char *model, const char *imei);

/* How echo and +CMEE were before the daemon changed them to talk; -1: not known. */
void fotad_settings_set_manners (FotadSettings *settings, int echo, int cmee);

/* For what a modem does not tell; taken. */
void fotad_settings_set_secrets (FotadSettings *settings, FotadSecrets *secrets);

/* Another way to ask this modem, beside the AT channel; taken. */
void fotad_settings_add_provider (FotadSettings *settings, FotadProvider *provider);

/* After the last operation: calls @rested, perhaps at once, when no provider has a port of the
 * modem open any more, so that the modem can be given back. */
void
fotad_settings_await_rest (FotadSettings *settings, void (*rested) (gpointer data), gpointer data);

FotadCatalogue *fotad_settings_get_catalogue (FotadSettings *settings);

/* Reads all settings of the catalogue.  What the modem does not know, or would not tell, is
 * noted in the readout.  Errors: MODEM_GONE, MODEM_SILENT, CANCELLED. */
void fotad_settings_save_async (FotadSettings *settings,
                                FotadAtChannel *channel,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
FotadReadout *
fotad_settings_save_finish (FotadSettings *settings, GAsyncResult *result, GError **error);

typedef enum {
  FOTAD_RESTORE_DONE,
  FOTAD_RESTORE_REBOOTING, /* the modem has been told to reboot, so that what was written counts */
  FOTAD_RESTORE_LOST,      /* it went away, or can be found at another speed: look for it */
} FotadRestoreState;

typedef struct {
  FotadRestoreState state;
  GPtrArray *written;   /* names of the rows that were written, in order; of char * */
  GPtrArray *differing; /* what was not as it was at the first look; of FotadChange */
  GPtrArray *left;      /* what is not as it was at the last look; of FotadChange */
  GStrv warnings;       /* @left for people, and whatever else went wrong; no secrets */

  /* What the next call needs to know. */
  GHashTable *attempts; /* key: name, value: how often written */
  GHashTable *reasons;  /* key: name, value: why it did not take */
  GPtrArray *notes;     /* warnings that are no row's, of char * */
  guint losses;
  gboolean rebooted;
  gboolean profile_due; /* something was written that the profile does not keep yet */
} FotadRestore;

void fotad_restore_free (FotadRestore *restore);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadRestore, fotad_restore_free)

/* Compares the modem with @wanted, writes what differs in the catalogue's order, and reads it
 * back.  Without FOTAD_RESTORE_WRITE it only compares; nothing is changed then.
 *
 * @earlier: NULL at first, then what the call before gave (consumed).  A modem is rebooted at
 * most once; a row at whose writing it went away is not written again; after the third loss the
 * state is DONE, and the warnings say what could not be looked after.
 *
 * Error: CANCELLED, when nothing but @earlier is lost. */
void fotad_settings_restore_async (FotadSettings *settings,
                                   FotadAtChannel *channel,
                                   FotadReadout *wanted,
                                   FotadRestoreFlags flags,
                                   FotadRestore *earlier,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
FotadRestore *
fotad_settings_restore_finish (FotadSettings *settings, GAsyncResult *result, GError **error);

/* The readout as rows for the store (of FotadSnapshotRow): without secrets. */
GPtrArray *
fotad_readout_to_rows (FotadReadout *readout, FotadCatalogue *catalogue, const char *model);

/* And back.  Errors: INVALID_ARGUMENT names the row that cannot be one of ours. */
FotadReadout *fotad_readout_from_rows (GPtrArray *rows, GError **error);

G_END_DECLS
