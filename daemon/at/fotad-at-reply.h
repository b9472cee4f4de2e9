/*
 * What a modem answered to one command: its final result and the lines before it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  FOTAD_AT_OK,
  FOTAD_AT_ERROR,      /* ERROR, without a reason */
  FOTAD_AT_CME,        /* +CME ERROR: number or words */
  FOTAD_AT_CMS,        /* +CMS ERROR: number or words */
  FOTAD_AT_CONNECT,    /* CONNECT, @text is what followed it */
  FOTAD_AT_NO_CARRIER, /* NO CARRIER, NO DIALTONE, NO ANSWER or BUSY; @text is which */
  FOTAD_AT_PROMPT,     /* @text is ">" or "@" */
} FotadAtStatus;

typedef struct {
  FotadAtStatus status;
  int code;     /* of CME and CMS; -1 when the modem gave words or none */
  char *text;   /* the words; "" when there are none */
  GStrv lines;  /* valid UTF-8, in the order they came, without echo and line ends */
  gboolean cut; /* lines, or parts of them, were dropped because there were too many */
} FotadAtReply;

FotadAtReply *fotad_at_reply_new (FotadAtStatus status, int code, const char *text);

void fotad_at_reply_free (FotadAtReply *reply);

/* "ok", "error", … for messages and logs. */
const char *fotad_at_status_name (FotadAtStatus status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadAtReply, fotad_at_reply_free)

G_END_DECLS
