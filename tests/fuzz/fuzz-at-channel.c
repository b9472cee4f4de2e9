/*
 * A channel between a host and a modem that both do whatever the input says: commands, cancels,
 * bytes, time passing, hang-ups.  Every command ends exactly once, and nothing is left behind.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "at/fotad-at-channel.h"
#include "core/fotad-error.h"
#include "fuzz.h"

/* The longest wait of the channel lasts a millisecond then. */
#define SCALE "0.00002"

typedef struct {
  FotadAtChannel *channel;
  GCancellable *cancellable;
  int modem;
  guint sent, ended, closed;
} World;

static const char *const commands[] = {
  "AT", "AT+CEREG?", "ATI", "AT+CPIN=\"1234\"", "AT^SNFOTA=\"act\",2", "bad\rcommand", "",
};

static gboolean
is_news (const char *line, gpointer data)
{
  return g_str_has_prefix (line, "+CEREG") || g_str_has_prefix (line, "RDY");
}

static void
on_line (FotadAtChannel *channel, const char *line, World *world)
{
  g_assert (*line != '\0' && g_utf8_validate (line, -1, NULL));
}

static void
on_closed (FotadAtChannel *channel, GError *error, World *world)
{
  g_assert (world->closed++ == 0);
}

static void
on_reply (GObject *object, GAsyncResult *result, gpointer data)
{
  World *world = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAtReply) reply =
      fotad_at_channel_send_finish (FOTAD_AT_CHANNEL (object), result, &error);

  g_assert ((reply == NULL) == (error != NULL));
  g_assert (error == NULL || error->domain == FOTAD_ERROR);
  world->ended++;
}

static gsize
on_take (FotadAtChannel *channel, const guint8 *bytes, gsize size, gpointer data)
{
  gsize taken = 0;

  while (taken < size && bytes[taken] < 0x20 && bytes[taken] != '\r' && bytes[taken] != '\n')
    taken++;
  if (memchr (bytes, 0x18, taken) != NULL)
    fotad_at_channel_end_data (channel, 1);
  return taken;
}

static void
on_ready (FotadAtChannel *channel, FotadAtReady ready, gpointer data)
{
  if (ready != FOTAD_AT_READY_SENT)
    fotad_at_channel_begin_data (channel, on_take, data);
}

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
say (World *world, const guint8 *bytes, gsize size)
{
  if (send (world->modem, bytes, size, MSG_NOSIGNAL) < 0)
    return;
}

/* One step: a byte that says what, and for talk how much.  Returns how many bytes it used. */
static gsize
step (World *world, const guint8 *data, gsize size)
{
  guint8 verb = data[0];
  gsize length = MIN ((gsize) (verb >> 2), size - 1);

  switch (verb & 3) {
  case 0:
    world->sent++;
    fotad_at_channel_send_data (world->channel, commands[(verb >> 3) % G_N_ELEMENTS (commands)], 1,
                                verb & 4 ? on_ready : NULL, world, world->cancellable, on_reply,
                                world);
    return 1;
  case 1:
    if (verb & 0x80)
      g_cancellable_cancel (world->cancellable);
    else if (verb & 0x40)
      fotad_at_channel_resync (world->channel);
    else if (verb & 0x20)
      g_usleep (1100);
    else if (verb & 0x10)
      shutdown (world->modem, SHUT_RDWR);
    run_loop ();
    return 1;
  default: /* two of the four: talk is what there is most of */
    say (world, data + 1, length);
    run_loop ();
    return 1 + length;
  }
}

static void
begin (World *world)
{
  g_autoptr (FotadPort) port = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) < 0)
    g_assert_not_reached ();
  port = fotad_port_new_for_fd (ends[0], "fuzz");
  world->modem = ends[1];
  world->channel = fotad_at_channel_new (port);
  world->cancellable = g_cancellable_new ();
  fotad_at_channel_set_news_filter (world->channel, is_news, NULL, NULL);
  g_signal_connect (world->channel, "line", G_CALLBACK (on_line), world);
  g_signal_connect (world->channel, "closed", G_CALLBACK (on_closed), world);
}

static void
end (World *world)
{
  fotad_at_channel_close (world->channel);
  run_loop ();
  g_assert (world->sent == world->ended);
  g_assert_finalize_object (world->channel);
  g_object_unref (world->cancellable);
  close (world->modem);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  World world = { 0 };

  g_setenv ("FOTAD_TIME_SCALE", SCALE, TRUE);
  begin (&world);
  while (size > 0) {
    gsize used = step (&world, data, size);

    data += used;
    size -= used;
  }
  end (&world);
  return 0;
}
