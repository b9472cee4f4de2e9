/*
 * D.f.2 of our vendor reference, each of its lines lost once: AT+WDSG makes up for it, and every
 * question is answered exactly once.  The module is played by a list of lines with their times; the
 * clock is a number.  argv[1]: the plugin.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine.h"
#include "vendor/fotad-plugin-file.h"

#define MODEL "HL7800"
#define NOTHING G_MAXUINT

typedef struct {
  double after; /* the command */
  const char *line;
  int state; /* what AT+WDSG says from then on; -1: as before */
} Line;

static const Line session[] = {
  { 3, "+WDSI: 4", -1 }, { 8, "+WDSI: 6", -1 }, { 10, "+WDSI: 23,1", 1 },
  { 12, "+WDSI: 2", 2 }, { 0, NULL, -1 },
};
static const Line download[] = {
  { 1, "+WDSI: 9,524648", 1 },  { 2, "+WDSI: 18", -1 },   { 60, "+WDSI: 18,30", -1 },
  { 200, "+WDSI: 18,100", -1 }, { 201, "+WDSI: 10", -1 }, { 202, "+WDSI: 12", -1 },
  { 210, "+WDSI: 3", 3 },       { 0, NULL, -1 },
};
static const Line install[] = {
  { 2, "+WDSI: 14", 0 },   { 90, "+KSUP: 0", -1 }, { 93, "+WDSI: 0", -1 },
  { 95, "+WDSI: 16", -1 }, { 0, NULL, -1 },
};

static const struct {
  const char *command, *reply;
  const Line *lines; /* what it leads to */
} answers[] = {
  { "AT+CGMR", "HL7800.4.5.4.0", NULL }, { "AT+CPIN?", "+CPIN: READY", NULL },
  { "AT+CEREG?", "+CEREG: 0,1", NULL },  { "AT+WDSI?", "+WDSI: 8191", NULL },
  { "AT+WDSS=1,1", NULL, session },      { "AT+WDSR=3", NULL, download },
  { "AT+WDSR=4", NULL, install },
};

typedef struct {
  FotadBook *book;
  FotadEngine *engine;
  double now, said; /* when the last command that leads to lines was */
  const Line *next; /* the line that comes now; NULL: none */
  int state;
  guint count, lost; /* lines so far; the number of the one that is lost, or NOTHING */
  GString *asked;    /* the answers to its questions */
} Play;

static FotadAction
answer (Play *play, const char *command)
{
  g_autofree char *state = g_strdup_printf ("+WDSG: 1,%d", play->state);
  const char *lines[] = { NULL, NULL };
  FotadEvent event = { .type = FOTAD_EVENT_REPLY, .code = -1, .lines = lines };

  play->now += 0.1;
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    if (!g_str_equal (answers[i].command, command))
      continue;
    lines[0] = answers[i].reply;
    if (answers[i].lines != NULL) {
      play->next = answers[i].lines;
      play->said = play->now;
    }
  }
  if (g_str_equal (command, "AT+WDSG"))
    lines[0] = state;
  if (g_str_has_prefix (command, "AT+WDSR="))
    g_string_append (play->asked, command + strlen ("AT+WDSR="));
  event.now = play->now;
  return fotad_engine_feed (play->engine, &event);
}

/* The next line, or the engine's own time, whatever comes first. */
static FotadAction
pass_time (Play *play, double wake_at)
{
  FotadEvent event = { .type = FOTAD_EVENT_TICK };
  const Line *line = play->next != NULL && play->next->line != NULL ? play->next : NULL;

  if (line == NULL || (wake_at > 0 && wake_at < play->said + line->after)) {
    g_assert_cmpfloat (wake_at, >, 0);
    play->now = MAX (play->now, wake_at);
  } else {
    play->next++;
    play->now = MAX (play->now, play->said + line->after);
    play->state = line->state >= 0 ? line->state : play->state;
    if (play->count++ != play->lost) {
      event.type = FOTAD_EVENT_LINE;
      event.line = line->line;
    } else {
      g_test_message ("lost: %s", line->line);
    }
  }
  event.now = play->now;
  return fotad_engine_feed (play->engine, &event);
}

static void
run_phase (Play *play, FotadPhase phase)
{
  FotadAction action = fotad_engine_begin (play->engine, phase, play->now);

  for (guint i = 0; action.type != FOTAD_ACTION_DONE; i++) {
    g_assert_cmpuint (i, <, 1000);
    g_assert_true (action.type == FOTAD_ACTION_SEND || action.type == FOTAD_ACTION_WAIT);
    action = action.type == FOTAD_ACTION_SEND ? answer (play, action.command)
                                              : pass_time (play, action.wake_at);
  }
}

/* The number of lines that came. */
static guint
run (FotadBook *book, guint lost)
{
  const FotadRoute *route = fotad_book_route (book, MODEL, "server");
  g_autoptr (GString) asked = g_string_new (NULL);
  FotadFacts *facts = fotad_facts_new ();
  g_autoptr (FotadEngine) engine = fotad_engine_new (book, route, route->steps, MODEL, facts);
  Play play = { .book = book, .engine = engine, .now = 1000, .lost = lost, .asked = asked };

  run_phase (&play, FOTAD_PHASE_IDENTIFY);
  run_phase (&play, FOTAD_PHASE_PREPARE);
  run_phase (&play, FOTAD_PHASE_TRANSFER);
  run_phase (&play, FOTAD_PHASE_INSTALL);
  g_assert_cmpstr (asked->str, ==, "34");
  g_assert_true (fotad_engine_get_irreversible (engine));
  g_assert_null (fotad_engine_get_failure (engine));
  fotad_facts_free (facts);
  return play.count;
}

static void
test_each_line_lost (gconstpointer data)
{
  FotadBook *book = (FotadBook *) data;
  guint n_lines = run (book, NOTHING);

  g_assert_cmpuint (n_lines, >=, 12);
  for (guint i = 0; i < n_lines; i++)
    run (book, i);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  FotadBook *book;
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  book = fotad_plugin_file_open (argv[1], "hl78", TRUE, &error);
  g_assert_no_error (error);
  g_test_add_data_func ("/vendor/hl78/each-line-lost", book, test_each_line_lost);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
