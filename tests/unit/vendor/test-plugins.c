/*
 * Every promise a plugin makes, checked for every plugin: argv is the modules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "plugin-lint.h"

#include <string.h>

static const FotadVendor *
open_vendor (const char *path)
{
  GModule *module = g_module_open (path, G_MODULE_BIND_LOCAL);
  const FotadVendor *const *symbol = NULL;

  if (module == NULL)
    g_test_message ("%s", g_module_error ());
  g_assert_nonnull (module);
  g_assert_true (g_module_symbol (module, "fotad_plugin", (gpointer *) &symbol));
  g_assert_nonnull (*symbol);
  return *symbol;
}

static void
test_lint (gconstpointer vendor)
{
  g_autoptr (GPtrArray) problems = plugin_lint (vendor);

  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) problems->pdata[i]);
  g_assert_cmpuint (problems->len, ==, 0);
}

/* NAME lies in fotad-NAME.so, or the daemon will not take it. */
static void
test_name (gconstpointer data)
{
  const char *path = data;
  const FotadVendor *vendor = open_vendor (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *expected = g_strdup_printf ("fotad-%s.so", vendor->name);

  g_assert_cmpstr (base, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 1; i < argc; i++) {
    const FotadVendor *vendor = open_vendor (argv[i]);
    g_autofree char *lint = g_strdup_printf ("/plugins/%s/lint", vendor->name);
    g_autofree char *name = g_strdup_printf ("/plugins/%s/name", vendor->name);

    g_test_add_data_func (lint, vendor, test_lint);
    g_test_add_data_func (name, argv[i], test_name);
  }
  return g_test_run ();
}
