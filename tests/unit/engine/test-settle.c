/*
 * When a rebooting modem is left alone and when it is asked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-settle.h"

#include "core/fotad-error.h"

static const FotadSettle figures = {
  .gone_s = 60,
  .back_s = 1200,
  .silence_s = 300,
  .quiet_s = 5,
};

static void
expect (FotadSettleAction action, FotadSettleVerb verb, double wake_at)
{
  g_assert_cmpint (action.verb, ==, verb);
  g_assert_cmpfloat_with_epsilon (action.wake_at, wake_at, 0.001);
}

#define FEED(event, kind, now) fotad_settling_feed (&settling, event, kind, now)

static void
test_ready (void)
{
  FotadSettling settling;

  expect (fotad_settling_begin (&settling, &figures, TRUE, FALSE, 0), FOTAD_SETTLE_WAIT, 300);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_READY, 50), FOTAD_SETTLE_WAIT, 55);
  expect (FEED (FOTAD_SETTLE_TICK, 0, 55), FOTAD_SETTLE_PROBE, 0);
  expect (FEED (FOTAD_SETTLE_ANSWERED, 0, 56), FOTAD_SETTLE_DONE, 0);
}

static void
test_ready_already (void)
{
  FotadSettling settling;

  expect (fotad_settling_begin (&settling, &figures, TRUE, TRUE, 0), FOTAD_SETTLE_WAIT, 5);
}

/* What it says of the update once it has booted is its last word, not work; before, it is. */
static void
test_result_after_boot (void)
{
  FotadSettling settling;

  fotad_settling_begin (&settling, &figures, TRUE, FALSE, 0);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_INSTALLED, 20), FOTAD_SETTLE_WAIT, 320);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_READY, 50), FOTAD_SETTLE_WAIT, 55);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_INSTALLED, 52), FOTAD_SETTLE_WAIT, 55);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_FAILED, 53), FOTAD_SETTLE_WAIT, 55);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_BUSY, 54), FOTAD_SETTLE_WAIT, 354);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_INSTALLED, 60), FOTAD_SETTLE_WAIT, 360);
}

/* Another process began this: that the port opens says nothing, only silence does. */
static void
test_port_opened (void)
{
  FotadSettling settling;

  expect (fotad_settling_begin (&settling, &figures, FALSE, FALSE, 0), FOTAD_SETTLE_LISTEN, 1200);
  expect (FEED (FOTAD_SETTLE_PORT_OPENED, 0, 1), FOTAD_SETTLE_WAIT, 301);
  expect (FEED (FOTAD_SETTLE_BYTES, 0, 40), FOTAD_SETTLE_WAIT, 340);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_READY, 60), FOTAD_SETTLE_WAIT, 65);
  expect (FEED (FOTAD_SETTLE_TICK, 0, 65), FOTAD_SETTLE_PROBE, 0);
}

static void
test_port_goes_and_comes (void)
{
  FotadSettling settling;

  fotad_settling_begin (&settling, &figures, TRUE, FALSE, 0);
  expect (FEED (FOTAD_SETTLE_PORT_LOST, 0, 10), FOTAD_SETTLE_LISTEN, 1200);
  expect (FEED (FOTAD_SETTLE_PORT_BACK, 0, 90), FOTAD_SETTLE_WAIT, 95);
  /* it flashes on: not to be disturbed */
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_PROGRESS, 93), FOTAD_SETTLE_WAIT, 393);
  expect (FEED (FOTAD_SETTLE_TICK, 0, 95), FOTAD_SETTLE_WAIT, 393);
  expect (FEED (FOTAD_SETTLE_PORT_LOST, 0, 200), FOTAD_SETTLE_LISTEN, 1200);
  expect (FEED (FOTAD_SETTLE_PORT_BACK, 0, 230), FOTAD_SETTLE_WAIT, 235);
  expect (FEED (FOTAD_SETTLE_TICK, 0, 235), FOTAD_SETTLE_PROBE, 0);
}

static void
test_dots_put_off (void)
{
  FotadSettling settling;

  fotad_settling_begin (&settling, &figures, TRUE, FALSE, 0);
  expect (FEED (FOTAD_SETTLE_BYTES, 0, 200), FOTAD_SETTLE_WAIT, 500);
  expect (FEED (FOTAD_SETTLE_TICK, 0, 300), FOTAD_SETTLE_WAIT, 500);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_READY, 400), FOTAD_SETTLE_WAIT, 405);
  /* chatter after the boot does not */
  expect (FEED (FOTAD_SETTLE_BYTES, 0, 403), FOTAD_SETTLE_WAIT, 405);
}

/* Word of success comes before the boot or after it; only before, it is to be left alone. */
static void
test_success_before_and_after_the_boot (void)
{
  FotadSettling settling;

  fotad_settling_begin (&settling, &figures, TRUE, FALSE, 0);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_INSTALLED, 100), FOTAD_SETTLE_WAIT, 400);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_READY, 110), FOTAD_SETTLE_WAIT, 115);
  expect (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_INSTALLED, 112), FOTAD_SETTLE_WAIT, 115);
}

static void
test_answers_late (void)
{
  FotadSettling settling;

  fotad_settling_begin (&settling, &figures, FALSE, FALSE, 0);
  FEED (FOTAD_SETTLE_PORT_BACK, 0, 30);
  expect (FEED (FOTAD_SETTLE_TICK, 0, 35), FOTAD_SETTLE_PROBE, 0);
  expect (FEED (FOTAD_SETTLE_SILENT, 0, 50), FOTAD_SETTLE_WAIT, 60);
  expect (FEED (FOTAD_SETTLE_TICK, 0, 60), FOTAD_SETTLE_PROBE, 0);
  /* it leaves again under the probe, which then ends */
  expect (FEED (FOTAD_SETTLE_PORT_LOST, 0, 61), FOTAD_SETTLE_WAIT, 1200);
  expect (FEED (FOTAD_SETTLE_SILENT, 0, 62), FOTAD_SETTLE_LISTEN, 1200);
}

static void
test_never_comes (void)
{
  FotadSettling settling;

  expect (fotad_settling_begin (&settling, &figures, FALSE, FALSE, 0), FOTAD_SETTLE_LISTEN, 1200);
  expect (FEED (FOTAD_SETTLE_TICK, 0, 1200), FOTAD_SETTLE_GIVE_UP, 0);
}

static void
test_never_answers (void)
{
  FotadSettling settling;
  double now = 300;

  fotad_settling_begin (&settling, &figures, TRUE, FALSE, 0);
  while (now < 1200) {
    FotadSettleAction action = FEED (FOTAD_SETTLE_TICK, 0, now);

    if (action.verb == FOTAD_SETTLE_PROBE)
      action = FEED (FOTAD_SETTLE_SILENT, 0, now + 15);
    g_assert_cmpint (action.verb, ==, now + 15 < 1200 ? FOTAD_SETTLE_WAIT : FOTAD_SETTLE_GIVE_UP);
    now += 25;
  }
  expect (FEED (FOTAD_SETTLE_TICK, 0, 1200), FOTAD_SETTLE_GIVE_UP, 0);
}

/* It repeats a question of its own: it is there, and was never asked. */
static void
test_talks_all_the_time (void)
{
  FotadSettling settling;

  fotad_settling_begin (&settling, &figures, TRUE, FALSE, 0);
  for (double now = 100; now < 1200; now += 100)
    g_assert_cmpint (FEED (FOTAD_SETTLE_LINE, FOTAD_NEWS_PROGRESS, now).verb, ==,
                     FOTAD_SETTLE_WAIT);
  expect (FEED (FOTAD_SETTLE_TICK, 0, 1200), FOTAD_SETTLE_PROBE, 0);
  expect (FEED (FOTAD_SETTLE_SILENT, 0, 1210), FOTAD_SETTLE_GIVE_UP, 0);
}

/* Booting once more while its version is read. */
static void
test_leaves_again (void)
{
  static const struct {
    guint16 stable_s;
    guint returns;
    FotadError error;
    gboolean again;
  } rows[] = {
    { 20, 0, FOTAD_ERROR_MODEM_SILENT, TRUE }, { 20, 3, FOTAD_ERROR_MODEM_SILENT, TRUE },
    { 20, 0, FOTAD_ERROR_MODEM_GONE, TRUE },   { 20, 4, FOTAD_ERROR_MODEM_SILENT, FALSE },
    { 20, 4, FOTAD_ERROR_MODEM_GONE, FALSE },  { 0, 0, FOTAD_ERROR_MODEM_SILENT, FALSE },
    { 0, 0, FOTAD_ERROR_MODEM_GONE, FALSE },   { 20, 0, FOTAD_ERROR_MODEM_REFUSED, FALSE },
    { 20, 0, FOTAD_ERROR_CANCELLED, FALSE },   { 20, 0, FOTAD_ERROR_STORAGE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const FotadSettle one = { .stable_s = rows[i].stable_s };
    g_autoptr (GError) error = g_error_new_literal (FOTAD_ERROR, (int) rows[i].error, "x");

    g_assert_cmpint (fotad_settling_may_leave_again (&one, rows[i].returns, error), ==,
                     rows[i].again);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settle/ready", test_ready);
  g_test_add_func ("/settle/ready-already", test_ready_already);
  g_test_add_func ("/settle/result-after-boot", test_result_after_boot);
  g_test_add_func ("/settle/port-opened", test_port_opened);
  g_test_add_func ("/settle/port-goes-and-comes", test_port_goes_and_comes);
  g_test_add_func ("/settle/dots-put-off", test_dots_put_off);
  g_test_add_func ("/settle/success", test_success_before_and_after_the_boot);
  g_test_add_func ("/settle/answers-late", test_answers_late);
  g_test_add_func ("/settle/leaves-again", test_leaves_again);
  g_test_add_func ("/settle/talks-all-the-time", test_talks_all_the_time);
  g_test_add_func ("/settle/never-comes", test_never_comes);
  g_test_add_func ("/settle/never-answers", test_never_answers);
  return g_test_run ();
}
