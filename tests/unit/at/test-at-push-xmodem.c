/*
 * XMODEM pushes: the protocol among echo, news and refusals on one line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-push.h"

#include <string.h>

#include "at-pushing.h"
#include "core/fotad-clock.h"

static const FotadPush xmodem = { .protocol = FOTAD_PUSH_XMODEM, .chunk = 1024, .start_s = 5 };

static void
hear_block (AtPushing *pushing, guint8 number, gsize block, gsize at)
{
  guint8 head[] = { block == 128 ? 0x01 : 0x02, number, (guint8) ~number };
  gsize size = MIN (block, pushing->size - at);
  g_autofree guint8 *data = g_malloc (block);
  guint8 sum = 0;

  memset (data, 0x1a, block);
  memcpy (data, pushing->bytes + at, size);
  for (gsize i = 0; i < block; i++)
    sum += data[i];
  at_pushing_hear (pushing, head, sizeof head);
  at_pushing_hear (pushing, data, block);
  at_pushing_hear (pushing, &sum, 1);
}

/* The dialogue of D.f.1, with echo and news; the last ACK and OK come in one breath. */
static void
test_xmodem (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &xmodem, 2500);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay " COMMAND "\\r\\r\\n\nrest 1\nsay \\025\n");
  hear_block (&pushing, 1, 1024, 0);
  at_pushing_play (&pushing, "say \\006\n");
  hear_block (&pushing, 2, 1024, 1024);
  g_assert_cmpuint (pushing.progress, ==, 1024);
  at_pushing_play (&pushing, "say \\r\\nRDY\\r\\n\\006\nnews RDY\n");
  hear_block (&pushing, 3, 1024, 2048);
  at_pushing_play (&pushing, "say \\006\n");
  at_pushing_hear (&pushing, "\x04", 1);
  g_assert_cmpuint (pushing.progress, ==, 2500);
  at_pushing_play (&pushing,
                   "say \\006\\r\\nOK\\r\\n\\r\\n+WDSI: 3\\r\\n\nreply ok|\nnews +WDSI: 3\n");
  at_pushing_stop (&pushing);
}

/* No ACK for the end, but OK. */
static void
test_xmodem_without_last_ack (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &xmodem, 10);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay \\025\n");
  hear_block (&pushing, 1, 1024, 0);
  at_pushing_play (&pushing, "say \\006\n");
  at_pushing_hear (&pushing, "\x04", 1);
  at_pushing_play (&pushing, "say \\r\\nOK\\r\\n\nreply ok|\n");
  at_pushing_stop (&pushing);
}

static void
test_xmodem_small_blocks (void)
{
  AtPushing pushing;

  at_pushing_prepare (&pushing, &xmodem, 200);
  fotad_at_push_set_small_blocks (pushing.push);
  fotad_at_push_run (pushing.push, COMMAND, 5, NULL, at_pushing_on_done, &pushing);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay \\025\n");
  hear_block (&pushing, 1, 128, 0);
  at_pushing_play (&pushing, "say \\006\n");
  hear_block (&pushing, 2, 128, 128);
  at_pushing_play (&pushing, "say \\006\n");
  at_pushing_hear (&pushing, "\x04", 1);
  at_pushing_play (&pushing, "say \\006\\r\\nOK\\r\\n\nreply ok|\n");
  at_pushing_stop (&pushing);
}

/* The refusal has a 'C' in it, and asks for nothing. */
static void
test_xmodem_refused (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &xmodem, 10);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay \\r\\nCALL READY\\r\\n+CME ERROR: 3\\r\\n\n"
                             "reply cme|CALL READY\n");
  at_pushing_stop (&pushing);
}

/* What asks for nothing does not prolong the wait for it. */
static void
test_xmodem_never_asked (void)
{
  AtPushing pushing;
  double begin = fotad_clock_now ();

  at_pushing_start (&pushing, &xmodem, 10);
  at_pushing_play (&pushing, "hear " COMMAND "\nrest 4\nsay \\006\n");
  at_pushing_hear (&pushing, "\x18\x18", 2);
  g_assert_cmpfloat (fotad_clock_now () - begin, <, 8.5);
  at_pushing_play (&pushing, "say \\r\\nERROR\\r\\n\n");
  at_pushing_expect_error (&pushing, "ModemSilent");
  at_pushing_stop (&pushing);
}

static void
test_xmodem_cancelled_by_modem (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &xmodem, 5000);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay \\025\n");
  hear_block (&pushing, 1, 1024, 0);
  at_pushing_play (&pushing, "say \\030\\030\nrest 0.5\nsay \\r\\nERROR\\r\\n\n");
  at_pushing_expect_error (&pushing, "ModemRefused");
  at_pushing_stop (&pushing);
}

/* It acknowledges, but takes nothing. */
static void
test_xmodem_takes_nothing (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &xmodem, 1000000);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay \\025\n");
  hear_block (&pushing, 1, 1024, 0);
  at_pushing_starve (&pushing, "\x06");
  at_pushing_expect_error (&pushing, "ModemSilent: the modem takes no data");
  g_assert_cmpuint (pushing.progress, >, 1024);
  at_pushing_stop (&pushing);
}

static void
test_xmodem_cancelled_by_us (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &xmodem, 5000);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay \\025\n");
  hear_block (&pushing, 1, 1024, 0);
  g_cancellable_cancel (pushing.cancellable);
  at_pushing_hear (&pushing, "\x18\x18", 2);
  at_pushing_play (&pushing, "rest 1\nsay \\r\\nERROR\\r\\n\n");
  at_pushing_expect_error (&pushing, "Cancelled");
  at_pushing_stop (&pushing);
}

/* Noise in front of an answer costs a repetition, no more. */
static void
test_xmodem_noise (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &xmodem, 1024);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay \\025\n");
  hear_block (&pushing, 1, 1024, 0);
  at_pushing_play (&pushing, "say \\377\\006\n");
  hear_block (&pushing, 1, 1024, 0);
  at_pushing_play (&pushing, "say \\006\n");
  at_pushing_hear (&pushing, "\x04", 1);
  at_pushing_play (&pushing, "say \\006\\r\\nOK\\r\\n\nreply ok|\n");
  at_pushing_stop (&pushing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/at/push/xmodem/whole", test_xmodem);
  g_test_add_func ("/at/push/xmodem/without-last-ack", test_xmodem_without_last_ack);
  g_test_add_func ("/at/push/xmodem/small-blocks", test_xmodem_small_blocks);
  g_test_add_func ("/at/push/xmodem/refused", test_xmodem_refused);
  g_test_add_func ("/at/push/xmodem/never-asked", test_xmodem_never_asked);
  g_test_add_func ("/at/push/xmodem/cancelled-by-modem", test_xmodem_cancelled_by_modem);
  g_test_add_func ("/at/push/xmodem/takes-nothing", test_xmodem_takes_nothing);
  g_test_add_func ("/at/push/xmodem/cancelled-by-us", test_xmodem_cancelled_by_us);
  g_test_add_func ("/at/push/xmodem/noise", test_xmodem_noise);
  return g_test_run ();
}
