/*
 * Admission: whether a request can be done by this modem at all, before anything is sent to it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-house.h"
#include "job/fotad-request.h"
#include "store/fotad-store-jobs.h"

G_BEGIN_DECLS

/* Checks, then stores the job with its facts.  Errors as fotad_jobs_submit (). */
FotadJobRecord *
fotad_admit (const FotadHouse *house, FotadModem *modem, FotadRequest *request, GError **error);

/* Whether no row of phase CHECK refuses, by what is known by now. */
gboolean fotad_admission_check (
    FotadBook *book, const FotadRoute *route, const char *model, GHashTable *facts, GError **error);

/* Whether @modem can be asked something now. */
gboolean fotad_admission_ask (FotadModem *modem, GError **error);

/* The route called @name; "" is any. */
const FotadRoute *fotad_admission_route (FotadBook *book, const char *model, const char *name);

G_END_DECLS
