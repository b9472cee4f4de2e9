/*
 * The configuration's keys: one table of them, and what values each takes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-config-private.h"

typedef enum {
  TYPE_NUMBER,
  TYPE_WORD,
  TYPE_BOOLEAN,
  TYPE_DIRECTORIES,
  TYPE_PORTS,
  TYPE_TEXT,
} Type;

typedef struct {
  const char *group;
  const char *name;
  Type type;
  gsize offset;
  const char *preset;
  guint min;
  guint max;
  const char *words; /* TYPE_WORD: blanks between; TYPE_TEXT: a pattern, and ... */
  const char *what;  /* ... in words */
} Key;

#define MEMBER(name) G_STRUCT_OFFSET (FotadConfig, name)
#define WEEK (7 * 24 * 60 * 60)

static const Key keys[] = {
  { "Jobs", "MaxParallel", TYPE_NUMBER, MEMBER (max_parallel), "1", 1, 64 },
  { "Jobs", "KeepCount", TYPE_NUMBER, MEMBER (keep_count), "1000", 1, 1000000 },
  { "Jobs", "KeepDays", TYPE_NUMBER, MEMBER (keep_days), "365", 1, 36500 },
  { "Jobs", "DefaultDeadline", TYPE_NUMBER, MEMBER (default_deadline), "7200", 60, WEEK },
  { "Jobs", "Approval", TYPE_WORD, MEMBER (approval), "auto", .words = "auto ask" },
  { "Jobs", "SparePort", TYPE_WORD, MEMBER (spare_port), "auto", .words = "auto never" },
  { "Packages", "Directories", TYPE_DIRECTORIES, MEMBER (package_directories), "" },
  { "Download", "Proxy", TYPE_TEXT, MEMBER (proxy), "",
    .words = "^(?:https?|socks(?:4a?|5h?))://[!-~]+$", .what = "must be a URL" },
  { "Download", "CaFile", TYPE_TEXT, MEMBER (ca_file), "", .words = "^/[^\\x00-\\x1f]+$",
    .what = "must be an absolute path" },
  { "Download", "MaxSize", TYPE_NUMBER, MEMBER (max_download), "512", 1, 512 },
  { "Watch", "Ports", TYPE_PORTS, MEMBER (watch_ports), "" },
  { "Log", "At", TYPE_BOOLEAN, MEMBER (log_at), "false" },
};

static gboolean
set_number (guint *member, const Key *key, const char *value, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, key->min, key->max, &number, error))
    return FALSE;
  *member = (guint) number;
  return TRUE;
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, what);
  return FALSE;
}

static gboolean
set_word (char **member, const Key *key, const char *value, GError **error)
{
  g_auto (GStrv) words = g_strsplit (key->words, " ", -1);

  if (!g_strv_contains ((const char *const *) words, value)) {
    g_autofree char *what = g_strdup_printf ("must be one of: %s", key->words);

    return refuse (error, what);
  }
  g_free (*member);
  *member = g_strdup (value);
  return TRUE;
}

static gboolean
set_boolean (gboolean *member, const char *value, GError **error)
{
  static const char *const yes[] = { "true", "yes", "on", "1", NULL };
  static const char *const no[] = { "false", "no", "off", "0", NULL };

  if (!g_strv_contains (yes, value) && !g_strv_contains (no, value))
    return refuse (error, "must be true or false");
  *member = g_strv_contains (yes, value);
  return TRUE;
}

static gboolean
set_directories (GStrv *member, const char *value, GError **error)
{
  g_auto (GStrv) paths = g_strsplit (value, ";", -1);
  g_autoptr (GStrvBuilder) good = g_strv_builder_new ();

  for (guint i = 0; paths[i] != NULL; i++) {
    g_autofree char *path = NULL;

    if (*g_strstrip (paths[i]) == '\0')
      continue;
    if (!g_path_is_absolute (paths[i]))
      return refuse (error, "must be absolute paths with ';' between");
    path = g_canonicalize_filename (paths[i], "/");
    g_strv_builder_add (good, path);
  }
  g_strfreev (*member);
  *member = g_strv_builder_end (good);
  return TRUE;
}

static gboolean
set_ports (GStrv *member, const char *value, GError **error)
{
  g_auto (GStrv) ports = g_strsplit (value, ";", -1);
  g_autoptr (GStrvBuilder) good = g_strv_builder_new ();

  for (guint i = 0; ports[i] != NULL; i++) {
    if (*g_strstrip (ports[i]) == '\0')
      continue;
    if (!g_regex_match_simple ("^[0-9]{14,16}:(?:/|abstract:|unix:).", ports[i], 0, 0))
      return refuse (error, "must be IMEI:DEVICE with ';' between");
    g_strv_builder_add (good, ports[i]);
  }
  g_strfreev (*member);
  *member = g_strv_builder_end (good);
  return TRUE;
}

/* An empty one is none, as the default is. */
static gboolean
set_text (char **member, const Key *key, const char *value, GError **error)
{
  if (*value != '\0' && !g_regex_match_simple (key->words, value, G_REGEX_DOLLAR_ENDONLY, 0))
    return refuse (error, key->what);
  g_free (*member);
  *member = *value != '\0' ? g_strdup (value) : NULL;
  return TRUE;
}

static gboolean
set_key (FotadConfig *config, const Key *key, const char *value, GError **error)
{
  gpointer member = G_STRUCT_MEMBER_P (config, key->offset);

  switch (key->type) {
  case TYPE_NUMBER:
    return set_number (member, key, value, error);
  case TYPE_WORD:
    return set_word (member, key, value, error);
  case TYPE_BOOLEAN:
    return set_boolean (member, value, error);
  case TYPE_DIRECTORIES:
    return set_directories (member, value, error);
  case TYPE_PORTS:
    return set_ports (member, value, error);
  case TYPE_TEXT:
    return set_text (member, key, value, error);
  }
  return FALSE;
}

gboolean
config_knows_group (const char *group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].group, group))
      return TRUE;
  return FALSE;
}

static const Key *
find_key (const char *group, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].group, group) && g_str_equal (keys[i].name, name))
      return &keys[i];
  return NULL;
}

gboolean
config_set (
    FotadConfig *config, const char *group, const char *name, const char *value, GError **error)
{
  const Key *key = find_key (group, name);

  return key != NULL ? set_key (config, key, value, error) : refuse (error, "there is no such key");
}

void
config_set_presets (FotadConfig *config)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    set_key (config, &keys[i], keys[i].preset, NULL);
}
