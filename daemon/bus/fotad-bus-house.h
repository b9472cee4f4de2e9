/*
 * What the bus room shows: the rooms behind it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-jobs.h"
#include "modem/fotad-modems.h"
#include "vendor/fotad-registry.h"

G_BEGIN_DECLS

/* Borrowed; outlives all objects of this room. */
typedef struct {
  GDBusConnection *connection;
  FotadModems *modems;
  FotadJobs *jobs;
  FotadRegistry *registry;
  FotadStore *store;
} FotadBusHouse;

G_END_DECLS
