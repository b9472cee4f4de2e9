/*
 * The route "server" of Quectel's modules, BG95D chapter 3: every way in which the operator's
 * server may begin an update, and what is said for it.  argv[1]: the plugin.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine.h"
#include "vendor/fotad-plugin-file.h"

#include <string.h>

#define LWM2M "+LWM2M: \"FOTA\","
#define QIND "+QIND: \"FOTA\","
#define FOLLOWS QIND "\"RESETTING\"|" QIND "\"START\"|" QIND "\"END\",0|RDY"

static FotadBook *book;

typedef struct {
  const char *name;
  const char *facts;    /* "a=1;b=2" */
  gboolean holds;       /* it takes AT+QFOTADL=3,0 */
  const char *stored;   /* what AT+QFOTADL=4 says is there */
  const char *lines;    /* heard in TRANSFER, "|" between them */
  FotadFailure failure; /* of TRANSFER; NONE: it is done */
  const char *said;     /* in TRANSFER; "?" is the question */
  const char *installs; /* in INSTALL, where FOLLOWS is heard; NULL: it does not come to that */
} Story;

#define HOLD "AT+QFOTADL=3,0"
#define SIZE "AT+QFOTADL=4"
#define GO "AT+QFOTADL=1"

static const Story stories[] = {
  { "in-band", "", TRUE, "4711",
    LWM2M "\"DOWNLOADING\",\"START\"|" LWM2M "\"DOWNLOADING\",\"COMPLETED\"", 0, HOLD ";" SIZE,
    GO },
  { "in-band-start-lost", "", TRUE, "4711", LWM2M "\"DOWNLOADING\",\"COMPLETED\"", 0, HOLD ";" SIZE,
    GO },
  { "out-of-band", "", TRUE, "4711", LWM2M "\"DOWNLOADED\",0", 0, HOLD ";" SIZE, GO },
  { "with-the-download's-lines", "", TRUE, "4711",
    QIND "\"HTTPSTART\"|" QIND "\"DOWNLOADING\",50%|" QIND "\"HTTPEND\",0", 0, HOLD ";" SIZE, GO },
  { "size-unknown", "", TRUE, NULL, LWM2M "\"DOWNLOADED\",0", 0, HOLD ";" SIZE, GO },
  { "asked", "approval=ask", TRUE, "4711", LWM2M "\"DOWNLOADED\",0", 0, HOLD ";" SIZE, "?;" GO },
  { "out-of-band-702", "", TRUE, NULL, LWM2M "\"DOWNLOADED\",702", FOTAD_FAILURE_NETWORK, HOLD,
    NULL },
  { "out-of-band-710", "", TRUE, NULL, LWM2M "\"DOWNLOADED\",710", FOTAD_FAILURE_PACKAGE_INVALID,
    HOLD, NULL },
  { "httpend-706", "", TRUE, NULL, QIND "\"HTTPSTART\"|" QIND "\"HTTPEND\",706",
    FOTAD_FAILURE_NOT_AVAILABLE, HOLD, NULL },
  { "nothing-came", "", TRUE, NULL, "", FOTAD_FAILURE_NOT_AVAILABLE, HOLD, NULL },
  { "nothing-came-to-one-that-goes-on", "", FALSE, NULL, "", FOTAD_FAILURE_NOT_AVAILABLE, HOLD,
    NULL },
  { "never-ended", "", TRUE, NULL, LWM2M "\"DOWNLOADING\",\"START\"", FOTAD_FAILURE_TIMED_OUT, HOLD,
    NULL },
  { "goes-on-by-itself", "", FALSE, NULL, LWM2M "\"DOWNLOADED\",0", 0, HOLD, "" },
  { "goes-on-and-only-that-is-heard", "", FALSE, NULL, QIND "\"RESETTING\"", 0, HOLD, "" },
  { "goes-on-and-is-asked-before", "approval=ask", FALSE, NULL, LWM2M "\"DOWNLOADED\",0", 0,
    HOLD ";?", "" },
  { "stored-before-a-restart", "restarted=1;stored_size=4711", TRUE, "4711", "", 0, HOLD ";" SIZE,
    SIZE ";" GO },
  { "another-one-after-a-restart", "restarted=1;stored_size=9", TRUE, "4711",
    LWM2M "\"DOWNLOADED\",0", 0, HOLD ";" SIZE ";" SIZE, SIZE ";" GO },
};

typedef struct {
  const Story *story;
  FotadEngine *engine;
  double now;
  GString *said;
} Play;

static FotadAction
answer (Play *play, const char *command)
{
  const char *stored = play->story->stored;
  g_autofree char *line = g_strdup_printf ("+QFOTADL: 4,%s", stored != NULL ? stored : "0");
  const char *lines[] = { line, NULL };
  FotadEvent event = { .type = FOTAD_EVENT_REPLY, .now = play->now, .code = -1 };
  gboolean refused = (g_str_equal (command, HOLD) && !play->story->holds) ||
                     (g_str_equal (command, SIZE) && stored == NULL);

  g_string_append_printf (play->said, "%s%s", play->said->len > 0 ? ";" : "", command);
  event.reply = refused ? FOTAD_REPLY_ERROR : FOTAD_REPLY_OK;
  event.lines = g_str_equal (command, SIZE) && !refused ? lines : NULL;
  return fotad_engine_feed (play->engine, &event);
}

static FotadAction
hear_or_wait (Play *play, FotadAction action, char ***line)
{
  FotadEvent event = { .type = FOTAD_EVENT_TICK, .now = play->now };

  if (**line != NULL && ***line != '\0') {
    event.type = FOTAD_EVENT_LINE;
    event.line = *(*line)++;
  } else {
    event.now = play->now = MAX (action.wake_at, play->now);
  }
  return fotad_engine_feed (play->engine, &event);
}

static FotadAction
run_phase (Play *play, FotadPhase phase, const char *heard)
{
  g_auto (GStrv) lines = g_strsplit (heard, "|", -1);
  char **line = lines;
  FotadAction action = fotad_engine_begin (play->engine, phase, play->now);

  while (action.type != FOTAD_ACTION_DONE && action.type != FOTAD_ACTION_FAILED) {
    play->now += 1;
    if (action.type == FOTAD_ACTION_SEND) {
      action = answer (play, action.command);
    } else if (action.type == FOTAD_ACTION_ASK) {
      const FotadEvent yes = { .type = FOTAD_EVENT_APPROVED, .now = play->now };

      g_string_append (play->said, play->said->len > 0 ? ";?" : "?");
      action = fotad_engine_feed (play->engine, &yes);
    } else {
      g_assert_cmpint (action.type, ==, FOTAD_ACTION_WAIT);
      action = hear_or_wait (play, action, &line);
    }
  }
  return action;
}

static void
fill (FotadFacts *facts, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ";", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *name = NULL;
    g_autofree char *value = NULL;

    if (fotad_assignment_parse (words[i], &name, &value))
      fotad_facts_set (facts, name, value);
  }
}

/* From the end of the transfer to the version. */
static void
check_install (Play *play)
{
  g_string_truncate (play->said, 0);
  g_assert_cmpint (run_phase (play, FOTAD_PHASE_INSTALL, FOLLOWS).type, ==, FOTAD_ACTION_DONE);
  g_assert_cmpstr (play->said->str, ==, play->story->installs);
  g_assert_true (fotad_engine_get_irreversible (play->engine));
}

static void
test_story (gconstpointer data)
{
  const Story *story = data;
  const FotadRoute *route = fotad_book_route (book, "BG95-M3", "server");
  FotadFacts *facts = fotad_facts_new ();
  Play play = { .story = story, .said = g_string_new (NULL) };
  FotadAction action;

  fill (facts, story->facts);
  play.engine = fotad_engine_new (book, route, route->steps, "BG95-M3", facts);
  fotad_engine_set_ask (play.engine, strstr (story->facts, "approval=ask") != NULL);
  action = run_phase (&play, FOTAD_PHASE_TRANSFER, story->lines);
  g_assert_cmpint (action.type, ==, story->failure ? FOTAD_ACTION_FAILED : FOTAD_ACTION_DONE);
  g_assert_cmpstr (play.said->str, ==, story->said);
  if (story->failure != FOTAD_FAILURE_NONE) {
    g_assert_cmpint (fotad_engine_get_failure (play.engine)->kind, ==, story->failure);
    g_assert_false (fotad_engine_get_irreversible (play.engine));
  } else {
    check_install (&play);
  }
  fotad_engine_free (play.engine);
  fotad_facts_free (facts);
  g_string_free (play.said, TRUE);
}

/* Linux modules and BG96 have no such server. */
static void
test_models (void)
{
  g_assert_nonnull (fotad_book_route (book, "BG77", "server"));
  g_assert_null (fotad_book_route (book, "BG96", "server"));
  g_assert_null (fotad_book_route (book, "EC25", "server"));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  book = fotad_plugin_file_open (argv[1], "quectel", TRUE, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (stories); i++) {
    g_autofree char *path = g_strconcat ("/vendor/quectel-server/", stories[i].name, NULL);

    g_test_add_data_func (path, &stories[i], test_story);
  }
  g_test_add_func ("/vendor/quectel-server/models", test_models);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
