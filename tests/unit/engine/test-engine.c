/*
 * Reading, trying, lines and codes, on a fictitious vendor; both sides are played by hand.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "acme.h"

#include <string.h>

static void
test_reads (void)
{
  Play play;

  begin_fetch (&play);
  play_sends (&play, "AT+V");
  g_assert_cmpstr (play.edges->str, ==, "read-version:intent ");
  play_ok (&play, "V7");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_cmpstr (fotad_facts_get (play.facts, "version"), ==, "7");
  g_assert_cmpstr (play.edges->str, ==, "read-version:intent read-version:done ");
  play_end (&play);
}

static void
test_tries (void)
{
  Play play;

  begin_fetch (&play);
  play_silence (&play);
  play_waits (&play, 1001);
  play_until (&play, 1001);
  play_sends (&play, "AT+V");
  play_ok (&play, "nonsense");
  play_until (&play, 1002);
  play_sends (&play, "AT+V");
  play_error (&play, NULL, -1, NULL);
  play_failed (&play, FOTAD_FAILURE_REFUSED);
  play_end (&play);
}

static void
test_poll_for_reply (void)
{
  Play play;

  begin_fetch (&play);
  play_phase (&play, FOTAD_PHASE_PREPARE);
  play_sends (&play, "AT+REG?");
  play_ok (&play, "+REG: 2");
  play_waits (&play, 1002);
  play_until (&play, 1002);
  play_sends (&play, "AT+REG?");
  play_ok (&play, "+REG: 5");
  play_sends (&play, "AT+HOLD");
  play_end (&play);
}

static void
test_poll_gives_up (void)
{
  Play play;

  begin_fetch (&play);
  play_phase (&play, FOTAD_PHASE_PREPARE);
  play_ok (&play, "+REG: 2");
  play_until (&play, 1059);
  play_ok (&play, "+REG: 2");
  play_failed (&play, FOTAD_FAILURE_NOT_REGISTERED);
  g_assert_nonnull (strstr (fotad_engine_get_failure (play.engine)->message, "No network"));
  g_assert_nonnull (strstr (fotad_engine_get_failure (play.engine)->message, "+REG: 2"));
  play_end (&play);
}

static void
test_optional_and_sets (void)
{
  Play play;

  begin_fetch (&play);
  play_phase (&play, FOTAD_PHASE_PREPARE);
  play_ok (&play, "+REG: 1");
  play_ok (&play, NULL);
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_cmpstr (fotad_facts_get (play.facts, "held"), ==, "1");
  play_end (&play);

  begin_fetch (&play);
  fotad_facts_set (play.facts, "apn", "net");
  fotad_facts_set (play.facts, "held", "1"); /* from an earlier life */
  play_phase (&play, FOTAD_PHASE_PREPARE);
  play_ok (&play, "+REG: 1");
  play_error (&play, "cme", 3, NULL);
  play_sends (&play, "AT+APN=\"net\"");
  g_assert_null (fotad_facts_get (play.facts, "held"));
  play_end (&play);
}

static void
test_bad_fact_sends_nothing (void)
{
  Play play;

  begin_fetch (&play);
  fotad_facts_set (play.facts, "url", "http://h/\r\nAT+EVIL");
  play_phase (&play, FOTAD_PHASE_TRANSFER);
  play_failed (&play, FOTAD_FAILURE_ARGUMENT);
  g_assert_null (strstr (play.edges->str, "fetch:intent"));
  play_end (&play);
}

static void
test_ok_then_line (void)
{
  Play play;

  begin_transfer (&play);
  play_ok (&play, NULL);
  play_waits (&play, 1600);
  play_line (&play, "+GET: 40");
  g_assert_cmpuint (fotad_engine_get_phase_progress (play.engine), ==, 40);
  play_line (&play, "+GOT: 0");
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

static void
test_line_then_ok (void)
{
  Play play;

  begin_transfer (&play);
  play_line (&play, "+GOT: 0");
  play_is (&play, FOTAD_ACTION_WAIT);
  play_ok (&play, NULL);
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

/* A failure that overtakes the OK is one all the same. */
static void
test_failure_then_ok (void)
{
  Play play;

  begin_transfer (&play);
  play_line (&play, "+GOT: 2");
  play_is (&play, FOTAD_ACTION_WAIT);
  play_ok (&play, NULL);
  play_failed (&play, FOTAD_FAILURE_NOT_AVAILABLE);
  play_end (&play);
}

/* The next try begins with a clean slate. */
static void
test_failure_then_ok_retried (void)
{
  Play play;

  begin_transfer (&play);
  play_line (&play, "+GOT: 1");
  play_ok (&play, NULL);
  play_until (&play, play.now + 2);
  play_sends (&play, "AT+GET=\"http://h/f\"");
  play_ok (&play, NULL);
  play_line (&play, "+GOT: 0");
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

static void
test_ok_lost (void)
{
  Play play;

  begin_transfer (&play);
  play_line (&play, "+GET: 1");
  play_silence (&play);
  play_waits (&play, 1600);
  play_line (&play, "+GOT: 0");
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

static void
test_code_retry (void)
{
  Play play;

  begin_transfer (&play);
  play_ok (&play, NULL);
  play_line (&play, "+GOT: 1");
  play_waits (&play, 1001);
  play_until (&play, 1001);
  play_sends (&play, "AT+GET=\"http://h/f\"");
  play_ok (&play, NULL);
  play_line (&play, "+GOT: 1");
  play_failed (&play, FOTAD_FAILURE_NETWORK);
  g_assert_cmpstr (fotad_engine_get_failure (play.engine)->vendor_code, ==, "1");
  g_assert_true (fotad_engine_get_failure (play.engine)->retry);
  play_end (&play);
}

static void
test_code_final (void)
{
  Play play;

  begin_transfer (&play);
  play_ok (&play, NULL);
  play_line (&play, "+GOT: 2");
  play_failed (&play, FOTAD_FAILURE_NOT_AVAILABLE);
  g_assert_cmpstr (fotad_engine_get_failure (play.engine)->message, ==,
                   "The modem reports: no such file. Look at the path.");
  play_end (&play);
}

static void
test_code_unknown (void)
{
  Play play;

  begin_transfer (&play);
  play_ok (&play, NULL);
  play_line (&play, "+GOT: 77");
  play_until (&play, 1001);
  play_ok (&play, NULL);
  play_line (&play, "+GOT: 77");
  play_failed (&play, FOTAD_FAILURE_REFUSED);
  g_assert_cmpstr (fotad_engine_get_failure (play.engine)->vendor_code, ==, "77");
  play_end (&play);
}

static void
test_cme (void)
{
  Play play;

  begin_transfer (&play);
  play_error (&play, "cme", 591, NULL);
  play_failed (&play, FOTAD_FAILURE_BUSY);
  g_assert_cmpstr (fotad_engine_get_failure (play.engine)->vendor_code, ==, "+CME ERROR: 591");
  play_end (&play);
}

static void
test_failed_line (void)
{
  Play play;

  begin_transfer (&play);
  play_ok (&play, NULL);
  play_line (&play, "+BROKEN");
  play_until (&play, 1001);
  play_ok (&play, NULL);
  play_line (&play, "+BROKEN");
  play_failed (&play, FOTAD_FAILURE_NETWORK);
  play_end (&play);
}

static void
test_silence (void)
{
  Play play;

  begin_transfer (&play);
  play_ok (&play, NULL);
  play.now = 1500;
  play_event (&play, FOTAD_EVENT_BYTES);
  play_waits (&play, 2100);
  play_until (&play, 2100);
  play_waits (&play, 2101);
  play_until (&play, 2101);
  play_ok (&play, NULL);
  play_until (&play, 2701);
  play_failed (&play, FOTAD_FAILURE_SILENT);
  play_end (&play);
}

static void
test_total_time (void)
{
  Play play;

  begin_transfer (&play);
  play_ok (&play, NULL);
  for (double t = 1500; t < 4600; t += 500) {
    play.now = t;
    play_line (&play, "+GET: 1");
  }
  play_until (&play, 4600);
  play_waits (&play, 4601);
  play_end (&play);
}

static void
test_lines_make_facts (void)
{
  Play play;

  begin_transfer (&play);
  play_line (&play, "+NAME: joe");
  play_line (&play, "what is this");
  g_assert_cmpstr (fotad_facts_get (play.facts, "name"), ==, "joe");
  play_end (&play);
}

static void
test_progress_never_goes_down (void)
{
  Play play;
  guint last = 0;

  begin_transfer (&play);
  play_ok (&play, NULL);
  for (guint i = 0; i <= 300; i++) {
    g_autofree char *line = g_strdup_printf ("+GET: %u", (i * 37) % 101);

    play_line (&play, line);
    g_assert_cmpuint (fotad_engine_get_progress (play.engine), >=, last);
    last = fotad_engine_get_progress (play.engine);
  }
  g_assert_cmpuint (last, >, 40);
  g_assert_cmpuint (last, <=, 100);
  play_end (&play);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/reads", test_reads);
  g_test_add_func ("/engine/tries", test_tries);
  g_test_add_func ("/engine/poll-for-reply", test_poll_for_reply);
  g_test_add_func ("/engine/poll-gives-up", test_poll_gives_up);
  g_test_add_func ("/engine/optional-and-sets", test_optional_and_sets);
  g_test_add_func ("/engine/bad-fact-sends-nothing", test_bad_fact_sends_nothing);
  g_test_add_func ("/engine/ok-then-line", test_ok_then_line);
  g_test_add_func ("/engine/line-then-ok", test_line_then_ok);
  g_test_add_func ("/engine/failure-then-ok", test_failure_then_ok);
  g_test_add_func ("/engine/failure-then-ok-retried", test_failure_then_ok_retried);
  g_test_add_func ("/engine/ok-lost", test_ok_lost);
  g_test_add_func ("/engine/code/retry", test_code_retry);
  g_test_add_func ("/engine/code/final", test_code_final);
  g_test_add_func ("/engine/code/unknown", test_code_unknown);
  g_test_add_func ("/engine/code/cme", test_cme);
  g_test_add_func ("/engine/code/line-without-one", test_failed_line);
  g_test_add_func ("/engine/time/silence", test_silence);
  g_test_add_func ("/engine/time/total", test_total_time);
  g_test_add_func ("/engine/facts", test_lines_make_facts);
  g_test_add_func ("/engine/progress", test_progress_never_goes_down);
  return g_test_run ();
}
