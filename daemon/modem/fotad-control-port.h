/*
 * Where a modem's port for QMI or MBIM is, now and after the modem has rebooted.
 *
 * A port ModemManager calls NAME is /dev/NAME.  "cdc-wdm0" is recognised by its USB interface when
 * the kernel gives it another number, "wwan0qmi0" by what follows the device's number.  A port
 * that udev does not know is at the same path again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "host/fotad-mm-modem.h"

G_BEGIN_DECLS

typedef struct _FotadControlPort FotadControlPort;

/* @modem's first port of @type.  NULL: it has none, or one whose name could lead out of /dev. */
FotadControlPort *fotad_control_port_new (FotadMmModem *modem, FotadMmPortType type);
void fotad_control_port_free (FotadControlPort *port);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadControlPort, fotad_control_port_free)

/* The device file at this moment, to be freed; NULL: away. */
char *fotad_control_port_find (FotadControlPort *port);

G_END_DECLS
