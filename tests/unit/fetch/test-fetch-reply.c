/*
 * A server's headers: what is well formed is believed, everything else is as if it had not been
 * said.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "reply-of.h"

#define LONG_AGO "Wed, 01 Jan 2025 10:00:00 GMT"
#define LONG_AGO_S 1735725600

static void
assert_nothing_said (FotadFetchReply *reply)
{
  g_assert_false (reply->chunked);
  g_assert_cmpint (reply->length, ==, -1);
  g_assert_cmpint (reply->start, ==, -1);
  g_assert_cmpint (reply->total, ==, -1);
  g_assert_cmpint (reply->date, ==, -1);
  g_assert_cmpuint (reply->wait, ==, 0);
  g_assert_null (reply->etag);
  g_assert_null (reply->modified);
  g_assert_null (fotad_fetch_reply_tag (reply));
}

static void
test_new (void)
{
  g_autoptr (FotadFetchReply) reply = fotad_fetch_reply_new ();

  g_assert_cmpuint (reply->status, ==, 0);
  assert_nothing_said (reply);
}

static void
test_status (void)
{
  static const struct {
    const char *line;
    guint status;
  } rows[] = {
    { "HTTP/1.1 206 Partial Content\r\n", 206 },
    { "HTTP/1.0 200\r\n", 200 },
    { "http/1.1 503 Busy", 503 },
    { "HTTP/2 200 \r\n", 200 },
    { "HTTP/1.1 200", 200 },
    { "HTTP/1.1\r\n", 0 },
    { "HTTP/1.1 \r\n", 0 },
    { "HTTP/1.1 OK\r\n", 0 },
    { "HTTP/1.1 4294967496 OK\r\n", 0 },
    { "HTTP/1.1 -4294967096 OK\r\n", 0 },
    { "HTTP/1.1 20 OK\r\n", 0 },
    { "HTTP/1.1 2000 OK\r\n", 0 },
    { "HTTP/1.1 200x\r\n", 0 },
    { "HTTP/1.1 2x0 OK\r\n", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (FotadFetchReply) reply = reply_of (rows[i].line, NULL);

    g_test_message ("row %" G_GSIZE_FORMAT, i);
    g_assert_cmpuint (reply->status, ==, rows[i].status);
  }
}

static void
test_all (void)
{
  g_autoptr (FotadFetchReply) reply =
      reply_of ("HTTP/1.1 206 Partial Content\r\n", "Content-Length: 100\r\n",
                "CONTENT-RANGE: Bytes 100-199/200\r\n", "transfer-encoding:\tChunked \r\n",
                "ETag:\"a b\"\r\n", "Last-Modified: " LONG_AGO "\r\n", "Date: " LONG_AGO "\r\n",
                "Retry-After: 17\r\n", "\r\n", NULL);

  g_assert_cmpuint (reply->status, ==, 206);
  g_assert_true (reply->chunked);
  g_assert_cmpint (reply->length, ==, 100);
  g_assert_cmpint (reply->start, ==, 100);
  g_assert_cmpint (reply->total, ==, 200);
  g_assert_cmpstr (reply->etag, ==, "\"a b\"");
  g_assert_cmpstr (reply->modified, ==, LONG_AGO);
  g_assert_cmpint (reply->date, ==, LONG_AGO_S);
  g_assert_cmpuint (reply->wait, ==, 17);
}

/* What a redirection said is not said of its target. */
static void
test_begins_anew (void)
{
  g_autoptr (FotadFetchReply) reply = reply_of (
      "HTTP/1.1 302 Found\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n",
      "Content-Range: bytes 1-2/3\r\n", "ETag: \"a\"\r\n", "Last-Modified: " LONG_AGO "\r\n",
      "Date: " LONG_AGO "\r\n", "Retry-After: 17\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  assert_nothing_said (reply);
}

static void
test_nonsense (void)
{
  static const char *const lines[] = {
    "",
    "\r\n",
    ":",
    ": 5\r\n",
    "Content-Length\r\n",
    "Content-Length:\r\n",
    "Content-Length: -5\r\n",
    "Content-Length: +5\r\n",
    "Content-Length: 1e3\r\n",
    "Content-Length: 0x10\r\n",
    "Content-Length: 5, 5\r\n",
    "Content-Length: 9223372036854775808\r\n",
    "Content-Length: 99999999999999999999\r\n",
    "Content-Length : 5\r\n",
    "X-Content-Length: 5\r\n",
    "Content-Lengths: 5\r\n",
    " Content-Length: 5\r\n",
    "\tETag: \"of the line before\"\r\n",
    "Transfer-Encoding: gzip\r\n",
    "Transfer-Encoding: chunked;x\r\n",
    "Content-Range: bytes\r\n",
    "Content-Range: bytes 1-\r\n",
    "Content-Range: bytes 1-2\r\n",
    "Content-Range: bytes 1-2/\r\n",
    "Content-Range: bytes -2/3\r\n",
    "Content-Range: bytes -1-2/3\r\n",
    "Content-Range: bytes 1-2/3 \t4\r\n",
    "Content-Range: bytes=1-2/3\r\n",
    "Content-Range: lines 1-2/3\r\n",
    "Content-Range: \xff\xfe\xf0\r\n",
    "Content-Range: bytes \xfd/1",
    "Content-Range: bytes 1-2/3\xfd",
    "Content-Range: bytes \xd9\xa1-2/3\r\n",
    "Date: yesterday\r\n",
    "Retry-After: -17\r\n",
    "Retry-After: " LONG_AGO "\r\n",
    "Retry-After: 99999999999999999999\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autoptr (FotadFetchReply) reply = reply_of (lines[i], NULL);

    g_test_message ("row %" G_GSIZE_FORMAT, i);
    assert_nothing_said (reply);
  }
}

static void
test_ranges (void)
{
  static const struct {
    const char *line;
    gint64 start, total;
  } rows[] = {
    { "Content-Range: bytes 0-0/1", 0, 1 },
    { "Content-Range: bytes 5-9/*", 5, -1 },
    { "Content-Range: bytes */10", -1, 10 },
    { "Content-Range: bytes 9223372036854775807-9/10", G_MAXINT64, 10 },
    { "Content-Range: bytes 9223372036854775808-9/10", -1, 10 },
    { "Content-Range: bytes 5-9/9223372036854775808", 5, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (FotadFetchReply) reply = reply_of (rows[i].line, NULL);

    g_assert_cmpint (reply->start, ==, rows[i].start);
    g_assert_cmpint (reply->total, ==, rows[i].total);
  }
}

/* Only as many bytes count as came. */
static void
test_size (void)
{
  g_autoptr (FotadFetchReply) reply = fotad_fetch_reply_new ();
  static const char line[] = "Content-Length: 123456";

  fotad_fetch_reply_take (reply, line, sizeof "Content-Length: 123" - 1);
  g_assert_cmpint (reply->length, ==, 123);
}

/* Of a header that comes twice the last one counts, and a bad one takes the good one back. */
static void
test_twice (void)
{
  g_autoptr (FotadFetchReply) reply =
      reply_of ("Content-Length: 5", "Content-Length: x", "ETag: \"a\"", "ETag: W/\"a\"",
                "Last-Modified: " LONG_AGO, "Last-Modified: yesterday", "Date: " LONG_AGO,
                "Date: yesterday", "Retry-After: 5", "Retry-After: soon", NULL);

  assert_nothing_said (reply);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fetch/reply/new", test_new);
  g_test_add_func ("/fetch/reply/status", test_status);
  g_test_add_func ("/fetch/reply/all", test_all);
  g_test_add_func ("/fetch/reply/begins-anew", test_begins_anew);
  g_test_add_func ("/fetch/reply/nonsense", test_nonsense);
  g_test_add_func ("/fetch/reply/ranges", test_ranges);
  g_test_add_func ("/fetch/reply/size", test_size);
  g_test_add_func ("/fetch/reply/twice", test_twice);
  return g_test_run ();
}
