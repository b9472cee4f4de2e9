/*
 * By what the content of a reply can be told from another's: only by what certainly changes with it
 * and can be kept and sent back as it came.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "reply-of.h"

#define LONG_AGO "Wed, 01 Jan 2025 10:00:00 GMT"

/* Kept in a file of lines and sent back: one plain line, or none. */
static void
test_etags (void)
{
  g_autofree char *most = g_strnfill (510, 'x'), *more = g_strnfill (511, 'x');
  g_autofree char *longest = g_strconcat ("ETag: \"", most, "\"", NULL);
  g_autofree char *longer = g_strconcat ("ETag: \"", more, "\"", NULL);
  const struct {
    const char *line;
    gsize size; /* 0: none */
  } rows[] = {
    { "ETag: \"\"", 2 },      { "ETag: \"a\"", 3 },
    { longest, 512 },         { longer, 0 },
    { "ETag: W/\"a\"", 0 },   { "ETag: a", 0 },
    { "ETag: \"a", 0 },       { "ETag: a\"", 0 },
    { "ETag: \"", 0 },        { "ETag: \"a\r\nX: b\"", 0 },
    { "ETag: \"a\tb\"", 0 },  { "ETag: \"\xc3\xa4\"", 0 },
    { "ETag: \"a\x7f\"", 0 }, { "ETag:", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (FotadFetchReply) reply = reply_of (rows[i].line, NULL);

    g_test_message ("row %" G_GSIZE_FORMAT, i);
    g_assert_cmpuint (reply->etag != NULL ? strlen (reply->etag) : 0, ==, rows[i].size);
    g_assert_cmpstr (fotad_fetch_reply_tag (reply), ==, reply->etag);
  }
}

/* A date tells one content from another only when the second in which it changed is over. */
static void
test_tag_by_date (void)
{
  static const struct {
    const char *modified, *date;
    gboolean good;
  } rows[] = {
    { LONG_AGO, "Date: Wed, 01 Jan 2025 10:00:02 GMT", TRUE },
    { LONG_AGO, "Date: Wed, 01 Jan 2025 10:00:01 GMT", FALSE },
    { LONG_AGO, "Date: " LONG_AGO, FALSE },
    { LONG_AGO, "Date: Wed, 01 Jan 2025 09:00:00 GMT", FALSE },
    { LONG_AGO, "Date: yesterday", FALSE },
    { LONG_AGO, "", FALSE },
    { "yesterday", "Date: Wed, 01 Jan 2025 10:00:02 GMT", FALSE },
    { LONG_AGO "\x01", "Date: Wed, 01 Jan 2025 10:00:02 GMT", FALSE },
    { "", "Date: Wed, 01 Jan 2025 10:00:02 GMT", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *line = g_strconcat ("Last-Modified: ", rows[i].modified, NULL);
    g_autoptr (FotadFetchReply) reply = reply_of (line, rows[i].date, NULL);

    g_test_message ("row %" G_GSIZE_FORMAT, i);
    g_assert_cmpstr (fotad_fetch_reply_tag (reply), ==, rows[i].good ? rows[i].modified : NULL);
  }
}

static void
test_etag_before_date (void)
{
  g_autoptr (FotadFetchReply) reply = reply_of (
      "Last-Modified: " LONG_AGO, "Date: Wed, 01 Jan 2025 10:00:02 GMT", "ETag: \"a\"", NULL);

  g_assert_cmpstr (fotad_fetch_reply_tag (reply), ==, "\"a\"");
}

/* Another is what is known by another tag of the same kind. */
static void
test_is_another (void)
{
  g_autoptr (FotadFetchReply) silent = reply_of ("HTTP/1.1 206 OK", NULL);
  g_autoptr (FotadFetchReply) reply = reply_of ("ETag: \"a\"", "Last-Modified: " LONG_AGO, NULL);

  g_assert_false (fotad_fetch_reply_is_another (silent, "\"a\""));
  g_assert_false (fotad_fetch_reply_is_another (silent, LONG_AGO));
  g_assert_false (fotad_fetch_reply_is_another (reply, "\"a\""));
  g_assert_false (fotad_fetch_reply_is_another (reply, LONG_AGO));
  g_assert_true (fotad_fetch_reply_is_another (reply, "\"b\""));
  g_assert_true (fotad_fetch_reply_is_another (reply, "Wed, 01 Jan 2025 10:00:01 GMT"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fetch/reply-tag/etags", test_etags);
  g_test_add_func ("/fetch/reply-tag/tag-by-date", test_tag_by_date);
  g_test_add_func ("/fetch/reply-tag/etag-before-date", test_etag_before_date);
  g_test_add_func ("/fetch/reply-tag/is-another", test_is_another);
  return g_test_run ();
}
