/*
 * SHA-256 digests as people write them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @text in lower case when it is 64 hex digits; else FOTAD_ERROR_INVALID_ARGUMENT that names
 * the wrong byte or the length. */
char *fotad_digest_parse (const char *text, GError **error);

G_END_DECLS
