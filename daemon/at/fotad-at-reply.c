/*
 * The reply to one command.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-reply.h"

FotadAtReply *
fotad_at_reply_new (FotadAtStatus status, int code, const char *text)
{
  FotadAtReply *reply = g_new0 (FotadAtReply, 1);

  reply->status = status;
  reply->code = code;
  reply->text = g_strdup (text != NULL ? text : "");
  reply->lines = g_new0 (char *, 1);
  return reply;
}

void
fotad_at_reply_free (FotadAtReply *reply)
{
  g_free (reply->text);
  g_strfreev (reply->lines);
  g_free (reply);
}

const char *
fotad_at_status_name (FotadAtStatus status)
{
  switch (status) {
  case FOTAD_AT_OK:
    return "ok";
  case FOTAD_AT_ERROR:
    return "error";
  case FOTAD_AT_CME:
    return "cme";
  case FOTAD_AT_CMS:
    return "cms";
  case FOTAD_AT_CONNECT:
    return "connect";
  case FOTAD_AT_NO_CARRIER:
    return "no-carrier";
  case FOTAD_AT_PROMPT:
    return "prompt";
  }
  return "unknown";
}
