/*
 * Secrets come from files, never from the command line, where every user could read them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first line of @file ("-": standard input), without its line end; at most 4096 bytes.
 * Warns on stderr when others may read the file. */
char *fotactl_secret_read (const char *file, GError **error);

/* Overwrites it. */
void fotactl_secret_wipe (char *secret);

G_END_DECLS
