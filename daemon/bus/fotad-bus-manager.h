/*
 * org.fotad1.Manager, the object at the root path.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bus/fotad-bus-house.h"
#include "fotad-dbus.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_BUS_MANAGER (fotad_bus_manager_get_type ())
G_DECLARE_FINAL_TYPE (
    FotadBusManager, fotad_bus_manager, FOTAD, BUS_MANAGER, FotadDBusManagerSkeleton)

FotadBusManager *fotad_bus_manager_new (const FotadBusHouse *house);

G_END_DECLS
