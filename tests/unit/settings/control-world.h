/*
 * A control module, loaded as the daemon does it, and a device that speaks its protocol.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-control-provider.h"

typedef struct {
  GSubprocess *modem;
  GDataInputStream *heard; /* what the modem says of itself */
  FotadProvider *provider;
  char *path;    /* of the port; NULL: away */
  char *trouble; /* the last */
} ControlWorld;

/* For g_test_add; @name: "qmi".  The module is $CONTROL_MODULE, the device the program
 * $CONTROL_MODEM. */
void control_world_set_up (ControlWorld *world, gconstpointer name);
void control_world_tear_down (ControlWorld *world, gconstpointer name);

/* The modem's next line is this one. */
void control_world_expect (ControlWorld *world, const char *line);

/* Changes the modem's state; until then it has said nothing. */
void control_world_change (ControlWorld *world, const char *python);

/* Asks, and compares; @text NULL: whatever it says. */
void control_world_ask (ControlWorld *world,
                        const char *command,
                        FotadAnswerKind kind,
                        const char *text);

/* Ends the operation and waits until the port is given back. */
void control_world_rest (ControlWorld *world);
