/*
 * Reading headers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fetch/fotad-fetch-reply.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#define MAX_TAG 512
#define SAFE_AGE_S 2

FotadFetchReply *
fotad_fetch_reply_new (void)
{
  FotadFetchReply *reply = g_new0 (FotadFetchReply, 1);

  reply->length = reply->start = reply->total = reply->date = -1;
  return reply;
}

static void
clear (FotadFetchReply *reply)
{
  g_free (reply->etag);
  g_free (reply->modified);
  *reply = (FotadFetchReply){ .length = -1, .start = -1, .total = -1, .date = -1 };
}

void
fotad_fetch_reply_free (FotadFetchReply *reply)
{
  clear (reply);
  g_free (reply);
}

static gint64
parse_number (const char *text)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &number, NULL))
    return -1;
  return (gint64) number;
}

/* "HTTP/1.1 206 Partial Content" */
static void
parse_status (FotadFetchReply *reply, const char *line)
{
  const char *blank = strchr (line, ' ');
  gsize digits = blank != NULL ? strspn (blank + 1, "0123456789") : 0;

  clear (reply);
  if (digits == 3 && (blank[4] == ' ' || blank[4] == '\0'))
    reply->status = (guint) g_ascii_strtoull (blank + 1, NULL, 10);
}

/* "bytes 100-199/200", or of a range that is not there "bytes" with "*" and "/200" */
static void
parse_range (FotadFetchReply *reply, const char *value)
{
  g_autoptr (GRegex) regex =
      g_regex_new ("^bytes (?:([0-9]+)-[0-9]+|\\*)/([0-9]+|\\*)$",
                   G_REGEX_CASELESS | G_REGEX_RAW | G_REGEX_DOLLAR_ENDONLY, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *start = NULL, *total = NULL;

  if (!g_regex_match (regex, value, 0, &match))
    return;
  start = g_match_info_fetch (match, 1);
  total = g_match_info_fetch (match, 2);
  reply->start = parse_number (start);
  reply->total = parse_number (total);
}

/* Kept in a file of lines and said again in a header, so it must be one plain line. */
static gboolean
is_plain (const char *text)
{
  gsize size = strlen (text);

  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isprint (text[i]))
      return FALSE;
  return size > 0 && size <= MAX_TAG;
}

/* "W/…" only says that the content means the same. */
static void
parse_etag (FotadFetchReply *reply, const char *value)
{
  gsize size = strlen (value);

  g_clear_pointer (&reply->etag, g_free);
  if (is_plain (value) && size >= 2 && value[0] == '"' && value[size - 1] == '"')
    reply->etag = g_strdup (value);
}

static void
parse_modified (FotadFetchReply *reply, const char *value)
{
  g_clear_pointer (&reply->modified, g_free);
  if (is_plain (value) && curl_getdate (value, NULL) >= 0)
    reply->modified = g_strdup (value);
}

static void
take_header (FotadFetchReply *reply, const char *name, const char *value)
{
  if (g_ascii_strcasecmp (name, "content-length") == 0)
    reply->length = parse_number (value);
  else if (g_ascii_strcasecmp (name, "content-range") == 0)
    parse_range (reply, value);
  else if (g_ascii_strcasecmp (name, "transfer-encoding") == 0)
    reply->chunked |= g_ascii_strcasecmp (value, "chunked") == 0;
  else if (g_ascii_strcasecmp (name, "etag") == 0)
    parse_etag (reply, value);
  else if (g_ascii_strcasecmp (name, "last-modified") == 0)
    parse_modified (reply, value);
  else if (g_ascii_strcasecmp (name, "date") == 0)
    reply->date = (gint64) curl_getdate (value, NULL);
  else if (g_ascii_strcasecmp (name, "retry-after") == 0)
    reply->wait = (guint64) MAX (parse_number (value), 0);
}

void
fotad_fetch_reply_take (FotadFetchReply *reply, const char *line, gsize size)
{
  g_autofree char *text = g_strchomp (g_strndup (line, size));
  char *colon;

  if (g_ascii_strncasecmp (text, "HTTP/", 5) == 0) {
    parse_status (reply, text);
    return;
  }
  colon = strchr (text, ':');
  if (colon == NULL)
    return;
  *colon = '\0';
  take_header (reply, text, g_strstrip (colon + 1));
}

const char *
fotad_fetch_reply_tag (FotadFetchReply *reply)
{
  if (reply->etag != NULL)
    return reply->etag;
  if (reply->modified == NULL || reply->date < 0 ||
      (gint64) curl_getdate (reply->modified, NULL) + SAFE_AGE_S > reply->date)
    return NULL;
  return reply->modified;
}

gboolean
fotad_fetch_reply_is_another (FotadFetchReply *reply, const char *tag)
{
  const char *now = *tag == '"' ? reply->etag : reply->modified;

  return now != NULL && !g_str_equal (now, tag);
}
