/*
 * The standing watch against a modem of few words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-mm.h"
#include "fake-modem.h"

#include "modem/fotad-watch.h"

#include <string.h>

#define IMEI "490154203237518"

static const FotadNews news[] = {
  { .name = "offered", .prefix = "+OFFER" },
  { .name = "over", .prefix = "+OVER" },
  { .name = "other", .prefix = "+O" },
  { NULL },
};

static const FotadCode codes[] = { { NULL } };
static const FotadRoute routes[] = { { NULL } };

static const FotadVendor vendor = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "offering",
  .news = news,
  .codes = codes,
  .routes = routes,
  .listen = { .command = "AT+HEAR=1", .offers = "asked|offered", .ends = "over", .answer_s = 60 },
};

typedef struct {
  FakeModem *fake;
  FotadModem *modem;
  FotadBook *book;
  FotadWatch *watch;
  GString *heard;
} Bench;

static void
on_offered (FotadWatch *watch, const char *line, Bench *b)
{
  g_string_append_printf (b->heard, "%s|", line);
}

static void
on_withdrawn (FotadWatch *watch, Bench *b)
{
  g_string_append (b->heard, "withdrawn|");
}

static void
set_up (Bench *b, gconstpointer imei)
{
  g_autoptr (GError) error = NULL;

  b->fake = fake_modem_new (imei);
  b->fake->echo = TRUE;
  b->modem = fotad_modem_new (IMEI);
  b->book = fotad_book_new (&vendor, &error);
  g_assert_no_error (error);
  b->heard = g_string_new (NULL);
}

static void
watch (Bench *b)
{
  b->watch = fotad_watch_new (b->modem, b->book, b->fake->path);
  g_signal_connect (b->watch, "offered", G_CALLBACK (on_offered), b);
  g_signal_connect (b->watch, "withdrawn", G_CALLBACK (on_withdrawn), b);
}

static void
tear_down (Bench *b, gconstpointer data)
{
  g_clear_object (&b->watch);
  fake_pass (20);
  g_assert_finalize_object (b->modem);
  fotad_book_unref (b->book);
  fake_modem_free (b->fake);
  g_string_free (b->heard, TRUE);
}

static void
test_offers (Bench *b, gconstpointer data)
{
  fake_modem_plug (b->fake);
  watch (b);
  fake_wait (fotad_watch_is_listening (b->watch));
  g_assert_nonnull (strstr (b->fake->log->str, "AT+HEAR=1"));
  fake_modem_say (b->fake, "\r\n+OTHER: 1\r\n+OFFER: 1\r\n+NEITHER\r\n+OVER\r\n");
  fake_wait (strstr (b->heard->str, "withdrawn") != NULL);
  g_assert_cmpstr (b->heard->str, ==, "offered|withdrawn|");
}

/* Nothing is said on the port, and it is not even held. */
static void
test_busy (Bench *b, gconstpointer data)
{
  fake_modem_plug (b->fake);
  watch (b);
  fake_wait (fotad_watch_is_listening (b->watch));
  fotad_modem_set_busy (b->modem, TRUE);
  g_assert_false (fotad_watch_is_listening (b->watch));
  fake_wait (b->fake->fd < 0);
  fotad_modem_set_busy (b->modem, FALSE);
  fake_wait (fotad_watch_is_listening (b->watch));
  g_assert_nonnull (strstr (strstr (b->fake->log->str, "AT+HEAR=1") + 1, "AT+HEAR=1"));
}

static void
test_comes_late_and_leaves (Bench *b, gconstpointer data)
{
  watch (b);
  fake_pass (50);
  g_assert_false (fotad_watch_is_listening (b->watch));
  fake_modem_plug (b->fake);
  fake_wait (fotad_watch_is_listening (b->watch));
  fake_modem_unplug (b->fake);
  fake_wait (!fotad_watch_is_listening (b->watch));
  fake_modem_plug (b->fake);
  fake_wait (fotad_watch_is_listening (b->watch));
}

/* Its offers are not this modem's. */
static void
test_another (Bench *b, gconstpointer data)
{
  fake_modem_plug (b->fake);
  g_test_expect_message ("fotad-modem", G_LOG_LEVEL_WARNING, "*is not " IMEI "*");
  watch (b);
  fake_wait (strstr (b->fake->log->str, "AT+CGSN") != NULL && b->fake->fd < 0);
  g_assert_false (fotad_watch_is_listening (b->watch));
  g_assert_null (strstr (b->fake->log->str, "AT+HEAR=1"));
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_setenv ("FOTAD_TIME_SCALE", g_getenv ("FOTAD_TEST_SLOWNESS") == NULL ? "0.01" : "0.05", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/modem/watch/offers", Bench, IMEI, set_up, test_offers, tear_down);
  g_test_add ("/modem/watch/busy", Bench, IMEI, set_up, test_busy, tear_down);
  g_test_add ("/modem/watch/comes-late-and-leaves", Bench, IMEI, set_up, test_comes_late_and_leaves,
              tear_down);
  g_test_add ("/modem/watch/another", Bench, "356938035643809", set_up, test_another, tear_down);
  return g_test_run ();
}
