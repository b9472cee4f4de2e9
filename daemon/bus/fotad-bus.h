/*
 * All that is ours on the bus: the name, the manager, an object for every modem and job.
 *
 * Signals: "acquired" and "lost", of the name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bus/fotad-bus-house.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_BUS (fotad_bus_get_type ())
G_DECLARE_FINAL_TYPE (FotadBus, fotad_bus, FOTAD, BUS, GObject)

/* Exports everything and follows what comes and goes; @house is copied. */
FotadBus *fotad_bus_new (const FotadBusHouse *house);

/* Asks for the name; once.  Calls that the bus kept waiting for an activated service are
 * delivered from then on, so it should know its modems by then. */
void fotad_bus_own_name (FotadBus *self);

/* Gives the name back and sends what still waits to be sent, before the process ends. */
void fotad_bus_leave (FotadBus *self);

G_END_DECLS
