/*
 * What a file that a caller handed over looks like, so that a vendor can refuse what its modem does
 * not take: a certificate as it is where a vendor's own container is wanted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "pem": text with a -----BEGIN line in its first 64 KiB; "der": one ASN.1 sequence and nothing
 * behind it; else "other", also for what cannot be read. */
const char *fotad_format_of (int fd);

G_END_DECLS
