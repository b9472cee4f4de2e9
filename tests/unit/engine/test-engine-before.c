/*
 * What PREPARE asks of the modem as it was, and CLEANUP puts back, over a restart.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

static const FotadNews news[] = { { NULL } };
static const FotadCode codes[] = { { NULL } };

#define SAY(p, n, c) .phase = FOTAD_PHASE_##p, .name = n, .command = c, .timeout_s = 10, .tries = 1

static const FotadStep steps[] = {
  { SAY (PREPARE, "check", "AT+REG?"), .reply = "^\\+REG: (?<home>\\d)" },
  { SAY (PREPARE, "read-mode", "AT+MODE?"), .reply = "^\\+MODE: (?<mode>\\d)" },
  { SAY (PREPARE, "read-name", "AT+NAME?"), .reply = "^\\+NAME: (?<old_name>\\w+)",
    .flags = FOTAD_STEP_OPTIONAL },
  { SAY (PREPARE, "set-mode", "AT+MODE=2") },
  { SAY (CLEANUP, "restore-mode", "AT+MODE=${mode:number}"), .when = "mode" },
  { SAY (CLEANUP, "restore-name", "AT+NAME=${new_name|}"), .when = "old_name" },
  { 0 },
};

static const FotadRoute routes[] = { { .name = "fetch", .steps = steps }, { NULL } };
static const FotadVendor vendor = {
  .abi = FOTAD_PLUGIN_ABI, .name = "before", .news = news, .codes = codes, .routes = routes
};

/* The daemon is started again: another engine, the same facts. */
static void
restart (Play *play)
{
  fotad_engine_free (play->engine);
  play->engine = fotad_engine_new (play->book, routes, steps, "X1", play->facts);
  play_phase (play, FOTAD_PHASE_PREPARE);
}

static void
test_asked_once (void)
{
  Play play;

  play_begin (&play, &vendor, "fetch", FOTAD_PHASE_PREPARE);
  play_ok (&play, "+REG: 1");
  play_ok (&play, "+MODE: 0");
  play_error (&play, NULL, -1, NULL);
  play_sends (&play, "AT+MODE=2");
  restart (&play);
  play_sends (&play, "AT+REG?");
  play_ok (&play, "+REG: 5");
  play_sends (&play, "AT+MODE=2");
  play_ok (&play, NULL);
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_cmpstr (fotad_facts_get (play.facts, "home"), ==, "5");
  play_phase (&play, FOTAD_PHASE_CLEANUP);
  play_sends (&play, "AT+MODE=0");
  play_ok (&play, NULL);
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

/* What was not answered before the restart is asked again. */
static void
test_not_answered (void)
{
  Play play;

  play_begin (&play, &vendor, "fetch", FOTAD_PHASE_PREPARE);
  play_ok (&play, "+REG: 1");
  play_sends (&play, "AT+MODE?");
  restart (&play);
  play_ok (&play, "+REG: 1");
  play_sends (&play, "AT+MODE?");
  play_end (&play);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/before/asked-once", test_asked_once);
  g_test_add_func ("/engine/before/not-answered", test_not_answered);
  return g_test_run ();
}
