/*
 * The pseudo-random payload P(n) of the vendors' notes, annex B, and files that hold it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

static inline guint8 *
at_payload (gsize size)
{
  guint8 *bytes = g_malloc (MAX (size, 1));
  guint32 x = 1;

  for (gsize i = 0; i < size; i++) {
    x = (guint32) ((x * (guint64) 1103515245 + 12345) & 0x7fffffff);
    bytes[i] = (guint8) (x >> 16);
  }
  return bytes;
}
