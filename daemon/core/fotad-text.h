/*
 * Text from outside: is it text at all?
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether the @size bytes of @text are at most @max bytes of UTF-8 without control characters.
 * If not, FOTAD_ERROR_INVALID_ARGUMENT with @name and the position of the first wrong byte,
 * counted from 0; the text itself is not repeated. */
gboolean
fotad_text_check (const char *name, const char *text, gsize size, gsize max, GError **error);

G_END_DECLS
