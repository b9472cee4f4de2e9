/*
 * Inside a transfer: its state, shared by what drives libcurl and by what judges the reply.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <curl/curl.h>

#include "core/fotad-error.h"
#include "fetch/fotad-fetch-reply.h"
#include "fetch/fotad-fetch-transfer.h"

typedef struct {
  const FotadFetchOrder *order;
  FotadFetchPart *part;
  void (*progress) (guint64 done, guint64 total);
  FotadFetchAdvice *advice;

  CURL *easy;
  struct curl_slist *headers;
  FotadFetchReply *reply;
  gsize header_bytes;
  gboolean resuming; /* a range was asked for */
  gboolean accepted; /* the body is being taken */
  gboolean stale;    /* what is there is of no use: from the beginning */
  gint64 reported_at;
  guint64 reported;
  guint64 received; /* headers and body */
  gint64 window_at; /* when the speed was looked at, and what had come by then */
  guint64 window_received;
  GError *error; /* why a callback ended it */
} Transfer;

/* Sets an error of FOTAD_ERROR; FALSE. */
gboolean transfer_refuse (GError **error, FotadError code, const char *what);

/* fotad-fetch-accept.c: a part of the body, its end, and a reply's headers' end.  FALSE: no more of
 * it is wanted. */
gboolean transfer_take_body (Transfer *self, const char *bytes, gsize size, GError **error);
gboolean transfer_conclude (Transfer *self, GError **error);
gboolean transfer_end_headers (Transfer *self, GError **error);
