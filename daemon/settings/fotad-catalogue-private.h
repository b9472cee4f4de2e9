/*
 * Inside the catalogue: its state, shared by the file that loads it and the one that answers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-catalogue.h"

struct _FotadCatalogue {
  char *family;
  char *profile;
  char *reboot;
  GPtrArray *settings;
  GStrv complaints;
};

/* fotad-catalogue-load.c: @path, then the files of @more, then those in @directory over it.  All
 * three may be NULL. */
FotadCatalogue *
catalogue_load (const char *path, const char *const *more, const char *directory, GError **error);
