/*
 * Inside a package: its state, shared by the object and by what reads it in.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "package/fotad-package.h"

struct _FotadPackage {
  GObject parent;
  char *name;
  char *path; /* NULL: there is no copy (any more) */
  char *sha256;
  guint64 size;
  int fd;
  gboolean keep;
};
