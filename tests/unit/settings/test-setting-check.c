/*
 * What an entry must be like to make sense, beyond each key for itself; test-setting.c has each
 * key.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-setting.h"

#include <string.h>

#include "core/fotad-error.h"

#define NAME64 "abcdefghijklmnopqrstuvwxyz0123456789_.+/-ABCDEFGHIJKLMNOPQRSTUVW"
#define ROW "Row=(?<a>x)(?<b>y)\n"
#define P "[p]\nRead=AT+P?\n" ROW
#define FOUND "Discover=AT+N?\nNames=(?<name>x)\n"

static FotadSetting *
parse (const char *text, GError **error)
{
  g_autoptr (FotadIni) ini = fotad_ini_parse ("x", text, strlen (text), NULL);

  g_assert_nonnull (ini);
  return fotad_setting_parse (ini->pdata[0], error);
}

static void
test_good (void)
{
  static const char *const entries[] = {
    P,
    "[" NAME64 "]\nRead=AT\n" ROW,
    "[p]\nDump=AT+D\n" ROW,
    "[p]\nLink=echo\nProfile=yes\nRow=(?<echo>x)\nWrite=ATE${echo}\n",
    P "Key=a line\nWrite=AT${line}${a}\n",
    P FOUND "Except=^y\nWrite=AT${name}\n",
    "[p]\nRead=AT${name}\n" ROW FOUND,
    P "Write=AT\nWriteElse=AT\nRemove=AT\nReboot=yes\nRelink=yes\nProfile=yes\n",
    P "Secret=c\nSecretWhen=a\nWrite=AT${a}[,${c}]\n",
    P "Never=b\nWrite=AT${a}\n",
    P "Only=a=other.b\n",
    P "Compare.a=hex\nCompare.b=none\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (FotadSetting) setting = parse (entries[i], &error);

    g_assert_no_error (error);
    g_assert_nonnull (setting);
  }
}

static const struct {
  const char *text, *message;
} mistakes[] = {
  { "[" NAME64 "x]\nRead=AT\n" ROW, "x:1: [" NAME64 "x]: a name has 1 to 64" },
  { "[p\"]\nRead=AT\n" ROW, "x:1: [p\"]: a name has" },
  { P "SecretWhen=c\nSecret=a\n", "x:4: [p] SecretWhen: Row has no group 'c'" },
  { P "Secret=yes\nKey=a\nSecretWhen=b\n",
    "x:6: [p] SecretWhen: means nothing without the groups" },
  { P "Secret=a\nKey=a b\n", "x:4: [p] Secret: a key of the row cannot be secret" },
  { P "Key=name\n", "x:4: [p] Key: Row has no group 'name'" },
  { P "Never=line\n", "x:4: [p] Never: Row has no group 'line'" },
  { P "Write=AT${line}\n", "x:4: [p] Write: 'line' is no group" },
  { P "Write=AT${name}\n", "x:4: [p] Write: 'name' is no group" },
  { P "Write=AT\nWriteElse=AT${c}\n", "x:5: [p] WriteElse: 'c' is no group" },
  { P "Write=AT\nRemove=AT${c}\n", "x:5: [p] Remove: 'c' is no group" },
  { P "Write=AT\nRemove=AT${c\n", "x:5: [p] Remove: template" },
  { P "Never=b\nWrite=AT\nRemove=AT${b}\n", "x:6: [p] Remove: 'b' is never written" },
  { P "Relink=yes\n", "x:4: [p] Relink: means nothing without Write" },
  { P "Profile=yes\n", "x:4: [p] Profile: means nothing without Write" },
  { "[p]\nLink=echo\nRow=(?<echo>x)\n", "x:2: [p] Link: means nothing without Write" },
  { "[p]\nLink=echo\nRow=(?<echo>x)\nWrite=AT\n", "x:2: [p] Link: means nothing without Profile" },
  { P "Except=y\n", "x:4: [p] Except: needs Discover" },
  { P FOUND "Dump=AT+D\n", "x:4: [p] Discover: needs Read and excludes Dump and Key" },
  { "[p]\nDump=AT+D\n" ROW FOUND, "x:4: [p] Discover: needs Read" },
  { "[p]\nLink=echo\nProfile=yes\nRow=(?<echo>x)\nWrite=AT\n" FOUND,
    "x:6: [p] Discover: needs Read" },
  { "[p]\nRead=AT${a}\n" ROW FOUND, "x:2: [p] Read: only ${name} may be used here" },
  { P "Only=a=other\n", "x:4: [p] Only: is not of the form" },
  { P "Only==o.a\n", "x:4: [p] Only: Row has no such group" },
};

static void
test_mistakes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (FotadSetting) setting = parse (mistakes[i].text, &error);

    g_test_message ("%s / %s", mistakes[i].message, error != NULL ? error->message : "(none)");
    g_assert_null (setting);
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
    g_assert_true (g_str_has_prefix (error->message, mistakes[i].message));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/setting-check/good", test_good);
  g_test_add_func ("/settings/setting-check/mistakes", test_mistakes);
  return g_test_run ();
}
