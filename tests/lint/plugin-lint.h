/*
 * What every plugin promises, checked on its tables (docs/writing-a-plugin.md, "The lint").
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin.h"

G_BEGIN_DECLS

/* What is wrong with @vendor, one sentence each, naming route, table and row; empty when nothing
 * is.  Elements: char *. */
GPtrArray *plugin_lint (const FotadVendor *vendor);

G_END_DECLS
