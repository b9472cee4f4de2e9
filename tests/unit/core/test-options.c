/*
 * Option dictionaries: what is known comes out, what is not is named.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-options.h"

#include <string.h>

#include "core/fotad-error.h"

typedef struct {
  char *label;
  char *approval;
  guint32 attempts;
  guint64 not_before;
  gboolean restore;
} Taken;

static gboolean
take (const char *text, Taken *taken, GError **error)
{
  static const char *const words[] = { "auto", "ask", NULL };
  g_autoptr (FotadOptions) options = fotad_options_new (g_variant_new_parsed (text));

  return fotad_options_take_string (options, "label", 8, &taken->label, error) &&
         fotad_options_take_word (options, "approval", words, &taken->approval, error) &&
         fotad_options_take_u32 (options, "attempts", &taken->attempts, error) &&
         fotad_options_take_u64 (options, "not-before", &taken->not_before, error) &&
         fotad_options_take_boolean (options, "restore", &taken->restore, error) &&
         fotad_options_finish (options, error);
}

static void
clear (Taken *taken)
{
  g_clear_pointer (&taken->label, g_free);
  g_clear_pointer (&taken->approval, g_free);
}

static void
test_taken (void)
{
  Taken taken = { g_strdup ("old"), g_strdup ("old"), 1, 2, FALSE };
  g_autoptr (GError) error = NULL;

  g_assert_true (take ("@a{sv} {}", &taken, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (taken.label, ==, "old");
  g_assert_cmpuint (taken.attempts, ==, 1);
  g_assert_true (take ("{'restore': <true>, 'not-before': <uint64 5000000000>,"
                       " 'attempts': <uint32 7>, 'approval': <'ask'>, 'label': <'grün'>}",
                       &taken, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (taken.label, ==, "grün");
  g_assert_cmpstr (taken.approval, ==, "ask");
  g_assert_cmpuint (taken.attempts, ==, 7);
  g_assert_cmpuint (taken.not_before, ==, G_GUINT64_CONSTANT (5000000000));
  g_assert_true (taken.restore);
  clear (&taken);
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    const char *message;
  } cases[] = {
    { "{'labl': <'x'>}",
      "labl: unknown option, there are label, approval, attempts, not-before, restore" },
    { "{'label': <'x'>, 'z\\n': <1>}",
      "z\\n: unknown option, there are label, approval, attempts, not-before, restore" },
    { "{'label': <uint32 5>}", "label: must be of type s, not u" },
    { "{'attempts': <5>}", "attempts: must be of type u, not i" },
    { "{'attempts': <uint64 5>}", "attempts: must be of type u, not t" },
    { "{'not-before': <uint32 5>}", "not-before: must be of type t, not u" },
    { "{'restore': <'yes'>}", "restore: must be of type b, not s" },
    { "{'restore': <<true>>}", "restore: must be of type b, not v" },
    { "{'approval': <'no'>}", "approval: must be one of auto, ask" },
    { "{'label': <'123456789'>}", "label: 9 bytes are too long, at most 8" },
    { "{'label': <'a\\rb'>}", "label: control character at byte 1" },
    { "{'label': <'a'>, 'label': <'b'>}", "label: given twice" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Taken taken = { NULL };
    g_autoptr (GError) error = NULL;

    g_assert_false (take (cases[i].text, &taken, &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
    g_assert_cmpstr (error->message, ==, cases[i].message);
    clear (&taken);
  }
}

static void
test_huge_key (void)
{
  g_autofree char *key = g_strnfill (1 << 20, '\xe4');
  g_autofree char *valid = g_utf8_make_valid (key, -1);
  GVariantDict dict;
  g_autoptr (FotadOptions) options = NULL;
  g_autoptr (GError) error = NULL;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, valid, "s", "");
  options = fotad_options_new (g_variant_dict_end (&dict));
  g_assert_false (fotad_options_finish (options, &error));
  g_assert_cmpuint (strlen (error->message), <, 120);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_true (g_str_has_suffix (error->message, ": unknown option, there are none"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/options/taken", test_taken);
  g_test_add_func ("/core/options/refused", test_refused);
  g_test_add_func ("/core/options/huge-key", test_huge_key);
  return g_test_run ();
}
