/*
 * Links to modems that answer, are silent, babble, are others, leave and come back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-mm.h"
#include "fake-modem.h"

#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "modem/fotad-link.h"

#define IMEI "867648049999994"
#define OTHER "867648041111111"
#define DIALOGUE "AT+CMEE?;ATE0;AT+CMEE=1;AT+CGSN"

typedef struct {
  FakeModem *fake;
  FotadModem *modem;
  FotadLink *link;
  guint answers;
  gboolean ok;
  GError *error;
  guint lost;
  guint bytes;
  GString *lines;
} Bench;

static void
on_lost (FotadLink *link, GError *why, Bench *b)
{
  g_assert_error (why, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_assert_null (fotad_link_get_channel (link));
  g_assert_false (fotad_link_is_open (link));
  b->lost++;
}

static void
on_line (FotadLink *link, const char *line, Bench *b)
{
  g_string_append_printf (b->lines, "%s|", line);
}

static void
on_bytes (FotadLink *link, guint count, Bench *b)
{
  b->bytes += count;
}

static FotadMmModem *
seen_with (const char *uid, const char *port, guint type)
{
  g_autoptr (GVariant) properties = NULL;

  properties = g_variant_ref_sink (g_variant_new_parsed (
      "{'Device': <%s>, 'PrimaryPort': <%s>, 'Ports': <[(%s, %u)]>}", uid, port, port, type));
  return fotad_mm_modem_new ("/m", properties);
}

static void
set_up (Bench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = NULL;

  b->fake = fake_modem_new (IMEI);
  b->fake->echo = TRUE;
  fake_modem_plug (b->fake);
  seen = seen_with ("/virtual/1", b->fake->path, FOTAD_MM_PORT_AT);
  b->modem = fotad_modem_new (IMEI);
  fotad_modem_see (b->modem, seen);
  b->link = fotad_link_new (b->modem);
  b->lines = g_string_new (NULL);
  g_signal_connect (b->link, "lost", G_CALLBACK (on_lost), b);
  g_signal_connect (b->link, "line", G_CALLBACK (on_line), b);
  g_signal_connect (b->link, "bytes", G_CALLBACK (on_bytes), b);
}

static void
tear_down (Bench *b, gconstpointer data)
{
  fake_pass (20); /* what was cancelled lets go in the main loop */
  g_assert_finalize_object (b->link);
  g_assert_finalize_object (b->modem);
  fake_modem_free (b->fake);
  g_string_free (b->lines, TRUE);
  g_clear_error (&b->error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *b = data;

  g_clear_error (&b->error);
  b->ok = fotad_link_open_finish (FOTAD_LINK (source), result, &b->error);
  b->answers++;
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *b = data;

  fotad_link_close_finish (FOTAD_LINK (source), result);
  b->answers++;
}

static void
open_for (Bench *b, double limit)
{
  guint before = b->answers;

  fotad_link_open_async (b->link, limit, NULL, on_opened, b);
  fake_wait (b->answers > before);
}

static void
listen_for (Bench *b, double limit)
{
  guint before = b->answers;

  fotad_link_listen_async (b->link, limit, NULL, on_opened, b);
  fake_wait (b->answers > before);
}

static void
close_well (Bench *b)
{
  guint before = b->answers;

  fotad_link_close_async (b->link, on_closed, b);
  fake_wait (b->answers > before);
  g_assert_null (fotad_link_get_channel (b->link));
  fake_wait (b->fake->fd < 0);
}

static void
test_open (Bench *b, gconstpointer data)
{
  FotadLinkManners manners;

  open_for (b, 60);
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
  close_well (b);
  g_assert_cmpstr (b->fake->log->str, ==, DIALOGUE ";ATE1+CMEE=0");
  g_assert_true (b->fake->echo);
  g_assert_cmpuint (b->lost, ==, 0);
}

static void
test_nothing_to_put_back (Bench *b, gconstpointer data)
{
  b->fake->echo = FALSE;
  b->fake->cmee = 1;
  open_for (b, 60);
  g_assert_true (b->ok);
  close_well (b);
  g_assert_cmpstr (b->fake->log->str, ==, DIALOGUE);
}

static void
test_manners_are_the_first (Bench *b, gconstpointer data)
{
  b->fake->cmee = 2;
  open_for (b, 60);
  fotad_link_close (b->link);
  open_for (b, 60);
  g_assert_true (b->ok);
  g_assert_false (b->fake->echo);
  close_well (b);
  g_assert_true (b->fake->echo);
  g_assert_cmpint (b->fake->cmee, ==, 2);
}

static void
test_imei_with_prefix (Bench *b, gconstpointer data)
{
  g_free (b->fake->imei);
  b->fake->imei = g_strdup ("+CGSN: \"86764804999999\"");
  open_for (b, 60);
  g_assert_no_error (b->error);
}

static void
test_boots_late (Bench *b, gconstpointer data)
{
  b->fake->mute_ats = 7;
  b->fake->refusals = 2;
  open_for (b, 60);
  g_assert_no_error (b->error);
  g_assert_cmpuint (b->fake->ats, >, 7);
}

static void
test_silent (Bench *b, gconstpointer data)
{
  double begin = fotad_clock_now ();

  b->fake->mute = TRUE;
  open_for (b, 10);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT);
  g_assert_nonnull (strstr (b->error->message, IMEI));
  g_assert_cmpfloat (fotad_clock_now () - begin, >=, 9.9);
  g_assert_cmpuint (b->fake->ats, >=, 3);
  g_assert_cmpstr (b->fake->log->str, ==, "");
  g_assert_null (fotad_link_get_channel (b->link));
}

static void
test_garbage (Bench *b, gconstpointer data)
{
  b->fake->garbage = TRUE;
  open_for (b, 10);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT);
  g_assert_cmpstr (b->fake->log->str, ==, "");
}

static void
test_wrong_modem (Bench *b, gconstpointer data)
{
  g_free (b->fake->imei);
  b->fake->imei = g_strdup (OTHER);
  open_for (b, 60);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_assert_nonnull (strstr (b->error->message, IMEI));
  g_assert_nonnull (strstr (b->error->message, OTHER));
  g_assert_null (fotad_link_get_channel (b->link));
  fake_wait (b->fake->fd < 0);
  g_assert_cmpstr (b->fake->log->str, ==, DIALOGUE);
}

static void
test_secretive (Bench *b, gconstpointer data)
{
  b->fake->refusals = G_MAXUINT;
  open_for (b, 20);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED);
  g_assert_null (fotad_link_get_channel (b->link));
}

static void
test_no_port (Bench *b, gconstpointer data)
{
  fake_modem_unplug (b->fake);
  open_for (b, 5);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
}

static void
test_port_comes (Bench *b, gconstpointer data)
{
  fake_modem_unplug (b->fake);
  fotad_link_open_async (b->link, 60, NULL, on_opened, b);
  fake_pass (100);
  g_assert_cmpuint (b->answers, ==, 0);
  fake_modem_plug (b->fake);
  fake_wait (b->answers == 1);
  g_assert_no_error (b->error);
}

/* A path of a port that nobody serves yet. */
static void
test_port_refuses (Bench *b, gconstpointer data)
{
  fake_modem_unplug (b->fake);
  g_assert_true (g_file_set_contents (b->fake->path, "", 0, NULL));
  open_for (b, 5);
  g_assert_false (b->ok);
  g_assert_true (b->error->domain == FOTAD_ERROR);
}

static void
test_dies_in_dialogue (Bench *b, gconstpointer data)
{
  for (guint at = 1; at <= 3; at++) {
    b->fake->ats = 0;
    b->fake->die_at = at;
    open_for (b, 60);
    g_assert_no_error (b->error);
    g_assert_cmpuint (b->lost, ==, 0);
    fotad_link_close (b->link);
  }
}

static void
test_lost_and_found (Bench *b, gconstpointer data)
{
  open_for (b, 60);
  fake_modem_unplug (b->fake);
  fake_wait (b->lost == 1);
  fake_modem_plug (b->fake);
  open_for (b, 60);
  g_assert_no_error (b->error);
  g_assert_true (fotad_link_is_open (b->link));
  g_assert_cmpuint (b->lost, ==, 1);
}

static void
test_listen (Bench *b, gconstpointer data)
{
  listen_for (b, 10);
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
  open_for (b, 60);
  g_assert_true (b->ok && fotad_link_is_open (b->link));
}

static void
test_listen_silent_probe (Bench *b, gconstpointer data)
{
  FotadAtChannel *channel;

  listen_for (b, 10);
  channel = fotad_link_get_channel (b->link);
  b->fake->mute = TRUE;
  open_for (b, 5);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT);
  g_assert_true (fotad_link_get_channel (b->link) == channel);
  g_assert_false (fotad_link_is_open (b->link));
  fake_modem_say (b->fake, "\r\nNEWS: 2\r\n");
  fake_wait (b->lines->len > 0);
  b->fake->mute = FALSE;
  open_for (b, 60);
  g_assert_true (b->ok);
}

static void
test_listen_dies (Bench *b, gconstpointer data)
{
  listen_for (b, 10);
  fake_wait (b->fake->fd >= 0);
  b->fake->die_at = 1;
  open_for (b, 60);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_assert_cmpuint (b->lost, ==, 1);
}

static void
test_close_early (Bench *b, gconstpointer data)
{
  b->fake->mute = TRUE;
  fotad_link_open_async (b->link, 60, NULL, on_opened, b);
  fake_wait (b->fake->ats > 0);
  fotad_link_close (b->link);
  fake_wait (b->answers == 1);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
  fake_wait (b->fake->fd < 0);
  b->fake->mute = FALSE;
  open_for (b, 60);
  g_assert_true (b->ok);
  fotad_link_close (b->link);
  fotad_link_close (b->link);
  g_assert_cmpuint (b->lost, ==, 0);
}

static void
test_cancel (Bench *b, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fake_modem_unplug (b->fake);
  fotad_link_open_async (b->link, 60, cancellable, on_opened, b);
  fotad_link_open_async (b->link, 60, NULL, on_opened, b);
  fake_wait (b->answers == 1);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
  g_cancellable_cancel (cancellable);
  fake_wait (b->answers == 2);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
}

static void
test_close_async_of_nothing (Bench *b, gconstpointer data)
{
  fotad_link_close_async (b->link, on_closed, b);
  fake_wait (b->answers == 1);
}

static void
test_goodbye_to_the_deaf (Bench *b, gconstpointer data)
{
  open_for (b, 60);
  b->fake->mute = TRUE;
  close_well (b);
}

static void
test_strange_ports (Bench *b, gconstpointer data)
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
    g_autoptr (FotadMmModem) seen = seen_with (table[i].uid, table[i].port, table[i].type);

    fotad_modem_see (b->modem, seen);
    open_for (b, 1);
    g_assert_error (b->error, FOTAD_ERROR, (int) table[i].code);
  }
}

static void
test_never_seen (void)
{
  g_autoptr (FotadModem) modem = fotad_modem_new (IMEI);
  g_autoptr (FotadLink) link = fotad_link_new (modem);
  Bench b = { .link = link };

  open_for (&b, 1);
  g_assert_error (b.error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_clear_error (&b.error);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/modem/link/" name, Bench, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("FOTAD_TIME_SCALE", "0.05", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("open", test_open);
  ADD ("nothing-to-put-back", test_nothing_to_put_back);
  ADD ("manners-are-the-first", test_manners_are_the_first);
  ADD ("imei-with-prefix", test_imei_with_prefix);
  ADD ("boots-late", test_boots_late);
  ADD ("silent", test_silent);
  ADD ("garbage", test_garbage);
  ADD ("wrong-modem", test_wrong_modem);
  ADD ("secretive", test_secretive);
  ADD ("no-port", test_no_port);
  ADD ("port-comes", test_port_comes);
  ADD ("port-refuses", test_port_refuses);
  ADD ("dies-in-dialogue", test_dies_in_dialogue);
  ADD ("lost-and-found", test_lost_and_found);
  ADD ("listen", test_listen);
  ADD ("listen/silent-probe", test_listen_silent_probe);
  ADD ("listen/dies", test_listen_dies);
  ADD ("close-early", test_close_early);
  ADD ("cancel", test_cancel);
  ADD ("close-async-of-nothing", test_close_async_of_nothing);
  ADD ("goodbye-to-the-deaf", test_goodbye_to_the_deaf);
  ADD ("strange-ports", test_strange_ports);
  g_test_add_func ("/modem/link/never-seen", test_never_seen);
  return g_test_run ();
}
