/*
 * Secrets from files only their owner and his group may read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-secrets.h"

#include <string.h>
#include <sys/stat.h>

#include "core/fotad-directories.h"
#include "core/fotad-log.h"
#include "settings/fotad-ini.h"

struct _FotadSecrets {
  FotadIni *ini; /* [setting] or [setting imei]; group=value or key.group=value */
  GStrv complaints;
};

static char *
judge_mode (const char *path)
{
  struct stat info;

  if (stat (path, &info) != 0)
    return g_strdup_printf ("%s cannot be read", path);
  if ((info.st_mode & (S_IRWXO | S_IWGRP)) != 0)
    return g_strdup_printf ("%s is left out: its mode %04o lets others at secrets; 0600 would do",
                            path, info.st_mode & 07777);
  return NULL;
}

/* What is wrong with the file, or NULL and its groups lie over @ini. */
static char *
take_file (FotadIni *ini, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadIni) file = NULL;
  char *complaint = judge_mode (path);

  if (complaint != NULL)
    return complaint;
  file = fotad_ini_load (path, &error);
  if (file == NULL)
    return g_strdup_printf ("%s is left out: %s", path, error->message);
  for (guint i = 0; i < file->len; i++)
    fotad_ini_overlay (ini, file->pdata[i]);
  return NULL;
}

static int
compare_paths (gconstpointer one, gconstpointer other)
{
  return strcmp (*(char *const *) one, *(char *const *) other);
}

static void
take_directory (FotadIni *ini, const char *directory, GStrvBuilder *complaints)
{
  g_autoptr (GDir) dir = directory != NULL ? g_dir_open (directory, 0, NULL) : NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".secrets") && *name != '.')
      g_ptr_array_add (paths, g_build_filename (directory, name, NULL));
  g_ptr_array_sort (paths, compare_paths);
  for (guint i = 0; i < paths->len; i++) {
    g_autofree char *complaint = take_file (ini, paths->pdata[i]);

    if (complaint == NULL)
      continue;
    fotad_warning (NULL, "%s", complaint);
    g_strv_builder_add (complaints, complaint);
  }
}

static void
each_value (FotadIni *ini, void (*visit) (const char *value))
{
  for (guint i = 0; i < ini->len; i++) {
    const FotadIniGroup *group = ini->pdata[i];

    for (guint k = 0; k < group->keys->len; k++)
      visit (((FotadIniKey *) group->keys->pdata[k])->value);
  }
}

FotadSecrets *
fotad_secrets_load (const char *directory, const char *credentials)
{
  FotadSecrets *secrets = g_new0 (FotadSecrets, 1);
  g_autoptr (GStrvBuilder) complaints = g_strv_builder_new ();

  secrets->ini = fotad_ini_parse ("", "", 0, NULL);
  take_directory (secrets->ini, directory, complaints);
  take_directory (secrets->ini, credentials, complaints);
  secrets->complaints = g_strv_builder_end (complaints);
  each_value (secrets->ini, fotad_log_add_secret_value);
  return secrets;
}

FotadSecrets *
fotad_secrets_open (void)
{
  g_autofree char *config = fotad_directory_get (FOTAD_DIRECTORY_CONFIGURATION);
  g_autofree char *directory = g_build_filename (config, "settings.d", NULL);

  return fotad_secrets_load (directory, g_getenv ("CREDENTIALS_DIRECTORY"));
}

void
fotad_secrets_free (FotadSecrets *secrets)
{
  each_value (secrets->ini, fotad_log_remove_secret_value);
  fotad_ini_free (secrets->ini);
  g_strfreev (secrets->complaints);
  g_free (secrets);
}

static const char *
lookup_in (FotadIni *ini, const char *group, const char *key, const char *name)
{
  FotadIniGroup *entries = fotad_ini_find (ini, group);
  g_autofree char *exact = g_strconcat (key, ".", name, NULL);
  FotadIniKey *entry = NULL;

  if (entries == NULL)
    return NULL;
  entry = fotad_ini_group_find (entries, exact);
  if (entry == NULL)
    entry = fotad_ini_group_find (entries, name);
  return entry != NULL ? entry->value : NULL;
}

const char *
fotad_secrets_lookup (FotadSecrets *secrets,
                      const char *imei,
                      const char *setting,
                      const char *key,
                      const char *group)
{
  g_autofree char *own = g_strdup_printf ("%s %s", setting, imei != NULL ? imei : "");
  const char *value = lookup_in (secrets->ini, own, key, group);

  return value != NULL ? value : lookup_in (secrets->ini, setting, key, group);
}

const char *const *
fotad_secrets_complaints (FotadSecrets *secrets)
{
  return (const char *const *) secrets->complaints;
}
