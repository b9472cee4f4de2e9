/*
 * Fetching one file over HTTP, once: no second try but from the beginning when what is there
 * cannot be gone on with.
 *
 * The file is what it is to be when the server says its size, or ends it so that this can be told
 * from a broken connection; nothing is taken beyond that size or the order's maximum.  At most
 * FOTAD_FETCH_REDIRECTS redirections are followed, to http and https only, and never from https
 * to http.  Certificates are checked.  User and password of the URL go to its own host only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fetch/fotad-fetch-order.h"
#include "fetch/fotad-fetch-part.h"

G_BEGIN_DECLS

#define FOTAD_FETCH_REDIRECTS 5

typedef struct {
  gboolean retry; /* a failure that may pass */
  guint64 wait;   /* seconds the server asks for before the next try */
} FotadFetchAdvice;

/* @progress is called now and then with the bytes there are and, when it is known (else 0), how
 * many there are to be.  Returns TRUE when the file is complete.  Stops, with CANCELLED, when @stop
 * can be read or has ended.  What has come until then is saved, whatever happens.  Errors:
 *   NETWORK            name, connection, TLS, stalled, broken off
 *   SERVER             it said no, or nonsense
 *   NOT_AVAILABLE      there is no such file
 *   PACKAGE_TOO_LARGE
 *   PACKAGE_INVALID    empty
 *   STORAGE
 * No message holds any part of an URL. */
gboolean fotad_fetch_transfer (const FotadFetchOrder *order,
                               FotadFetchPart *part,
                               int stop,
                               void (*progress) (guint64 done, guint64 total),
                               FotadFetchAdvice *advice,
                               GError **error);

G_END_DECLS
