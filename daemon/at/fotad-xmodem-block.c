/*
 * Blocks of XMODEM.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-xmodem-block.h"

#include "at/fotad-xmodem.h"

#define CRC_POLYNOMIAL 0x1021

guint8
fotad_xmodem_sum (const guint8 *bytes, gsize size)
{
  guint8 sum = 0;

  for (gsize i = 0; i < size; i++)
    sum += bytes[i];
  return sum;
}

/* What each byte does to the CRC, found out the first time. */
static const guint16 *
crc_table (void)
{
  static guint16 table[256];

  for (guint byte = 0; table[1] == 0 && byte < 256; byte++) {
    guint16 crc = (guint16) ((255 - byte) << 8);

    for (guint bit = 0; bit < 8; bit++)
      crc = (guint16) ((crc << 1) ^ (crc & 0x8000 ? CRC_POLYNOMIAL : 0));
    table[255 - byte] = crc;
  }
  return table;
}

guint16
fotad_xmodem_crc (const guint8 *bytes, gsize size)
{
  const guint16 *table = crc_table ();
  guint16 crc = 0;

  for (gsize i = 0; i < size; i++)
    crc = (guint16) (crc << 8) ^ table[(crc >> 8) ^ bytes[i]];
  return crc;
}

GBytes *
fotad_xmodem_block_make (guint8 number, const guint8 *data, gsize size, gboolean use_crc)
{
  GByteArray *block = g_byte_array_sized_new (FOTAD_XMODEM_LARGE + 5);
  guint8 head[] = { size == FOTAD_XMODEM_LARGE ? FOTAD_XMODEM_STX : FOTAD_XMODEM_SOH, number,
                    (guint8) ~number };
  guint16 crc = fotad_xmodem_crc (data, size);

  g_byte_array_append (block, head, sizeof head);
  g_byte_array_append (block, data, (guint) size);
  if (use_crc)
    g_byte_array_append (block, (guint8[]){ (guint8) (crc >> 8), (guint8) crc }, 2);
  else
    g_byte_array_append (block, (guint8[]){ fotad_xmodem_sum (data, size) }, 1);
  return g_byte_array_free_to_bytes (block);
}
