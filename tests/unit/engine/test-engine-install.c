/*
 * From the gate to the version: what is irreversible, lost ports, restarts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "acme.h"

#include <string.h>

static void
test_port_lost_and_back (void)
{
  Play play;

  begin_transfer (&play);
  play_ok (&play, NULL);
  play_event (&play, FOTAD_EVENT_PORT_LOST);
  play_is (&play, FOTAD_ACTION_RECONNECT);
  play_event (&play, FOTAD_EVENT_PORT_BACK);
  play_sends (&play, "AT+GET=\"http://h/f\"");
  play_event (&play, FOTAD_EVENT_PORT_LOST);
  play_failed (&play, FOTAD_FAILURE_GONE);
  play_end (&play);
}

static void
test_restart_in_transfer (void)
{
  Play play;

  begin_transfer (&play);
  play_ok (&play, NULL);
  play_line (&play, "+BOOT");
  play_is (&play, FOTAD_ACTION_RECONNECT);
  play_end (&play);
}

static void
test_install (void)
{
  Play play;

  begin_install (&play);
  play_sends (&play, "AT+PUT");
  g_assert_true (fotad_engine_get_irreversible (play.engine));
  g_assert_nonnull (strstr (play.edges->str, "install:irreversible"));
  play_ok (&play, NULL);
  play_waits (&play, 2200);
  play_line (&play, "+WRITE");
  play_line (&play, "+DONE: 0");
  g_assert_true (fotad_engine_get_said_success (play.engine));
  play_waits (&play, 1300);
  play_line (&play, "+BOOT");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_true (fotad_engine_get_ready (play.engine));
  play_end (&play);
}

static void
test_install_refused (void)
{
  Play play;

  begin_install (&play);
  play_error (&play, NULL, -1, NULL);
  play_failed (&play, FOTAD_FAILURE_REFUSED);
  g_assert_false (fotad_engine_get_irreversible (play.engine));
  g_assert_nonnull (strstr (play.edges->str, "install:reversible"));
  play_end (&play);
}

static void
test_install_failure_is_noted (void)
{
  Play play;

  begin_install (&play);
  play_ok (&play, NULL);
  play_line (&play, "+DONE: 5");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_cmpint (fotad_engine_get_failure (play.engine)->kind, ==,
                   FOTAD_FAILURE_PACKAGE_MISMATCH);
  g_assert_false (fotad_engine_get_said_success (play.engine));
  g_assert_true (fotad_engine_get_irreversible (play.engine));
  play_end (&play);
}

static void
test_install_unanswered (void)
{
  Play play;

  begin_install (&play);
  play_silence (&play);
  play_waits (&play, 2200);
  play_until (&play, 2200);
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_null (fotad_engine_get_failure (play.engine));
  play_end (&play);
}

static void
test_install_port_lost (void)
{
  Play play;

  begin_install (&play);
  play_event (&play, FOTAD_EVENT_PORT_LOST);
  play_is (&play, FOTAD_ACTION_DONE);
  play_phase (&play, FOTAD_PHASE_INSTALL);
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_cmpint (fotad_engine_overhear (play.engine, "+DONE: 5"), ==, FOTAD_NEWS_INSTALLED);
  g_assert_cmpint (fotad_engine_get_failure (play.engine)->kind, ==,
                   FOTAD_FAILURE_PACKAGE_MISMATCH);
  play_end (&play);
}

/* The version is read back over a port that came back between the phases, and really read. */
static void
test_verify_after_port_loss (void)
{
  Play play;

  begin_install (&play);
  play_event (&play, FOTAD_EVENT_PORT_LOST);
  fotad_engine_set_away (play.engine, FALSE);
  play_phase (&play, FOTAD_PHASE_VERIFY);
  play_sends (&play, "AT+V");
  play_event (&play, FOTAD_EVENT_PORT_LOST);
  play_is (&play, FOTAD_ACTION_RECONNECT);
  play_event (&play, FOTAD_EVENT_PORT_BACK);
  play_sends (&play, "AT+V");
  play_silence (&play);
  play_until (&play, 1001);
  play_silence (&play);
  play_failed (&play, FOTAD_FAILURE_SILENT);
  play_end (&play);
}

static void
test_later_line_first (void)
{
  Play play;

  begin_install (&play);
  play_ok (&play, NULL);
  play_line (&play, "+BOOT");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_nonnull (strstr (play.edges->str, "flash:skipped"));
  play_end (&play);
}

static void
test_gate (void)
{
  Play play;

  begin_fetch (&play);
  fotad_engine_set_ask (play.engine, TRUE);
  play_phase (&play, FOTAD_PHASE_INSTALL);
  play_is (&play, FOTAD_ACTION_ASK);
  g_assert_false (fotad_engine_get_irreversible (play.engine));
  play_until (&play, 99999);
  play_waits (&play, 0);
  play_event (&play, FOTAD_EVENT_APPROVED);
  play_sends (&play, "AT+PUT");
  g_assert_cmpstr (fotad_facts_get (play.facts, "approved"), ==, "1");
  play_end (&play);
}

static void
test_gate_survives_port_loss (void)
{
  Play play;

  begin_fetch (&play);
  fotad_engine_set_ask (play.engine, TRUE);
  play_phase (&play, FOTAD_PHASE_INSTALL);
  play_event (&play, FOTAD_EVENT_PORT_LOST);
  play_is (&play, FOTAD_ACTION_RECONNECT);
  play_event (&play, FOTAD_EVENT_PORT_BACK);
  play_is (&play, FOTAD_ACTION_ASK);
  play_end (&play);
}

static void
test_once_is_never_sent_again (void)
{
  Play play;

  begin_fetch (&play);
  fotad_engine_mark_sent (play.engine, "install");
  play_phase (&play, FOTAD_PHASE_INSTALL);
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_true (fotad_engine_get_irreversible (play.engine));
  g_assert_null (strstr (play.edges->str, "install:intent"));
  play_end (&play);
}

/* What the modem said before a restart still explains the verdict after it. */
static void
test_recall (void)
{
  Play play;
  FotadEngine *again;

  begin_install (&play);
  play_ok (&play, NULL);
  play_line (&play, "+DONE: 5");
  again = fotad_engine_new (play.book, fotad_book_route (play.book, "X1", "fetch"), acme_fetch,
                            "X1", play.facts);
  fotad_engine_recall (again);
  g_assert_true (fotad_engine_get_irreversible (again));
  g_assert_cmpint (fotad_engine_get_failure (again)->kind, ==, FOTAD_FAILURE_PACKAGE_MISMATCH);
  g_assert_cmpstr (fotad_engine_get_failure (again)->vendor_code, ==, "5");
  fotad_engine_free (again);
  play_phase (&play, FOTAD_PHASE_IDENTIFY);
  g_assert_null (fotad_facts_get (play.facts, "failure_kind"));
  play_end (&play);
}

/* Only another version than the one it runs is news. */
static void
test_version_changes (void)
{
  Play play;

  play_begin (&play, &acme, "enrol", FOTAD_PHASE_IDENTIFY);
  fotad_facts_set (play.facts, "version", "7");
  play_phase (&play, FOTAD_PHASE_TRANSFER);
  play_until (&play, 1030);
  play_sends (&play, "AT+V");
  play_ok (&play, "V7");
  play_is (&play, FOTAD_ACTION_WAIT);
  play_until (&play, 1060);
  play_ok (&play, "V8");
  play_is (&play, FOTAD_ACTION_DONE);
  play_end (&play);
}

static void
test_repeat (void)
{
  Play play;

  begin_install (&play);
  play_ok (&play, NULL);
  play_line (&play, "+DONE: 5");
  g_assert_nonnull (fotad_engine_get_failure (play.engine));
  g_assert_false (fotad_engine_repeat (play.engine, "nothing"));
  g_assert_true (fotad_engine_repeat (play.engine, "install"));
  g_assert_null (fotad_engine_get_failure (play.engine));
  g_assert_false (fotad_engine_get_irreversible (play.engine));
  play_phase (&play, FOTAD_PHASE_INSTALL);
  play_sends (&play, "AT+PUT");
  g_assert_nonnull (strstr (play.edges->str, "install:reversible"));
  g_assert_true (fotad_engine_get_irreversible (play.engine));
  play_end (&play);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/version-changes", test_version_changes);
  g_test_add_func ("/engine/repeat", test_repeat);
  g_test_add_func ("/engine/port/lost-and-back", test_port_lost_and_back);
  g_test_add_func ("/engine/port/restart-in-transfer", test_restart_in_transfer);
  g_test_add_func ("/engine/install/good", test_install);
  g_test_add_func ("/engine/install/refused", test_install_refused);
  g_test_add_func ("/engine/install/failure-is-noted", test_install_failure_is_noted);
  g_test_add_func ("/engine/install/unanswered", test_install_unanswered);
  g_test_add_func ("/engine/install/port-lost", test_install_port_lost);
  g_test_add_func ("/engine/install/verify-after-port-loss", test_verify_after_port_loss);
  g_test_add_func ("/engine/install/later-line-first", test_later_line_first);
  g_test_add_func ("/engine/gate/asks", test_gate);
  g_test_add_func ("/engine/gate/survives-port-loss", test_gate_survives_port_loss);
  g_test_add_func ("/engine/once", test_once_is_never_sent_again);
  g_test_add_func ("/engine/recall", test_recall);
  return g_test_run ();
}
