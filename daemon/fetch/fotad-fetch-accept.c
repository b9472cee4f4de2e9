/*
 * What of a server's reply is taken: the whole file, or only the very rest of the very file that is
 * there; never more than was said or is allowed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fetch/fotad-fetch-transfer-private.h"

gboolean
transfer_refuse (GError **error, FotadError code, const char *what)
{
  g_set_error_literal (error, FOTAD_ERROR, (int) code, what);
  return FALSE;
}

/* Says what a status other than 200 and 206 means. */
static gboolean
refuse_status (Transfer *self, GError **error)
{
  guint status = self->reply->status;
  gboolean missing = status == 404 || status == 410;

  self->advice->retry = status >= 500 || status == 408 || status == 425 || status == 429;
  self->advice->wait = self->reply->wait;
  g_set_error (error, FOTAD_ERROR, missing ? FOTAD_ERROR_NOT_AVAILABLE : FOTAD_ERROR_SERVER,
               missing ? "the server has no such file (HTTP %u)" : "the server says HTTP %u",
               status);
  return FALSE;
}

static gboolean
check_size (Transfer *self, guint64 size, GError **error)
{
  if (size <= self->order->max)
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_PACKAGE_TOO_LARGE,
               "the package has more than the %" G_GUINT64_FORMAT " bytes that can be taken",
               self->order->max);
  return FALSE;
}

static gboolean
has_end (Transfer *self)
{
  long version = 0;

  curl_easy_getinfo (self->easy, CURLINFO_HTTP_VERSION, &version);
  return self->reply->length >= 0 || self->reply->chunked || version >= CURL_HTTP_VERSION_2_0;
}

static gboolean
accept_whole (Transfer *self, GError **error)
{
  guint64 total = (guint64) MAX (self->reply->length, 0);

  if (!has_end (self))
    return transfer_refuse (error, FOTAD_ERROR_SERVER,
                            "the server does not say where the file ends");
  return check_size (self, total, error) &&
         fotad_fetch_part_begin (self->part, total, fotad_fetch_reply_tag (self->reply), error);
}

/* A server may give less than was asked for, so without a size nobody could tell whether the rest
 * was all of it. */
static gboolean
is_of_size (const FotadFetchReply *reply, guint64 total)
{
  if (reply->total < 0)
    return total > 0;
  return reply->total > reply->start && (total == 0 || (guint64) reply->total == total);
}

/* Only the very rest of the very file that is there. */
static gboolean
accept_rest (Transfer *self, GError **error)
{
  FotadFetchReply *reply = self->reply;

  if (!self->resuming)
    return transfer_refuse (error, FOTAD_ERROR_SERVER,
                            "the server gives a part, asked for the whole");
  if (reply->start != (gint64) fotad_fetch_part_get_length (self->part) ||
      !is_of_size (reply, fotad_fetch_part_get_total (self->part)) ||
      fotad_fetch_reply_is_another (reply, fotad_fetch_part_get_tag (self->part))) {
    self->stale = TRUE;
    return transfer_refuse (error, FOTAD_ERROR_SERVER, "the file has changed");
  }
  return check_size (self, (guint64) MAX (reply->total, 0), error) &&
         fotad_fetch_part_resume (self->part, (guint64) MAX (reply->total, 0), error);
}

static gboolean
accept_body (Transfer *self, GError **error)
{
  if (self->reply->status == 200)
    return accept_whole (self, error);
  if (self->reply->status == 206)
    return accept_rest (self, error);
  self->stale = self->resuming && self->reply->status == 416;
  return refuse_status (self, error);
}

gboolean
transfer_take_body (Transfer *self, const char *bytes, gsize size, GError **error)
{
  guint64 total;

  if (!self->accepted && !accept_body (self, error))
    return FALSE;
  self->accepted = TRUE;
  total = fotad_fetch_part_get_total (self->part);
  if (total > 0 && fotad_fetch_part_get_length (self->part) + size > total)
    return transfer_refuse (error, FOTAD_ERROR_SERVER, "the server sends more than it said");
  return check_size (self, fotad_fetch_part_get_length (self->part) + size, error) &&
         fotad_fetch_part_append (self->part, bytes, size, error);
}

/* The empty line ends the headers (or, later, the trailers) of a reply.  What is no good is known
 * then, and not only when something of it comes. */
gboolean
transfer_end_headers (Transfer *self, GError **error)
{
  if (self->accepted || (self->reply->status != 200 && self->reply->status != 206))
    return TRUE;
  self->accepted = accept_body (self, error);
  return self->accepted;
}

/* The end of a body that was taken, or a reply that had none. */
gboolean
transfer_conclude (Transfer *self, GError **error)
{
  guint64 total = fotad_fetch_part_get_total (self->part);

  if (!self->accepted && !accept_body (self, error))
    return FALSE;
  if (fotad_fetch_part_get_length (self->part) == 0)
    return transfer_refuse (error, FOTAD_ERROR_PACKAGE_INVALID, "the package is empty");
  if (total == 0 || fotad_fetch_part_get_length (self->part) == total)
    return fotad_fetch_part_finish (self->part, error);
  self->advice->retry = TRUE;
  return transfer_refuse (error, FOTAD_ERROR_NETWORK, "the connection ended before the file did");
}
