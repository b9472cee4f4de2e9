/*
 * Directories.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-directories.h"

#include <errno.h>
#include <string.h>

#include "core/fotad-error.h"
#include "core/fotad-names.h"

static const struct {
  const char *variable;
  const char *usual;
} places[] = {
  [FOTAD_DIRECTORY_STATE] = { FOTAD_ENV_STATE_DIRECTORY, "/var/lib/fotad" },
  [FOTAD_DIRECTORY_RUNTIME] = { FOTAD_ENV_RUNTIME_DIRECTORY, "/run/fotad" },
  [FOTAD_DIRECTORY_CACHE] = { FOTAD_ENV_CACHE_DIRECTORY, "/var/cache/fotad" },
  [FOTAD_DIRECTORY_CONFIGURATION] = { FOTAD_ENV_CONFIGURATION_DIRECTORY, "/etc/fotad" },
};

char *
fotad_directory_get (FotadDirectory directory)
{
  const char *given = g_getenv (places[directory].variable) ?: "";
  g_autofree char *first = g_strndup (given, strcspn (given, ":"));

  return g_canonicalize_filename (*first != '\0' ? first : places[directory].usual, NULL);
}

char *
fotad_directory_ensure (FotadDirectory directory, GError **error)
{
  g_autofree char *path = fotad_directory_get (directory);

  if (directory == FOTAD_DIRECTORY_CONFIGURATION || g_mkdir_with_parents (path, 0700) == 0)
    return g_steal_pointer (&path);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "could not make the directory %s: %s", path,
               g_strerror (errno));
  return NULL;
}
