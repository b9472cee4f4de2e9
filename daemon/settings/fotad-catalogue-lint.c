/*
 * A settings file read with a teacher's eye: every group's first fault, not only the file's,
 * and what is legal but surely not meant.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-catalogue.h"

#include <string.h>

#include "settings/fotad-ini.h"
#include "vendor/fotad-template.h"

typedef struct {
  GStrvBuilder *faults;
  FotadIniGroup *group;
  const FotadSetting *setting;
} Lint;

static void
note (Lint *lint, const char *key, const char *what)
{
  g_autoptr (GError) error = NULL;

  fotad_setting_complain (lint->group, key, what, &error);
  g_strv_builder_add (lint->faults, error->message);
}

/* Two rows must not be written by the same command. */
static void
lint_keys (Lint *lint)
{
  const FotadSetting *setting = lint->setting;
  g_autoptr (GPtrArray) facts = NULL;

  if (setting->write == NULL)
    return;
  facts = fotad_template_facts (setting->write, NULL);
  for (guint k = 0; setting->keys[k] != NULL; k++) {
    gboolean found = FALSE;

    for (guint i = 0; i < facts->len; i++)
      found |= g_str_equal (((FotadTemplateFact *) facts->pdata[i])->name, setting->keys[k]);
    if (!found)
      note (lint, "Write", "does not say which row it writes");
  }
}

/* Logs recognise a secret by its name. */
static void
lint_secrets (Lint *lint)
{
  for (guint i = 0; lint->setting->secrets[i] != NULL; i++)
    if (!fotad_fact_is_secret (lint->setting->secrets[i]))
      note (lint, "Secret", "a secret is called password, psk, pin, key or ends in _password …");
}

static void
lint_commands (Lint *lint)
{
  const FotadSetting *setting = lint->setting;
  const struct {
    const char *key, *command;
  } commands[] = { { "Read", setting->read },
                   { "Dump", setting->dump },
                   { "Discover", setting->discover },
                   { "Write", setting->write },
                   { "Remove", setting->remove } };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].command != NULL && g_str_equal (setting->provider, "at") &&
        !g_str_has_prefix (commands[i].command, "AT"))
      note (lint, commands[i].key, "does not begin with AT");
}

static void
lint_pattern (Lint *lint)
{
  if (*g_regex_get_pattern (lint->setting->row) != '^')
    note (lint, "Row", "does not begin with ^ and would match in the middle of a line");
}

static void
lint_group (GStrvBuilder *faults, FotadIniGroup *group)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadSetting) setting = NULL;
  Lint lint = { faults, group, NULL };

  if (g_str_equal (group->name, "Catalogue"))
    return;
  setting = fotad_setting_parse (group, &error);
  if (setting == NULL) {
    g_strv_builder_add (faults, error->message);
    return;
  }
  lint.setting = setting;
  lint_keys (&lint);
  lint_secrets (&lint);
  lint_commands (&lint);
  lint_pattern (&lint);
}

GStrv
fotad_catalogue_lint (const char *path)
{
  g_autoptr (GStrvBuilder) faults = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadCatalogue) catalogue = NULL;
  g_autoptr (FotadIni) ini = fotad_ini_load (path, &error);
  g_auto (GStrv) found = NULL;

  if (ini == NULL) {
    g_strv_builder_add (faults, error->message);
    return g_strv_builder_end (faults);
  }
  for (guint i = 0; i < ini->len; i++)
    lint_group (faults, ini->pdata[i]);
  found = g_strv_builder_end (faults);
  g_strv_builder_addv (faults, (const char **) found);
  catalogue = fotad_catalogue_load (path, NULL, &error); /* the head, and what needs it */
  if (catalogue == NULL && !g_strv_contains ((const char *const *) found, error->message))
    g_strv_builder_add (faults, error->message);
  return g_strv_builder_end (faults);
}
