/*
 * Links that only listen, and links that are closed early, late, twice, or deaf.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "link-bench.h"

#include "core/fotad-error.h"

static void
test_listen (LinkBench *b, gconstpointer data)
{
  link_bench_listen (b, 10);
  g_assert_true (b->ok);
  g_assert_false (fotad_link_is_open (b->link));
  g_assert_nonnull (fotad_link_get_channel (b->link));
  fake_wait (b->fake->fd >= 0);
  fake_modem_say (b->fake, "\r\nNEWS: 1\r\n");
  fake_wait (b->lines->len > 0);
  g_assert_cmpstr (b->lines->str, ==, "NEWS: 1|");
  g_assert_cmpuint (b->bytes, ==, 11);
  fake_pass (100);
  g_assert_cmpuint (b->fake->ats, ==, 0);
  g_assert_cmpstr (b->fake->log->str, ==, "");
  link_bench_open (b, 60);
  g_assert_true (b->ok && fotad_link_is_open (b->link));
}

static void
test_listen_silent_probe (LinkBench *b, gconstpointer data)
{
  FotadAtChannel *channel;

  link_bench_listen (b, 10);
  channel = fotad_link_get_channel (b->link);
  b->fake->mute = TRUE;
  link_bench_open (b, 5);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT);
  g_assert_true (fotad_link_get_channel (b->link) == channel);
  g_assert_false (fotad_link_is_open (b->link));
  fake_modem_say (b->fake, "\r\nNEWS: 2\r\n");
  fake_wait (b->lines->len > 0);
  b->fake->mute = FALSE;
  link_bench_open (b, 60);
  g_assert_true (b->ok);
}

static void
test_listen_dies (LinkBench *b, gconstpointer data)
{
  link_bench_listen (b, 10);
  fake_wait (b->fake->fd >= 0);
  b->fake->die_at = 1;
  link_bench_open (b, 60);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_assert_cmpuint (b->lost, ==, 1);
}

static void
test_close_early (LinkBench *b, gconstpointer data)
{
  b->fake->mute = TRUE;
  fotad_link_open_async (b->link, 60, NULL, link_bench_on_opened, b);
  fake_wait (b->fake->ats > 0);
  fotad_link_close (b->link);
  fake_wait (b->answers == 1);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
  fake_wait (b->fake->fd < 0);
  b->fake->mute = FALSE;
  link_bench_open (b, 60);
  g_assert_true (b->ok);
  fotad_link_close (b->link);
  fotad_link_close (b->link);
  g_assert_cmpuint (b->lost, ==, 0);
}

static void
test_cancel (LinkBench *b, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fake_modem_unplug (b->fake);
  fotad_link_open_async (b->link, 60, cancellable, link_bench_on_opened, b);
  fotad_link_open_async (b->link, 60, NULL, link_bench_on_opened, b);
  fake_wait (b->answers == 1);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
  g_cancellable_cancel (cancellable);
  fake_wait (b->answers == 2);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
}

static void
test_close_async_of_nothing (LinkBench *b, gconstpointer data)
{
  fotad_link_close_async (b->link, link_bench_on_closed, b);
  fake_wait (b->answers == 1);
}

static void
test_goodbye_to_the_deaf (LinkBench *b, gconstpointer data)
{
  link_bench_open (b, 60);
  b->fake->mute = TRUE;
  link_bench_close (b);
}

int
main (int argc, char **argv)
{
  g_setenv ("FOTAD_TIME_SCALE", "0.05", TRUE);
  g_test_init (&argc, &argv, NULL);
  LINK_BENCH_ADD ("listen", test_listen);
  LINK_BENCH_ADD ("listen/silent-probe", test_listen_silent_probe);
  LINK_BENCH_ADD ("listen/dies", test_listen_dies);
  LINK_BENCH_ADD ("close-early", test_close_early);
  LINK_BENCH_ADD ("cancel", test_cancel);
  LINK_BENCH_ADD ("close-async-of-nothing", test_close_async_of_nothing);
  LINK_BENCH_ADD ("goodbye-to-the-deaf", test_goodbye_to_the_deaf);
  return g_test_run ();
}
