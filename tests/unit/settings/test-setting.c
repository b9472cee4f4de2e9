/*
 * One entry: what it says when it is right, and every mistake named with its place.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-setting.h"

#include <string.h>

#include "core/fotad-error.h"

static FotadSetting *
parse (const char *text, GError **error)
{
  g_autoptr (FotadIni) ini = fotad_ini_parse ("x", text, strlen (text), NULL);

  g_assert_nonnull (ini);
  return fotad_setting_parse (ini->pdata[0], error);
}

#define PDP "[pdp]\nRead=AT+P?\nRow=^\\+P: (?<cid>\\d+),\"(?<apn>.*)\",(?<ip>.*)\n"

static void
test_reads (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadSetting) setting =
      parse (PDP "Key=cid\nNever=ip\nWrite=AT+P=${cid:number},${apn}\nCompare.apn=apn\n"
                 "Compare=number\nOrder=7\nTimeout=200\nReboot=yes\nKept=no\nIdentity=yes\n"
                 "Models=^EX\n",
             &error);

  g_assert_no_error (error);
  g_assert_cmpstr (setting->name, ==, "pdp");
  g_assert_cmpstr (setting->provider, ==, "at");
  g_assert_cmpint (setting->order, ==, 7);
  g_assert_cmpuint (setting->timeout_s, ==, 200);
  g_assert_true (setting->reboot);
  g_assert_false (setting->kept);
  g_assert_true (setting->identity);
  g_assert_cmpuint (g_strv_length (setting->groups), ==, 3);
  g_assert_cmpint (fotad_setting_rule (setting, "apn"), ==, FOTAD_COMPARE_APN);
  g_assert_cmpint (fotad_setting_rule (setting, "cid"), ==, FOTAD_COMPARE_NUMBER);
  g_assert_cmpint (fotad_setting_rule (setting, "ip"), ==, FOTAD_COMPARE_NONE);
  g_assert_true (fotad_setting_fits (setting, "EXS82-W"));
  g_assert_true (fotad_setting_fits (setting, "exs62"));
  g_assert_false (fotad_setting_fits (setting, "TX62-W"));
  g_assert_false (fotad_setting_fits (setting, NULL));
}

static void
test_defaults (void)
{
  g_autoptr (FotadSetting) setting = parse (PDP, NULL);

  g_assert_true (fotad_setting_fits (setting, NULL));
  g_assert_null (setting->write);
  g_assert_cmpuint (setting->timeout_s, ==, 20);
  g_assert_false (fotad_setting_is_secret (setting, "apn"));
}

static void
test_secrets (void)
{
  g_autoptr (FotadSetting) some = parse (PDP "Secret=apn password\n", NULL);
  g_autoptr (FotadSetting) all = parse (PDP "Key=cid\nSecret=yes\n", NULL);

  g_assert_true (fotad_setting_is_secret (some, "apn"));
  g_assert_true (fotad_setting_is_secret (some, "password"));
  g_assert_false (fotad_setting_is_secret (some, "ip"));
  g_assert_true (fotad_setting_is_secret (all, "apn"));
  g_assert_false (fotad_setting_is_secret (all, "cid"));
}

static const struct {
  const char *text, *message;
} mistakes[] = {
  { PDP "Wirte=AT+P=1\n", "x:4: [pdp] Wirte: there is no such key" },
  { PDP "Key=cd\n", "x:4: [pdp] Key: Row has no group 'cd'" },
  { PDP "Key=\n", "x:4: [pdp] Key: names no group" },
  { PDP "Never=adr\n", "x:4: [pdp] Never: Row has no group 'adr'" },
  { PDP "Compare.band=hex\n", "x:4: [pdp] Compare.band: Row has no group 'band'" },
  { PDP "Compare=octal\n", "x:4: [pdp] Compare: is not text, exact" },
  { PDP "Compare.apn=\n", "x:4: [pdp] Compare.apn: is not text, exact" },
  { PDP "Write=AT+P=${cidd}\n", "x:4: [pdp] Write: 'cidd' is no group of Row and no secret" },
  { PDP "Never=ip\nWrite=AT+P=${ip}\n", "x:5: [pdp] Write: 'ip' is never written" },
  { PDP "Write=AT+P=${cid\n", "x:4: [pdp] Write: template" },
  { PDP "Write=AT+P=[${cid}\n", "x:4: [pdp] Write: template" },
  { PDP "Write=AT+P\aX\n", "x:4: [pdp] Write: contains control characters" },
  { PDP "Write=\n", "x:4: [pdp] Write: is empty" },
  { PDP "WriteElse=AT+P=1\n", "x:4: [pdp] WriteElse: means nothing without Write" },
  { PDP "Remove=AT+P=1\n", "x:4: [pdp] Remove: means nothing without Write" },
  { PDP "Reboot=yes\n", "x:4: [pdp] Reboot: means nothing without Write" },
  { PDP "Reboot=true\n", "x:4: [pdp] Reboot: is neither yes nor no" },
  { PDP "Order=-1\n", "x:4: [pdp] Order: is not a number from 0 to 1000" },
  { PDP "Order=1e3\n", "x:4: [pdp] Order: is not a number from 0 to 1000" },
  { PDP "Timeout=0\n", "x:4: [pdp] Timeout: is not a number of seconds" },
  { PDP "Timeout=99999999999999999999\n", "x:4: [pdp] Timeout: is not a number of seconds" },
  { PDP "Models=(\n", "x:4: [pdp] Models: " },
  { PDP "Key=apn\nSecret=apn\n", "x:5: [pdp] Secret: a key of the row cannot be secret" },
  { PDP "SecretWhen=apn\n", "x:4: [pdp] SecretWhen: means nothing" },
  { PDP "Names=(?<name>x)\n", "x:4: [pdp] Names: needs Discover" },
  { PDP "Discover=AT+P=?\n", "x:4: [pdp] Discover: needs Names" },
  { PDP "Discover=AT+P=?\nNames=(?<n>x)\n", "x:4: [pdp] Discover: needs Names" },
  { PDP "Discover=AT+P=?\nNames=(?<name>x)\nKey=cid\n", "x:4: [pdp] Discover: needs Read" },
  { PDP "Link=speed\n", "x:4: [pdp] Link: is neither echo nor cmee" },
  { PDP "Link=echo\n", "x:4: [pdp] Link: Row has no group of that name" },
  { PDP "Only=apn\n", "x:4: [pdp] Only: is not of the form" },
  { PDP "Only=op=mode.m\n", "x:4: [pdp] Only: Row has no such group" },
  { "[p p]\nRead=AT\nRow=(?<a>b)\n", "x:1: [p p]: a name has" },
  { "[p]\nRow=(?<a>b)\n", "x:1: [p]: needs Read, Dump or Link" },
  { "[p]\nRead=AT\n", "x:1: [p]: needs Row" },
  { "[p]\nRead=AT\nRow=b\n", "x:3: [p] Row: has no named group" },
  { "[p]\nRead=AT\nRow=(?<a>b\n", "x:3: [p] Row: " },
  { "[p]\nRead=AT${name}\nRow=(?<a>b)\n", "x:2: [p] Read: only ${name}" },
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
  g_test_add_func ("/settings/setting/reads", test_reads);
  g_test_add_func ("/settings/setting/defaults", test_defaults);
  g_test_add_func ("/settings/setting/secrets", test_secrets);
  g_test_add_func ("/settings/setting/mistakes", test_mistakes);
  return g_test_run ();
}
