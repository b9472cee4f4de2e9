/*
 * XMODEM against a receiver that is as difficult as they come.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-xmodem.h"

#include "at-xmodem.h"

/* A receiver that loses and damages blocks and answers, takes only small ones (some rounds), and
 * checks everything it takes: whatever happens, what it has is the file or nothing at all. */
typedef struct {
  GRand *random;
  gboolean crc, small_only;
  guint8 expected;
  GByteArray *taken;
  gboolean ended;
} Receiver;

static const char *
receive (Receiver *receiver, GBytes *block)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (block, &size);
  gsize data = bytes[0] == 0x01 ? 128 : 1024;

  if (size == 1) {
    g_assert_cmphex (bytes[0], ==, 0x04);
    if (g_rand_int_range (receiver->random, 0, 3) == 0)
      return NAK;
    receiver->ended = TRUE;
    return ACK;
  }
  if (g_rand_int_range (receiver->random, 0, 10) == 0)
    return ""; /* lost */
  if (g_rand_int_range (receiver->random, 0, 10) == 0 || (receiver->small_only && data != 128))
    return NAK;
  g_assert_cmpuint (size, ==, data + (receiver->crc ? 5 : 4));
  if (bytes[1] == (guint8) (receiver->expected - 1))
    return ACK; /* had it */
  g_assert_cmpuint (bytes[1], ==, receiver->expected);
  g_byte_array_append (receiver->taken, bytes + 3, (guint) data);
  receiver->expected++;
  return g_rand_int_range (receiver->random, 0, 10) == 0 ? "" : ACK;
}

static gboolean
play_round (Receiver *receiver, gsize size)
{
  Fixture fixture;
  gboolean done;

  open_file (&fixture, size, FOTAD_XMODEM_LARGE);
  ask (&fixture, receiver->crc ? "C" : NAK);
  while (fotad_xmodem_get_state (fixture.xmodem) < FOTAD_XMODEM_DONE) {
    g_autoptr (GBytes) output = next (&fixture);
    const char *answer = output != NULL ? receive (receiver, output) : "";

    if (*answer != '\0')
      hear (&fixture, answer);
    else
      fotad_xmodem_timeout (fixture.xmodem);
  }
  done = fotad_xmodem_get_state (fixture.xmodem) == FOTAD_XMODEM_DONE;
  if (done) {
    g_assert_true (receiver->ended);
    g_assert_cmpuint (receiver->taken->len, >=, size);
    g_assert_cmpmem (receiver->taken->data, size, fixture.file, size);
  }
  close_file (&fixture);
  return done;
}

static void
test_hard_receiver (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7812);
  guint done = 0;

  for (guint round = 0; round < 200; round++) {
    Receiver receiver = { random, round & 1, round & 2, 1, g_byte_array_new (), FALSE };

    done += play_round (&receiver, (gsize) g_rand_int_range (random, 1, 20000));
    g_byte_array_unref (receiver.taken);
  }
  g_assert_cmpuint (done, >, 150);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/at/xmodem/hard-receiver", test_hard_receiver);
  return g_test_run ();
}
