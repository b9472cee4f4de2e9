/*
 * Bytes from a modem in, tokens out.  Pure: no I/O, no clock, and the same tokens however the
 * bytes are split into chunks.
 *
 * Tolerated: CR, LF, CRLF and any mixture or repetition as line end, NUL and flow-control bytes
 * (dropped), other garbage (escaped as \xNN, so a line is always valid UTF-8), endless lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "at/fotad-at-reply.h"

G_BEGIN_DECLS

/* A line longer than this is cut there; the rest of it is dropped. */
#define FOTAD_AT_LINE_LIMIT 8192

typedef enum {
  FOTAD_AT_TOKEN_LINE,
  FOTAD_AT_TOKEN_FINAL,   /* a final result; "text" is what a reply's text is */
  FOTAD_AT_TOKEN_PROMPT,  /* the modem waits for input; "text" is the prompt's character */
  FOTAD_AT_TOKEN_PARTIAL, /* text without a line end so far; it comes again with its line */
} FotadAtTokenKind;

typedef struct {
  FotadAtTokenKind kind;
  FotadAtStatus status; /* of FINAL and PROMPT */
  int code;             /* of FINAL: as in FotadAtReply */
  char *line;           /* the whole line, blanks at its ends removed */
  char *text;           /* of FINAL and PROMPT; else NULL */
  gboolean cut;         /* the line was longer than FOTAD_AT_LINE_LIMIT */
} FotadAtToken;

void fotad_at_token_clear (FotadAtToken *token);

typedef struct _FotadAtParser FotadAtParser;

FotadAtParser *fotad_at_parser_new (void);
void fotad_at_parser_free (FotadAtParser *parser);

/* Takes bytes up to and including the end of a line that makes a token, or all of them; *@taken
 * says how many.  TRUE when it filled *@token, which the caller clears. */
gboolean fotad_at_parser_feed (
    FotadAtParser *parser, const guint8 *bytes, gsize size, gsize *taken, FotadAtToken *token);

/* No byte of a line is waiting for the rest of it. */
gboolean fotad_at_parser_at_line_start (FotadAtParser *parser);

/* To be called when the modem has been quiet for a moment: what rests without a line end is a
 * prompt, or free text (never the beginning of an answer such as "+CSQ: 1", whose numbers might
 * be half there).  TRUE and *@token when there is something that was not told before. */
gboolean fotad_at_parser_flush (FotadAtParser *parser, FotadAtToken *token);

/* Drops what rests without a line end. */
void fotad_at_parser_reset (FotadAtParser *parser);

/* Whether @line is a final result; fills the fields of @token then. */
gboolean fotad_at_parse_final (const char *line, FotadAtToken *token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadAtParser, fotad_at_parser_free)

G_END_DECLS
