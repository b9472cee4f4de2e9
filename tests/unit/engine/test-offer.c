/*
 * What the modem offered before there was a job, and servers that have nothing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

#include <string.h>

static const FotadNews news[] = {
  { .name = "offered", .prefix = "+OFFER" },
  { .name = "begun", .prefix = "+BEGUN" },
  { .name = "idle", .prefix = "+IDLE", .kind = FOTAD_NEWS_NOTHING, .text = "The server is asleep" },
  { NULL },
};

static const FotadCode codes[] = { { NULL } };

static const FotadStep steps[] = {
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "answer",
    .after = "offered",
    .command = "AT+YES",
    .timeout_s = 100,
    .tries = 1,
    .flags = FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE | FOTAD_STEP_DEFERS },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "begin",
    .until = "begun",
    .poll = "AT+IDLE?",
    .timeout_s = 100,
    .poll_s = 10,
    .tries = 1 },
  { 0 },
};

static const FotadStep later[] = {
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "later",
    .command = "AT+LATER",
    .timeout_s = 5,
    .tries = 1 },
  { 0 },
};

static const FotadRoute routes[] = {
  { .name = "server", .steps = steps, .defer = later },
  { NULL },
};

static const FotadVendor vendor = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "offering",
  .news = news,
  .codes = codes,
  .routes = routes,
};

static void
begin (Play *play, const char *offer)
{
  play_begin (play, &vendor, "server", FOTAD_PHASE_IDENTIFY);
  fotad_facts_set (play->facts, "offer", offer);
  play_phase (play, FOTAD_PHASE_TRANSFER);
}

static void
test_not_offered (void)
{
  Play play;

  begin (&play, NULL);
  play_waits (&play, play.now + 100);
  play_line (&play, "+OFFER");
  play_sends (&play, "AT+YES");
  play_end (&play);
}

static void
test_offered (void)
{
  Play play;

  begin (&play, "offered");
  play_sends (&play, "AT+YES");
  play_end (&play);
}

static void
test_another_offer (void)
{
  Play play;

  begin (&play, "begun");
  play_waits (&play, play.now + 100);
  play_end (&play);
}

/* Put off, it is not there any more: the modem asks again. */
static void
test_deferred (void)
{
  Play play;

  play_begin (&play, &vendor, "server", FOTAD_PHASE_IDENTIFY);
  fotad_facts_set (play.facts, "offer", "offered");
  fotad_engine_set_ask (play.engine, TRUE);
  play_phase (&play, FOTAD_PHASE_TRANSFER);
  play_is (&play, FOTAD_ACTION_ASK);
  g_assert_true (fotad_engine_get_deferrable (play.engine));
  play_event (&play, FOTAD_EVENT_DEFERRED);
  play_is (&play, FOTAD_ACTION_WAIT);
  play_line (&play, "+OFFER");
  play_is (&play, FOTAD_ACTION_ASK);
  play_event (&play, FOTAD_EVENT_APPROVED);
  play_sends (&play, "AT+YES");
  play_end (&play);
}

/* The modem withdraws its question while somebody thinks about it. */
static void
test_withdrawn (void)
{
  Play play;

  play_begin (&play, &vendor, "server", FOTAD_PHASE_IDENTIFY);
  fotad_facts_set (play.facts, "offer", "offered");
  fotad_engine_set_ask (play.engine, TRUE);
  play_phase (&play, FOTAD_PHASE_TRANSFER);
  play_is (&play, FOTAD_ACTION_ASK);
  play_line (&play, "+IDLE");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_true (fotad_engine_get_nothing (play.engine));
  g_assert_false (fotad_engine_get_irreversible (play.engine));
  g_assert_cmpstr (fotad_engine_get_nothing_text (play.engine), ==, "The server is asleep");
  play_end (&play);
}

/* Said in the reply to a poll: then what the modem runs has still to be read. */
static void
test_polled (void)
{
  Play play;

  begin (&play, "offered");
  play_ok (&play, NULL);
  play_until (&play, play.now + 11);
  play_sends (&play, "AT+IDLE?");
  play_ok (&play, "+IDLE");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_true (fotad_engine_get_nothing (play.engine));
  g_assert_true (fotad_engine_get_irreversible (play.engine));
  play_end (&play);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/offer/not-offered", test_not_offered);
  g_test_add_func ("/engine/offer/offered", test_offered);
  g_test_add_func ("/engine/offer/another", test_another_offer);
  g_test_add_func ("/engine/offer/deferred", test_deferred);
  g_test_add_func ("/engine/offer/withdrawn", test_withdrawn);
  g_test_add_func ("/engine/offer/polled", test_polled);
  return g_test_run ();
}
