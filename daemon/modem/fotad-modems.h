/*
 * All modems, by IMEI.  Follows ModemManager; two equal modems that swap their ports stay the
 * two they are.
 *
 * A modem that leaves ModemManager stays as "missing", so that people can ask what became of
 * it, until sixteen later ones have gone missing; one with a job is never dropped.  No clock
 * is needed for that, and no number of invented IMEIs fills the memory.
 *
 * A modem without a valid IMEI is ignored with a line in the log.  When two devices claim the
 * same IMEI, the first one has it until it leaves.
 *
 * Signals: "added" (FotadModem *), "removed" (FotadModem *).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "host/fotad-modem-manager.h"
#include "modem/fotad-modem.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_MODEMS (fotad_modems_get_type ())
G_DECLARE_FINAL_TYPE (FotadModems, fotad_modems, FOTAD, MODEMS, GObject)

/* Finds what a plugin has for a modem: fills in @support, or returns FALSE.  @usb is
 * "vid:pid" in lower case, or NULL for a modem that is not on USB. */
typedef gboolean (*FotadModemsMatch) (FotadMmModem *modem,
                                      const char *usb,
                                      FotadModemSupport *support,
                                      gpointer data);

/* Takes up what @manager has and follows it. */
FotadModems *fotad_modems_new (FotadModemManager *manager, FotadModemsMatch match, gpointer data);

/* FindModem: @id is "any" (the only modem that is there, or the only one known), an IMEI, a
 * device id, or the beginning of just one IMEI or model name (without regard to case).
 * Borrowed.  Errors: INVALID_ARGUMENT (empty), NOT_FOUND, AMBIGUOUS (says the candidates). */
FotadModem *fotad_modems_find (FotadModems *modems, const char *id, GError **error);

/* By exact IMEI; NULL when unknown.  Borrowed. */
FotadModem *fotad_modems_lookup (FotadModems *modems, const char *imei);

/* For recovery: a modem that was claimed when an earlier process died is not exported by
 * ModemManager, so it is made from what its job remembered (fotad_modems_remember).  Returns
 * the known modem when there is one.  Borrowed.  Error: INVALID_ARGUMENT names the key. */
FotadModem *fotad_modems_restore (FotadModems *modems, const char *memory, GError **error);

/* What is to be stored with a job so that fotad_modems_restore can work: text. */
char *fotad_modems_remember (FotadModems *modems, FotadModem *modem);

/* All: (element-type FotadModem), by IMEI. */
GPtrArray *fotad_modems_list (FotadModems *modems);

G_END_DECLS
