/*
 * Transfers that break off and go on, questions that are polled for, and two of them in one run.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

#include <string.h>

static const FotadNews news[] = {
  { .name = "asked", .prefix = "+ASK", .pattern = "^\\+ASK: (?<what>\\w+)" },
  { .name = "fetched", .prefix = "+GOT" },
  { .name = "lost", .prefix = "+LOST:", .pattern = "(?<code>\\d+)", .codes = "lost" },
  { .name = "closed", .prefix = "+CLOSED", .kind = FOTAD_NEWS_BROKEN },
  { .name = "booted", .prefix = "+BOOT", .kind = FOTAD_NEWS_READY },
  { NULL },
};

static const FotadCode codes[] = {
  { "lost", 2, FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "it is damaged" },
  { "lost", 4, FOTAD_FAILURE_NETWORK, TRUE, "it can go on" },
  { NULL },
};

#define QUESTION                                                                                   \
  .after = "asked", .poll = "AT+STATE?", .poll_s = 60, .timeout_s = 1900, .reply_s = 30
#define ASKS (FOTAD_STEP_GATE | FOTAD_STEP_DEFERS | FOTAD_STEP_REWINDS)

static const FotadStep steps[] = {
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "open",
    .command = "AT+OPEN",
    .sets = "opened=1",
    .timeout_s = 10,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "open-dearly",
    .when = "!opened refusal=650",
    .command = "AT+OPEN=2",
    .timeout_s = 10,
    .tries = 1 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "agree",
    .command = "AT+YES",
    .tries = 1,
    .flags = ASKS,
    QUESTION },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .until = "fetched",
    .timeout_s = 3600,
    .silence_s = 600,
    .tries = 3,
    .flags = FOTAD_STEP_REWINDS },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "install",
    .command = "AT+PUT",
    .tries = 1,
    .flags = ASKS | FOTAD_STEP_ANEW | FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN,
    QUESTION },
  { 0 },
};

static const FotadStep later[] = {
  { .phase = FOTAD_PHASE_CLEANUP, .name = "later", .command = "AT+NO", .timeout_s = 5, .tries = 1 },
  { 0 },
};

static const FotadRoute routes[] = {
  { .name = "server", .steps = steps, .defer = later },
  { NULL },
};

static const FotadVendor vendor = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "asking",
  .news = news,
  .codes = codes,
  .routes = routes,
};

static void
begin (Play *play)
{
  play_begin (play, &vendor, "server", FOTAD_PHASE_TRANSFER);
  play_sends (play, "AT+OPEN");
  play_ok (play, NULL);
  play_sends (play, "AT+STATE?");
  play_ok (play, NULL);
  play_waits (play, 1060);
}

/* Until the download is under way. */
static void
begin_fetch (Play *play)
{
  begin (play);
  play_line (play, "+ASK: get");
  play_sends (play, "AT+YES");
  play_ok (play, NULL);
}

static void
go_on (Play *play)
{
  play_sends (play, "AT+OPEN");
  play_ok (play, NULL);
  play_sends (play, "AT+STATE?");
  play_ok (play, "+ASK: get");
  play_sends (play, "AT+YES");
  play_ok (play, NULL);
}

static void
test_polled (void)
{
  Play play;

  begin (&play);
  play_until (&play, 1060);
  play_sends (&play, "AT+STATE?");
  play_ok (&play, "+ASK: get");
  play_sends (&play, "AT+YES");
  play_end (&play);
}

/* The line comes while the answer is awaited, which then is a refusal or none. */
static void
test_asked_in_poll (void)
{
  for (int refused = 0; refused < 2; refused++) {
    Play play;

    play_begin (&play, &vendor, "server", FOTAD_PHASE_TRANSFER);
    play_ok (&play, NULL);
    play_sends (&play, "AT+STATE?");
    play_line (&play, "+ASK: get");
    if (refused)
      play_error (&play, "cme", 3, NULL);
    else
      play_silence (&play);
    play_sends (&play, "AT+YES");
    play_end (&play);
  }
}

static void
test_goes_on (void)
{
  static const char *const lines[] = { "+LOST: 4", "+CLOSED" };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    Play play;

    begin_fetch (&play);
    play_line (&play, lines[i]);
    play_is (&play, FOTAD_ACTION_WAIT);
    play_until (&play, play.now + 2);
    go_on (&play);
    play_line (&play, "+GOT");
    play_is (&play, FOTAD_ACTION_DONE);
    g_assert_nonnull (strstr (play.edges->str, "fetch:retry"));
    play_end (&play);
  }
}

static void
test_goes_on_no_more (void)
{
  Play play;

  begin_fetch (&play);
  for (int i = 0; i < 2; i++) {
    play_line (&play, "+CLOSED");
    play_until (&play, play.now + 2);
    go_on (&play);
  }
  play_line (&play, "+CLOSED");
  play_failed (&play, FOTAD_FAILURE_NETWORK);
  play_end (&play);
}

static void
test_damaged (void)
{
  Play play;

  begin_fetch (&play);
  play_line (&play, "+LOST: 2");
  play_failed (&play, FOTAD_FAILURE_PACKAGE_INVALID);
  play_end (&play);
}

static void
test_stalled (void)
{
  Play play;

  begin_fetch (&play);
  play_until (&play, play.now + 601);
  play_until (&play, play.now + 2);
  go_on (&play);
  play_end (&play);
}

static void
test_booted (void)
{
  Play play;

  begin_fetch (&play);
  play_line (&play, "+BOOT");
  play_is (&play, FOTAD_ACTION_RECONNECT);
  play_event (&play, FOTAD_EVENT_PORT_BACK);
  go_on (&play);
  play_end (&play);
}

/* Only what waits for lines that come by themselves is broken by one that says it is over. */
static void
test_closed_elsewhere (void)
{
  Play play;

  begin (&play);
  play_line (&play, "+CLOSED");
  play_waits (&play, 1060);
  play_end (&play);
}

/* However often it leaves while it has nothing to ask, it is waited for. */
static void
test_leaves_before_the_question (void)
{
  Play play;

  begin (&play);
  for (int i = 0; i < 5; i++) {
    play_event (&play, FOTAD_EVENT_PORT_LOST);
    play_is (&play, FOTAD_ACTION_RECONNECT);
    play_event (&play, FOTAD_EVENT_PORT_BACK);
    play_sends (&play, "AT+OPEN");
    play_ok (&play, NULL);
    play_sends (&play, "AT+STATE?");
    play_ok (&play, NULL);
  }
  play_end (&play);
}

/* The second question is not answered by the answer to the first. */
static void
test_two_questions (void)
{
  Play play;

  play_begin (&play, &vendor, "server", FOTAD_PHASE_IDENTIFY);
  fotad_engine_set_ask (play.engine, TRUE);
  play_phase (&play, FOTAD_PHASE_TRANSFER);
  play_ok (&play, NULL);
  play_ok (&play, "+ASK: get");
  play_is (&play, FOTAD_ACTION_ASK);
  play_event (&play, FOTAD_EVENT_APPROVED);
  play_sends (&play, "AT+YES");
  play_ok (&play, NULL);
  play_line (&play, "+GOT");
  play_line (&play, "+ASK: put");
  play_phase (&play, FOTAD_PHASE_INSTALL);
  play_is (&play, FOTAD_ACTION_SEND); /* of AT+STATE?: it was not asked before the phase ended */
  play_ok (&play, "+ASK: put");
  play_is (&play, FOTAD_ACTION_ASK);
  play_event (&play, FOTAD_EVENT_APPROVED);
  play_sends (&play, "AT+PUT");
  g_assert_true (fotad_engine_get_irreversible (play.engine));
  play_end (&play);
}

/* Nothing is lost between two phases. */
static void
test_asked_before_the_phase (void)
{
  Play play;

  begin_fetch (&play);
  play_line (&play, "+ASK: put");
  play_line (&play, "+GOT");
  play_is (&play, FOTAD_ACTION_DONE);
  play_phase (&play, FOTAD_PHASE_INSTALL);
  play_sends (&play, "AT+PUT");
  play_end (&play);
}

/* Asked at once it would find the very question that was put off. */
static void
test_not_polled_while_deferred (void)
{
  Play play;

  play_begin (&play, &vendor, "server", FOTAD_PHASE_IDENTIFY);
  fotad_engine_set_ask (play.engine, TRUE);
  play_phase (&play, FOTAD_PHASE_TRANSFER);
  play_ok (&play, NULL);
  play_ok (&play, "+ASK: get");
  fotad_facts_set (play.facts, "minutes", "10");
  play_event (&play, FOTAD_EVENT_DEFERRED);
  play_waits (&play, play.now + 600 + 60);
  play_until (&play, play.now + 660);
  play_sends (&play, "AT+STATE?");
  play_ok (&play, "+ASK: get");
  play_is (&play, FOTAD_ACTION_ASK);
  play_end (&play);
}

static void
test_approved_while_away (void)
{
  Play play;

  play_begin (&play, &vendor, "server", FOTAD_PHASE_IDENTIFY);
  fotad_engine_set_ask (play.engine, TRUE);
  play_phase (&play, FOTAD_PHASE_TRANSFER);
  play_ok (&play, NULL);
  play_ok (&play, "+ASK: get");
  play_event (&play, FOTAD_EVENT_PORT_LOST);
  play_event (&play, FOTAD_EVENT_APPROVED);
  play_is (&play, FOTAD_ACTION_WAIT);
  play_event (&play, FOTAD_EVENT_PORT_BACK);
  go_on (&play);
  play_end (&play);
}

static void
test_refusal (void)
{
  static const struct {
    int code;
    const char *next;
  } rows[] = { { 650, "AT+OPEN=2" }, { 133, "AT+STATE?" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    Play play;

    play_begin (&play, &vendor, "server", FOTAD_PHASE_TRANSFER);
    play_error (&play, "cme", rows[i].code, NULL);
    play_sends (&play, rows[i].next);
    play_end (&play);
  }
}

/* What clears up after a run knows with which number it ended, or that there was none. */
static void
test_last_refusal (void)
{
  for (int i = 0; i < 2; i++) {
    Play play;

    play_begin (&play, &vendor, "server", FOTAD_PHASE_TRANSFER);
    play_error (&play, "cme", 650, NULL);
    play_sends (&play, "AT+OPEN=2");
    if (i == 0)
      play_error (&play, "cme", 133, NULL);
    else
      play_silence (&play);
    play_is (&play, FOTAD_ACTION_FAILED);
    g_assert_cmpstr (fotad_facts_get (play.facts, "refusal"), ==, i == 0 ? "133" : NULL);
    g_assert_cmpstr (fotad_facts_get (play.facts, "refused"), ==, i == 0 ? "open-dearly" : NULL);
    play_end (&play);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/rewind/polled", test_polled);
  g_test_add_func ("/engine/rewind/asked-in-poll", test_asked_in_poll);
  g_test_add_func ("/engine/rewind/goes-on", test_goes_on);
  g_test_add_func ("/engine/rewind/goes-on-no-more", test_goes_on_no_more);
  g_test_add_func ("/engine/rewind/damaged", test_damaged);
  g_test_add_func ("/engine/rewind/stalled", test_stalled);
  g_test_add_func ("/engine/rewind/booted", test_booted);
  g_test_add_func ("/engine/rewind/closed-elsewhere", test_closed_elsewhere);
  g_test_add_func ("/engine/rewind/leaves-before", test_leaves_before_the_question);
  g_test_add_func ("/engine/rewind/two-questions", test_two_questions);
  g_test_add_func ("/engine/rewind/asked-before", test_asked_before_the_phase);
  g_test_add_func ("/engine/rewind/deferred", test_not_polled_while_deferred);
  g_test_add_func ("/engine/rewind/approved-while-away", test_approved_while_away);
  g_test_add_func ("/engine/rewind/refusal", test_refusal);
  g_test_add_func ("/engine/rewind/last-refusal", test_last_refusal);
  return g_test_run ();
}
