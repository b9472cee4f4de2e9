/*
 * The parser: captured talk in, tokens out, whatever the chunks are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-parser.h"

#include <string.h>

#include "at-stream.h"

static void
print (GString *out, const FotadAtToken *token)
{
  g_assert_true (g_utf8_validate (token->line, -1, NULL));
  g_assert_cmpstr (token->line, !=, "");
  if (token->kind == FOTAD_AT_TOKEN_LINE)
    g_string_append_printf (out, "line %s\n", token->line);
  else if (token->kind == FOTAD_AT_TOKEN_PARTIAL)
    g_string_append_printf (out, "partial %s\n", token->line);
  else if (token->code >= 0)
    g_string_append_printf (out, "%s %d\n", fotad_at_status_name (token->status), token->code);
  else
    g_string_append_printf (out, "%s%s%s\n", fotad_at_status_name (token->status),
                            *token->text != '\0' ? " " : "", token->text);
}

static void
feed (FotadAtParser *parser, const char *bytes, gsize size, GString *out)
{
  while (size > 0) {
    FotadAtToken token;
    gsize taken;

    if (fotad_at_parser_feed (parser, (const guint8 *) bytes, size, &taken, &token)) {
      print (out, &token);
      fotad_at_token_clear (&token);
    }
    g_assert_cmpuint (taken, >, 0);
    g_assert_cmpuint (taken, <=, size);
    bytes += taken;
    size -= taken;
  }
}

static void
flush (FotadAtParser *parser, GString *out)
{
  FotadAtToken token;

  if (!fotad_at_parser_flush (parser, &token))
    return;
  print (out, &token);
  fotad_at_token_clear (&token);
}

static gsize
stream_size (const AtStream *stream)
{
  return stream->size >= 0 ? (gsize) stream->size : strlen (stream->bytes);
}

/* Bytes come in chunks of @sizes, whose last one repeats. */
static void
check (const AtStream *stream, const gsize *sizes, gsize n_sizes)
{
  g_autoptr (FotadAtParser) parser = fotad_at_parser_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  gsize size = stream_size (stream);

  for (gsize at = 0, i = 0; at < size; i++) {
    gsize chunk = MIN (sizes[MIN (i, n_sizes - 1)], size - at);

    feed (parser, stream->bytes + at, chunk, out);
    at += chunk;
  }
  g_assert_cmpstr (out->str, ==, stream->tokens);
  g_assert_true (fotad_at_parser_at_line_start (parser));
}

static void
test_streams (void)
{
  for (const AtStream *stream = at_streams; stream->name != NULL; stream++) {
    gsize all = G_MAXSIZE;

    g_test_message ("%s", stream->name);
    check (stream, &all, 1);
  }
}

static void
test_split_everywhere (void)
{
  for (const AtStream *stream = at_streams; stream->name != NULL; stream++) {
    gsize single = 1;

    g_test_message ("%s", stream->name);
    check (stream, &single, 1);
    for (gsize at = 1; at < stream_size (stream); at++) {
      gsize sizes[] = { at, G_MAXSIZE };

      check (stream, sizes, G_N_ELEMENTS (sizes));
    }
  }
}

static void
test_glued (void)
{
  g_autoptr (FotadAtParser) parser = fotad_at_parser_new ();
  g_autoptr (GString) bytes = g_string_new (NULL);
  g_autoptr (GString) tokens = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new (NULL);

  for (const AtStream *stream = at_streams; stream->name != NULL; stream++) {
    g_string_append_len (bytes, stream->bytes, (gssize) stream_size (stream));
    g_string_append (tokens, stream->tokens);
  }
  feed (parser, bytes->str, bytes->len, out);
  g_assert_cmpstr (out->str, ==, tokens->str);
}

/* Random bytes, in random chunks with flushes in between: the whole lines are the same as
 * without, and everything is valid. */
static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20240402);
  static const char alphabet[] = "\r\n\r\n \"OKERRORAT+CME:>@,.\xc3\xbc\xff\0\x11 0123";

  for (guint round = 0; round < 300; round++) {
    g_autoptr (FotadAtParser) whole = fotad_at_parser_new ();
    g_autoptr (FotadAtParser) torn = fotad_at_parser_new ();
    g_autoptr (GString) expected = g_string_new (NULL);
    g_autoptr (GString) out = g_string_new (NULL);
    char bytes[400];

    for (gsize i = 0; i < sizeof bytes; i++)
      bytes[i] = alphabet[g_rand_int_range (random, 0, sizeof alphabet - 1)];
    feed (whole, bytes, sizeof bytes, expected);
    for (gsize at = 0; at < sizeof bytes;) {
      gsize chunk = (gsize) g_rand_int_range (random, 1, 40);

      chunk = MIN (chunk, sizeof bytes - at);
      feed (torn, bytes + at, chunk, out);
      at += chunk;
    }
    g_assert_cmpstr (out->str, ==, expected->str);
  }
}

static void
test_over_long (void)
{
  g_autoptr (FotadAtParser) parser = fotad_at_parser_new ();
  g_autofree char *megabyte = g_strnfill (1024 * 1024, 'x');
  FotadAtToken token;
  gsize taken;

  g_assert_false (
      fotad_at_parser_feed (parser, (const guint8 *) megabyte, 1024 * 1024, &taken, &token));
  g_assert_true (fotad_at_parser_feed (parser, (const guint8 *) "\r\nOK\r\n", 6, &taken, &token));
  g_assert_cmpuint (taken, ==, 1);
  g_assert_true (token.cut);
  g_assert_cmpuint (strlen (token.line), ==, FOTAD_AT_LINE_LIMIT);
  fotad_at_token_clear (&token);
  g_assert_true (fotad_at_parser_feed (parser, (const guint8 *) "\nOK\r\n", 5, &taken, &token));
  g_assert_false (token.cut);
  g_assert_cmpint (token.kind, ==, FOTAD_AT_TOKEN_FINAL);
  fotad_at_token_clear (&token);
}

/* A refusal stays one, however many words it takes. */
static void
test_over_long_final (void)
{
  g_autoptr (FotadAtParser) parser = fotad_at_parser_new ();
  g_autofree char *words = g_strnfill (2 * FOTAD_AT_LINE_LIMIT, 'x');
  g_autofree char *line = g_strconcat ("+CME ERROR: ", words, "\r", NULL);
  FotadAtToken token;
  gsize taken;

  g_assert_true (
      fotad_at_parser_feed (parser, (const guint8 *) line, strlen (line), &taken, &token));
  g_assert_cmpint (token.kind, ==, FOTAD_AT_TOKEN_FINAL);
  g_assert_cmpint (token.status, ==, FOTAD_AT_CME);
  g_assert_true (token.cut);
  fotad_at_token_clear (&token);
}

/* Exactly the limit is not cut. */
static void
test_longest (void)
{
  g_autoptr (FotadAtParser) parser = fotad_at_parser_new ();
  g_autofree char *line = g_strnfill (FOTAD_AT_LINE_LIMIT + 1, 'x');
  FotadAtToken token;
  gsize taken;

  line[FOTAD_AT_LINE_LIMIT] = '\r';
  g_assert_true (fotad_at_parser_feed (parser, (const guint8 *) line, FOTAD_AT_LINE_LIMIT + 1,
                                       &taken, &token));
  g_assert_false (token.cut);
  g_assert_cmpuint (strlen (token.line), ==, FOTAD_AT_LINE_LIMIT);
  fotad_at_token_clear (&token);
}

/* A flush is written "~". */
static const struct {
  const char *name;
  const char *bytes;
  const char *tokens;
} rests[] = {
  { "prompt", "\r\n> ~", "prompt >\n" },
  { "bare prompt", "\r\n>~", "prompt >\n" },
  { "at prompt", "\r\n@~", "prompt @\n" },
  { "prompt once", "\r\n> ~~\r\nOK\r\n", "prompt >\nok\n" },
  { "prompt, then text", "> ~+QIND: 1\r\n", "prompt >\nline +QIND: 1\n" },
  { "no prompt", "\r\n>text~\r\n", "partial >text\nline >text\n" },
  { "two prompts", ">>~\r\n", "line >>\n" },
  { "half an answer", "+QIND: \"FOTA\",\"HTTPEND\",7~02\r\n",
    "line +QIND: \"FOTA\",\"HTTPEND\",702\n" },
  { "half a call-back", "^SNFOTA:act,2,0,1~00\r\n", "line ^SNFOTA:act,2,0,100\n" },
  { "half an OK", "\r\nO~K\r\n", "partial O\nok\n" },
  { "an OK whose line end is late", "\r\nOK~\r\n", "partial OK\nok\n" },
  { "dots only", "....~....~...\r\n", "line ...........\n" },
  { "dots, then words", "....~....PHASE 1 OK!~", "partial ........PHASE 1 OK!\n" },
  { "the same rest is told once", "..PHASE 1 OK!~~~", "partial ..PHASE 1 OK!\n" },
  { "a rest that grows", ".PHASE 1~ OK!~.~\r\n",
    "partial .PHASE 1\npartial .PHASE 1 OK!\npartial .PHASE 1 OK!.\nline .PHASE 1 OK!.\n" },
  { "nothing", "~\r\n~", "" },
  { "blanks", "   ~\r\n", "" },
};

static void
test_rests (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rests); i++) {
    g_autoptr (FotadAtParser) parser = fotad_at_parser_new ();
    g_autoptr (GString) out = g_string_new (NULL);

    g_test_message ("%s", rests[i].name);
    for (const char *at = rests[i].bytes; *at != '\0'; at++) {
      if (*at == '~')
        flush (parser, out);
      else
        feed (parser, at, 1, out);
    }
    g_assert_cmpstr (out->str, ==, rests[i].tokens);
  }
}

/* Half an hour of dots without a line end, one a second: what comes after them is seen. */
static void
test_endless_dots (void)
{
  g_autoptr (FotadAtParser) parser = fotad_at_parser_new ();
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < 1800 * 10; i++) {
    feed (parser, ".", 1, out);
    flush (parser, out);
  }
  g_assert_cmpstr (out->str, ==, "");
  feed (parser, "PHASE 1 OK!", strlen ("PHASE 1 OK!"), out);
  flush (parser, out);
  g_assert_nonnull (strstr (out->str, ".PHASE 1 OK!\n"));
  g_assert_cmpuint (out->len, <, 600);
}

static void
test_reset (void)
{
  g_autoptr (FotadAtParser) parser = fotad_at_parser_new ();
  g_autoptr (GString) out = g_string_new (NULL);

  feed (parser, "half a li", 9, out);
  g_assert_false (fotad_at_parser_at_line_start (parser));
  fotad_at_parser_reset (parser);
  g_assert_true (fotad_at_parser_at_line_start (parser));
  feed (parser, "ne\r\n", 4, out);
  g_assert_cmpstr (out->str, ==, "line ne\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/at/parser/streams", test_streams);
  g_test_add_func ("/at/parser/split-everywhere", test_split_everywhere);
  g_test_add_func ("/at/parser/glued", test_glued);
  g_test_add_func ("/at/parser/random", test_random);
  g_test_add_func ("/at/parser/over-long", test_over_long);
  g_test_add_func ("/at/parser/over-long-final", test_over_long_final);
  g_test_add_func ("/at/parser/longest", test_longest);
  g_test_add_func ("/at/parser/rests", test_rests);
  g_test_add_func ("/at/parser/endless-dots", test_endless_dots);
  g_test_add_func ("/at/parser/reset", test_reset);
  return g_test_run ();
}
