/*
 * The keys of an entry: one table of them, and what values each takes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-setting-private.h"

#include <string.h>

#include "core/fotad-error.h"
#include "settings/fotad-row-pattern.h"

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

gboolean
setting_parse_key (FotadSetting *setting, const FotadIniKey *key, GError **error)
{
  if (g_str_has_prefix (key->name, "Compare."))
    return parse_group_rule (setting, key, error);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, key->name))
      return fields[i].set (setting, G_STRUCT_MEMBER_P (setting, fields[i].offset), key->value,
                            error);
  return refuse (error, "there is no such key");
}
