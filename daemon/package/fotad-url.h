/*
 * The URL of a package, as somebody on the bus gave it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What any URL may have at most, whatever a modem would take. */
#define FOTAD_URL_MAX 4096

/* Whether @url can be put into a command and be fetched: printable ASCII without blanks, quotes
 * and backslashes, a scheme of @schemes (blanks between; NULL: any), a host (or for "file" a
 * path), at most @max bytes (0: FOTAD_URL_MAX).  FOTAD_ERROR_INVALID_ARGUMENT names the byte or
 * the limit. */
gboolean fotad_url_check (const char *url, const char *schemes, gsize max, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* A checked URL for people and logs: without user and password, and "***" for the query, in which
 * stores of files put tokens and signatures. */
char *fotad_url_display (const char *url);

/* The last part of its path, decoded, for people; the host when there is none. */
char *fotad_url_basename (const char *url);

G_END_DECLS
