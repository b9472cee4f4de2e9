/*
 * A block of XMODEM as it goes over the wire, and its two checks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @data: @size bytes, FOTAD_XMODEM_SMALL or FOTAD_XMODEM_LARGE, padded already. */
GBytes *fotad_xmodem_block_make (guint8 number, const guint8 *data, gsize size, gboolean use_crc);

guint8 fotad_xmodem_sum (const guint8 *bytes, gsize size);
guint16 fotad_xmodem_crc (const guint8 *bytes, gsize size);

G_END_DECLS
