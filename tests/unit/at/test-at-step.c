/*
 * In step with modems of many tempers: slow, forgetful, aborting, chatty.  Every answer carries
 * the number of its command, so a single one taken for another's is found.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib-unix.h>

#include "at-talk.h"
#include "core/fotad-clock.h"
#include "core/fotad-error.h"

#define COMMANDS 20

/* What the modem does with a command that comes while it is still at work on another. */
typedef enum { QUEUES, FORGETS, ABORTS, N_TEMPERS } Temper;

typedef struct {
  AtTalk *talk;
  GRand *random;
  Temper temper;
  guint watch, timer;
  GString *input;
  GQueue *waiting; /* of char * */
  char *current;

  GCancellable *cancellable;
  guint sent, answered, lost, cancelled;
} Game;

static double
one_of (Game *game)
{
  return g_rand_double (game->random);
}

static void work (Game *game);

static void
answer (Game *game)
{
  g_autofree char *command = g_steal_pointer (&game->current);
  g_autofree char *text = strcmp (command, "AT") == 0
                              ? g_strdup ("\r\nOK\r\n")
                              : g_strdup_printf ("\r\ndid %s\r\n\r\nOK\r\n", command + 5);

  at_talk_say (game->talk, text, -1);
}

static gboolean
on_worked (gpointer data)
{
  Game *game = data;

  game->timer = 0;
  answer (game);
  work (game);
  return G_SOURCE_REMOVE;
}

/* Most answers come in time, some late, some never; a bare AT is answered soon. */
static void
work (Game *game)
{
  while (game->current == NULL && (game->current = g_queue_pop_head (game->waiting)) != NULL) {
    double luck = one_of (game);

    if (strcmp (game->current, "AT") == 0)
      game->timer = fotad_clock_after (0.2, on_worked, game);
    else if (luck < 0.1)
      g_clear_pointer (&game->current, g_free);
    else
      game->timer = fotad_clock_after (luck < 0.6 ? 0.3 * one_of (game) : 1 + 6 * one_of (game),
                                       on_worked, game);
  }
}

static void
take_command (Game *game, const char *command)
{
  if (game->current != NULL && game->temper == FORGETS)
    return;
  if (game->current != NULL && game->temper == ABORTS) {
    g_clear_handle_id (&game->timer, g_source_remove);
    g_clear_pointer (&game->current, g_free);
  }
  g_queue_push_tail (game->waiting, g_strdup (command));
  if (one_of (game) < 0.3)
    at_talk_say (game->talk, "+QIND: news\r\n", -1);
  work (game);
}

static gboolean
on_modem (int fd, GIOCondition condition, gpointer data)
{
  Game *game = data;
  char buffer[256];
  ssize_t size = read (fd, buffer, sizeof buffer);
  const char *end;

  g_string_append_len (game->input, buffer, MAX (size, 0));
  while ((end = strchr (game->input->str, '\r')) != NULL) {
    g_autofree char *command = g_strndup (game->input->str, (gsize) (end - game->input->str));

    g_string_erase (game->input, 0, end - game->input->str + 1);
    take_command (game, command);
  }
  return size > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void send_next (Game *game);

static void
check_reply (Game *game, FotadAtReply *reply)
{
  g_autofree char *expected = g_strdup_printf ("did %u", game->sent);
  g_autofree char *lines = g_strjoinv ("|", reply->lines);

  g_assert_cmpint (reply->status, ==, FOTAD_AT_OK);
  g_assert_cmpstr (lines, ==, expected);
  game->answered++;
}

static void
on_reply (GObject *object, GAsyncResult *result, gpointer data)
{
  Game *game = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAtReply) reply =
      fotad_at_channel_send_finish (FOTAD_AT_CHANNEL (object), result, &error);

  if (reply != NULL)
    check_reply (game, reply);
  else if (g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED))
    game->cancelled++;
  else
    game->lost++;
  if (game->sent < COMMANDS)
    send_next (game);
}

static gboolean
on_impatient (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
send_next (Game *game)
{
  g_autofree char *command = g_strdup_printf ("AT+DO%u", ++game->sent);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  if (one_of (game) < 0.2)
    g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) (one_of (game) * 100), on_impatient,
                        g_object_ref (cancellable), g_object_unref);
  fotad_at_channel_send (game->talk->channel, command, 1, cancellable, on_reply, game);
}

static void
play (Temper temper, guint32 seed)
{
  g_autoptr (AtTalk) talk = at_talk_new ();
  Game game = { .talk = talk, .temper = temper, .random = g_rand_new_with_seed (seed) };

  game.input = g_string_new (NULL);
  game.waiting = g_queue_new ();
  game.watch = g_unix_fd_add (talk->modem, G_IO_IN, on_modem, &game);
  send_next (&game);
  while (game.answered + game.lost + game.cancelled < COMMANDS)
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("answered %u, lost %u, cancelled %u", game.answered, game.lost, game.cancelled);
  g_assert_cmpuint (game.answered, >, COMMANDS / 5);
  g_assert_cmpuint (game.lost, >, 0);
  g_assert_cmpuint (game.cancelled, >, 0);
  g_clear_handle_id (&game.timer, g_source_remove);
  g_source_remove (game.watch);
  g_queue_free_full (game.waiting, g_free);
  g_string_free (game.input, TRUE);
  g_rand_free (game.random);
  g_free (game.current);
}

static void
test_temper (gconstpointer data)
{
  play ((Temper) GPOINTER_TO_INT (data), 511);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/at/step/queues", GINT_TO_POINTER (QUEUES), test_temper);
  g_test_add_data_func ("/at/step/forgets", GINT_TO_POINTER (FORGETS), test_temper);
  g_test_add_data_func ("/at/step/aborts", GINT_TO_POINTER (ABORTS), test_temper);
  return g_test_run ();
}
