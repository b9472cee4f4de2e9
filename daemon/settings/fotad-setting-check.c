/*
 * What an entry must be like to make sense, beyond each key for itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-setting.h"

#include <string.h>

#include "vendor/fotad-template.h"

typedef struct {
  const FotadSetting *setting;
  FotadIniGroup *group;
} Check;

static gboolean
fail (const Check *check, const char *key, const char *what, GError **error)
{
  fotad_setting_complain (check->group, key, what, error);
  return FALSE;
}

static gboolean
contains (GStrv words, const char *word)
{
  return g_strv_contains ((const char *const *) words, word);
}

/* What a row has besides the groups of its pattern. */
static gboolean
is_given (const FotadSetting *setting, const char *word)
{
  return (setting->discover != NULL && g_str_equal (word, "name")) ||
         (contains (setting->keys, "line") && g_str_equal (word, "line"));
}

/* Words of @key must be groups of Row. */
static gboolean
check_words (const Check *check, const char *key, GStrv words, GError **error)
{
  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *what = g_strdup_printf ("Row has no group '%s'", words[i]);

    if (!contains (check->setting->groups, words[i]) && !is_given (check->setting, words[i]))
      return fail (check, key, what, error);
  }
  return TRUE;
}

static gboolean
check_groups (const Check *check, GError **error)
{
  const FotadSetting *setting = check->setting;
  char *when[] = { setting->secret_when, NULL };
  GHashTableIter iter;
  gpointer name;

  if (!check_words (check, "Key", setting->keys, error) ||
      !check_words (check, "Never", setting->never, error) ||
      !check_words (check, "SecretWhen", when, error))
    return FALSE;
  g_hash_table_iter_init (&iter, setting->compares);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    g_autofree char *key = g_strconcat ("Compare.", name, NULL);
    char *words[] = { name, NULL };

    if (!check_words (check, key, words, error))
      return FALSE;
  }
  for (guint i = 0; setting->keys[i] != NULL; i++)
    if (fotad_setting_is_secret (setting, setting->keys[i]))
      return fail (check, "Secret", "a key of the row cannot be secret", error);
  return TRUE;
}

static gboolean
check_fact (const Check *check, const char *key, const char *name, GError **error)
{
  const FotadSetting *setting = check->setting;
  g_autofree char *what = NULL;

  if (contains (setting->never, name))
    what = g_strdup_printf ("'%s' is never written, says Never", name);
  else if (!contains (setting->groups, name) && !contains (setting->secrets, name) &&
           !is_given (setting, name))
    what = g_strdup_printf ("'%s' is no group of Row and no secret", name);
  return what == NULL || fail (check, key, what, error);
}

/* @named: the facts are the instance's name, not the row's groups. */
static gboolean
check_template (
    const Check *check, const char *key, const char *text, gboolean named, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GPtrArray) facts = NULL;

  if (text == NULL)
    return TRUE;
  facts = fotad_template_facts (text, &trouble);
  if (facts == NULL)
    return fail (check, key, trouble->message, error);
  for (guint i = 0; i < facts->len; i++) {
    const FotadTemplateFact *fact = facts->pdata[i];

    if (named && (check->setting->discover == NULL || !g_str_equal (fact->name, "name")))
      return fail (check, key, "only ${name} may be used here, and only with Discover", error);
    if (!named && !check_fact (check, key, fact->name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_templates (const Check *check, GError **error)
{
  const FotadSetting *setting = check->setting;

  return check_template (check, "Read", setting->read, TRUE, error) &&
         check_template (check, "Write", setting->write, FALSE, error) &&
         check_template (check, "WriteElse", setting->write_else, FALSE, error) &&
         check_template (check, "Remove", setting->remove, FALSE, error);
}

static gboolean
check_discovery (const Check *check, GError **error)
{
  const FotadSetting *setting = check->setting;

  if (setting->discover == NULL) {
    if (setting->names != NULL || setting->except != NULL)
      return fail (check, setting->names != NULL ? "Names" : "Except", "needs Discover", error);
    return TRUE;
  }
  if (setting->names == NULL || g_regex_get_string_number (setting->names, "name") < 1)
    return fail (check, "Discover", "needs Names with a group 'name'", error);
  if (setting->read == NULL || setting->dump != NULL || setting->keys[0] != NULL)
    return fail (check, "Discover", "needs Read and excludes Dump and Key", error);
  return TRUE;
}

static gboolean
check_reading (const Check *check, GError **error)
{
  const FotadSetting *setting = check->setting;

  if (setting->read == NULL && setting->dump == NULL && setting->link == NULL)
    return fail (check, NULL, "needs Read, Dump or Link", error);
  if (setting->row == NULL)
    return fail (check, NULL, "needs Row", error);
  if (setting->groups[0] == NULL)
    return fail (check, "Row", "has no named group", error);
  if (setting->link != NULL && !contains (setting->groups, setting->link))
    return fail (check, "Link", "Row has no group of that name", error);
  return TRUE;
}

static gboolean
check_writing (const Check *check, GError **error)
{
  const FotadSetting *setting = check->setting;
  const char *needs_write = setting->remove != NULL       ? "Remove"
                            : setting->write_else != NULL ? "WriteElse"
                            : setting->reboot             ? "Reboot"
                            : setting->relink             ? "Relink"
                            : setting->profile            ? "Profile"
                            : setting->link != NULL       ? "Link"
                                                          : NULL;

  if (setting->write == NULL && needs_write != NULL)
    return fail (check, needs_write, "means nothing without Write", error);
  if (setting->link != NULL && !setting->profile)
    return fail (check, "Link", "means nothing without Profile", error);
  if (setting->secret_when != NULL && setting->secrets[0] == NULL)
    return fail (check, "SecretWhen", "means nothing without the groups in Secret", error);
  return TRUE;
}

static gboolean
check_only (const Check *check, GError **error)
{
  g_autofree char *group = NULL;
  const char *equals;

  if (check->setting->only == NULL)
    return TRUE;
  equals = strchr (check->setting->only, '=');
  if (equals == NULL || strrchr (equals, '.') == NULL)
    return fail (check, "Only", "is not of the form group=setting.group", error);
  group = g_strndup (check->setting->only, (gsize) (equals - check->setting->only));
  return contains (check->setting->groups, group) ||
         fail (check, "Only", "Row has no such group", error);
}

static gboolean
check_name (const Check *check, GError **error)
{
  const char *name = check->setting->name;

  if (!g_regex_match_simple ("^[A-Za-z0-9_.+/-]{1,64}$", name, G_REGEX_DOLLAR_ENDONLY, 0))
    return fail (check, NULL, "a name has 1 to 64 letters, digits and _.+/-", error);
  return TRUE;
}

gboolean
fotad_setting_check (const FotadSetting *setting, FotadIniGroup *group, GError **error)
{
  const Check check = { setting, group };

  return check_name (&check, error) && check_reading (&check, error) &&
         check_groups (&check, error) && check_only (&check, error) &&
         check_discovery (&check, error) && check_writing (&check, error) &&
         check_templates (&check, error);
}
