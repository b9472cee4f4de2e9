/*
 * Links to modems that answer, are silent, babble, are others, leave and come back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "link-bench.h"

#include "core/fotad-clock.h"
#include "core/fotad-error.h"

#define OTHER "867648041111111"
#define DIALOGUE "AT+CMEE?;ATE0;AT+CMEE=1;AT+CGSN"

static void
test_open (LinkBench *b, gconstpointer data)
{
  FotadLinkManners manners;

  link_bench_open (b, 60);
  g_assert_no_error (b->error);
  g_assert_true (fotad_link_is_open (b->link));
  g_assert_nonnull (fotad_link_get_channel (b->link));
  g_assert_cmpstr (b->fake->log->str, ==, DIALOGUE);
  g_assert_false (b->fake->echo);
  g_assert_cmpint (b->fake->cmee, ==, 1);
  manners = fotad_link_get_manners (b->link);
  g_assert_cmpint (manners.echo, ==, 1);
  g_assert_cmpint (manners.cmee, ==, 0);
  g_assert_cmpint (manners.baud, ==, -1);
  link_bench_close (b);
  g_assert_cmpstr (b->fake->log->str, ==, DIALOGUE ";ATE1+CMEE=0");
  g_assert_true (b->fake->echo);
  g_assert_cmpuint (b->lost, ==, 0);
}

static void
test_nothing_to_put_back (LinkBench *b, gconstpointer data)
{
  b->fake->echo = FALSE;
  b->fake->cmee = 1;
  link_bench_open (b, 60);
  g_assert_true (b->ok);
  link_bench_close (b);
  g_assert_cmpstr (b->fake->log->str, ==, DIALOGUE);
}

static void
test_manners_are_the_first (LinkBench *b, gconstpointer data)
{
  b->fake->cmee = 2;
  link_bench_open (b, 60);
  fotad_link_close (b->link);
  link_bench_open (b, 60);
  g_assert_true (b->ok);
  g_assert_false (b->fake->echo);
  link_bench_close (b);
  g_assert_true (b->fake->echo);
  g_assert_cmpint (b->fake->cmee, ==, 2);
}

static void
test_imei_with_prefix (LinkBench *b, gconstpointer data)
{
  g_free (b->fake->imei);
  b->fake->imei = g_strdup ("+CGSN: \"86764804999999\"");
  link_bench_open (b, 60);
  g_assert_no_error (b->error);
}

static void
test_boots_late (LinkBench *b, gconstpointer data)
{
  b->fake->mute_ats = 7;
  b->fake->refusals = 2;
  link_bench_open (b, 60);
  g_assert_no_error (b->error);
  g_assert_cmpuint (b->fake->ats, >, 7);
}

static void
test_silent (LinkBench *b, gconstpointer data)
{
  double begin = fotad_clock_now ();

  b->fake->mute = TRUE;
  link_bench_open (b, 10);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT);
  g_assert_nonnull (strstr (b->error->message, LINK_BENCH_IMEI));
  g_assert_cmpfloat (fotad_clock_now () - begin, >=, 9.9);
  g_assert_cmpuint (b->fake->ats, >=, 3);
  g_assert_cmpstr (b->fake->log->str, ==, "");
  g_assert_null (fotad_link_get_channel (b->link));
}

static void
test_garbage (LinkBench *b, gconstpointer data)
{
  b->fake->garbage = TRUE;
  link_bench_open (b, 10);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT);
  g_assert_cmpstr (b->fake->log->str, ==, "");
}

static void
test_wrong_modem (LinkBench *b, gconstpointer data)
{
  g_free (b->fake->imei);
  b->fake->imei = g_strdup (OTHER);
  link_bench_open (b, 60);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_assert_nonnull (strstr (b->error->message, LINK_BENCH_IMEI));
  g_assert_nonnull (strstr (b->error->message, OTHER));
  g_assert_null (fotad_link_get_channel (b->link));
  fake_wait (b->fake->fd < 0);
  g_assert_cmpstr (b->fake->log->str, ==, DIALOGUE);
}

static void
test_secretive (LinkBench *b, gconstpointer data)
{
  b->fake->refusals = G_MAXUINT;
  link_bench_open (b, 20);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED);
  g_assert_null (fotad_link_get_channel (b->link));
}

static void
test_no_port (LinkBench *b, gconstpointer data)
{
  fake_modem_unplug (b->fake);
  link_bench_open (b, 5);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
}

static void
test_port_comes (LinkBench *b, gconstpointer data)
{
  fake_modem_unplug (b->fake);
  fotad_link_open_async (b->link, 60, NULL, link_bench_on_opened, b);
  fake_pass (100);
  g_assert_cmpuint (b->answers, ==, 0);
  fake_modem_plug (b->fake);
  fake_wait (b->answers == 1);
  g_assert_no_error (b->error);
}

/* A path of a port that nobody serves yet. */
static void
test_port_refuses (LinkBench *b, gconstpointer data)
{
  fake_modem_unplug (b->fake);
  g_assert_true (g_file_set_contents (b->fake->path, "", 0, NULL));
  link_bench_open (b, 5);
  g_assert_false (b->ok);
  g_assert_true (b->error->domain == FOTAD_ERROR);
}

static void
test_dies_in_dialogue (LinkBench *b, gconstpointer data)
{
  for (guint at = 1; at <= 3; at++) {
    b->fake->ats = 0;
    b->fake->die_at = at;
    link_bench_open (b, 60);
    g_assert_no_error (b->error);
    g_assert_cmpuint (b->lost, ==, 0);
    fotad_link_close (b->link);
  }
}

static void
test_lost_and_found (LinkBench *b, gconstpointer data)
{
  link_bench_open (b, 60);
  fake_modem_unplug (b->fake);
  fake_wait (b->lost == 1);
  fake_modem_plug (b->fake);
  link_bench_open (b, 60);
  g_assert_no_error (b->error);
  g_assert_true (fotad_link_is_open (b->link));
  g_assert_cmpuint (b->lost, ==, 1);
}

static void
test_strange_ports (LinkBench *b, gconstpointer data)
{
  static const struct {
    const char *uid, *port;
    guint type;
    FotadError code;
  } table[] = {
    { "/sys/devices/x", "ttyUSB0", FOTAD_MM_PORT_GPS, FOTAD_ERROR_NOT_SUPPORTED },
    { "/sys/devices/x", "../etc/passwd", FOTAD_MM_PORT_AT, FOTAD_ERROR_INVALID_ARGUMENT },
    { "/sys/devices/x", "..", FOTAD_MM_PORT_AT, FOTAD_ERROR_INVALID_ARGUMENT },
    { "/sys/devices/x", "", FOTAD_MM_PORT_AT, FOTAD_ERROR_INVALID_ARGUMENT },
    { "/virtual/x", "ttyUSB0", FOTAD_MM_PORT_AT, FOTAD_ERROR_INVALID_ARGUMENT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (FotadMmModem) seen =
        link_bench_seen_with (table[i].uid, table[i].port, table[i].type);

    fotad_modem_see (b->modem, seen);
    link_bench_open (b, 1);
    g_assert_error (b->error, FOTAD_ERROR, (int) table[i].code);
  }
}

static void
test_never_seen (void)
{
  g_autoptr (FotadModem) modem = fotad_modem_new (LINK_BENCH_IMEI);
  g_autoptr (FotadLink) link = fotad_link_new (modem);
  LinkBench b = { .link = link };

  link_bench_open (&b, 1);
  g_assert_error (b.error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_clear_error (&b.error);
}

int
main (int argc, char **argv)
{
  g_setenv ("FOTAD_TIME_SCALE", "0.05", TRUE);
  g_test_init (&argc, &argv, NULL);
  LINK_BENCH_ADD ("open", test_open);
  LINK_BENCH_ADD ("nothing-to-put-back", test_nothing_to_put_back);
  LINK_BENCH_ADD ("manners-are-the-first", test_manners_are_the_first);
  LINK_BENCH_ADD ("imei-with-prefix", test_imei_with_prefix);
  LINK_BENCH_ADD ("boots-late", test_boots_late);
  LINK_BENCH_ADD ("silent", test_silent);
  LINK_BENCH_ADD ("garbage", test_garbage);
  LINK_BENCH_ADD ("wrong-modem", test_wrong_modem);
  LINK_BENCH_ADD ("secretive", test_secretive);
  LINK_BENCH_ADD ("no-port", test_no_port);
  LINK_BENCH_ADD ("port-comes", test_port_comes);
  LINK_BENCH_ADD ("port-refuses", test_port_refuses);
  LINK_BENCH_ADD ("dies-in-dialogue", test_dies_in_dialogue);
  LINK_BENCH_ADD ("lost-and-found", test_lost_and_found);
  LINK_BENCH_ADD ("strange-ports", test_strange_ports);
  g_test_add_func ("/modem/link/never-seen", test_never_seen);
  return g_test_run ();
}
