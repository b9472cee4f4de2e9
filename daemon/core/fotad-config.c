/*
 * The configuration, by one table of its keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-config.h"

#include <string.h>

#include "core/fotad-directories.h"
#include "core/fotad-log.h"

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

static gboolean
knows_group (const char *group)
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

static void
take_key (
    FotadConfig *config, const char *path, GKeyFile *file, const char *group, const char *name)
{
  const Key *key = find_key (group, name);
  g_autofree char *value = g_key_file_get_value (file, group, name, NULL);
  g_autoptr (GError) error = NULL;

  if (key == NULL)
    fotad_warning (NULL, "%s: [%s] %s: there is no such key", path, group, name);
  else if (!set_key (config, key, g_strstrip (value), &error))
    fotad_warning (NULL, "%s: [%s] %s: %s", path, group, name, error->message);
}

static void
take_group (FotadConfig *config, const char *path, GKeyFile *file, const char *group)
{
  g_auto (GStrv) names = g_key_file_get_keys (file, group, NULL, NULL);

  if (!knows_group (group)) {
    fotad_warning (NULL, "%s: [%s]: there is no such group", path, group);
    return;
  }
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    take_key (config, path, file, group, names[i]);
}

static gboolean
is_understood (const char *line, gboolean in_group)
{
  if (*line == '\0' || *line == '#')
    return TRUE;
  if (*line == '[')
    return g_str_has_suffix (line, "]");
  return in_group && *line != '=' && strchr (line, '=') != NULL;
}

/* GKeyFile gives up on the whole file for one bad line; "Approval=ask" must not get lost by a
 * typo elsewhere. */
static void
drop_bad_lines (const char *path, char **lines)
{
  gboolean in_group = FALSE;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_strstrip (lines[i]);
    if (!is_understood (lines[i], in_group)) {
      fotad_warning (NULL, "%s: line %u makes no sense", path, i + 1);
      *lines[i] = '\0';
    }
    in_group = in_group || *lines[i] == '[';
  }
}

static GKeyFile *
load_file (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *contents = NULL, *usable = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &contents, NULL, error))
    return NULL;
  lines = g_strsplit (contents, "\n", -1);
  drop_bad_lines (path, lines);
  usable = g_strjoinv ("\n", lines);
  if (!g_key_file_load_from_data (file, usable, strlen (usable), G_KEY_FILE_NONE, error))
    return NULL;
  return g_steal_pointer (&file);
}

static void
take_file (FotadConfig *config, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GKeyFile) file = load_file (path, &error);
  g_auto (GStrv) groups = file != NULL ? g_key_file_get_groups (file, NULL) : NULL;

  if (file == NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    fotad_warning (NULL, "%s: skipped: %s", path, error->message);
  for (guint i = 0; groups != NULL && groups[i] != NULL; i++)
    take_group (config, path, file, groups[i]);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
take_drop_ins (FotadConfig *config, const char *directory)
{
  g_autoptr (GDir) files = g_dir_open (directory, 0, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    if (g_str_has_suffix (name, ".conf") && *name != '.')
      g_ptr_array_add (paths, g_build_filename (directory, name, NULL));
  g_ptr_array_sort (paths, compare_names);
  for (guint i = 0; i < paths->len; i++)
    take_file (config, g_ptr_array_index (paths, i));
}

static void
set_defaults (FotadConfig *config)
{
  g_autofree char *state = fotad_directory_get (FOTAD_DIRECTORY_STATE);
  g_autofree char *packages = g_build_filename (state, "packages", NULL);
  char *directories[] = { packages, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    set_key (config, &keys[i], keys[i].preset, NULL);
  g_strfreev (config->package_directories);
  config->package_directories = g_strdupv (directories);
}

FotadConfig *
fotad_config_load (const char *directory)
{
  FotadConfig *config = g_new0 (FotadConfig, 1);
  g_autofree char *path = g_build_filename (directory, "fotad.conf", NULL);
  g_autofree char *drop_ins = g_build_filename (directory, "fotad.conf.d", NULL);

  set_defaults (config);
  take_file (config, path);
  take_drop_ins (config, drop_ins);
  return config;
}

void
fotad_config_free (FotadConfig *config)
{
  if (config == NULL)
    return;
  g_free (config->approval);
  g_free (config->spare_port);
  g_free (config->proxy);
  g_free (config->ca_file);
  g_strfreev (config->package_directories);
  g_strfreev (config->watch_ports);
  g_free (config);
}
