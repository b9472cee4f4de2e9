/*
 * First words over a UART whose speed nobody knows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-mm.h"
#include "fake-modem.h"

#include "core/fotad-error.h"
#include "modem/fotad-hello.h"

#define IMEI "867648049999994"

typedef struct {
  FakeModem *fake;
  FotadAtChannel *channel;
  FotadLinkManners manners;
  guint answers;
  gboolean ok;
  GError *error;
} Bench;

static void
on_said (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *b = data;

  b->ok = fotad_hello_finish (FOTAD_AT_CHANNEL (source), result, &b->manners, &b->error);
  b->answers++;
}

static void
set_up (Bench *b, gconstpointer data)
{
  g_autoptr (FotadPort) port = NULL;

  b->fake = fake_modem_new_pty (IMEI);
  port = fotad_port_open (b->fake->path, 9600, NULL);
  g_assert_nonnull (port);
  b->channel = fotad_at_channel_new (port);
  b->manners = (FotadLinkManners){ -1, -1, -1, -1 };
}

static void
tear_down (Bench *b, gconstpointer data)
{
  fotad_at_channel_close (b->channel);
  g_assert_finalize_object (b->channel);
  fake_modem_free (b->fake);
  g_clear_error (&b->error);
}

static void
test_other_speed (Bench *b, gconstpointer data)
{
  const guint bauds[] = { 9600, 921600, 115200, 0 };

  b->fake->baud = 115200;
  fotad_hello_async (b->channel, IMEI, bauds, 60, NULL, on_said, b);
  fake_wait (b->answers == 1);
  g_assert_no_error (b->error);
  g_assert_cmpint (b->manners.baud, ==, 115200);
}

/* The right one was tried when the modem was not ready yet: it has its turn again. */
static void
test_second_round (Bench *b, gconstpointer data)
{
  const guint bauds[] = { 9600, 921600, 115200, 0 };

  b->fake->baud = 921600;
  b->fake->mute_ats = 4;
  fotad_hello_async (b->channel, IMEI, bauds, 60, NULL, on_said, b);
  fake_wait (b->answers == 1);
  g_assert_no_error (b->error);
  g_assert_cmpint (b->manners.baud, ==, 921600);
}

static gboolean
has_rts_cts (Bench *b)
{
  gboolean rts_cts;
  g_autoptr (GError) error = NULL;

  g_assert_true (
      fotad_port_get_flow_control (fotad_at_channel_get_port (b->channel), &rts_cts, &error));
  g_assert_no_error (error);
  return rts_cts;
}

/* @data: what the modem came back with; the host has the other. */
static void
test_other_flow_control (Bench *b, gconstpointer data)
{
  const guint bauds[] = { 921600, 115200, 0 };
  gboolean modem = GPOINTER_TO_INT (data);

  b->fake->baud = 115200;
  b->fake->flow = modem ? 1 : -1;
  g_assert_true (
      fotad_port_set_flow_control (fotad_at_channel_get_port (b->channel), !modem, NULL));
  fotad_hello_async (b->channel, IMEI, bauds, 60, NULL, on_said, b);
  fake_wait (b->answers == 1);
  g_assert_no_error (b->error);
  g_assert_cmpint (b->manners.baud, ==, 115200);
  g_assert_cmpint (b->manners.flow, ==, !modem);
  g_assert_cmpint (has_rts_cts (b), ==, modem);
}

/* It is the same: the other way is not left behind. */
static void
test_same_flow_control (Bench *b, gconstpointer data)
{
  const guint bauds[] = { 9600, 115200, 0 };

  b->fake->baud = 115200;
  g_assert_true (fotad_port_set_flow_control (fotad_at_channel_get_port (b->channel), TRUE, NULL));
  fotad_hello_async (b->channel, IMEI, bauds, 60, NULL, on_said, b);
  fake_wait (b->answers == 1);
  g_assert_no_error (b->error);
  g_assert_cmpint (b->manners.flow, ==, 1);
  g_assert_true (has_rts_cts (b));
}

static void
test_no_speed (Bench *b, gconstpointer data)
{
  const guint bauds[] = { 9600, 921600, 0 };

  b->fake->baud = 115200;
  fotad_hello_async (b->channel, IMEI, bauds, 10, NULL, on_said, b);
  fake_wait (b->answers == 1);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT);
}

static void
test_known_manners (Bench *b, gconstpointer data)
{
  b->manners = (FotadLinkManners){ 0, 2, 115200, -1 };
  b->fake->echo = TRUE;
  fotad_hello_async (b->channel, IMEI, NULL, 60, NULL, on_said, b);
  fake_wait (b->answers == 1);
  g_assert_no_error (b->error);
  g_assert_cmpint (b->manners.echo, ==, 0);
  g_assert_cmpint (b->manners.cmee, ==, 2);
  g_assert_cmpint (b->manners.baud, ==, 115200);
}

#define ADD_WITH(name, data, function)                                                             \
  g_test_add ("/modem/hello/" name, Bench, data, set_up, function, tear_down)
#define ADD(name, function) ADD_WITH (name, NULL, function)

int
main (int argc, char **argv)
{
  g_setenv ("FOTAD_TIME_SCALE", "0.05", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("other-speed", test_other_speed);
  ADD ("second-round", test_second_round);
  ADD ("no-speed", test_no_speed);
  ADD_WITH ("rts-cts-lost", GINT_TO_POINTER (FALSE), test_other_flow_control);
  ADD_WITH ("rts-cts-new", GINT_TO_POINTER (TRUE), test_other_flow_control);
  ADD ("rts-cts-same", test_same_flow_control);
  ADD ("known-manners", test_known_manners);
  return g_test_run ();
}
