/*
 * The options of an update: from the command line to the a{sv} of the contract.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotactl.h"

G_BEGIN_DECLS

/* For the verbs that take them. */
extern const GOptionEntry fotactl_request_entries[];

/* For check, which has one more. */
extern const GOptionEntry fotactl_request_check_entries[];

/* What was given, floating; NULL and @error when a value cannot be meant. */
GVariant *fotactl_request_build (GError **error);

/* A time on the command line: UNIX seconds, "+90m" ("s", "m", "h", "d") from @now, or ISO 8601,
 * local unless it names a zone. */
gboolean
fotactl_request_parse_time (const char *text, gint64 now, guint64 *seconds, GError **error);

/* Tells how job @path goes: follows it, or with --no-wait says what it is called. */
FotactlExit fotactl_request_wait (Fotactl *self, const char *path, GError **error);

G_END_DECLS
