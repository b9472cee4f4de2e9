/*
 * What the files of a book share: -compile.c fills it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "vendor/fotad-book.h"

G_BEGIN_DECLS

struct _FotadBook {
  const FotadVendor *vendor;
  GHashTable *patterns; /* key: the table's own pointer to the text, value: FotadPattern */
  GHashTable *values;   /* the same for parameters, whose whole value must fit */
};

/* Fills both tables.  Errors: INTERNAL names route, row and what is wrong with its pattern. */
gboolean book_compile (FotadBook *book, GError **error);

G_END_DECLS
