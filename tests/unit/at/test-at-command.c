/*
 * What is said about a command without sending it: its name, its echo, its own lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-command.h"

#include <string.h>

#include "core/fotad-error.h"

static const struct {
  const char *text;
  const char *name;
  gboolean reads;
} names[] = {
  { "AT", NULL, FALSE },
  { "ATI1", NULL, FALSE },
  { "ATE0", NULL, FALSE },
  { "AT&V", NULL, FALSE },
  { "A/", NULL, FALSE },
  { "AT+", NULL, FALSE },
  { "AT+CEREG?", "+CEREG", TRUE },
  { "AT+CEREG=2", "+CEREG", FALSE },
  { "AT+CEREG=?", "+CEREG", TRUE },
  { "AT+CGMR", "+CGMR", TRUE },
  { "at+cgmr", "+cgmr", TRUE },
  { "AT^SNFOTA=\"act\",2", "^SNFOTA", FALSE },
  { "AT^SNFOTA?", "^SNFOTA", TRUE },
  { "AT#OTASUAN=1", "#OTASUAN", FALSE },
  { "AT%X_Y?", "%X_Y", TRUE },
  { "AT+CREG?;+CSQ", "+CREG", TRUE },
};

static void
test_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    FotadAtCommand *command = fotad_at_command_new (names[i].text, 1);

    g_assert_cmpstr (command->name, ==, names[i].name);
    g_assert_cmpint (command->reads, ==, names[i].reads);
    fotad_at_command_free (command);
  }
}

static const struct {
  const char *text;
  const char *line;
  gboolean first;
  gboolean echo;
} echoes[] = {
  { "AT+CPIN=\"1234\"", "AT+CPIN=\"1234\"", TRUE, TRUE },
  { "AT+CPIN=\"1234\"", "AT+CPIN=\"1234\"", FALSE, TRUE },
  { "AT+CPIN=\"1234\"", "AT+CP", TRUE, TRUE },
  { "AT+CPIN=\"1234\"", "AT", FALSE, TRUE },
  { "AT+CPIN=\"1234\"", "T+CPIN=\"1234\"", TRUE, TRUE },
  { "AT+CPIN=\"1234\"", "+CPIN=\"1234\"", TRUE, TRUE },
  { "AT+CPIN=\"1234\"", "PIN=\"1234\"", TRUE, TRUE },
  { "AT+CPIN=\"1234\"", "34\"", TRUE, TRUE },
  { "AT+CPIN=\"1234\"", "34\"", FALSE, FALSE },
  { "AT+CPIN=\"1234\"", "\"", TRUE, FALSE },
  { "AT+CPIN?", "+CPIN: READY", TRUE, FALSE },
  { "AT+CGMR", "AT+CGMR: 1", TRUE, FALSE },
  { "ATI1", "1", TRUE, FALSE },
  { "AT", "AT", TRUE, TRUE },
  { "AT", "T", TRUE, TRUE },
  { "AT", "", FALSE, FALSE },
  { "AT+X=1;+CGMR", "+CGMR", TRUE, FALSE },
};

static void
test_echoes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (echoes); i++) {
    g_test_message ("%s after %s", echoes[i].line, echoes[i].text);
    g_assert_cmpint (fotad_at_is_echo (echoes[i].text, echoes[i].line, echoes[i].first), ==,
                     echoes[i].echo);
  }
}

static void
test_owns (void)
{
  FotadAtCommand *command = fotad_at_command_new ("AT+CEREG?", 1);
  FotadAtCommand *nameless = fotad_at_command_new ("ATI", 1);

  g_assert_true (fotad_at_command_owns (command, "+CEREG: 0,1"));
  g_assert_true (fotad_at_command_owns (command, "+cereg:0,1"));
  g_assert_true (fotad_at_command_owns (command, "+CEREG=1"));
  g_assert_false (fotad_at_command_owns (command, "+CEREGX: 1"));
  g_assert_false (fotad_at_command_owns (command, "+CEREG_1: 1"));
  g_assert_false (fotad_at_command_owns (command, "+CREG: 1"));
  g_assert_false (fotad_at_command_owns (command, "+CE"));
  g_assert_false (fotad_at_command_owns (nameless, "I: 1"));
  fotad_at_command_free (command);
  fotad_at_command_free (nameless);
}

static void
test_check (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_at_command_check ("AT+CPIN=\"\xc3\xbc\"", &error));
  g_assert_no_error (error);
  g_assert_false (fotad_at_command_check ("", &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (fotad_at_command_check ("AT\rATZ", &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "0x0d at position 2 "));
}

static FotadAtReply *
take_ok (FotadAtCommand *command)
{
  FotadAtToken ok = { .kind = FOTAD_AT_TOKEN_FINAL, .status = FOTAD_AT_OK, .code = -1 };

  return fotad_at_command_take_reply (command, &ok);
}

/* A modem that never ends its answer cannot make us grow. */
static void
test_limits (void)
{
  FotadAtCommand *command = fotad_at_command_new ("ATI", 1);
  g_autofree char *big = g_strnfill (FOTAD_AT_REPLY_BYTES / 2, 'x');
  g_autoptr (FotadAtReply) many = NULL;
  g_autoptr (FotadAtReply) large = NULL;

  for (guint i = 0; i < FOTAD_AT_REPLY_LINES; i++)
    fotad_at_command_add_line (command, "x", FALSE);
  g_assert_false (command->cut);
  fotad_at_command_add_line (command, "one too many", FALSE);
  many = take_ok (command);
  g_assert_cmpuint (g_strv_length (many->lines), ==, FOTAD_AT_REPLY_LINES);
  g_assert_true (many->cut);
  fotad_at_command_free (command);

  command = fotad_at_command_new ("ATI", 1);
  fotad_at_command_add_line (command, big, FALSE);
  fotad_at_command_add_line (command, big, FALSE);
  fotad_at_command_add_line (command, "x", FALSE);
  large = take_ok (command);
  g_assert_cmpuint (g_strv_length (large->lines), ==, 2);
  g_assert_true (large->cut);
  fotad_at_command_free (command);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/at/command/names", test_names);
  g_test_add_func ("/at/command/echoes", test_echoes);
  g_test_add_func ("/at/command/owns", test_owns);
  g_test_add_func ("/at/command/check", test_check);
  g_test_add_func ("/at/command/limits", test_limits);
  return g_test_run ();
}
