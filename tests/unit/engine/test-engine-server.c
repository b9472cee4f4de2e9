/*
 * Routes on which the other side speaks first, polls, and answers that are refusals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "acme.h"

#include <string.h>

static void
test_server_asks (void)
{
  Play play;

  play_begin (&play, &acme, "server", FOTAD_PHASE_TRANSFER);
  play_sends (&play, "AT+OPEN");
  play_ok (&play, NULL);
  play_waits (&play, 1030);
  play_until (&play, 1030);
  play_sends (&play, "AT+STATE?");
  play_ok (&play, "+ASK");
  play_waits (&play, 1090);
  play_line (&play, "+AGAIN");
  play_sends (&play, "AT+YES");
  play_ok (&play, NULL);
  play_line (&play, "+GOT: 0");
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

static void
test_server_does_not_ask (void)
{
  Play play;

  play_begin (&play, &acme, "server", FOTAD_PHASE_TRANSFER);
  play_ok (&play, NULL);
  play_line (&play, "+ASK");
  play_line (&play, "+GOT: 0");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_nonnull (strstr (play.edges->str, "agree:skipped"));
  play_end (&play);
}

static void
test_server_never_asks (void)
{
  Play play;

  play_begin (&play, &acme, "server", FOTAD_PHASE_TRANSFER);
  play_ok (&play, NULL);
  play_line (&play, "+ASK");
  play_until (&play, 1060);
  play_waits (&play, 1660);
  play_end (&play);
}

static void
test_poll_unanswered (void)
{
  Play play;

  play_begin (&play, &acme, "server", FOTAD_PHASE_TRANSFER);
  play_ok (&play, NULL);
  play_until (&play, 1030);
  play_silence (&play);
  play_waits (&play, 1060);
  play_until (&play, 1060);
  play_error (&play, "cme", 3, NULL);
  play_waits (&play, 1090);
  play_until (&play, 1300);
  play_failed (&play, FOTAD_FAILURE_TIMED_OUT);
  play_end (&play);
}

static void
test_nothing (void)
{
  Play play;

  play_begin (&play, &acme, "server", FOTAD_PHASE_TRANSFER);
  play_ok (&play, NULL);
  play_line (&play, "+NONE");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_true (fotad_engine_get_nothing (play.engine));
  play_end (&play);
}

/* The modem asks, is put off for ten minutes, asks again, and is told yes. */
static void
test_deferred (void)
{
  Play play;

  play_begin (&play, &acme, "push", FOTAD_PHASE_TRANSFER);
  fotad_engine_set_ask (play.engine, TRUE);
  play_event (&play, FOTAD_EVENT_DEFERRED);
  play_waits (&play, 1060);
  play_line (&play, "+ASK");
  play_is (&play, FOTAD_ACTION_ASK);
  g_assert_true (fotad_engine_get_deferrable (play.engine));
  fotad_facts_set (play.facts, "minutes", "10");
  play_event (&play, FOTAD_EVENT_DEFERRED);
  g_assert_false (fotad_engine_get_deferrable (play.engine));
  play_waits (&play, 1000 + 60 + 600);
  play_line (&play, "+ASK");
  play_is (&play, FOTAD_ACTION_ASK);
  play_event (&play, FOTAD_EVENT_APPROVED);
  play_sends (&play, "AT+YES");
  g_assert_nonnull (strstr (play.edges->str, "agree:asked agree:deferred"));
  play_end (&play);
}

static void
test_refusal (void)
{
  g_autoptr (FotadBook) book = fotad_book_new (&acme, NULL);
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
  const FotadRoute *route = fotad_book_route (book, "X1", "enrol");

  g_assert_null (fotad_book_refusal (book, route, "X1", facts));
  g_hash_table_insert (facts, "approval", "ask");
  g_assert_cmpstr (fotad_book_refusal (book, route, "X1", facts)->name, ==, "no-asking");
  g_assert_null (fotad_book_refusal (book, fotad_book_route (book, "X1", "fetch"), "X1", facts));
}

/* The very characters: no dot of the URL stands for another one. */
static void
test_reads_back (void)
{
  static const struct {
    const char *line;
    gboolean good;
  } rows[] = {
    { "+CFG: \"http://h.x/f+(1)\",1", TRUE },
    { "+CFG: \"http://h-x/f+(1)\",1", FALSE },
    { "+CFG: \"http://h.x/f+(1)\",2", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    Play play;

    play_begin (&play, &acme, "enrol", FOTAD_PHASE_IDENTIFY);
    fotad_facts_set (play.facts, "url", "http://h.x/f+(1)");
    play_phase (&play, FOTAD_PHASE_PREPARE);
    play_ok (&play, rows[i].line);
    play_is (&play, rows[i].good ? FOTAD_ACTION_DONE : FOTAD_ACTION_FAILED);
    g_assert_cmpstr (fotad_facts_get (play.facts, "place"), ==,
                     rows[i].good ? "at_http://h.x/f+(1)" : NULL);
    play_end (&play);
  }
}

static void
test_reads_back_nothing (void)
{
  Play play;

  play_begin (&play, &acme, "enrol", FOTAD_PHASE_PREPARE);
  play_ok (&play, "+CFG: \"\",1");
  play_is (&play, FOTAD_ACTION_FAILED);
  play_end (&play);
}

/* It answers, and nothing moves. */
static void
test_polls_are_no_progress (void)
{
  Play play;

  play_begin (&play, &acme, "enrol", FOTAD_PHASE_TRANSFER);
  for (double at = 1030; at < 1300; at += 30) {
    play_until (&play, at);
    play_sends (&play, "AT+V");
    play_ok (&play, at < 1200 ? "+GET: 40" : "+GET: 41");
  }
  play_until (&play, 1301);
  play_sends (&play, "AT+V");
  play_ok (&play, "+GET: 41");
  play_until (&play, 1511);
  play_failed (&play, FOTAD_FAILURE_SILENT);
  play_end (&play);
}

/* Words nobody knows: a new one means that it works, the old one does not. */
static void
test_new_words_are_progress (void)
{
  Play play;

  play_begin (&play, &acme, "enrol", FOTAD_PHASE_IDENTIFY);
  fotad_facts_set (play.facts, "stage", "idle");
  play_phase (&play, FOTAD_PHASE_TRANSFER);
  for (double at = 1030; at < 1300; at += 30) {
    play_until (&play, at);
    play_sends (&play, "AT+V");
    play_ok (&play, at < 1200 ? "+STAGE: idle" : "+STAGE: cooking");
  }
  g_assert_cmpstr (fotad_facts_get (play.facts, "stage"), ==, "cooking");
  play_until (&play, 1301);
  play_sends (&play, "AT+V");
  play_ok (&play, "+STAGE: cooking");
  play_until (&play, 1511);
  play_failed (&play, FOTAD_FAILURE_SILENT);
  play_end (&play);
}

static void
test_begins_by_itself (void)
{
  Play play;

  play_begin (&play, &acme, "enrol", FOTAD_PHASE_TRANSFER);
  play_line (&play, "+WRITE");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_false (fotad_engine_get_irreversible (play.engine));
  play_phase (&play, FOTAD_PHASE_INSTALL);
  g_assert_true (fotad_engine_get_irreversible (play.engine));
  g_assert_nonnull (strstr (play.edges->str, "flash:irreversible"));
  play_line (&play, "+BROKEN");
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

/* The row has tries left, and none of them would help. */
static void
test_misfit (void)
{
  Play play;

  begin_transfer (&play);
  play_ok (&play, NULL);
  play_line (&play, "+MISFIT");
  play_failed (&play, FOTAD_FAILURE_PACKAGE_MISMATCH);
  g_assert_false (fotad_engine_get_failure (play.engine)->retry);
  play_end (&play);
}

/* A row that only waits: the link may be there again, but nobody begins anew. */
static void
test_wait_that_failed (void)
{
  static const FotadStep steps[] = {
    { .phase = FOTAD_PHASE_TRANSFER,
      .name = "wait",
      .until = "fetched",
      .timeout_s = 600,
      .tries = 3 },
    { 0 },
  };
  static const FotadRoute routes[] = { { .name = "server", .steps = steps }, { NULL } };
  FotadVendor vendor = acme;
  Play play;

  vendor.routes = routes;
  play_begin (&play, &vendor, "server", FOTAD_PHASE_TRANSFER);
  play_line (&play, "+BROKEN");
  play_failed (&play, FOTAD_FAILURE_NETWORK);
  g_assert_true (fotad_engine_get_failure (play.engine)->retry);
  play_end (&play);
}

/* That it was stopped is what the rows that stop it want to hear. */
static void
test_own_abort (void)
{
  Play play;

  play_begin (&play, &acme, "enrol", FOTAD_PHASE_CLEANUP);
  play_sends (&play, "AT+STOP");
  play_line (&play, "+STOP: 12");
  play_ok (&play, NULL);
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/deferred", test_deferred);
  g_test_add_func ("/engine/misfit", test_misfit);
  g_test_add_func ("/engine/refusal", test_refusal);
  g_test_add_func ("/engine/wait-that-failed", test_wait_that_failed);
  g_test_add_func ("/engine/reads-back", test_reads_back);
  g_test_add_func ("/engine/reads-back-nothing", test_reads_back_nothing);
  g_test_add_func ("/engine/polls-are-no-progress", test_polls_are_no_progress);
  g_test_add_func ("/engine/new-words-are-progress", test_new_words_are_progress);
  g_test_add_func ("/engine/begins-by-itself", test_begins_by_itself);
  g_test_add_func ("/engine/own-abort", test_own_abort);
  g_test_add_func ("/engine/server/asks", test_server_asks);
  g_test_add_func ("/engine/server/does-not-ask", test_server_does_not_ask);
  g_test_add_func ("/engine/server/never-asks", test_server_never_asks);
  g_test_add_func ("/engine/poll-unanswered", test_poll_unanswered);
  g_test_add_func ("/engine/nothing", test_nothing);
  return g_test_run ();
}
