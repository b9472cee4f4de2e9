/*
 * For the package: reads a file once, in slices of the main loop, digests it and, if asked,
 * copies it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  int source;   /* owned */
  int target;   /* owned; -1: only digest */
  guint64 size; /* as it was at the beginning */
  char *sha256; /* the digest found, at the end */
  GChecksum *sum;
  guint64 done;
  guint64 synced;
} FotadPackageReader;

/* @source and @target are owned from now on.  Errors: INVALID_ARGUMENT, PACKAGE_INVALID,
 * PACKAGE_TOO_LARGE, STORAGE, as in fotad-package.h. */
FotadPackageReader *fotad_package_reader_new (int source, int target, guint64 max, GError **error);
void fotad_package_reader_free (FotadPackageReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadPackageReader, fotad_package_reader_free)

/* One slice.  FALSE on error; *@more says whether there is more to do. */
gboolean fotad_package_reader_step (FotadPackageReader *reader, gboolean *more, GError **error);

G_END_DECLS
