/*
 * One modem, identified by its IMEI for as long as the daemon runs: over reboots,
 * re-enumeration and ModemManager's renumbering, and while ModemManager may not see it.
 *
 * All properties notify.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "host/fotad-mm-modem.h"
#include "vendor/fotad-family.h"

G_BEGIN_DECLS

typedef enum {
  FOTAD_MODEM_AVAILABLE,
  FOTAD_MODEM_BUSY,        /* a job has it; what ModemManager sees does not matter now */
  FOTAD_MODEM_MISSING,     /* ModemManager has no such modem */
  FOTAD_MODEM_UNSUPPORTED, /* there, but no plugin knows it */
} FotadModemState;

/* "available" and so on, as on the bus. */
const char *fotad_modem_state_name (FotadModemState state);

#define FOTAD_TYPE_MODEM (fotad_modem_get_type ())
G_DECLARE_FINAL_TYPE (FotadModem, fotad_modem, FOTAD, MODEM, GObject)

/* What a vendor plugin has for it: @family belongs to the registry and outlives the modem,
 * NULL for none; @vendor and @routes are copied. */
typedef struct {
  const FotadFamily *family;
  const char *vendor;
  const char *const *routes;
} FotadModemSupport;

/* "missing" until it is seen. */
FotadModem *fotad_modem_new (const char *imei);

/* What ModemManager says now; NULL when it has lost the modem.  What is known stays known. */
void fotad_modem_see (FotadModem *modem, FotadMmModem *seen);

void fotad_modem_set_support (FotadModem *modem, const FotadModemSupport *support);
void fotad_modem_set_busy (FotadModem *modem, gboolean busy);

/* The object path of the job that has it, "/" for none; the job room's to set. */
void fotad_modem_set_job (FotadModem *modem, const char *path);

/* What its server offers right now, as property Offer has it (a{sv}, sunk); NULL: nothing. */
void fotad_modem_set_offer (FotadModem *modem, GVariant *offer);
GVariant *fotad_modem_get_offer (FotadModem *modem); /* never NULL */

/* What is known of its enrolment with its server, as property Enrolment has it (a{sv}, sunk). */
void fotad_modem_set_enrolment (FotadModem *modem, GVariant *enrolment);
GVariant *fotad_modem_get_enrolment (FotadModem *modem); /* never NULL */

/* After a verified update, before ModemManager has looked again. */
void fotad_modem_set_revision (FotadModem *modem, const char *revision);

/* Which USB interface its AT port is; -1: unknown, or not on USB. */
void fotad_modem_set_interface (FotadModem *modem, int interface);
int fotad_modem_get_interface (FotadModem *modem);

/* Getters of the properties of the same names; strings are never NULL. */
const char *fotad_modem_get_imei (FotadModem *modem);
const char *fotad_modem_get_manufacturer (FotadModem *modem);
const char *fotad_modem_get_model (FotadModem *modem);
const char *fotad_modem_get_revision (FotadModem *modem);
const char *fotad_modem_get_vendor (FotadModem *modem);
const char *fotad_modem_get_device (FotadModem *modem); /* ModemManager's uid */
const char *fotad_modem_get_job (FotadModem *modem);
const char *const *fotad_modem_get_routes (FotadModem *modem);
FotadModemState fotad_modem_get_state (FotadModem *modem);
const FotadFamily *fotad_modem_get_family (FotadModem *modem); /* NULL: no plugin knows it */

/* Whether a job has it. */
gboolean fotad_modem_is_busy (FotadModem *modem);

/* Whether ModemManager has it now; a busy modem usually is not. */
gboolean fotad_modem_is_seen (FotadModem *modem);

/* What ModemManager said last, also after it lost the modem; NULL when never seen.  Borrowed. */
FotadMmModem *fotad_modem_get_last_seen (FotadModem *modem);

G_END_DECLS
