/*
 * XMODEM against known vectors, and each thing a receiver may answer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-xmodem.h"
#include "at/fotad-xmodem-block.h"

#include "at-xmodem.h"

static void
assert_nothing (Fixture *fixture)
{
  g_autoptr (GBytes) output = next (fixture);

  g_assert_null (output);
}

static void
assert_bytes (Fixture *fixture, const char *expected)
{
  g_autoptr (GBytes) output = next (fixture);

  g_assert_nonnull (output);
  g_assert_cmpmem (g_bytes_get_data (output, NULL), g_bytes_get_size (output), expected,
                   strlen (expected));
}

/* The next output is block @number of @block bytes, from @at on, with this check. */
static void
assert_block (Fixture *fixture, guint8 number, gsize block, guint64 at, gboolean crc, guint16 check)
{
  g_autoptr (GBytes) output = next (fixture);
  gsize size, inside = MIN (block, fixture->size - at);
  const guint8 *bytes;

  g_assert_nonnull (output);
  bytes = g_bytes_get_data (output, &size);
  g_assert_cmpuint (size, ==, 3 + block + (crc ? 2 : 1));
  g_assert_cmpuint (bytes[0], ==, block == 128 ? 0x01 : 0x02);
  g_assert_cmpuint (bytes[1], ==, number);
  g_assert_cmpuint (bytes[2], ==, 255 - number);
  g_assert_cmpmem (bytes + 3, inside, fixture->file + at, inside);
  for (gsize i = inside; i < block; i++)
    g_assert_cmphex (bytes[3 + i], ==, 0x1a);
  if (crc)
    g_assert_cmphex (bytes[3 + block] << 8 | bytes[4 + block], ==, check);
  else
    g_assert_cmphex (bytes[3 + block], ==, check);
}

static void
assert_failed (Fixture *fixture, FotadError code)
{
  g_assert_cmpint (fotad_xmodem_get_state (fixture->xmodem), ==, FOTAD_XMODEM_FAILED);
  g_assert_error (fotad_xmodem_get_error (fixture->xmodem), FOTAD_ERROR, (int) code);
}

static void
assert_state (Fixture *fixture, FotadXmodemState state)
{
  g_assert_cmpint (fotad_xmodem_get_state (fixture->xmodem), ==, state);
}

/* Annex B. */
static void
test_vectors (void)
{
  guint8 block[1024];
  g_autofree guint8 *p = at_payload (51203);

  g_assert_cmpmem (p, 8, "\xc6\x7e\x81\x6b\x4b\xfb\xe2\xfb", 8);
  g_assert_cmphex (fotad_xmodem_crc ((const guint8 *) "123456789", 9), ==, 0x31c3);
  memset (block, 0, sizeof block);
  g_assert_cmphex (fotad_xmodem_sum (block, 1024), ==, 0x00);
  g_assert_cmphex (fotad_xmodem_crc (block, 1024), ==, 0x0000);
  memset (block, 0x1a, sizeof block);
  g_assert_cmphex (fotad_xmodem_sum (block, 1024), ==, 0x00);
  g_assert_cmphex (fotad_xmodem_crc (block, 1024), ==, 0xfc96);
  memcpy (block, "123456789", 9);
  g_assert_cmphex (fotad_xmodem_sum (block, 1024), ==, 0xf3);
  g_assert_cmphex (fotad_xmodem_crc (block, 1024), ==, 0xd08f);
  g_assert_cmphex (fotad_xmodem_sum (block, 128), ==, 0xf3);
  g_assert_cmphex (fotad_xmodem_crc (block, 128), ==, 0xe447);
}

static void
test_blocks (gconstpointer data)
{
  gboolean crc = GPOINTER_TO_INT (data);
  Fixture fixture;

  open_file (&fixture, 30720, FOTAD_XMODEM_LARGE);
  assert_nothing (&fixture);
  ask (&fixture, crc ? "C" : NAK);
  for (guint i = 0; i < 30; i++) {
    guint16 check = crc ? fotad_xmodem_crc (fixture.file + 1024 * i, 1024)
                        : fotad_xmodem_sum (fixture.file + 1024 * i, 1024);

    if (i == 0)
      g_assert_cmphex (check, ==, crc ? 0x6c37 : 0x99);
    if (i == 1)
      g_assert_cmphex (check, ==, crc ? 0x8b0a : 0x2b);
    if (i == 29)
      g_assert_cmphex (check, ==, crc ? 0xb719 : 0xf5);
    assert_block (&fixture, (guint8) (i + 1), 1024, 1024 * i, crc, check);
    hear (&fixture, ACK);
    g_assert_cmpuint (fotad_xmodem_get_done (fixture.xmodem), ==, 1024 * (i + 1));
  }
  assert_bytes (&fixture, "\x04");
  hear (&fixture, ACK);
  assert_state (&fixture, FOTAD_XMODEM_DONE);
  assert_nothing (&fixture);
  close_file (&fixture);
}

static void
test_padding (void)
{
  Fixture fixture;

  open_file (&fixture, 1500, FOTAD_XMODEM_LARGE);
  ask (&fixture, NAK);
  assert_block (&fixture, 1, 1024, 0, FALSE, fotad_xmodem_sum (fixture.file, 1024));
  hear (&fixture, ACK);
  assert_block (&fixture, 2, 1024, 1024, FALSE, 0xf9);
  hear (&fixture, ACK);
  g_assert_cmpuint (fotad_xmodem_get_done (fixture.xmodem), ==, 1500);
  close_file (&fixture);

  open_file (&fixture, 1500, FOTAD_XMODEM_LARGE);
  ask (&fixture, "C");
  g_bytes_unref (next (&fixture));
  hear (&fixture, ACK);
  assert_block (&fixture, 2, 1024, 1024, TRUE, 0x853a);
  close_file (&fixture);
}

/* 255 is followed by 0. */
static void
test_numbers (void)
{
  Fixture fixture;

  open_file (&fixture, 300 * 128, FOTAD_XMODEM_SMALL);
  ask (&fixture, NAK);
  for (guint i = 0; i < 300; i++) {
    assert_block (&fixture, (guint8) (i + 1), 128, 128 * i, FALSE,
                  fotad_xmodem_sum (fixture.file + 128 * i, 128));
    hear (&fixture, ACK);
  }
  assert_bytes (&fixture, "\x04");
  close_file (&fixture);
}

static void
test_nak (void)
{
  Fixture fixture;
  guint8 sum;

  open_file (&fixture, 2048, FOTAD_XMODEM_LARGE);
  sum = fotad_xmodem_sum (fixture.file + 1024, 1024);
  ask (&fixture, NAK);
  g_bytes_unref (next (&fixture));
  hear (&fixture, ACK);
  assert_block (&fixture, 2, 1024, 1024, FALSE, sum);
  hear (&fixture, NAK);
  assert_block (&fixture, 2, 1024, 1024, FALSE, sum);
  hear (&fixture, ACK);
  assert_bytes (&fixture, "\x04");
  hear (&fixture, NAK);
  assert_bytes (&fixture, "\x04");
  hear (&fixture, ACK);
  assert_state (&fixture, FOTAD_XMODEM_DONE);
  close_file (&fixture);
}

/* The receiver repeated its NAK while the first block was on its way: it then acknowledges it
 * twice, and the second ACK must not count for the next block. */
static void
test_crossed_start (void)
{
  Fixture fixture;

  open_file (&fixture, 2048, FOTAD_XMODEM_LARGE);
  ask (&fixture, NAK NAK NAK);
  g_bytes_unref (next (&fixture));
  assert_nothing (&fixture);
  hear (&fixture, NAK);
  g_bytes_unref (next (&fixture));
  hear (&fixture, ACK);
  assert_nothing (&fixture);
  g_assert_cmpfloat (fotad_xmodem_patience (fixture.xmodem), ==, FOTAD_XMODEM_SETTLE_S);
  hear (&fixture, ACK);
  assert_nothing (&fixture);
  fotad_xmodem_timeout (fixture.xmodem);
  assert_block (&fixture, 2, 1024, 1024, FALSE, fotad_xmodem_sum (fixture.file + 1024, 1024));
  close_file (&fixture);
}

/* Answers that come before the block has left are to something older. */
static void
test_old_answers (void)
{
  Fixture fixture;
  g_autoptr (GBytes) output = NULL;

  open_file (&fixture, 2048, FOTAD_XMODEM_LARGE);
  ask (&fixture, NAK);
  output = fotad_xmodem_take_output (fixture.xmodem);
  hear (&fixture, ACK NAK ACK);
  assert_nothing (&fixture);
  g_assert_cmpuint (fotad_xmodem_get_done (fixture.xmodem), ==, 0);
  fotad_xmodem_sent (fixture.xmodem);
  hear (&fixture, ACK);
  g_assert_cmpuint (fotad_xmodem_get_done (fixture.xmodem), ==, 1024);
  close_file (&fixture);
}

static void
test_silence_in_block (void)
{
  Fixture fixture;

  open_file (&fixture, 3072, FOTAD_XMODEM_LARGE);
  ask (&fixture, NAK);
  g_bytes_unref (next (&fixture));
  g_assert_cmpfloat (fotad_xmodem_patience (fixture.xmodem), ==, FOTAD_XMODEM_ANSWER_S);
  fotad_xmodem_timeout (fixture.xmodem);
  assert_block (&fixture, 1, 1024, 0, FALSE, 0x99);
  hear (&fixture, ACK ACK);
  assert_nothing (&fixture);
  fotad_xmodem_timeout (fixture.xmodem);
  assert_block (&fixture, 2, 1024, 1024, FALSE, 0x2b);
  for (guint i = 1; i < FOTAD_XMODEM_TRIES; i++) {
    fotad_xmodem_timeout (fixture.xmodem);
    g_bytes_unref (next (&fixture));
    assert_state (&fixture, FOTAD_XMODEM_BLOCK);
  }
  fotad_xmodem_timeout (fixture.xmodem);
  assert_failed (&fixture, FOTAD_ERROR_MODEM_SILENT);
  g_assert_nonnull (strstr (fotad_xmodem_get_error (fixture.xmodem)->message, "byte 1024 of 3072"));
  assert_bytes (&fixture, CAN CAN);
  close_file (&fixture);
}

static void
test_start_limit (void)
{
  Fixture fixture;

  open_file (&fixture, 1, FOTAD_XMODEM_LARGE);
  g_assert_cmpfloat (fotad_xmodem_patience (fixture.xmodem), ==, 300);
  hear (&fixture, ACK "x\r\n");
  assert_state (&fixture, FOTAD_XMODEM_START);
  fotad_xmodem_timeout (fixture.xmodem);
  assert_failed (&fixture, FOTAD_ERROR_MODEM_SILENT);
  assert_bytes (&fixture, CAN CAN);
  close_file (&fixture);
}

static void
test_refused_for_good (void)
{
  Fixture fixture;

  open_file (&fixture, 1024, FOTAD_XMODEM_SMALL);
  ask (&fixture, NAK);
  g_bytes_unref (next (&fixture));
  for (guint i = 1; i < FOTAD_XMODEM_TRIES; i++) {
    hear (&fixture, NAK);
    assert_block (&fixture, 1, 128, 0, FALSE, fotad_xmodem_sum (fixture.file, 128));
  }
  hear (&fixture, NAK);
  assert_failed (&fixture, FOTAD_ERROR_MODEM_REFUSED);
  assert_bytes (&fixture, CAN CAN);
  close_file (&fixture);
}

/* Refused from the start, the file goes out in small blocks from its beginning. */
static void
test_small_blocks (void)
{
  Fixture fixture;

  open_file (&fixture, 1024 + 200, FOTAD_XMODEM_LARGE);
  ask (&fixture, "C");
  for (guint i = 0; i < FOTAD_XMODEM_LARGE_TRIES; i++) {
    assert_block (&fixture, 1, 1024, 0, TRUE, 0x6c37);
    hear (&fixture, NAK);
  }
  for (guint i = 0; i < 10; i++) {
    g_autofree guint8 *data = g_malloc (128);

    memset (data, 0x1a, 128);
    memcpy (data, fixture.file + 128 * i, MIN (128, fixture.size - 128 * i));
    assert_block (&fixture, (guint8) (1 + i), 128, 128 * i, TRUE, fotad_xmodem_crc (data, 128));
    hear (&fixture, ACK);
    if (i == 0)
      fotad_xmodem_timeout (fixture.xmodem);
  }
  assert_bytes (&fixture, "\x04");
  close_file (&fixture);
}

/* A large block that may have been taken is never sent again as small ones. */
static void
test_no_small_blocks (void)
{
  Fixture fixture;

  open_file (&fixture, 2048, FOTAD_XMODEM_LARGE);
  ask (&fixture, NAK);
  g_bytes_unref (next (&fixture));
  fotad_xmodem_timeout (fixture.xmodem);
  for (guint i = 2; i < FOTAD_XMODEM_TRIES; i++) {
    assert_block (&fixture, 1, 1024, 0, FALSE, 0x99);
    hear (&fixture, NAK);
  }
  hear (&fixture, ACK);
  close_file (&fixture);

  open_file (&fixture, 2048, FOTAD_XMODEM_LARGE);
  ask (&fixture, NAK);
  g_bytes_unref (next (&fixture));
  hear (&fixture, ACK);
  for (guint i = 1; i < FOTAD_XMODEM_TRIES; i++) {
    assert_block (&fixture, 2, 1024, 1024, FALSE, 0x2b);
    hear (&fixture, NAK);
  }
  close_file (&fixture);
}

static void
test_cancels (void)
{
  Fixture fixture;

  open_file (&fixture, 2048, FOTAD_XMODEM_LARGE);
  ask (&fixture, CAN NAK);
  g_bytes_unref (next (&fixture));
  hear (&fixture, CAN ACK);
  g_bytes_unref (next (&fixture));
  hear (&fixture, CAN);
  assert_state (&fixture, FOTAD_XMODEM_BLOCK);
  hear (&fixture, CAN);
  assert_failed (&fixture, FOTAD_ERROR_MODEM_REFUSED);
  assert_nothing (&fixture);
  hear (&fixture, NAK ACK "C");
  fotad_xmodem_timeout (fixture.xmodem);
  fotad_xmodem_cancel (fixture.xmodem, g_error_new (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "late"));
  assert_failed (&fixture, FOTAD_ERROR_MODEM_REFUSED);
  assert_nothing (&fixture);
  close_file (&fixture);
}

static void
test_own_cancel (void)
{
  Fixture fixture;

  open_file (&fixture, 2048, FOTAD_XMODEM_LARGE);
  ask (&fixture, NAK);
  fotad_xmodem_cancel (fixture.xmodem, g_error_new (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "own"));
  assert_failed (&fixture, FOTAD_ERROR_CANCELLED);
  assert_bytes (&fixture, CAN CAN);
  close_file (&fixture);
}

static void
test_broken_file (void)
{
  Fixture fixture;

  open_file (&fixture, 2048, FOTAD_XMODEM_LARGE);
  ask (&fixture, NAK);
  fixture.broken = TRUE; /* found out early, told when the block is due */
  g_bytes_unref (next (&fixture));
  g_assert_cmpint (fotad_xmodem_get_state (fixture.xmodem), ==, FOTAD_XMODEM_BLOCK);
  hear (&fixture, ACK);
  assert_failed (&fixture, FOTAD_ERROR_STORAGE);
  assert_bytes (&fixture, CAN CAN);
  close_file (&fixture);
}

static void
test_c_again (void)
{
  Fixture fixture;

  open_file (&fixture, 2048, FOTAD_XMODEM_LARGE);
  ask (&fixture, "C");
  g_bytes_unref (next (&fixture));
  hear (&fixture, "C");
  assert_block (&fixture, 1, 1024, 0, TRUE, 0x6c37);
  hear (&fixture, ACK);
  fotad_xmodem_timeout (fixture.xmodem);
  g_bytes_unref (next (&fixture));
  g_assert_false (fotad_xmodem_wants (fixture.xmodem, 'C'));
  hear (&fixture, "C");
  assert_nothing (&fixture);
  close_file (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/at/xmodem/vectors", test_vectors);
  g_test_add_data_func ("/at/xmodem/blocks-sum", GINT_TO_POINTER (FALSE), test_blocks);
  g_test_add_data_func ("/at/xmodem/blocks-crc", GINT_TO_POINTER (TRUE), test_blocks);
  g_test_add_func ("/at/xmodem/padding", test_padding);
  g_test_add_func ("/at/xmodem/numbers", test_numbers);
  g_test_add_func ("/at/xmodem/nak", test_nak);
  g_test_add_func ("/at/xmodem/crossed-start", test_crossed_start);
  g_test_add_func ("/at/xmodem/old-answers", test_old_answers);
  g_test_add_func ("/at/xmodem/silence-in-block", test_silence_in_block);
  g_test_add_func ("/at/xmodem/start-limit", test_start_limit);
  g_test_add_func ("/at/xmodem/refused-for-good", test_refused_for_good);
  g_test_add_func ("/at/xmodem/small-blocks", test_small_blocks);
  g_test_add_func ("/at/xmodem/no-small-blocks", test_no_small_blocks);
  g_test_add_func ("/at/xmodem/cancels", test_cancels);
  g_test_add_func ("/at/xmodem/own-cancel", test_own_cancel);
  g_test_add_func ("/at/xmodem/broken-file", test_broken_file);
  g_test_add_func ("/at/xmodem/c-again", test_c_again);
  return g_test_run ();
}
