/*
 * The spare port: an AT port that ModemManager leaves alone.  A download by the module runs there
 * beside the gateway's data session, and the modem is claimed only before the install.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-run.h"

G_BEGIN_DECLS

/* What [Watch] Ports= says for the modem @imei, or NULL; borrowed. */
const char *fotad_spare_configured (const FotadConfig *config, const char *imei);

/* For a new run, or one that begins again: its port, or NULL where the vendor's table, the
 * configuration or the modem does not have it so. */
char *fotad_spare_choose (FotadRun *run);

/* The modem does not answer there: on the next one, or as any other job, from the claim on. */
void fotad_spare_give_up (FotadRun *run, const GError *why);

G_END_DECLS
