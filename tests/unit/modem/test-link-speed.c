/*
 * A link whose modem speaks at another speed than the one it is used with.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-mm.h"
#include "fake-modem.h"

#include "modem/fotad-link-private.h"

#include <string.h>

#define IMEI "867648049999994"
#define LINE "+QIND: \"FOTA\",\"UPDATING\",43%"

typedef struct {
  FakeModem *fake;
  FotadModem *modem;
  FotadLink *link;
  FotadPort *port;
} Bench;

/* Open at 57600, as ModemManager has it. */
static void
set_up (Bench *b, gconstpointer data)
{
  const guint bauds[] = { 115200, 921600, 0 };

  b->fake = fake_modem_new_pty (IMEI);
  b->modem = fotad_modem_new (IMEI);
  b->link = fotad_link_new (b->modem);
  fotad_link_set_bauds (b->link, bauds);
  b->port = fotad_port_open (b->fake->path, 57600, NULL);
  b->link->manners.baud = 57600;
  b->link->channel = fotad_at_channel_new (b->port);
  b->link->watching = TRUE;
}

static void
tear_down (Bench *b, gconstpointer data)
{
  g_object_unref (b->port);
  g_assert_finalize_object (b->link);
  g_assert_finalize_object (b->modem);
  fake_modem_free (b->fake);
}

static void
hear_line (Bench *b, const char *line)
{
  link_speed_bytes (b->link, (guint) strlen (line) + 2);
  link_speed_line (b->link, line);
}

static void
hear_nonsense (Bench *b, guint bytes)
{
  for (guint i = 0; i < bytes; i += 20)
    link_speed_bytes (b->link, 20);
}

static void
test_sense (Bench *b, gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    hear_line (b, LINE);
  g_assert_false (b->link->strayed);
}

static void
test_nonsense (Bench *b, gconstpointer data)
{
  hear_nonsense (b, 200);
  g_assert_true (b->link->strayed);
  for (guint i = 0; i < 100; i++)
    hear_line (b, LINE);
  g_assert_true (b->link->strayed);
}

/* It is back at its own speed. */
static void
test_and_back (Bench *b, gconstpointer data)
{
  hear_nonsense (b, 200);
  hear_nonsense (b, 200);
  g_assert_false (b->link->strayed);
}

/* Asked at the last known speed first. */
static void
test_begin (Bench *b, gconstpointer data)
{
  hear_nonsense (b, 200);
  link_speed_begin (b->link);
  g_assert_false (b->link->strayed);
}

/* Noise that happens to look like lines now and then, and a line cut in two. */
static void
test_lines_that_are_none (Bench *b, gconstpointer data)
{
  static const char *const lines[] = { "", "x", "\xef\xbf\xbd\xef\xbf\xbd 43%", "a\tb" };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    b->link->nonsense = 100;
    link_speed_line (b->link, lines[i]);
    g_assert_cmpuint (b->link->nonsense, ==, 100);
  }
  link_speed_line (b->link, "OK");
  g_assert_cmpuint (b->link->nonsense, ==, 0);
}

static void
test_not_watched (Bench *b, gconstpointer data)
{
  fotad_link_watch_speed (b->link, FALSE);
  hear_nonsense (b, 1000);
  g_assert_false (b->link->strayed);
}

/* There is no other. */
static void
test_one_speed (Bench *b, gconstpointer data)
{
  b->link->manners.baud = 115200;
  hear_nonsense (b, 1000);
  g_assert_false (b->link->strayed);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/modem/link-speed/" name, Bench, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("sense", test_sense);
  ADD ("nonsense", test_nonsense);
  ADD ("and-back", test_and_back);
  ADD ("begin", test_begin);
  ADD ("lines-that-are-none", test_lines_that_are_none);
  ADD ("not-watched", test_not_watched);
  ADD ("one-speed", test_one_speed);
  return g_test_run ();
}
