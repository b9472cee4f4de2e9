/*
 * A modem's face on the bus: org.fotad1.Modem.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bus/fotad-bus-house.h"
#include "fotad-dbus.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_BUS_MODEM (fotad_bus_modem_get_type ())
G_DECLARE_FINAL_TYPE (FotadBusModem, fotad_bus_modem, FOTAD, BUS_MODEM, FotadDBusModemSkeleton)

/* To be exported at fotad_bus_modem_path (). */
FotadBusModem *fotad_bus_modem_new (const FotadBusHouse *house, FotadModem *modem);

/* For the methods, which are in a file of their own. */
const FotadBusHouse *fotad_bus_modem_get_house (FotadBusModem *self);
FotadModem *fotad_bus_modem_get_modem (FotadBusModem *self);
void fotad_bus_modem_implement (FotadDBusModemIface *iface);

/* What of it starts jobs. */
void fotad_bus_modem_implement_jobs (FotadDBusModemIface *iface);

G_END_DECLS
