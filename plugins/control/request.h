/*
 * What the control modules share: a request is a GTask, its command is parsed into fields, and
 * its answer grows line by line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gmodule.h>

#include "fotad-control.h"

/* Of a GTask that is a request; its task data. */
typedef struct {
  GObject *peer;      /* whom it is said to; NULL as long as nobody is */
  GHashTable *fields; /* of the command; key and value: char * */
  guint timeout;      /* real seconds */
  GString *lines;     /* the answer so far */
  GArray *indices;    /* what is to be read one after the other (guint8), and */
  guint next;         /* which of it is next */
} ControlRequest;

typedef struct {
  const char *words; /* "get profiles"; NULL ends a table */
  guint service;     /* the protocol's */
  void (*start) (GTask *task);
} ControlCommand;

GTask *control_request_new (guint timeout,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);

/* Which of @commands @text is, its fields now the request's.  NULL, and the request has ended:
 * none, or not key=value. */
const ControlCommand *
control_request_parse (GTask *task, const ControlCommand *commands, const char *text);

/* Ends the request well. */
void control_request_done (GTask *task);

/* Ends it with the words of @error (consumed). */
void control_request_fail (GTask *task, GIOErrorEnum code, GError *error);

/* What the caller of the module gets. */
char *control_request_finish (GAsyncResult *result, GError **error);

/* Adds ` key="value"` to @lines, unless the value cannot stand between quotes; NULL is none. */
void control_request_add_text (GString *lines, const char *key, const char *value);

/* A number of the command; FALSE, and the request has ended, when it is none up to @limit.  A
 * field that is not there: *@value stays as it is. */
gboolean
control_request_number (GTask *task, const char *key, guint base, guint64 limit, guint64 *value);
