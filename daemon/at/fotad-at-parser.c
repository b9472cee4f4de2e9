/*
 * The parser: collects one line, at most FOTAD_AT_LINE_LIMIT bytes of it, and names it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-parser.h"

#include <string.h>

/* Text without line ends (rows of dots) starts anew after this much, so that it does not run
 * into the line limit, where what comes next would be lost. */
#define PARTIAL_LIMIT 512

#define XON 0x11
#define XOFF 0x13

struct _FotadAtParser {
  GByteArray *line; /* raw bytes since the last line end */
  gsize told;       /* how many of them a PARTIAL has shown */
  gboolean cut;
};

FotadAtParser *
fotad_at_parser_new (void)
{
  FotadAtParser *parser = g_new0 (FotadAtParser, 1);

  parser->line = g_byte_array_new ();
  return parser;
}

void
fotad_at_parser_free (FotadAtParser *parser)
{
  g_byte_array_unref (parser->line);
  g_free (parser);
}

void
fotad_at_parser_reset (FotadAtParser *parser)
{
  g_byte_array_set_size (parser->line, 0);
  parser->told = 0;
  parser->cut = FALSE;
}

gboolean
fotad_at_parser_at_line_start (FotadAtParser *parser)
{
  return parser->line->len == 0;
}

void
fotad_at_token_clear (FotadAtToken *token)
{
  g_clear_pointer (&token->line, g_free);
  g_clear_pointer (&token->text, g_free);
}

static gboolean
is_blank (guint8 byte)
{
  return byte == ' ' || byte == '\t';
}

/* Length of the valid, printable UTF-8 character at @bytes, or 0. */
static gsize
character_size (const guint8 *bytes, gsize size)
{
  gunichar character;

  if (*bytes < 0x80)
    return (*bytes >= 0x20 && *bytes != 0x7f) || *bytes == '\t' ? 1 : 0;
  character = g_utf8_get_char_validated ((const char *) bytes, (gssize) size);
  if (character >= (gunichar) -2 || g_unichar_iscntrl (character))
    return 0;
  return (gsize) g_unichar_to_utf8 (character, NULL);
}

static char *
escape (const guint8 *bytes, gsize size)
{
  GString *text = g_string_sized_new (size);

  while (size > 0) {
    gsize used = character_size (bytes, size);

    if (used > 0)
      g_string_append_len (text, (const char *) bytes, (gssize) used);
    else
      g_string_append_printf (text, "\\x%02x", *bytes);
    used = MAX (used, 1);
    bytes += used;
    size -= used;
  }
  return g_string_free (text, FALSE);
}

/* The line so far, without blanks at its ends. */
static char *
get_text (FotadAtParser *parser)
{
  const guint8 *bytes = parser->line->data;
  gsize size = parser->line->len;

  while (size > 0 && is_blank (*bytes)) {
    bytes++;
    size--;
  }
  while (size > 0 && is_blank (bytes[size - 1]))
    size--;
  return escape (bytes, size);
}

static gboolean
set_final (FotadAtToken *token, FotadAtStatus status, const char *text)
{
  token->kind = FOTAD_AT_TOKEN_FINAL;
  token->status = status;
  token->text = g_strdup (text);
  return TRUE;
}

/* "+CME ERROR: 3", "+CME ERROR:operation not allowed" */
static gboolean
parse_extended_error (const char *line, const char *name, FotadAtStatus status, FotadAtToken *token)
{
  const char *rest;
  guint64 code;

  if (g_ascii_strncasecmp (line, name, strlen (name)) != 0)
    return FALSE;
  rest = line + strlen (name);
  rest += strspn (rest, " \t");
  if (*rest != ':' && *rest != '\0')
    return FALSE;
  rest += *rest == ':';
  rest += strspn (rest, " \t");
  if (g_ascii_string_to_unsigned (rest, 10, 0, G_MAXUINT16, &code, NULL)) {
    token->code = (int) code;
    rest = "";
  }
  return set_final (token, status, rest);
}

static gboolean
parse_connect (const char *line, FotadAtToken *token)
{
  const char *rest;

  if (!g_str_has_prefix (line, "CONNECT"))
    return FALSE;
  rest = line + strlen ("CONNECT");
  if (*rest != '\0' && *rest != ' ')
    return FALSE;
  return set_final (token, FOTAD_AT_CONNECT, rest + strspn (rest, " "));
}

gboolean
fotad_at_parse_final (const char *line, FotadAtToken *token)
{
  static const char *const hang_ups[] = { "NO CARRIER", "NO DIALTONE", "NO ANSWER", "BUSY", NULL };

  token->code = -1;
  if (strcmp (line, "OK") == 0)
    return set_final (token, FOTAD_AT_OK, "");
  if (strcmp (line, "ERROR") == 0)
    return set_final (token, FOTAD_AT_ERROR, "");
  if (g_strv_contains (hang_ups, line))
    return set_final (token, FOTAD_AT_NO_CARRIER, line);
  return parse_extended_error (line, "+CME ERROR", FOTAD_AT_CME, token) ||
         parse_extended_error (line, "+CMS ERROR", FOTAD_AT_CMS, token) ||
         parse_connect (line, token);
}

/* FALSE for a line of nothing but blanks. */
static gboolean
end_line (FotadAtParser *parser, FotadAtToken *token)
{
  g_autofree char *text = get_text (parser);

  *token = (FotadAtToken){ .kind = FOTAD_AT_TOKEN_LINE, .code = -1, .cut = parser->cut };
  fotad_at_parser_reset (parser);
  if (*text == '\0')
    return FALSE;
  fotad_at_parse_final (text, token);
  token->line = g_steal_pointer (&text);
  return TRUE;
}

static void
add_byte (FotadAtParser *parser, guint8 byte)
{
  if (byte == '\0' || byte == XON || byte == XOFF)
    return;
  if (parser->line->len < FOTAD_AT_LINE_LIMIT)
    g_byte_array_append (parser->line, &byte, 1);
  else
    parser->cut = TRUE;
}

gboolean
fotad_at_parser_feed (
    FotadAtParser *parser, const guint8 *bytes, gsize size, gsize *taken, FotadAtToken *token)
{
  for (gsize i = 0; i < size; i++) {
    if (bytes[i] != '\r' && bytes[i] != '\n') {
      add_byte (parser, bytes[i]);
    } else if (end_line (parser, token)) {
      *taken = i + 1;
      return TRUE;
    }
  }
  *taken = size;
  return FALSE;
}

static gboolean
is_free_text (const char *text)
{
  if (strchr ("+^#*%$&", *text) != NULL)
    return FALSE;
  for (; *text != '\0'; text++)
    if (g_ascii_isalnum (*text))
      return TRUE;
  return FALSE;
}

/* A prompt is only one when nothing follows it for a while: "> quoted text" is a line. */
static gboolean
flush_prompt (FotadAtParser *parser, const char *text, FotadAtToken *token)
{
  if (strcmp (text, ">") != 0 && strcmp (text, "@") != 0)
    return FALSE;
  token->kind = FOTAD_AT_TOKEN_PROMPT;
  token->status = FOTAD_AT_PROMPT;
  token->text = g_strdup (text);
  fotad_at_parser_reset (parser);
  return TRUE;
}

gboolean
fotad_at_parser_flush (FotadAtParser *parser, FotadAtToken *token)
{
  g_autofree char *text = get_text (parser);
  gboolean is_new = parser->line->len > parser->told && is_free_text (text);

  *token = (FotadAtToken){ .kind = FOTAD_AT_TOKEN_PARTIAL, .code = -1, .cut = parser->cut };
  if (flush_prompt (parser, text, token)) {
    token->line = g_steal_pointer (&text);
    return TRUE;
  }
  parser->told = parser->line->len;
  if (parser->line->len > PARTIAL_LIMIT)
    fotad_at_parser_reset (parser);
  if (is_new)
    token->line = g_steal_pointer (&text);
  return is_new;
}
