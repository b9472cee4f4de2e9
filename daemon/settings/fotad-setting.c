/*
 * From a group of a settings file to an entry: one table of keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-setting.h"

#include <string.h>

#include "core/fotad-error.h"
#include "settings/fotad-row-pattern.h"
#include "vendor/fotad-pattern.h"

#define DEFAULT_TIMEOUT_S 20
#define MAX_TIMEOUT_S 3600
#define MAX_ORDER 1000

typedef gboolean (*SetFunc) (FotadSetting *setting,
                             gpointer field,
                             const char *value,
                             GError **error);

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, what);
  return FALSE;
}

static gboolean
set_text (FotadSetting *setting, gpointer field, const char *value, GError **error)
{
  if (*value == '\0')
    return refuse (error, "is empty");
  *(char **) field = g_strdup (value);
  return TRUE;
}

static gboolean
set_command (FotadSetting *setting, gpointer field, const char *value, GError **error)
{
  for (const char *at = value; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      return refuse (error, "contains control characters");
  return set_text (setting, field, value, error);
}

static gboolean
set_flag (FotadSetting *setting, gpointer field, const char *value, GError **error)
{
  if (!g_str_equal (value, "yes") && !g_str_equal (value, "no"))
    return refuse (error, "is neither yes nor no");
  *(gboolean *) field = g_str_equal (value, "yes");
  return TRUE;
}

static gboolean
set_regex (FotadSetting *setting, gpointer field, const char *value, GError **error)
{
  if (*value == '\0')
    return refuse (error, "is empty");
  *(GRegex **) field = fotad_row_pattern_compile (value, error);
  return *(GRegex **) field != NULL;
}

/* Kept as text: it is used once per modem, not once per line. */
static gboolean
set_pattern (FotadSetting *setting, gpointer field, const char *value, GError **error)
{
  GRegex *regex = NULL;

  if (!set_regex (setting, &regex, value, error))
    return FALSE;
  g_regex_unref (regex);
  return set_text (setting, field, value, error);
}

static gboolean
set_words (FotadSetting *setting, gpointer field, const char *value, GError **error)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit_set (value, " ,;", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (words, parts[i]);
  *(GStrv *) field = g_strv_builder_end (words);
  return **(GStrv *) field != NULL || refuse (error, "names no group");
}

static gboolean
set_secret (FotadSetting *setting, gpointer field, const char *value, GError **error)
{
  if (g_str_equal (value, "yes") || g_str_equal (value, "no"))
    return set_flag (setting, &setting->secret, value, error);
  return set_words (setting, field, value, error);
}

static gboolean
set_order (FotadSetting *setting, gpointer field, const char *value, GError **error)
{
  gint64 order;

  if (!g_ascii_string_to_signed (value, 10, 0, MAX_ORDER, &order, NULL))
    return refuse (error, "is not a number from 0 to 1000");
  *(int *) field = (int) order;
  return TRUE;
}

static gboolean
set_timeout (FotadSetting *setting, gpointer field, const char *value, GError **error)
{
  guint64 seconds;

  if (!g_ascii_string_to_unsigned (value, 10, 1, MAX_TIMEOUT_S, &seconds, NULL))
    return refuse (error, "is not a number of seconds from 1 to 3600");
  *(guint *) field = (guint) seconds;
  return TRUE;
}

static gboolean
set_rule (FotadSetting *setting, gpointer field, const char *value, GError **error)
{
  return fotad_compare_rule_from_name (value, field) ||
         refuse (error, "is not text, exact, number, hex, set, apn or none");
}

static gboolean
set_link (FotadSetting *setting, gpointer field, const char *value, GError **error)
{
  if (!g_str_equal (value, "echo") && !g_str_equal (value, "cmee"))
    return refuse (error, "is neither echo nor cmee");
  return set_text (setting, field, value, error);
}

#define FIELD(field) G_STRUCT_OFFSET (FotadSetting, field)

static const struct {
  const char *name;
  gsize offset;
  SetFunc set;
} fields[] = {
  { "Provider", FIELD (provider), set_text },
  { "Models", FIELD (models), set_pattern },
  { "Read", FIELD (read), set_command },
  { "Dump", FIELD (dump), set_command },
  { "Discover", FIELD (discover), set_command },
  { "Names", FIELD (names), set_regex },
  { "Except", FIELD (except), set_pattern },
  { "Row", FIELD (row), set_regex },
  { "Key", FIELD (keys), set_words },
  { "Never", FIELD (never), set_words },
  { "Secret", FIELD (secrets), set_secret },
  { "SecretWhen", FIELD (secret_when), set_text },
  { "Write", FIELD (write), set_command },
  { "Remove", FIELD (remove), set_command },
  { "WriteElse", FIELD (write_else), set_command },
  { "Only", FIELD (only), set_text },
  { "Order", FIELD (order), set_order },
  { "Timeout", FIELD (timeout_s), set_timeout },
  { "Compare", FIELD (compare), set_rule },
  { "Link", FIELD (link), set_link },
  { "Reboot", FIELD (reboot), set_flag },
  { "Profile", FIELD (profile), set_flag },
  { "Kept", FIELD (kept), set_flag },
  { "Identity", FIELD (identity), set_flag },
  { "Ignore", FIELD (ignore), set_flag },
  { "Relink", FIELD (relink), set_flag },
};

void
fotad_setting_complain (FotadIniGroup *group, const char *name, const char *what, GError **error)
{
  FotadIniKey *key = name != NULL ? fotad_ini_group_find (group, name) : NULL;

  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "%s:%u: [%s]%s%s: %s",
               key != NULL ? key->file : group->file, key != NULL ? key->line : group->line,
               group->name, name != NULL ? " " : "", name != NULL ? name : "", what);
}

static gboolean
parse_group_rule (FotadSetting *setting, const FotadIniKey *key, GError **error)
{
  FotadCompareRule rule = FOTAD_COMPARE_TEXT;

  if (!set_rule (setting, &rule, key->value, error))
    return FALSE;
  g_hash_table_insert (setting->compares, g_strdup (key->name + strlen ("Compare.")),
                       GINT_TO_POINTER (rule));
  return TRUE;
}

static gboolean
parse_key (FotadSetting *setting, const FotadIniKey *key, GError **error)
{
  if (g_str_has_prefix (key->name, "Compare."))
    return parse_group_rule (setting, key, error);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, key->name))
      return fields[i].set (setting, G_STRUCT_MEMBER_P (setting, fields[i].offset), key->value,
                            error);
  return refuse (error, "there is no such key");
}

static FotadSetting *
setting_new (const char *name)
{
  FotadSetting *setting = g_new0 (FotadSetting, 1);

  setting->name = g_strdup (name);
  setting->order = MAX_ORDER / 2;
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

    if (!parse_key (setting, key, &trouble)) {
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
