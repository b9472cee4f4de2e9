/*
 * A download that outlives its port: the cable is pulled, the modem boots, others read its lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

#include <string.h>

static const FotadNews news[] = {
  { .name = "ended", .prefix = "+END:", .pattern = "^\\+END: (?<code>\\d+)", .codes = "end" },
  { .name = "booted", .prefix = "+BOOT", .kind = FOTAD_NEWS_READY },
  { NULL },
};

static const FotadCode codes[] = {
  { "end", 7, FOTAD_FAILURE_NETWORK, TRUE, "it is lost" },
  { NULL },
};

static const FotadStep steps[] = {
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "await-earlier",
    .when = "begun",
    .until = "ended",
    .sets = "there=1",
    .timeout_s = 3600,
    .silence_s = 30,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL | FOTAD_STEP_OUTLIVES },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "begin",
    .when = "!there",
    .command = "AT+BEGIN",
    .sets = "begun=1",
    .timeout_s = 10,
    .tries = 1 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .when = "!there",
    .command = "AT+FETCH",
    .until = "ended",
    .timeout_s = 3600,
    .silence_s = 600,
    .tries = 1,
    .flags = FOTAD_STEP_OUTLIVES },
  { 0 },
};

static const FotadRoute routes[] = {
  { .name = "fetch", .steps = steps },
  { NULL },
};

static const FotadVendor vendor = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "outliving",
  .news = news,
  .codes = codes,
  .routes = routes,
};

static void
fetch (Play *play)
{
  play_sends (play, "AT+BEGIN");
  play_ok (play, NULL);
  play_sends (play, "AT+FETCH");
  play_ok (play, NULL);
  play_is (play, FOTAD_ACTION_WAIT);
}

static void
begin (Play *play)
{
  play_begin (play, &vendor, "fetch", FOTAD_PHASE_TRANSFER);
  fetch (play);
}

static void
pull_cable (Play *play)
{
  play_event (play, FOTAD_EVENT_PORT_LOST);
  play_is (play, FOTAD_ACTION_RECONNECT);
  play_event (play, FOTAD_EVENT_PORT_BACK);
  play_waits (play, play->now + 30);
}

/* The command is not said again to a modem that is at it. */
static void
test_end_is_heard (void)
{
  Play play;

  begin (&play);
  pull_cable (&play);
  play_line (&play, "+END: 0");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_null (strstr (play.edges->str, "fetch:done"));
  play_end (&play);
}

static void
test_end_was_missed (void)
{
  Play play;

  begin (&play);
  pull_cable (&play);
  play_until (&play, play.now + 31);
  fetch (&play);
  play_line (&play, "+END: 0");
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

static void
test_failed_meanwhile (void)
{
  Play play;

  begin (&play);
  pull_cable (&play);
  play_line (&play, "+END: 7");
  fetch (&play);
  play_end (&play);
}

/* Any other failure than the loss of the port is as ever, although it could be tried again. */
static void
test_other_failures (void)
{
  Play play;

  begin (&play);
  play_line (&play, "+END: 7");
  play_failed (&play, FOTAD_FAILURE_NETWORK);
  play_end (&play);
  begin (&play);
  play_until (&play, play.now + 601);
  play_failed (&play, FOTAD_FAILURE_SILENT);
  play_end (&play);
}

static void
test_loose_contact (void)
{
  Play play;

  begin (&play);
  for (int i = 0; i < 3; i++)
    pull_cable (&play);
  play_event (&play, FOTAD_EVENT_PORT_LOST);
  play_failed (&play, FOTAD_FAILURE_GONE);
  play_end (&play);
}

static void
test_booted (void)
{
  Play play;

  begin (&play);
  play_line (&play, "+BOOT");
  play_is (&play, FOTAD_ACTION_RECONNECT);
  play_event (&play, FOTAD_EVENT_PORT_BACK);
  play_until (&play, play.now + 31);
  fetch (&play);
  play_end (&play);
}

static void
test_strangers (void)
{
  Play play;

  begin (&play);
  play_event (&play, FOTAD_EVENT_STRANGER);
  play_waits (&play, play.now + 30);
  g_assert_nonnull (strstr (play.edges->str, "fetch:retry"));
  play_until (&play, play.now + 31);
  play_sends (&play, "AT+BEGIN");
  /* the answer is awaited anyhow, and this row would not find out anything */
  play_event (&play, FOTAD_EVENT_STRANGER);
  play_is (&play, FOTAD_ACTION_WAIT);
  play_ok (&play, NULL);
  play_sends (&play, "AT+FETCH");
  play_ok (&play, NULL);
  for (int i = 0; i < 5; i++) /* not for ever */
    play_event (&play, FOTAD_EVENT_STRANGER);
  play_until (&play, play.now + 31);
  fetch (&play);
  play_event (&play, FOTAD_EVENT_STRANGER);
  play_line (&play, "+END: 0");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_nonnull (strstr (play.edges->str, "fetch:done"));
  play_end (&play);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/outlives/end-is-heard", test_end_is_heard);
  g_test_add_func ("/engine/outlives/end-was-missed", test_end_was_missed);
  g_test_add_func ("/engine/outlives/failed-meanwhile", test_failed_meanwhile);
  g_test_add_func ("/engine/outlives/other-failures", test_other_failures);
  g_test_add_func ("/engine/outlives/loose-contact", test_loose_contact);
  g_test_add_func ("/engine/outlives/booted", test_booted);
  g_test_add_func ("/engine/outlives/strangers", test_strangers);
  return g_test_run ();
}
