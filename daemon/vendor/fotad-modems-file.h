/*
 * Reads a *.modems file: which modems a plugin drives, as data (docs/writing-a-plugin.md).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "vendor/fotad-family.h"

G_BEGIN_DECLS

/* The families of @path in the order of its groups (elements: FotadFamily).  The vendor is the
 * file's stem unless a group says Vendor=.  All or nothing: FOTAD_ERROR_INVALID_ARGUMENT names
 * file, group and key. */
GPtrArray *fotad_modems_file_load (const char *path, GError **error);

G_END_DECLS
