/*
 * From a group of a settings file to an entry, and what is asked of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-setting-private.h"

#include "core/fotad-error.h"
#include "vendor/fotad-pattern.h"

#define DEFAULT_TIMEOUT_S 20
#define DEFAULT_ORDER 500

void
fotad_setting_complain (FotadIniGroup *group, const char *name, const char *what, GError **error)
{
  FotadIniKey *key = name != NULL ? fotad_ini_group_find (group, name) : NULL;

  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "%s:%u: [%s]%s%s: %s",
               key != NULL ? key->file : group->file, key != NULL ? key->line : group->line,
               group->name, name != NULL ? " " : "", name != NULL ? name : "", what);
}

static FotadSetting *
setting_new (const char *name)
{
  FotadSetting *setting = g_new0 (FotadSetting, 1);

  setting->name = g_strdup (name);
  setting->order = DEFAULT_ORDER;
  setting->timeout_s = DEFAULT_TIMEOUT_S;
  setting->compares = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return setting;
}

static void
ensure_defaults (FotadSetting *setting)
{
  static const char *const none[] = { NULL };
  GStrv *lists[] = { &setting->keys, &setting->never, &setting->secrets };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (*lists[i] == NULL)
      *lists[i] = g_strdupv ((GStrv) none);
  if (setting->provider == NULL)
    setting->provider = g_strdup ("at");
  setting->groups = setting->row != NULL ? fotad_pattern_groups (g_regex_get_pattern (setting->row))
                                         : g_strdupv ((GStrv) none);
}

FotadSetting *
fotad_setting_parse (FotadIniGroup *group, GError **error)
{
  g_autoptr (FotadSetting) setting = setting_new (group->name);

  for (guint i = 0; i < group->keys->len; i++) {
    const FotadIniKey *key = group->keys->pdata[i];
    g_autoptr (GError) trouble = NULL;

    if (!setting_parse_key (setting, key, &trouble)) {
      fotad_setting_complain (group, key->name, trouble->message, error);
      return NULL;
    }
  }
  ensure_defaults (setting);
  if (!fotad_setting_check (setting, group, error))
    return NULL;
  return g_steal_pointer (&setting);
}

void
fotad_setting_free (FotadSetting *setting)
{
  char *texts[] = { setting->name,      setting->provider,    setting->models, setting->read,
                    setting->dump,      setting->discover,    setting->except, setting->write,
                    setting->remove,    setting->secret_when, setting->link,   setting->only,
                    setting->write_else };
  GStrv lists[] = { setting->groups, setting->keys, setting->never, setting->secrets };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    g_strfreev (lists[i]);
  g_clear_pointer (&setting->names, g_regex_unref);
  g_clear_pointer (&setting->row, g_regex_unref);
  g_hash_table_unref (setting->compares);
  g_free (setting);
}

gboolean
fotad_setting_fits (const FotadSetting *setting, const char *model)
{
  if (setting->ignore || setting->models == NULL)
    return !setting->ignore;
  return model != NULL && g_regex_match_simple (setting->models, model, G_REGEX_CASELESS, 0);
}

/* What tells rows apart is never secret. */
gboolean
fotad_setting_is_secret (const FotadSetting *setting, const char *group)
{
  if (g_strv_contains ((const char *const *) setting->secrets, group))
    return TRUE;
  return setting->secret && g_strv_contains ((const char *const *) setting->groups, group) &&
         !g_strv_contains ((const char *const *) setting->keys, group);
}

FotadCompareRule
fotad_setting_rule (const FotadSetting *setting, const char *group)
{
  gpointer rule;

  if (g_strv_contains ((const char *const *) setting->never, group))
    return FOTAD_COMPARE_NONE;
  if (g_hash_table_lookup_extended (setting->compares, group, NULL, &rule))
    return (FotadCompareRule) GPOINTER_TO_INT (rule);
  return setting->compare;
}
