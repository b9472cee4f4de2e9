/*
 * Reading a package in: copied from elsewhere, or a copy of our own once more.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-package-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/fotad-error.h"
#include "core/fotad-fd.h"
#include "core/fotad-text.h"
#include "package/fotad-digest.h"
#include "package/fotad-package-reader.h"

/* What goes on while a package is read; frees the package, and so its copy, when it fails. */
typedef struct {
  FotadPackage *package;
  FotadPackageReader *reader;
  char *wanted; /* digest; NULL: any */
} Reading;

static void
reading_free (Reading *reading)
{
  g_clear_object (&reading->package);
  fotad_package_reader_free (reading->reader);
  g_free (reading->wanted);
  g_free (reading);
}

static gboolean
check_digest (Reading *reading, GError **error)
{
  const char *found = reading->reader->sha256;

  if (reading->wanted == NULL || g_str_equal (reading->wanted, found))
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_PACKAGE_INVALID,
               "the package has the SHA-256 digest %s, not %s", found, reading->wanted);
  return FALSE;
}

static void
finish_reading (GTask *task, Reading *reading)
{
  FotadPackage *package = reading->package;
  GError *error = NULL;

  if (!check_digest (reading, &error)) {
    g_task_return_error (task, error);
    return;
  }
  package->sha256 = g_strdup (reading->reader->sha256);
  package->size = reading->reader->size;
  package->keep = FALSE;
  g_task_return_pointer (task, g_steal_pointer (&reading->package), g_object_unref);
}

static gboolean
on_slice (gpointer data)
{
  GTask *task = G_TASK (data);
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean more = TRUE;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    g_task_return_new_error (task, FOTAD_ERROR, FOTAD_ERROR_CANCELLED,
                             "the reading of the package was cancelled");
    return G_SOURCE_REMOVE;
  }
  if (!fotad_package_reader_step (reading->reader, &more, &error)) {
    g_task_return_error (task, error);
    return G_SOURCE_REMOVE;
  }
  if (more)
    return G_SOURCE_CONTINUE;
  finish_reading (task, reading);
  return G_SOURCE_REMOVE;
}

static void
start_reading (GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_task_attach_source (task, source, on_slice);
}

static gboolean
check_name (const char *name, GError **error)
{
  const char *slash = strchr (name, '/');

  if (!fotad_text_check ("name", name, strlen (name), FOTAD_PACKAGE_MAX_NAME, error))
    return FALSE;
  if (slash == NULL)
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "name: '/' at byte %d",
               (int) (slash - name));
  return FALSE;
}

static gboolean
make_copy (FotadPackage *package, const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, FOTAD_PACKAGE_PREFIX "XXXXXX", NULL);

  package->fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (package->fd < 0) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE,
                 "the package could not be copied below %s: %s", directory, g_strerror (errno));
    return FALSE;
  }
  package->path = g_steal_pointer (&path);
  return TRUE;
}

static gboolean
prepare_import (Reading *reading, int fd, const char *directory, guint64 max, GError **error)
{
  FotadPackage *package = reading->package;
  fotad_autofd int source = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  fotad_autofd int target = -1;

  if (!check_name (package->name, error) || !make_copy (package, directory, error))
    return FALSE;
  target = fcntl (package->fd, F_DUPFD_CLOEXEC, 3);
  reading->reader =
      fotad_package_reader_new (fotad_steal_fd (&source), fotad_steal_fd (&target),
                                max > 0 ? MIN (max, FOTAD_PACKAGE_MAX) : FOTAD_PACKAGE_MAX, error);
  return reading->reader != NULL;
}

static Reading *
new_reading (GTask *task, const char *name, const char *sha256, GError **error)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->package = g_object_new (FOTAD_TYPE_PACKAGE, NULL);
  reading->package->name = g_strdup (name);
  if (sha256 != NULL)
    reading->wanted = fotad_digest_parse (sha256, error);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  return reading;
}

void
fotad_package_import_async (int fd,
                            const char *name,
                            const char *directory,
                            guint64 max,
                            const char *sha256,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  GError *error = NULL;
  Reading *reading = new_reading (task, name, sha256, &error);

  g_task_set_source_tag (task, fotad_package_import_async);
  if (error == NULL && prepare_import (reading, fd, directory, max, &error))
    start_reading (task);
  else
    g_task_return_error (task, error);
}

FotadPackage *
fotad_package_import_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
prepare_reopen (Reading *reading, const char *path, GError **error)
{
  FotadPackage *package = reading->package;
  fotad_autofd int source = -1;

  package->fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (package->fd < 0) {
    g_set_error (error, FOTAD_ERROR, errno == ENOENT ? FOTAD_ERROR_NOT_FOUND : FOTAD_ERROR_STORAGE,
                 "the copy of the package could not be opened: %s", g_strerror (errno));
    return FALSE;
  }
  package->path = g_strdup (path);
  package->keep = TRUE; /* a copy that cannot be read now is not ours to remove */
  source = fcntl (package->fd, F_DUPFD_CLOEXEC, 3);
  reading->reader =
      fotad_package_reader_new (fotad_steal_fd (&source), -1, FOTAD_PACKAGE_MAX, error);
  return reading->reader != NULL;
}

void
fotad_package_reopen_async (const char *path,
                            const char *name,
                            const char *sha256,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  GError *error = NULL;
  Reading *reading = new_reading (task, name, sha256, &error);

  g_task_set_source_tag (task, fotad_package_reopen_async);
  if (error == NULL && prepare_reopen (reading, path, &error))
    start_reading (task);
  else
    g_task_return_error (task, error);
}

FotadPackage *
fotad_package_reopen_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
