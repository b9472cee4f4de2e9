/*
 * Doubles of the rooms behind the bus: modems and jobs that come and go as a test says.  They stand
 * in for the objects of the same names, whose headers they implement.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-jobs.h"
#include "modem/fotad-modems.h"

FotadModems *fake_modems_new (void);
void fake_modems_add (FotadModems *modems, FotadModem *modem);
void fake_modems_remove (FotadModems *modems, FotadModem *modem);

FotadJobs *fake_jobs_new (FotadStore *store);
void fake_jobs_remove (FotadJobs *jobs, FotadJob *job);

/* The next submissions fail with a copy of @error; NULL: they succeed. */
void fake_jobs_fail (FotadJobs *jobs, const GError *error);

/* The kind of the last request, " away" when it removes something, and its source; "" when none
 * came. */
const char *fake_jobs_last (FotadJobs *jobs);
/* A fact of the last request; NULL: it had none of that name. */
const char *fake_jobs_last_fact (FotadJobs *jobs, const char *name);

guint fake_jobs_last_uid (FotadJobs *jobs);

/* What the last request's descriptor says, or "". */
const char *fake_jobs_last_content (FotadJobs *jobs);
