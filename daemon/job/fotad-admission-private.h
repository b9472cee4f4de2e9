/*
 * What the files of admission share: -record.c makes the job of what was admitted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-admission.h"

G_BEGIN_DECLS

/* Adds the facts that the caller does not give: the package's name, what is known of the modem's
 * enrolment, and what the configuration says where the caller says nothing. */
void admission_fill_in (const FotadHouse *house,
                        FotadModem *modem,
                        const FotadRoute *route,
                        FotadRequest *request);

/* Makes the job's record, and stores it with the request's facts, all or nothing.  Errors:
 * STORAGE. */
FotadJobRecord *admission_store (const FotadHouse *house,
                                 FotadModem *modem,
                                 const FotadRoute *route,
                                 FotadRequest *request,
                                 GError **error);

G_END_DECLS
