/*
 * A reply that some header lines make.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "reply-of.h"

#include <string.h>

FotadFetchReply *
reply_of (const char *line, ...)
{
  FotadFetchReply *reply = fotad_fetch_reply_new ();
  va_list lines;

  va_start (lines, line);
  for (; line != NULL; line = va_arg (lines, const char *))
    fotad_fetch_reply_take (reply, line, strlen (line));
  va_end (lines);
  return reply;
}
