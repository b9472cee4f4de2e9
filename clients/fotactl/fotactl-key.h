/*
 * A key that the service made: told once, so it is shown once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotactl.h"

G_BEGIN_DECLS

/* Takes the key of the job at @path and prints it: on a line of its own, or with --json as "Key"
 * among the job's properties. */
FotactlExit fotactl_key_tell (Fotactl *self, const char *path, GError **error);

G_END_DECLS
