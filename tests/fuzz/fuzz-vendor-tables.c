/*
 * Every vendor's tables in the engine, with a modem that says whatever the input says.
 *
 * The first line of an input is VENDOR ROUTE MODEL and then "ask" or FACT=VALUE; each other line is
 * an event, by its first character:
 *
 *   <line  an information line of the reply to come
 *   +line  volunteered
 *   O, C   OK, CONNECT; E12, Ewords +CME ERROR; W12 +CMS; X ERROR; N no reply
 *   T      the time asked for has come
 *   A, D   approved, deferred
 *   L, B   port lost, back; S others had it, too
 *   P40    so much is pushed; F the push broke off
 *
 * What must hold whatever comes: a ONCE command is sent once; progress does not go back; a command
 * is one line; a failure has its sentence; who waits says until when; a run left alone ends.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "engine/fotad-engine.h"
#include "fuzz.h"
#include "vendor/fotad-plugin-file.h"

/* A run without a word from outside has this many steps at most: tries, polls, rows. */
#define PATIENCE 200000

typedef struct {
  FotadEngine *engine;
  FotadFacts *facts;
  const FotadRoute *route;
  FotadAction action;
  FotadPhase phase;
  GHashTable *once; /* names of rows */
  GStrvBuilder *reply;
  double now, reply_s;
  guint progress;
  gboolean sent, asked, away; /* what the engine still waits for besides the time */
  gboolean pushes;            /* what was sent is an upload, which ends in a reply or breaks off */
  gboolean over;
} World;

static const char *const vendors[] = { "quectel", "cinterion", "hl78", "sequans", "telit" };

static FotadBook *
book_of (const char *vendor)
{
  static FotadBook *books[G_N_ELEMENTS (vendors)];
  gsize which = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (vendors); i++)
    if (g_str_equal (vendors[i], vendor))
      which = i;
  if (books[which] == NULL) {
    g_autofree char *file = g_strdup_printf ("fotad-%s.so", vendors[which]);
    g_autofree char *path =
        g_build_filename (g_getenv ("FOTAD_PLUGIN_DIR") ?: ".", vendors[which], file, NULL);
    g_autoptr (GError) error = NULL;

    books[which] = fotad_plugin_file_open (path, vendors[which], TRUE, &error);
    g_assert_no_error (error);
  }
  return books[which];
}

static void
on_edge (gpointer data, gpointer user_data)
{
  const FotadEngineEdge *edge = data;
  World *world = user_data;

  g_assert (edge->step != NULL && edge->event != NULL);
  if (!g_str_equal (edge->event, "intent"))
    return;
  for (const FotadStep *row = world->route->steps; row->name != NULL; row++)
    if (g_str_equal (row->name, edge->step) && row->flags & FOTAD_STEP_ONCE)
      g_assert (g_hash_table_add (world->once, (gpointer) row->name));
}

static void
check_command (const FotadAction *action)
{
  g_assert (g_utf8_validate (action->command, -1, NULL) && action->reply_s > 0);
  for (const char *c = action->command; *c != '\0'; c++)
    g_assert (!g_ascii_iscntrl (*c));
}

static void
note_wait (World *world)
{
  FotadActionType type = world->action.type;

  if (type == FOTAD_ACTION_RECONNECT || type >= FOTAD_ACTION_DONE)
    world->sent = FALSE; /* the driver drops its channel, or what is under way on it */
  if (type != FOTAD_ACTION_WAIT)
    world->asked = type == FOTAD_ACTION_ASK;
  if (type == FOTAD_ACTION_SEND || type == FOTAD_ACTION_PUSH) {
    world->sent = TRUE;
    world->pushes = type == FOTAD_ACTION_PUSH;
    world->reply_s = world->action.reply_s;
  }
  world->away |= type == FOTAD_ACTION_RECONNECT;
}

static void
check_action (World *world)
{
  const FotadAction *action = &world->action;
  guint progress = fotad_engine_get_progress (world->engine);

  fotad_engine_take_edges (world->engine, on_edge, world);
  g_assert (progress <= 100 && progress >= world->progress);
  world->progress = progress;
  note_wait (world);
  if (action->type == FOTAD_ACTION_WAIT)
    g_assert (action->wake_at > 0 || world->sent || world->asked || world->away);
  if (action->type == FOTAD_ACTION_FAILED)
    g_assert (*fotad_engine_get_failure (world->engine)->message != '\0');
  if (action->type == FOTAD_ACTION_SEND || action->type == FOTAD_ACTION_PUSH)
    check_command (action);
}

/* The phases in turn; a failure leads to CLEANUP, after which it is over. */
static void
go_on (World *world)
{
  while (!world->over && world->action.type >= FOTAD_ACTION_DONE) {
    if (world->phase == FOTAD_PHASE_CLEANUP)
      world->over = TRUE;
    else if (world->action.type == FOTAD_ACTION_FAILED)
      world->phase = FOTAD_PHASE_CLEANUP;
    else
      world->phase++;
    if (!world->over)
      world->action = fotad_engine_begin (world->engine, world->phase, world->now);
    check_action (world);
  }
}

static void
feed (World *world, FotadEvent *event)
{
  event->now = world->now;
  world->action = fotad_engine_feed (world->engine, event);
  check_action (world);
  go_on (world);
}

static void
feed_reply (World *world, FotadReplyKind kind, const char *table, const char *rest)
{
  g_auto (GStrv) lines = g_strv_builder_end (world->reply);
  FotadEvent event = { .type = FOTAD_EVENT_REPLY, .reply = kind, .table = table, .code = -1 };

  event.lines = (const char *const *) lines;
  if (g_ascii_isdigit (*rest))
    event.code = atoi (rest);
  else if (*rest != '\0')
    event.text = rest;
  feed (world, &event);
}

static void
feed_simple (World *world, FotadEventType type, const char *rest)
{
  FotadEvent event = { .type = type, .percent = (guint) CLAMP (atoi (rest), 0, 100) };

  if (type == FOTAD_EVENT_LINE)
    event.line = rest;
  feed (world, &event);
}

/* Time passes to the next thing that happens by itself. */
static void
pass_time (World *world)
{
  if (world->away) {
    world->away = FALSE;
    feed_simple (world, FOTAD_EVENT_PORT_BACK, "");
  } else if (world->asked) {
    feed_simple (world, FOTAD_EVENT_APPROVED, "");
  } else if (world->sent) {
    world->now += world->reply_s;
    world->sent = FALSE;
    feed_simple (world, world->pushes ? FOTAD_EVENT_PUSH_FAILED : FOTAD_EVENT_NO_REPLY, "");
  } else {
    world->now = MAX (world->now, world->action.wake_at);
    feed_simple (world, FOTAD_EVENT_TICK, "");
  }
}

static void
play_port (World *world, char what, const char *rest)
{
  if (what == 'B' && world->away) {
    world->away = FALSE;
    feed_simple (world, FOTAD_EVENT_PORT_BACK, "");
  } else if (world->away) {
    return;
  } else if (what == 'L') {
    world->sent = FALSE;
    feed_simple (world, FOTAD_EVENT_PORT_LOST, "");
  } else if (what == '+') {
    feed_simple (world, FOTAD_EVENT_LINE, rest);
  } else if (what == 'S') {
    feed_simple (world, FOTAD_EVENT_STRANGER, "");
  } else if (what == 'P') {
    feed_simple (world, FOTAD_EVENT_BYTES, rest);
  }
}

static void
play_reply (World *world, char what, const char *rest)
{
  if (!world->sent || (what == 'F' && !world->pushes))
    return;
  world->sent = FALSE;
  if (what == 'F')
    feed_simple (world, FOTAD_EVENT_PUSH_FAILED, "");
  else if (what == 'O' || what == 'C')
    feed_reply (world, what == 'O' ? FOTAD_REPLY_OK : FOTAD_REPLY_CONNECT, NULL, "");
  else
    feed_reply (world, FOTAD_REPLY_ERROR, what == 'E' ? "cme" : what == 'W' ? "cms" : NULL, rest);
}

/* Only what can happen now: the driver answers no command that was not sent. */
static void
play (World *world, const char *line)
{
  const char *rest = line + 1;

  if (*line == '<')
    g_strv_builder_add (world->reply, rest);
  else if (strchr ("TN", *line) != NULL)
    pass_time (world);
  else if (strchr ("+LBPS", *line) != NULL)
    play_port (world, *line, rest);
  else if (strchr ("OCEWXF", *line) != NULL)
    play_reply (world, *line, rest);
  else if (*line == 'A' && world->asked)
    feed_simple (world, FOTAD_EVENT_APPROVED, "");
  else if (*line == 'D' && world->asked && fotad_engine_get_deferrable (world->engine))
    feed_simple (world, FOTAD_EVENT_DEFERRED, "");
}

static void
take_words (World *world, char **words)
{
  for (char **word = words; *word != NULL; word++) {
    char *value = strchr (*word, '=');

    if (value != NULL && value != *word) {
      *value = '\0';
      fotad_facts_set (world->facts, *word, value + 1);
    } else if (g_str_equal (*word, "ask")) {
      fotad_engine_set_ask (world->engine, TRUE);
    }
  }
}

static void
run (World *world, char **lines)
{
  world->phase = FOTAD_PHASE_IDENTIFY;
  world->now = 1000;
  world->reply = g_strv_builder_new ();
  world->once = g_hash_table_new (g_str_hash, g_str_equal);
  world->action = fotad_engine_begin (world->engine, world->phase, world->now);
  check_action (world);
  go_on (world);
  for (; *lines != NULL && !world->over; lines++)
    if (**lines != '\0')
      play (world, *lines);
  for (guint i = 0; !world->over; i++) {
    g_assert (i < PATIENCE);
    pass_time (world);
  }
  g_strv_builder_unref (world->reply);
  g_hash_table_unref (world->once);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *raw = g_strndup ((const char *) data, size);
  g_autofree char *text = g_utf8_make_valid (raw, -1); /* as the parser hands lines on */
  g_auto (GStrv) lines = g_strsplit (text, "\n", 400);
  g_auto (GStrv) words = g_strsplit (lines[0] ?: "", " ", 40);
  guint count = g_strv_length (words);
  FotadBook *book = book_of (count > 0 ? words[0] : "");
  const char *model = count > 2 ? words[2] : "";
  g_autoptr (FotadFacts) facts = fotad_facts_new ();
  World world = { .facts = facts };

  world.route = fotad_book_route (book, model, count > 1 ? words[1] : "");
  if (world.route == NULL)
    return 0;
  world.engine = fotad_engine_new (book, world.route, world.route->steps, model, facts);
  if (count > 3)
    take_words (&world, words + 3);
  run (&world, lines + 1);
  fotad_engine_free (world.engine);
  return 0;
}
