/*
 * Patience with a modem that is busy, silent or gone, played by a provider of our own; and what
 * AT's replies mean.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-asker.h"

#include <string.h>

#include "core/fotad-error.h"
#include "settings/fotad-at-provider.h"

/* Answers by a script, a letter for each question: o OK, u unknown, b busy, s silent, g gone. */
typedef struct {
  FotadProvider base;
  const char *script;
  GString *asked;
} FakeProvider;

static void
fake_ask (FotadProvider *provider,
          const char *command,
          double timeout,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer data)
{
  FakeProvider *self = (FakeProvider *) provider;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_string_append_printf (self->asked, "%s ", command);
  switch (*self->script != '\0' ? *self->script++ : 'o') {
  case 'u':
    g_task_return_pointer (task, fotad_answer_new (FOTAD_ANSWER_UNKNOWN, "ERROR"), NULL);
    return;
  case 'b':
    g_task_return_pointer (task, fotad_answer_new (FOTAD_ANSWER_BUSY, "busy"), NULL);
    return;
  case 's':
    g_task_return_pointer (task, fotad_answer_new (FOTAD_ANSWER_SILENT, "no answer"), NULL);
    return;
  case 'g':
    g_task_return_new_error (task, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE, "gone");
    return;
  default:
    g_task_return_pointer (task, fotad_answer_new (FOTAD_ANSWER_OK, "line"), NULL);
  }
}

static FotadAnswer *
fake_finish (FotadProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_free (FotadProvider *provider)
{
  g_string_free (((FakeProvider *) provider)->asked, TRUE);
  g_free (provider);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* What came of asking "X" of a provider with that script: the answer's kind or the error's name,
 * and all that was asked. */
static char *
play (const char *script, const char *probe, const char *name, GCancellable *cancellable)
{
  g_autoptr (FotadAsker) asker = fotad_asker_new (cancellable);
  FakeProvider *fake = g_new0 (FakeProvider, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FotadAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  fake->base = (FotadProvider){ "fake", probe, fake_ask, fake_finish, fake_free };
  fake->script = script;
  fake->asked = g_string_new (NULL);
  fotad_asker_add (asker, &fake->base, TRUE);
  fotad_asker_ask (asker, name, "X", 1, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = fotad_asker_ask_finish (result, &error);
  if (answer == NULL)
    return g_strdup_printf ("%s: %s", fotad_error_name (error->code), fake->asked->str);
  return g_strdup_printf ("%d %s: %s", answer->kind, answer->text, fake->asked->str);
}

static void
test_patience (void)
{
  static const struct {
    const char *script, *probe, *name, *outcome;
  } cases[] = {
    { "o", "?", "fake", "0 line: X " },
    { "u", "?", "fake", "1 ERROR: X " },
    { "bbo", "?", "fake", "0 line: X X X " },
    { "bbbbbbbbbb", "?", "fake", "3 busy: X X X X X X " },
    { "so", "?", "fake", "4 no answer: X ? " },
    { "sssu", "?", "fake", "4 no answer: X ? ? ? " },
    { "sg", "?", "fake", "ModemGone: X ? " },
    { "s", NULL, "fake", "4 no answer: X " },
    { "g", "?", "fake", "ModemGone: X " },
    { "o", "?", "other", "1 it has no port for other: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *outcome = play (cases[i].script, cases[i].probe, cases[i].name, NULL);

    g_assert_cmpstr (outcome, ==, cases[i].outcome);
  }
}

static void
test_never_back (void)
{
  g_autofree char *outcome = play ("sssssssssssssssssssssssssssssssss", "?", "fake", NULL);

  g_assert_cmpstr (outcome, ==, "ModemSilent: X ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ");
}

static void
test_cancelled_pause (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *outcome = NULL;

  g_cancellable_cancel (cancellable);
  outcome = play ("bbbbbb", "?", "fake", cancellable);
  g_assert_cmpstr (outcome, ==, "Cancelled: X ");
}

static void
test_judge (void)
{
  static const struct {
    FotadAtStatus status;
    int code;
    const char *text;
    FotadAnswerKind kind;
    const char *words;
  } cases[] = {
    { FOTAD_AT_ERROR, -1, "", FOTAD_ANSWER_UNKNOWN, "ERROR" },
    { FOTAD_AT_CME, 21, "", FOTAD_ANSWER_UNKNOWN, "+CME ERROR: 21" },
    { FOTAD_AT_CME, 100, "", FOTAD_ANSWER_UNKNOWN, "+CME ERROR: 100" },
    { FOTAD_AT_CME, 4, "", FOTAD_ANSWER_UNKNOWN, "+CME ERROR: 4" },
    { FOTAD_AT_CME, 50, "", FOTAD_ANSWER_UNKNOWN, "+CME ERROR: 50" },
    { FOTAD_AT_CME, -1, "Invalid Index", FOTAD_ANSWER_UNKNOWN, "+CME ERROR: Invalid Index" },
    { FOTAD_AT_CME, -1, "operation not supported", FOTAD_ANSWER_UNKNOWN,
      "+CME ERROR: operation not supported" },
    { FOTAD_AT_CME, 14, "", FOTAD_ANSWER_BUSY, "+CME ERROR: 14" },
    { FOTAD_AT_CME, 256, "", FOTAD_ANSWER_BUSY, "+CME ERROR: 256" },
    { FOTAD_AT_CME, -1, "operation temporary not allowed", FOTAD_ANSWER_BUSY,
      "+CME ERROR: operation temporary not allowed" },
    { FOTAD_AT_CME, 3, "", FOTAD_ANSWER_REFUSED, "+CME ERROR: 3" },
    { FOTAD_AT_CME, 10, "", FOTAD_ANSWER_REFUSED, "+CME ERROR: 10" },
    { FOTAD_AT_CME, -1, "SIM PIN required", FOTAD_ANSWER_REFUSED, "+CME ERROR: SIM PIN required" },
    { FOTAD_AT_CMS, 302, "", FOTAD_ANSWER_REFUSED, "+CMS ERROR: 302" },
    { FOTAD_AT_NO_CARRIER, -1, "NO CARRIER", FOTAD_ANSWER_REFUSED, "ERROR: NO CARRIER" },
    { FOTAD_AT_PROMPT, -1, ">", FOTAD_ANSWER_REFUSED, "ERROR: >" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (FotadAtReply) reply =
        fotad_at_reply_new (cases[i].status, cases[i].code, cases[i].text);
    g_autoptr (FotadAnswer) answer = fotad_at_provider_judge (reply);

    g_assert_cmpstr (answer->text, ==, cases[i].words);
    g_assert_cmpint (answer->kind, ==, cases[i].kind);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/asker/patience", test_patience);
  g_test_add_func ("/settings/asker/never-back", test_never_back);
  g_test_add_func ("/settings/asker/cancelled-pause", test_cancelled_pause);
  g_test_add_func ("/settings/asker/judge", test_judge);
  return g_test_run ();
}
