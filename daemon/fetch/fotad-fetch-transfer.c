/*
 * Fetching by libcurl: set up, driven, watched for stalling.  What of the reply is taken is
 * fotad-fetch-accept.c's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fetch/fotad-fetch-transfer-private.h"

/* Far more than any server has to say. */
#define MAX_HEADERS (256 * 1024)

#define LOOK_MS 1000
#define REPORT_US (G_USEC_PER_SEC / 4)

static void
report (Transfer *self, gboolean now)
{
  gint64 time = g_get_monotonic_time ();
  guint64 length = fotad_fetch_part_get_length (self->part);

  if (!now && (length == self->reported || time - self->reported_at < REPORT_US))
    return;
  self->reported_at = time;
  self->reported = length;
  self->progress (length, fotad_fetch_part_get_total (self->part));
}

static size_t
on_body (char *bytes, size_t one, size_t size, void *data)
{
  Transfer *self = data;

  self->received += size;
  return self->error == NULL && transfer_take_body (self, bytes, size, &self->error) ? size : 0;
}

static size_t
on_header (char *line, size_t one, size_t size, void *data)
{
  Transfer *self = data;

  self->header_bytes += size;
  self->received += size;
  if (self->header_bytes > MAX_HEADERS) {
    transfer_refuse (&self->error, FOTAD_ERROR_SERVER, "the server's headers have no end");
    return 0;
  }
  fotad_fetch_reply_take (self->reply, line, size);
  if ((*line == '\r' || *line == '\n') && !transfer_end_headers (self, &self->error))
    return 0;
  return size;
}

/* Never from https to http: what protected the URL's secrets and the file would be gone. */
static const char *
redirect_protocols (const char *url)
{
  return g_ascii_strncasecmp (url, "https:", 6) == 0 ? "https" : "http,https";
}

static void
set_limits (Transfer *self)
{
  const FotadFetchOrder *order = self->order;

  curl_easy_setopt (self->easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (self->easy, CURLOPT_REDIR_PROTOCOLS_STR, redirect_protocols (order->url));
  curl_easy_setopt (self->easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt (self->easy, CURLOPT_MAXREDIRS, (long) FOTAD_FETCH_REDIRECTS);
  curl_easy_setopt (self->easy, CURLOPT_CONNECTTIMEOUT_MS, (long) order->connect);
  curl_easy_setopt (self->easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
}

static void
set_way (Transfer *self)
{
  const FotadFetchOrder *order = self->order;

  curl_easy_setopt (self->easy, CURLOPT_URL, order->url);
  curl_easy_setopt (self->easy, CURLOPT_USERAGENT, "fotad/" FOTAD_VERSION);
  curl_easy_setopt (self->easy, CURLOPT_TCP_KEEPALIVE, 1L);
  if (order->proxy != NULL)
    curl_easy_setopt (self->easy, CURLOPT_PROXY, order->proxy);
  if (order->ca_file != NULL) {
    curl_easy_setopt (self->easy, CURLOPT_CAINFO, order->ca_file);
    curl_easy_setopt (self->easy, CURLOPT_CAPATH, NULL);
  }
}

static void
set_range (Transfer *self)
{
  guint64 length = fotad_fetch_part_get_length (self->part);
  const char *tag = fotad_fetch_part_get_tag (self->part);
  g_autofree char *range = g_strdup_printf ("%" G_GUINT64_FORMAT "-", length);
  g_autofree char *header = NULL;

  self->resuming = length > 0 && tag != NULL;
  if (!self->resuming)
    return;
  header = g_strconcat ("If-Range: ", tag, NULL);
  self->headers = curl_slist_append (NULL, header);
  curl_easy_setopt (self->easy, CURLOPT_RANGE, range);
  curl_easy_setopt (self->easy, CURLOPT_HTTPHEADER, self->headers);
}

static void
set_up (Transfer *self)
{
  self->reply = fotad_fetch_reply_new ();
  self->easy = curl_easy_init ();
  set_limits (self);
  set_way (self);
  set_range (self);
  curl_easy_setopt (self->easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (self->easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt (self->easy, CURLOPT_WRITEDATA, self);
  curl_easy_setopt (self->easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt (self->easy, CURLOPT_HEADERDATA, self);
}

static void
tear_down (Transfer *self)
{
  curl_easy_cleanup (self->easy);
  curl_slist_free_all (self->headers);
  fotad_fetch_reply_free (self->reply);
}

static gboolean
is_servers_fault (CURLcode code)
{
  return code == CURLE_TOO_MANY_REDIRECTS || code == CURLE_UNSUPPORTED_PROTOCOL ||
         code == CURLE_URL_MALFORMAT || code == CURLE_WEIRD_SERVER_REPLY ||
         code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_FILESIZE_EXCEEDED;
}

/* A certificate that is not trusted now will not be in a minute. */
static gboolean
may_pass (CURLcode code)
{
  return !is_servers_fault (code) && code != CURLE_PEER_FAILED_VERIFICATION &&
         code != CURLE_SSL_CACERT_BADFILE && code != CURLE_SSL_ISSUER_ERROR &&
         code != CURLE_OUT_OF_MEMORY;
}

static gboolean
refuse_code (Transfer *self, CURLcode code, GError **error)
{
  self->advice->retry = may_pass (code);
  return transfer_refuse (error, is_servers_fault (code) ? FOTAD_ERROR_SERVER : FOTAD_ERROR_NETWORK,
                          curl_easy_strerror (code));
}

static gboolean
finish (Transfer *self, CURLcode code, GError **error)
{
  if (self->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&self->error));
    return FALSE;
  }
  return code == CURLE_OK ? transfer_conclude (self, error) : refuse_code (self, code, error);
}

/* libcurl's own watch for low speed takes a mean of many seconds, and no fractions of them.  How
 * long the connection may take to make is not ours to look at. */
static gboolean
has_stalled (Transfer *self)
{
  gint64 now = g_get_monotonic_time (), age = now - self->window_at;
  guint64 came = self->received - self->window_received;
  curl_off_t connected = 0;

  curl_easy_getinfo (self->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
  if (connected > 0 && age < (gint64) self->order->stall * 1000)
    return FALSE;
  self->window_at = now;
  self->window_received = self->received;
  return connected > 0 && came * 1000 < FOTAD_FETCH_MIN_SPEED * self->order->stall;
}

/* TRUE when it was told to stop. */
static gboolean
drive (Transfer *self, CURLM *multi, int stop)
{
  struct curl_waitfd extra = { .fd = stop, .events = CURL_WAIT_POLLIN };
  int look = (int) CLAMP (self->order->stall / 4, 10, LOOK_MS), running = 1;

  self->window_at = g_get_monotonic_time ();
  while (curl_multi_perform (multi, &running) == CURLM_OK && running > 0 && !has_stalled (self)) {
    extra.revents = 0;
    if (curl_multi_poll (multi, &extra, 1, look, NULL) != CURLM_OK || extra.revents != 0)
      return extra.revents != 0;
    report (self, FALSE);
  }
  return FALSE;
}

static CURLcode
result_of (CURLM *multi)
{
  int left;
  CURLMsg *message = curl_multi_info_read (multi, &left);

  return message != NULL && message->msg == CURLMSG_DONE ? message->data.result
                                                         : CURLE_OPERATION_TIMEDOUT;
}

/* When told to stop, the process is about to end: libcurl is not cleaned up, which could take as
 * long as a name server does. */
static gboolean
try_once (Transfer *self, int stop, GError **error)
{
  CURLM *multi = curl_multi_init ();
  gboolean good;

  set_up (self);
  curl_multi_add_handle (multi, self->easy);
  report (self, TRUE);
  if (drive (self, multi, stop)) {
    (void) !fotad_fetch_part_save (self->part, NULL);
    return transfer_refuse (error, FOTAD_ERROR_CANCELLED, "stopped");
  }
  good = finish (self, result_of (multi), error);
  if (!good && self->accepted)
    (void) !fotad_fetch_part_save (self->part, NULL);
  report (self, TRUE);
  curl_multi_remove_handle (multi, self->easy);
  tear_down (self);
  curl_multi_cleanup (multi);
  return good;
}

gboolean
fotad_fetch_transfer (const FotadFetchOrder *order,
                      FotadFetchPart *part,
                      int stop,
                      void (*progress) (guint64 done, guint64 total),
                      FotadFetchAdvice *advice,
                      GError **error)
{
  Transfer first = { .order = order, .part = part, .progress = progress, .advice = advice };
  Transfer second = first;
  g_autoptr (GError) why = NULL;

  *advice = (FotadFetchAdvice){ 0 };
  if (fotad_fetch_part_is_complete (part))
    return TRUE;
  if (try_once (&first, stop, &why))
    return TRUE;
  if (!first.stale) {
    g_propagate_error (error, g_steal_pointer (&why));
    return FALSE;
  }
  *advice = (FotadFetchAdvice){ 0 };
  return fotad_fetch_part_begin (part, 0, NULL, error) && try_once (&second, stop, error);
}
