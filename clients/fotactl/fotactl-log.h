/*
 * The log of a job, as data.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotactl.h"

G_BEGIN_DECLS

/* a(tsssa{sv}) as GetLog returns it. */
GVariant *fotactl_log_get (Fotactl *self, const char *id, GError **error);

/* Floating aa{sv}: the same with names: Time, Phase, Step, Event, Details. */
GVariant *fotactl_log_as_dictionaries (GVariant *entries);

/* Floating aa{sv}: the details of all entries with @event. */
GVariant *fotactl_log_pick (GVariant *entries, const char *event);

G_END_DECLS
