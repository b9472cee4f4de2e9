/*
 * What modems' servers offer while no job runs: a watch on every modem that has a spare AT port
 * ([Watch] Ports), its offer as a property of the modem, and a job to answer it by the configured
 * approval.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-jobs.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_OFFERS (fotad_offers_get_type ())
G_DECLARE_FINAL_TYPE (FotadOffers, fotad_offers, FOTAD, OFFERS, GObject)

/* @house as for fotad_jobs_new (); it and @jobs must outlive this. */
FotadOffers *fotad_offers_new (const FotadHouse *house, FotadJobs *jobs);

G_END_DECLS
