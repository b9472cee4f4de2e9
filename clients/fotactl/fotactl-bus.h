/*
 * The client's side of org.fotad1: finding objects and reading what they say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-dbus.h"
#include "fotactl.h"

G_BEGIN_DECLS

/* People think and polkit asks: no call of ours times out. */
#define FOTACTL_NO_TIMEOUT G_MAXINT
#define FOTACTL_CALL G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION

gboolean fotactl_bus_connect (Fotactl *self, GError **error);

/* The modem @id means, as FindModem understands it. */
FotadDBusModem *fotactl_bus_modem (Fotactl *self, const char *id, GError **error);

/* The path of job @id (a number or a path), which need not exist. */
char *fotactl_bus_job_path (const char *id, GError **error);

/* A proxy for it, without cached properties. */
FotadDBusJob *fotactl_bus_job (Fotactl *self, const char *id, GError **error);

/* Properties (a{sv} with "Path" added) of one job, also of an old one. */
GVariant *fotactl_bus_job_properties (Fotactl *self, const char *path, GError **error);

/* History: a(oa{sv}), newest first; takes a floating @filter. */
GVariant *fotactl_bus_list_jobs (Fotactl *self, GVariant *filter, GError **error);

/* All present objects with @interface: an array of such dictionaries, by path. */
GPtrArray *fotactl_bus_objects (Fotactl *self, const char *interface, GError **error);

/* @properties with "Path" added. */
GVariant *fotactl_bus_with_path (const char *path, GVariant *properties);

/* What @proxy knows of its object, with "Path" added. */
GVariant *fotactl_bus_cached (GDBusProxy *proxy);

/* Property Parameters of @modem, perhaps empty. */
GVariant *fotactl_bus_parameters (FotadDBusModem *modem);

/* An aa{sv} of what fotactl_bus_objects () returned. */
GVariant *fotactl_bus_array (GPtrArray *objects);

/* A string property of such a dictionary, or "". */
const char *fotactl_bus_string (GVariant *properties, const char *name);

G_END_DECLS
