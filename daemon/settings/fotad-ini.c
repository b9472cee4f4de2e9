/*
 * A line lexer for "[group] key=value" files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-ini.h"

#include <string.h>

#include "core/fotad-error.h"

static void
key_free (FotadIniKey *key)
{
  g_free (key->name);
  g_free (key->value);
  g_free (key->file);
  g_free (key);
}

static FotadIniKey *
key_copy (const FotadIniKey *key)
{
  FotadIniKey *copy = g_new0 (FotadIniKey, 1);

  copy->name = g_strdup (key->name);
  copy->value = g_strdup (key->value);
  copy->file = g_strdup (key->file);
  copy->line = key->line;
  return copy;
}

static FotadIniGroup *
group_new (const char *file, guint line, char *name)
{
  FotadIniGroup *group = g_new0 (FotadIniGroup, 1);

  group->name = name;
  group->file = g_strdup (file);
  group->line = line;
  group->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) key_free);
  return group;
}

static void
group_free (FotadIniGroup *group)
{
  g_free (group->name);
  g_free (group->file);
  g_ptr_array_unref (group->keys);
  g_free (group);
}

static FotadIniGroup *
group_copy (const FotadIniGroup *group)
{
  FotadIniGroup *copy = group_new (group->file, group->line, g_strdup (group->name));

  for (guint i = 0; i < group->keys->len; i++)
    g_ptr_array_add (copy->keys, key_copy (group->keys->pdata[i]));
  return copy;
}

static FotadIni *
ini_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);
}

FotadIniGroup *
fotad_ini_find (FotadIni *ini, const char *name)
{
  for (guint i = 0; i < ini->len; i++) {
    FotadIniGroup *group = ini->pdata[i];

    if (g_str_equal (group->name, name))
      return group;
  }
  return NULL;
}

FotadIniKey *
fotad_ini_group_find (FotadIniGroup *group, const char *name)
{
  for (guint i = 0; i < group->keys->len; i++) {
    FotadIniKey *key = group->keys->pdata[i];

    if (g_str_equal (key->name, name))
      return key;
  }
  return NULL;
}

static gboolean
fail (GError **error, const char *file, guint line, const char *what, const char *name)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "%s:%u: %s%s%s", file, line, what,
               name != NULL ? ": " : "", name != NULL ? name : "");
  return FALSE;
}

static gboolean
parse_group (FotadIni *ini, const char *file, guint line, const char *text, GError **error)
{
  const char *end = strchr (text, ']');
  g_autofree char *name = NULL;

  if (end == NULL || end[1] != '\0' || end == text + 1)
    return fail (error, file, line, "not a [group] line", NULL);
  name = g_strndup (text + 1, (gsize) (end - text - 1));
  if (strchr (name, '[') != NULL)
    return fail (error, file, line, "not a [group] line", NULL);
  if (fotad_ini_find (ini, name) != NULL)
    return fail (error, file, line, "group given twice", name);
  g_ptr_array_add (ini, group_new (file, line, g_steal_pointer (&name)));
  return TRUE;
}

static gboolean
parse_key (FotadIni *ini, const char *file, guint line, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  FotadIniGroup *group = ini->len > 0 ? ini->pdata[ini->len - 1] : NULL;
  g_autofree char *name = NULL;
  FotadIniKey *key;

  if (equals == NULL || equals == text)
    return fail (error, file, line, "neither a [group], a key=value nor a # comment", NULL);
  if (group == NULL)
    return fail (error, file, line, "a key before the first [group]", NULL);
  name = g_strstrip (g_strndup (text, (gsize) (equals - text)));
  if (fotad_ini_group_find (group, name) != NULL)
    return fail (error, file, line, "key given twice in its group", name);
  key = g_new0 (FotadIniKey, 1);
  key->name = g_steal_pointer (&name);
  key->value = g_strstrip (g_strdup (equals + 1));
  key->file = g_strdup (file);
  key->line = line;
  g_ptr_array_add (group->keys, key);
  return TRUE;
}

static gboolean
parse_line (FotadIni *ini, const char *file, guint line, char *text, GError **error)
{
  g_strstrip (text);
  if (*text == '\0' || *text == '#')
    return TRUE;
  if (*text == '[')
    return parse_group (ini, file, line, text, error);
  return parse_key (ini, file, line, text, error);
}

FotadIni *
fotad_ini_parse (const char *file, const char *text, gsize length, GError **error)
{
  g_autoptr (FotadIni) ini = ini_new ();
  g_autofree char *copy = NULL;
  g_auto (GStrv) lines = NULL;

  if (length > FOTAD_INI_MAX_SIZE) {
    fail (error, file, 1, "longer than 256 KiB", NULL);
    return NULL;
  }
  copy = g_strndup (text, length);
  lines = g_strsplit (copy, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (!g_utf8_validate (lines[i], -1, NULL)) {
      fail (error, file, i + 1, "not UTF-8", NULL);
      return NULL;
    }
    if (!parse_line (ini, file, i + 1, lines[i], error))
      return NULL;
  }
  if (strlen (copy) != length) { /* whatever came behind a NUL was not read */
    fail (error, file, MAX (g_strv_length (lines), 1), "a NUL byte", NULL);
    return NULL;
  }
  return g_steal_pointer (&ini);
}

FotadIni *
fotad_ini_load (const char *path, GError **error)
{
  g_autofree char *file = g_path_get_basename (path);
  g_autofree char *text = NULL;
  g_autoptr (GError) trouble = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &trouble)) {
    gboolean missing = g_error_matches (trouble, G_FILE_ERROR, G_FILE_ERROR_NOENT);

    g_set_error_literal (error, FOTAD_ERROR,
                         missing ? FOTAD_ERROR_NOT_FOUND : FOTAD_ERROR_INVALID_ARGUMENT,
                         trouble->message);
    return NULL;
  }
  return fotad_ini_parse (file, text, length, error);
}

FotadIni *
fotad_ini_copy (FotadIni *ini)
{
  FotadIni *copy = ini_new ();

  for (guint i = 0; i < ini->len; i++)
    g_ptr_array_add (copy, group_copy (ini->pdata[i]));
  return copy;
}

void
fotad_ini_free (FotadIni *ini)
{
  g_ptr_array_unref (ini);
}

static void
overlay_key (FotadIniGroup *group, const FotadIniKey *key)
{
  for (guint i = 0; i < group->keys->len; i++) {
    FotadIniKey *old = group->keys->pdata[i];

    if (g_str_equal (old->name, key->name)) {
      group->keys->pdata[i] = key_copy (key);
      key_free (old);
      return;
    }
  }
  g_ptr_array_add (group->keys, key_copy (key));
}

FotadIniGroup *
fotad_ini_overlay (FotadIni *ini, FotadIniGroup *group)
{
  FotadIniGroup *base = fotad_ini_find (ini, group->name);

  if (base == NULL) {
    base = group_copy (group);
    g_ptr_array_add (ini, base);
    return base;
  }
  for (guint i = 0; i < group->keys->len; i++)
    overlay_key (base, group->keys->pdata[i]);
  return base;
}
