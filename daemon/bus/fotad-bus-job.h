/*
 * A job's face on the bus: org.fotad1.Job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-dbus.h"
#include "job/fotad-job.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_BUS_JOB (fotad_bus_job_get_type ())
G_DECLARE_FINAL_TYPE (FotadBusJob, fotad_bus_job, FOTAD, BUS_JOB, FotadDBusJobSkeleton)

/* To be exported at fotad_job_get_path (). */
FotadBusJob *fotad_bus_job_new (FotadJob *job);

G_END_DECLS
