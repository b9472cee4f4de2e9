/*
 * JSON for machines: the D-Bus types and names as they are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One indented document; takes a floating @value. */
void fotactl_json_print (GVariant *value);

/* The same in one line, sent off at once. */
void fotactl_json_print_line (GVariant *value);

G_END_DECLS
