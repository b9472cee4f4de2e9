/*
 * Any bytes into the parser: the tokens do not depend on the chunks, and are always sound.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "at/fotad-at-command.h"
#include "at/fotad-at-parser.h"
#include "at/fotad-at-text.h"
#include "fuzz.h"

static void
check_token (const FotadAtToken *token)
{
  g_auto (GStrv) fields = fotad_at_split (token->line);

  g_assert (*token->line != '\0' && g_utf8_validate (token->line, -1, NULL));
  g_assert (strpbrk (token->line, "\r\n") == NULL);
  g_assert (strlen (token->line) <= 4 * FOTAD_AT_LINE_LIMIT);
  g_assert ((token->kind == FOTAD_AT_TOKEN_FINAL || token->kind == FOTAD_AT_TOKEN_PROMPT) ==
            (token->text != NULL));
  for (char **field = fields; *field != NULL; field++)
    g_assert (g_utf8_validate (*field, -1, NULL));
  fotad_at_answer_of (token->line, "+CSQ");
  fotad_at_is_echo ("AT+CPIN=\"1234\"", token->line, TRUE);
}

static void
note (GString *out, FotadAtToken *token)
{
  check_token (token);
  if (out != NULL)
    g_string_append_printf (out, "%d %d %d %d %s %s\n", token->kind, token->status, token->code,
                            token->cut, token->line, token->text != NULL ? token->text : "");
  fotad_at_token_clear (token);
}

static void
feed (FotadAtParser *parser, const guint8 *data, gsize size, GString *out)
{
  while (size > 0) {
    FotadAtToken token;
    gsize taken;
    gboolean found = fotad_at_parser_feed (parser, data, size, &taken, &token);

    g_assert (taken > 0 && taken <= size);
    if (found)
      note (out, &token);
    data += taken;
    size -= taken;
  }
}

/* In chunks whose sizes follow from @seed; with flushes, whose tokens are only checked. */
static void
feed_torn (const guint8 *data, gsize size, guint seed, gboolean flushes, GString *out)
{
  g_autoptr (FotadAtParser) parser = fotad_at_parser_new ();

  for (guint x = seed; size > 0; x = x * 1103515245 + 12345) {
    gsize chunk = MIN (size, 1 + (x >> 16) % 13);
    FotadAtToken token;

    feed (parser, data, chunk, out);
    if (flushes && fotad_at_parser_flush (parser, &token))
      note (NULL, &token);
    data += chunk;
    size -= chunk;
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (FotadAtParser) parser = fotad_at_parser_new ();
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autoptr (GString) torn = g_string_new (NULL);

  feed (parser, data, size, whole);
  feed_torn (data, size, (guint) size, FALSE, torn);
  g_assert (g_string_equal (whole, torn));
  feed_torn (data, size, (guint) size + 1, TRUE, NULL);
  return 0;
}
