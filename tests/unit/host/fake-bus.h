/*
 * A bus of the test's own.  One for all cases of a program, started before there are threads:
 * GTestDBus forks, and a fork of a program with threads may hang.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

void fake_bus_up (void);
void fake_bus_down (void);

const char *fake_bus_address (void);

/* A connection to it; to be ended with fake_bus_leave. */
GDBusConnection *fake_bus_join (void);
void fake_bus_leave (GDBusConnection **connection);

void fake_bus_own (GDBusConnection *connection, const char *name);
void fake_bus_disown (GDBusConnection *connection, const char *name);
