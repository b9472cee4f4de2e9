/*
 * Files that a caller may name by path: those below the configured package directories.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Opens what @url (file:///…) names for reading, when, all symbolic links resolved, it is a
 * regular file below one of @directories.  What is checked is what is opened: nobody can put
 * another file there in between, and a device or pipe is not even touched.
 * Returns the descriptor, or -1 with INVALID_ARGUMENT (not below, no regular file, no local
 * URL) or NOT_FOUND. */
int fotad_local_file_open (const char *url, const char *const *directories, GError **error);

G_END_DECLS
