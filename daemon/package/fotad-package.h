/*
 * A package that is to be installed: our own copy of it in the cache directory, which nobody
 * can change or shorten while it is pushed into a modem, with its size and digest.
 *
 * Copying and digesting go by in slices of the main loop.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* No firmware of a modem is larger, whatever the modem's own limit is. */
#define FOTAD_PACKAGE_MAX (G_GUINT64_CONSTANT (512) << 20)

/* What the names of our files in the directory of packages begin with. */
#define FOTAD_PACKAGE_PREFIX "package-"

/* What the name of a package may have at most, in bytes. */
#define FOTAD_PACKAGE_MAX_NAME 255

#define FOTAD_TYPE_PACKAGE (fotad_package_get_type ())
G_DECLARE_FINAL_TYPE (FotadPackage, fotad_package, FOTAD, PACKAGE, GObject)

/* Copies the file behind @fd, from its beginning, into @directory.
 *   @name    for people; without '/' and control characters
 *   @max     bytes; 0: FOTAD_PACKAGE_MAX
 *   @sha256  64 hex digits that the copy must have; NULL: any
 * @fd is duplicated; its position is neither used nor moved.  Errors:
 *   INVALID_ARGUMENT   no regular file (a pipe, a directory), not open for reading, the name
 *   PACKAGE_INVALID    empty, changed its size while it was read, another digest
 *   PACKAGE_TOO_LARGE  before anything is copied
 *   STORAGE            no room for the copy
 *   CANCELLED */
void fotad_package_import_async (int fd,
                                 const char *name,
                                 const char *directory,
                                 guint64 max,
                                 const char *sha256,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
FotadPackage *fotad_package_import_finish (GAsyncResult *result, GError **error);

/* After a restart, or a download: the copy at @path, when it (still) has the digest @sha256 (NULL:
 * any).  Errors: NOT_FOUND when it is gone, else as above. */
void fotad_package_reopen_async (const char *path,
                                 const char *name,
                                 const char *sha256,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
FotadPackage *fotad_package_reopen_finish (GAsyncResult *result, GError **error);

const char *fotad_package_get_name (FotadPackage *package);
const char *fotad_package_get_path (FotadPackage *package);
guint64 fotad_package_get_size (FotadPackage *package);
const char *fotad_package_get_sha256 (FotadPackage *package); /* lower case */

/* For reading; stays the package's. */
int fotad_package_get_fd (FotadPackage *package);

/* Leaves the copy on disk when the package is freed, for the next start. */
void fotad_package_keep (FotadPackage *package);

/* Removes the copies below @directory that are not in @keep (paths): what a crash left. */
void fotad_package_sweep (const char *directory, const char *const *keep);

G_END_DECLS
