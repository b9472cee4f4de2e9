/*
 * Property Enrolment of all modems: what was enrolled, and whether its SIM is still there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-house.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_ENROLMENTS (fotad_enrolments_get_type ())
G_DECLARE_FINAL_TYPE (FotadEnrolments, fotad_enrolments, FOTAD, ENROLMENTS, GObject)

/* What @house lends must outlive this. */
FotadEnrolments *fotad_enrolments_new (const FotadHouse *house);

G_END_DECLS
