/*
 * What the last successful enrolment of a modem left to know: its facts whose names begin with
 * "enrolled_".  Later jobs with the modem's server and its status have them again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/fotad-store-jobs.h"

G_BEGIN_DECLS

/* Adds them to @facts (key: name, value: value, both owned).  A store that cannot be read is a
 * modem that was never enrolled. */
void fotad_enrolment_recall (FotadStore *store, const char *imei, GHashTable *facts);

G_END_DECLS
