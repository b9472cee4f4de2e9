/*
 * Files read strictly: the line is named, the value never.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-ini.h"

#include <string.h>

#include "core/fotad-error.h"

static FotadIni *
parse (const char *text, GError **error)
{
  return fotad_ini_parse ("x.settings", text, strlen (text), error);
}

static void
test_reads (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadIni) ini = parse (
      "# first\n\n[one]\r\n Row = ^\\+X: (?<a>\\d)  \nWrite=AT+X=${a},\"b\"\n[two]\n", &error);
  FotadIniGroup *one;
  FotadIniKey *key;

  g_assert_no_error (error);
  g_assert_cmpuint (ini->len, ==, 2);
  one = fotad_ini_find (ini, "one");
  g_assert_cmpuint (one->line, ==, 3);
  key = fotad_ini_group_find (one, "Row");
  g_assert_cmpstr (key->value, ==, "^\\+X: (?<a>\\d)");
  g_assert_cmpuint (key->line, ==, 4);
  g_assert_cmpstr (key->file, ==, "x.settings");
  g_assert_cmpstr (fotad_ini_group_find (one, "Write")->value, ==, "AT+X=${a},\"b\"");
  g_assert_null (fotad_ini_group_find (one, "row"));
  g_assert_null (fotad_ini_find (ini, "three"));
}

static void
test_refuses (void)
{
  static const struct {
    const char *text, *message;
  } cases[] = {
    { "a=b\n", "x.settings:1: a key before" },
    { "[g]\nhunter2\n", "x.settings:2: neither" },
    { "[g]\n=hunter2\n", "x.settings:2: neither" },
    { "[g]\na=1\n\na=2\n", "x.settings:4: key given twice in its group: a" },
    { "[g]\n[h]\n[g]\n", "x.settings:3: group given twice: g" },
    { "[g\n", "x.settings:1: not a [group]" },
    { "[]\n", "x.settings:1: not a [group]" },
    { "[g] x\n", "x.settings:1: not a [group]" },
    { "[[g]]\n", "x.settings:1: not a [group]" },
    { "[g]\na=\xff\n", "x.settings:2: not UTF-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i].message);
    g_assert_null (parse (cases[i].text, &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
    g_assert_true (g_str_has_prefix (error->message, cases[i].message));
    g_assert_null (strstr (error->message, "hunter2"));
  }
}

static void
test_refuses_bytes (void)
{
  g_autoptr (GError) nul = NULL, size = NULL;
  g_autofree char *big = g_strnfill (FOTAD_INI_MAX_SIZE + 1, '#');

  g_assert_null (fotad_ini_parse ("x", "[g]\na=1\0b=2\n", 12, &nul));
  g_assert_cmpstr (nul->message, ==, "x:2: a NUL byte");
  g_assert_null (fotad_ini_parse ("x", big, FOTAD_INI_MAX_SIZE + 1, &size));
  g_assert_cmpstr (size->message, ==, "x:1: longer than 256 KiB");
}

static void
test_overlays (void)
{
  g_autoptr (FotadIni) base = parse ("[a]\nx=1\ny=2\n[b]\nx=3\n", NULL);
  g_autoptr (FotadIni) copy = fotad_ini_copy (base);
  g_autoptr (FotadIni) over = parse ("[a]\ny=20\nz=30\n[c]\nx=4\n", NULL);
  FotadIniGroup *a;

  for (guint i = 0; i < over->len; i++)
    fotad_ini_overlay (copy, over->pdata[i]);
  a = fotad_ini_find (copy, "a");
  g_assert_cmpuint (copy->len, ==, 3);
  g_assert_cmpuint (a->keys->len, ==, 3);
  g_assert_cmpstr (fotad_ini_group_find (a, "x")->value, ==, "1");
  g_assert_cmpstr (fotad_ini_group_find (a, "y")->value, ==, "20");
  g_assert_cmpstr (fotad_ini_group_find (a, "z")->value, ==, "30");
  g_assert_cmpstr (fotad_ini_group_find (fotad_ini_find (base, "a"), "y")->value, ==, "2");
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_ini_load ("/nonexistent/x.settings", &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/ini/reads", test_reads);
  g_test_add_func ("/settings/ini/refuses", test_refuses);
  g_test_add_func ("/settings/ini/refuses-bytes", test_refuses_bytes);
  g_test_add_func ("/settings/ini/overlays", test_overlays);
  g_test_add_func ("/settings/ini/missing", test_missing);
  return g_test_run ();
}
