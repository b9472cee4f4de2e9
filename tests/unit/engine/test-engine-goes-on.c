/*
 * A modem that goes on to install by itself, with its lines lost: what passes for that, and what
 * does not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

#include <string.h>

static const FotadNews news[] = {
  { .name = "fetching",
    .prefix = "+GO",
    .pattern = "(?<percent>\\d+)",
    .kind = FOTAD_NEWS_PROGRESS },
  { .name = "failed",
    .prefix = "+BAD",
    .kind = FOTAD_NEWS_FAILED,
    .failure = FOTAD_FAILURE_NETWORK,
    .text = "It failed" },
  { .name = "booted", .prefix = "+BOOT", .kind = FOTAD_NEWS_READY },
  { .name = "state", .prefix = "+IS", .pattern = "(?<stage>\\w+)$", .kind = FOTAD_NEWS_CHANGED },
  { NULL },
};

static const FotadCode codes[] = { { NULL } };

static const FotadStep steps[] = {
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "get",
    .command = "AT+GET",
    .until = "booted",
    .poll = "AT+IS?",
    .timeout_s = 1000,
    .reply_s = 20,
    .silence_s = 200,
    .poll_s = 50,
    .tries = 1,
    .flags = FOTAD_STEP_GOES_ON | FOTAD_STEP_GATE },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "wait",
    .until = "booted",
    .timeout_s = 100,
    .tries = 1,
    .flags = FOTAD_STEP_NO_RETURN },
  { 0 },
};

/* Nothing is said, and yet it may begin. */
static const FotadStep waiting[] = {
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "follow",
    .until = "booted",
    .timeout_s = 1000,
    .tries = 1,
    .flags = FOTAD_STEP_GOES_ON },
  { 0 },
};

static const FotadRoute routes[] = { { .name = "fetch", .steps = steps },
                                     { .name = "server", .steps = waiting },
                                     { NULL } };

static const FotadVendor vendor = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "self",
  .news = news,
  .codes = codes,
  .routes = routes,
};

/* The command is out; what the modem was is known. */
static void
begin (Play *play)
{
  play_begin (play, &vendor, "fetch", FOTAD_PHASE_IDENTIFY);
  fotad_facts_set (play->facts, "stage", "idle");
  play_phase (play, FOTAD_PHASE_TRANSFER);
  play_sends (play, "AT+GET");
  g_assert_nonnull (strstr (play->edges->str, "get:may-install"));
}

static void
has_gone_on (Play *play)
{
  play_is (play, FOTAD_ACTION_DONE);
  g_assert_true (fotad_engine_get_irreversible (play->engine));
  g_assert_nonnull (strstr (play->edges->str, "get:irreversible"));
  g_assert_null (fotad_engine_get_failure (play->engine));
}

static void
miss_poll (Play *play, double at)
{
  play_until (play, at);
  play_sends (play, "AT+IS?");
  play->now += 10;
  play_silence (play);
}

static void
test_silent (void)
{
  Play play;
  double start;

  begin (&play);
  play_ok (&play, NULL);
  start = play.now;
  miss_poll (&play, start + 50);
  play_until (&play, start + 200);
  has_gone_on (&play);
  play_phase (&play, FOTAD_PHASE_INSTALL);
  play_is (&play, FOTAD_ACTION_WAIT);
  play_end (&play);
}

static void
test_away_and_back (void)
{
  Play play;
  double start;

  begin (&play);
  play_ok (&play, NULL);
  start = play.now;
  miss_poll (&play, start + 50);
  miss_poll (&play, start + 110);
  play_until (&play, start + 170);
  play_sends (&play, "AT+IS?");
  play_ok (&play, "+IS idle");
  has_gone_on (&play);
  play_end (&play);
}

/* One lost answer is a lost answer. */
static void
test_one_missed (void)
{
  Play play;
  double start;

  begin (&play);
  play_ok (&play, NULL);
  start = play.now;
  miss_poll (&play, start + 50);
  play_until (&play, start + 110);
  play_sends (&play, "AT+IS?");
  play_ok (&play, "+IS idle");
  play_is (&play, FOTAD_ACTION_WAIT);
  g_assert_false (fotad_engine_get_irreversible (play.engine));
  play_end (&play);
}

/* It answers, and does nothing: that is a failure, as ever. */
static void
test_stalled (void)
{
  Play play;
  double start;

  begin (&play);
  play_ok (&play, NULL);
  start = play.now;
  for (guint i = 1; i <= 3; i++) {
    play_until (&play, start + 50 * i);
    play_sends (&play, "AT+IS?");
    play_ok (&play, "+IS idle");
  }
  play_until (&play, start + 200);
  play_failed (&play, FOTAD_FAILURE_SILENT);
  g_assert_false (fotad_engine_get_irreversible (play.engine));
  play_end (&play);
}

static void
test_port_lost (void)
{
  Play play;

  begin (&play);
  play_ok (&play, NULL);
  play_event (&play, FOTAD_EVENT_PORT_LOST);
  has_gone_on (&play);
  play_phase (&play, FOTAD_PHASE_INSTALL);
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

/* It holds the port until it is through: it is not asked meanwhile. */
static void
test_no_result (void)
{
  Play play;
  double start;

  begin (&play);
  start = play.now;
  play.now += 20;
  play_silence (&play);
  play_waits (&play, start + 1000);
  play_until (&play, start + 1000);
  has_gone_on (&play);
  play_end (&play);
}

static void
test_no_result_but_a_line (void)
{
  Play play;

  begin (&play);
  play.now += 20;
  play_silence (&play);
  play_line (&play, "+BOOT");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_false (fotad_engine_get_irreversible (play.engine)); /* the next row says so */
  play_end (&play);
}

static void
test_refused (void)
{
  Play play;

  begin (&play);
  play_error (&play, NULL, -1, NULL);
  play_failed (&play, FOTAD_FAILURE_REFUSED);
  g_assert_false (fotad_engine_get_irreversible (play.engine));
  play_end (&play);
}

static void
test_failed_line (void)
{
  Play play;

  begin (&play);
  play_ok (&play, NULL);
  play_line (&play, "+GO 10");
  play_line (&play, "+BAD");
  play_failed (&play, FOTAD_FAILURE_NETWORK);
  play_end (&play);
}

/* Only a restart, or a port that leaves, tells that it did; time alone does not. */
static void
test_waiting (void)
{
  Play play;
  double start;

  play_begin (&play, &vendor, "server", FOTAD_PHASE_IDENTIFY);
  play_phase (&play, FOTAD_PHASE_TRANSFER);
  start = play.now;
  g_assert_nonnull (strstr (play.edges->str, "follow:may-install"));
  play_until (&play, start + 1000);
  play_failed (&play, FOTAD_FAILURE_TIMED_OUT);
  play_end (&play);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/goes-on/silent", test_silent);
  g_test_add_func ("/engine/goes-on/away-and-back", test_away_and_back);
  g_test_add_func ("/engine/goes-on/one-missed", test_one_missed);
  g_test_add_func ("/engine/goes-on/stalled", test_stalled);
  g_test_add_func ("/engine/goes-on/port-lost", test_port_lost);
  g_test_add_func ("/engine/goes-on/no-result", test_no_result);
  g_test_add_func ("/engine/goes-on/no-result-but-a-line", test_no_result_but_a_line);
  g_test_add_func ("/engine/goes-on/waiting", test_waiting);
  g_test_add_func ("/engine/goes-on/refused", test_refused);
  g_test_add_func ("/engine/goes-on/failed-line", test_failed_line);
  return g_test_run ();
}
