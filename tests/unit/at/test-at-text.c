/*
 * Quoting and splitting, by tables of real answers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-text.h"

#include <string.h>

#include "core/fotad-error.h"

static const struct {
  const char *value;
  const char *quoted;
} quotable[] = {
  { "", "\"\"" },
  { "internet", "\"internet\"" },
  { "http://192.168.1.10:8008/diff.usf", "\"http://192.168.1.10:8008/diff.usf\"" },
  { "https://x/?a=1&b=2,3;4'5\\6", "\"https://x/?a=1&b=2,3;4'5\\6\"" },
  { "m\xc3\xbcnchen", "\"m\xc3\xbcnchen\"" },
};

static void
test_quote (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (quotable); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *quoted = NULL;

    g_assert_true (fotad_at_quote (quotable[i].value, &quoted, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (quoted, ==, quotable[i].quoted);
  }
}

/* All bytes that cannot be in a string, at the beginning, in the middle and at the end. */
static void
test_unquotable (void)
{
  for (guint byte = 1; byte < 256; byte++) {
    char value[] = { 'a', (char) byte, 'b', '\0' };
    gboolean expected = byte >= 0x20 && byte != 0x7f && byte != '"';

    for (guint from = 0; from < 2; from++) {
      g_autoptr (GError) error = NULL;
      g_autofree char *quoted = NULL;
      g_autofree char *named = g_strdup_printf ("0x%02x at position %u ", byte, 1 - from);

      g_assert_cmpint (fotad_at_quote (value + from, &quoted, &error), ==, expected);
      if (expected)
        continue;
      g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strstr (error->message, named));
      g_assert_null (quoted);
    }
  }
}

/* Fields are joined with | here. */
static const struct {
  const char *fields;
  const char *split;
} splits[] = {
  { "", "" },
  { "  ", "" },
  { "0,1", "0|1" },
  { "2,5,\"0002\",\"01A2D002\",7", "2|5|0002|01A2D002|7" },
  { "0,0,\"CHINA MOBILE\",7", "0|0|CHINA MOBILE|7" },
  { "0,0,\"Acme, Inc.\",7", "0|0|Acme, Inc.|7" },
  { "1,\"IP\",\"internet\",\"0.0.0.0\",0,0,0,0,0,0", "1|IP|internet|0.0.0.0|0|0|0|0|0|0" },
  { "1,\"IP\",,,0,0,0,0,0,,0,,,,", "1|IP|||0|0|0|0|0||0||||" },
  { "1,,,\"00000110\",\"00000000\"", "1|||00000110|00000000" },
  { "\"act\", \"2\",\"11\",\"100\"", "act|2|11|100" },
  { "act,2,0,10", "act|2|0|10" },
  { "\"FOTA\",\" RESETTING\"", "FOTA| RESETTING" },
  { "\"FOTA\",\"DOWNLOADING\", 5%", "FOTA|DOWNLOADING|5%" },
  { "\"FOTA\",\"Last upgrade was not finished,continue upgrade\"",
    "FOTA|Last upgrade was not finished,continue upgrade" },
  { "\"installed\",\"5.4.1.1-57830\"", "installed|5.4.1.1-57830" },
  { " a b , c ", "a b|c" },
  { ",", "|" },
  { "\"never closed, 1", "never closed, 1" },
  { "\"\",\"\"", "|" },
  { "a\"b,c\"d", "ab,cd" },
  { "\" \"", " " },
};

static void
test_split (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (splits); i++) {
    g_auto (GStrv) fields = fotad_at_split (splits[i].fields);
    g_autofree char *joined = g_strjoinv ("|", fields);

    g_assert_cmpstr (joined, ==, splits[i].split);
  }
}

static void
test_answer_of (void)
{
  g_assert_cmpstr (fotad_at_answer_of ("+CSQ: 18,99", "+CSQ"), ==, "18,99");
  g_assert_cmpstr (fotad_at_answer_of ("^SNFOTA:act,2,0,10", "^SNFOTA"), ==, "act,2,0,10");
  g_assert_cmpstr (fotad_at_answer_of ("+csq : 1", "+CSQ"), ==, "1");
  g_assert_cmpstr (fotad_at_answer_of ("+CSQ:", "+CSQ"), ==, "");
  g_assert_null (fotad_at_answer_of ("+CSQN: 1", "+CSQ"));
  g_assert_null (fotad_at_answer_of ("+CS", "+CSQ"));
  g_assert_null (fotad_at_answer_of ("", "+CSQ"));
  g_assert_null (fotad_at_answer_of ("+CSQ 1", "+CSQ"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/at/text/quote", test_quote);
  g_test_add_func ("/at/text/unquotable", test_unquotable);
  g_test_add_func ("/at/text/split", test_split);
  g_test_add_func ("/at/text/answer-of", test_answer_of);
  return g_test_run ();
}
