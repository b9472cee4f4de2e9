/*
 * Beside others: the modem is claimed before the first row from which there is no way back, when it
 * has been approved, and nothing of that row is on its way to the disk before.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

#include <string.h>

static const FotadNews news[] = {
  { .name = "booted", .prefix = "^BOOT", .kind = FOTAD_NEWS_READY },
  { NULL },
};
static const FotadCode codes[] = { { NULL } };

#define SAY(p, n, c) .phase = FOTAD_PHASE_##p, .name = n, .command = c, .timeout_s = 10, .tries = 1

static const FotadStep steps[] = {
  { SAY (TRANSFER, "fetch", "AT+GET") },
  { SAY (INSTALL, "read", "AT+SIZE?") },
  { SAY (INSTALL, "install", "AT+PUT"),
    .flags = FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE },
  { .phase = FOTAD_PHASE_INSTALL, .name = "boot", .until = "booted", .timeout_s = 60, .tries = 1 },
  { 0 },
};

/* It goes on to install by itself, so it is ours before it is told anything. */
static const FotadStep going_on[] = {
  { SAY (TRANSFER, "get", "AT+GET"), .until = "booted",
    .flags = FOTAD_STEP_GOES_ON | FOTAD_STEP_GATE },
  { 0 },
};

static const FotadRoute routes[] = { { .name = "fetch", .steps = steps },
                                     { .name = "server", .steps = going_on },
                                     { NULL } };
static const FotadVendor vendor = {
  .abi = FOTAD_PLUGIN_ABI, .name = "beside", .news = news, .codes = codes, .routes = routes
};

static void
begin (Play *play, gboolean ask)
{
  play_begin (play, &vendor, "fetch", FOTAD_PHASE_TRANSFER);
  fotad_engine_set_beside (play->engine, TRUE);
  fotad_engine_set_ask (play->engine, ask);
  play_ok (play, NULL);
  play_is (play, FOTAD_ACTION_DONE);
  play_phase (play, FOTAD_PHASE_INSTALL);
  play_sends (play, "AT+SIZE?");
  play_ok (play, NULL);
}

static void
test_claimed_before (void)
{
  Play play;

  begin (&play, FALSE);
  play_is (&play, FOTAD_ACTION_CLAIM);
  g_assert_false (fotad_engine_get_irreversible (play.engine));
  g_assert_null (strstr (play.edges->str, "install:"));
  play_event (&play, FOTAD_EVENT_CLAIMED);
  play_sends (&play, "AT+PUT");
  g_assert_true (fotad_engine_get_irreversible (play.engine));
  play_ok (&play, NULL);
  play_line (&play, "^BOOT");
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

static void
test_goes_on (void)
{
  Play play;

  play_begin (&play, &vendor, "server", FOTAD_PHASE_IDENTIFY);
  fotad_engine_set_beside (play.engine, TRUE);
  play_phase (&play, FOTAD_PHASE_TRANSFER);
  play_is (&play, FOTAD_ACTION_CLAIM);
  g_assert_null (strstr (play.edges->str, "get:"));
  play_event (&play, FOTAD_EVENT_CLAIMED);
  play_sends (&play, "AT+GET");
  g_assert_nonnull (strstr (play.edges->str, "get:may-install"));
  play_end (&play);
}

static void
test_asked_first (void)
{
  Play play;

  begin (&play, TRUE);
  play_is (&play, FOTAD_ACTION_ASK);
  play_event (&play, FOTAD_EVENT_CLAIMED); /* nobody asked for it yet; it is ours all the same */
  play_is (&play, FOTAD_ACTION_WAIT);
  fotad_engine_set_beside (play.engine, TRUE);
  play_event (&play, FOTAD_EVENT_APPROVED);
  play_is (&play, FOTAD_ACTION_CLAIM);
  play_event (&play, FOTAD_EVENT_CLAIMED);
  play_sends (&play, "AT+PUT");
  play_end (&play);
}

/* The claim may take a while: no clock of the row runs, and lines are only heard. */
static void
test_takes_a_while (void)
{
  Play play;

  begin (&play, FALSE);
  play_line (&play, "^SOMETHING");
  play_until (&play, 1000);
  play_waits (&play, 0);
  play_event (&play, FOTAD_EVENT_CLAIMED);
  play_sends (&play, "AT+PUT");
  play_end (&play);
}

/* It leaves while it is being claimed, and is tried when it is back, with the claim or without. */
static void
test_leaves (void)
{
  Play play;

  begin (&play, FALSE);
  play_event (&play, FOTAD_EVENT_PORT_LOST);
  play_is (&play, FOTAD_ACTION_RECONNECT);
  play_event (&play, FOTAD_EVENT_CLAIMED);
  play_is (&play, FOTAD_ACTION_WAIT);
  play_event (&play, FOTAD_EVENT_PORT_BACK);
  play_sends (&play, "AT+PUT");
  play_end (&play);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/beside/claimed-before", test_claimed_before);
  g_test_add_func ("/engine/beside/goes-on", test_goes_on);
  g_test_add_func ("/engine/beside/asked-first", test_asked_first);
  g_test_add_func ("/engine/beside/takes-a-while", test_takes_a_while);
  g_test_add_func ("/engine/beside/leaves", test_leaves);
  return g_test_run ();
}
