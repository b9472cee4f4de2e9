/*
 * Packages and the files of their copies, removed when nobody needs them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-package-private.h"

#include <glib/gstdio.h>

#include "core/fotad-fd.h"
#include "core/fotad-log.h"

G_DEFINE_FINAL_TYPE (FotadPackage, fotad_package, G_TYPE_OBJECT)

const char *
fotad_package_get_name (FotadPackage *package)
{
  return package->name;
}

const char *
fotad_package_get_path (FotadPackage *package)
{
  return package->path;
}

guint64
fotad_package_get_size (FotadPackage *package)
{
  return package->size;
}

const char *
fotad_package_get_sha256 (FotadPackage *package)
{
  return package->sha256;
}

int
fotad_package_get_fd (FotadPackage *package)
{
  return package->fd;
}

void
fotad_package_keep (FotadPackage *package)
{
  package->keep = TRUE;
}

void
fotad_package_sweep (const char *directory, const char *const *keep)
{
  g_autoptr (GDir) files = g_dir_open (directory, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = g_build_filename (directory, name, NULL);

    if (!g_str_has_prefix (name, FOTAD_PACKAGE_PREFIX) || g_strv_contains (keep, path))
      continue;
    fotad_info (NULL, "removed %s, which no job needs", path);
    g_unlink (path);
  }
}

static void
fotad_package_finalize (GObject *object)
{
  FotadPackage *package = FOTAD_PACKAGE (object);

  fotad_clear_fd (&package->fd);
  if (package->path != NULL && !package->keep)
    g_unlink (package->path);
  g_free (package->path);
  g_free (package->name);
  g_free (package->sha256);
  G_OBJECT_CLASS (fotad_package_parent_class)->finalize (object);
}

static void
fotad_package_class_init (FotadPackageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_package_finalize;
}

static void
fotad_package_init (FotadPackage *package)
{
  package->fd = -1;
}
