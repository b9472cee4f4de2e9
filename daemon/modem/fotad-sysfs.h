/*
 * What udev knows about a modem's device and its ports.  Looked up anew at each call.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gudev/gudev.h>

#include "host/fotad-mm-modem.h"

G_BEGIN_DECLS

/* The subsystems whose devices can be AT ports, NULL-terminated. */
extern const char *const fotad_sysfs_subsystems[];

/* The port called @name ("ttyUSB2"), or NULL when udev knows none. */
GUdevDevice *fotad_sysfs_port (const char *name);

/* Whether @port is one of @modem's: below its device, or tagged with its uid. */
gboolean fotad_sysfs_belongs (GUdevDevice *port, FotadMmModem *modem);

/* The number of the USB interface @port is on; -1 when it is on none. */
int fotad_sysfs_interface (GUdevDevice *port);

/* The device file of @modem's port on USB interface @interface, or NULL. */
char *fotad_sysfs_find_interface (FotadMmModem *modem, int interface);

/* The device file of @modem's wwan port whose name differs from @name in the device's number
 * only, or NULL. */
char *fotad_sysfs_find_wwan (FotadMmModem *modem, const char *name);

/* The control port called @name ("cdc-wdm0", "wwan0qmi0"), or NULL when udev knows none. */
GUdevDevice *fotad_sysfs_control (const char *name);

/* The device file of @modem's cdc-wdm port on USB interface @interface (-1: on any), or NULL. */
char *fotad_sysfs_find_control (FotadMmModem *modem, int interface);

/* The number of the interface of @modem's AT port called @name: @wanted when there is such a
 * port, else that of @name; -1 when it is not on USB. */
int fotad_sysfs_choose_interface (FotadMmModem *modem, const char *name, int wanted);

/* "vvvv:pppp" of the modem's USB device, in lower case; NULL when it is not on USB. */
char *fotad_sysfs_usb_id (FotadMmModem *modem);

G_END_DECLS
