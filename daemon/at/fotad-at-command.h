/*
 * One command on its way: what was asked, who waits, and what has been answered so far.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "at/fotad-at-channel.h"
#include "at/fotad-at-parser.h"

G_BEGIN_DECLS

/* A reply keeps at most this many lines and bytes; the rest is dropped and it is marked cut. */
#define FOTAD_AT_REPLY_LINES 512
#define FOTAD_AT_REPLY_BYTES (64 * 1024)

typedef struct {
  char *text;     /* without line end */
  char *name;     /* "+CEREG" of AT+CEREG?; NULL for commands like ATI */
  gboolean reads; /* AT+X, AT+X? or AT+X=?: its answers begin with its name */
  double timeout;
  GTask *task; /* owned; keeps the channel alive */
  guint cancel_source;
  FotadAtReadyFunc ready; /* NULL unless it is a data command */
  gpointer ready_data;
  GPtrArray *lines;
  gsize size; /* of the lines */
  gboolean cut;
} FotadAtCommand;

FotadAtCommand *fotad_at_command_new (const char *text, double timeout);
void fotad_at_command_free (FotadAtCommand *command);

/* Whether @text may be sent: not empty, no control characters. */
gboolean fotad_at_command_check (const char *text, GError **error);

/* Whether @line is the modem's echo of @text: all of it, its beginning (the rest was torn away by
 * something else) or, when @first, its end (the beginning was lost). */
gboolean fotad_at_is_echo (const char *text, const char *line, gboolean first);

/* Whether @line begins with the command's own name. */
gboolean fotad_at_command_owns (FotadAtCommand *command, const char *line);

void fotad_at_command_add_line (FotadAtCommand *command, const char *line, gboolean cut);

/* Ends collecting; the caller owns the reply. */
FotadAtReply *fotad_at_command_take_reply (FotadAtCommand *command, const FotadAtToken *final);

/* "+CEREG" of "AT+CEREG=2", lower or upper case as written; NULL when there is none. */
char *fotad_at_command_name (const char *text);

G_END_DECLS
