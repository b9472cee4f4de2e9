/*
 * Opens a plugin: only from where root alone can write, only of our own ABI.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "vendor/fotad-book.h"

G_BEGIN_DECLS

/* The book in the module @path, whose vendor must be @name.  @uninstalled: the module may also be
 * our own user's, as in a build tree.  A module once opened stays in memory, because its tables
 * are used in place.  FOTAD_ERROR_NOT_SUPPORTED names the file and what is wrong with it. */
FotadBook *
fotad_plugin_file_open (const char *path, const char *name, gboolean uninstalled, GError **error);

/* Whether root alone (@uninstalled: or our own user) can change the file and its directory. */
gboolean fotad_plugin_file_is_trusted (const char *path, gboolean uninstalled, GError **error);

G_END_DECLS
