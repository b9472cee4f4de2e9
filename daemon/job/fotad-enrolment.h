/*
 * What the last successful enrolment of a modem left to know: its facts whose names begin with
 * "enrolled_".  They are remembered for the modem, longer than the job; later jobs with its server
 * and its status have them again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/fotad-store-jobs.h"

G_BEGIN_DECLS

/* Adds them to @facts (key: name, value: value, both owned).  A store that cannot be read is a
 * modem that was never enrolled. */
void fotad_enrolment_recall (FotadStore *store, const char *imei, GHashTable *facts);

/* An enrolment has succeeded, with these facts. */
void fotad_enrolment_keep (FotadStore *store, const char *imei, GHashTable *facts);

/* Property Enrolment (a{sv}, floating), with @sim the IMSI of the SIM that is there now, or NULL.
 */
GVariant *fotad_enrolment_describe (FotadStore *store, const char *imei, const char *sim);

G_END_DECLS
