/*
 * Every branch of the engine, on a fictitious vendor, both sides played by hand.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

#include <string.h>

static const FotadNews news[] = {
  { .name = "fetched", .prefix = "+GOT:", .pattern = "^\\+GOT: ?(?<code>\\d+)", .codes = "get" },
  { .name = "fetching",
    .prefix = "+GET:",
    .pattern = "(?<percent>\\d+)",
    .kind = FOTAD_NEWS_PROGRESS },
  { .name = "asked", .prefix = "+ASK" },
  { .name = "asked-again", .prefix = "+AGAIN" },
  { .name = "writing", .prefix = "+WRITE", .kind = FOTAD_NEWS_BUSY },
  { .name = "written",
    .prefix = "+DONE:",
    .pattern = "(?<code>\\d+)",
    .codes = "put",
    .kind = FOTAD_NEWS_INSTALLED },
  { .name = "booted", .prefix = "+BOOT", .kind = FOTAD_NEWS_READY },
  { .name = "broken",
    .prefix = "+BROKEN",
    .kind = FOTAD_NEWS_FAILED,
    .failure = FOTAD_FAILURE_NETWORK,
    .text = "the link broke" },
  { .name = "misfit",
    .prefix = "+MISFIT",
    .kind = FOTAD_NEWS_FAILED,
    .failure = FOTAD_FAILURE_PACKAGE_MISMATCH,
    .text = "it does not fit" },
  { .name = "none", .prefix = "+NONE", .kind = FOTAD_NEWS_NOTHING },
  { .name = "aborted", .prefix = "+STOP:", .pattern = "(?<code>\\d+)", .codes = "stop" },
  { .name = "renewed",
    .prefix = "V",
    .pattern = "^V(?<version>\\d+)$",
    .kind = FOTAD_NEWS_CHANGED },
  { .name = "named", .prefix = "+NAME:", .pattern = "^\\+NAME: (?<name>\\w+)" },
  { NULL },
};

static const FotadCode codes[] = {
  { "get", 1, FOTAD_FAILURE_NETWORK, TRUE, "no network" },
  { "get", 2, FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "no such file", "Look at the path" },
  { "put", 5, FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE, "made for another firmware" },
  { "stop", 12, FOTAD_FAILURE_CANCELLED, TRUE, "stopped by the user" },
  { "cme", 591, FOTAD_FAILURE_BUSY, FALSE, "under way already" },
  { NULL },
};

static const FotadStep fetch[] = {
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "read-version",
    .command = "AT+V",
    .reply = "^V(?<version>\\d+)$",
    .timeout_s = 5,
    .tries = 3,
    .weight = 1 },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "registered",
    .command = "AT+REG?",
    .reply = "^\\+REG: [15]$",
    .timeout_s = 60,
    .reply_s = 5,
    .poll_s = 2,
    .tries = 1,
    .failure = FOTAD_FAILURE_NOT_REGISTERED,
    .text = "No network" },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "hold",
    .command = "AT+HOLD",
    .timeout_s = 5,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL,
    .sets = "held=1" },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "only-other",
    .models = "^Y",
    .command = "AT+NEVER",
    .timeout_s = 5,
    .tries = 1 },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "apn",
    .when = "apn",
    .command = "AT+APN=${apn}",
    .timeout_s = 5,
    .tries = 1 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .command = "AT+GET=${url}",
    .until = "fetched",
    .timeout_s = 3600,
    .reply_s = 5,
    .silence_s = 600,
    .tries = 2,
    .weight = 50 },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "install",
    .command = "AT+PUT",
    .timeout_s = 30,
    .tries = 1,
    .flags = FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "flash",
    .until = "written",
    .timeout_s = 1200,
    .tries = 1,
    .weight = 49 },
  { .phase = FOTAD_PHASE_INSTALL, .name = "boot", .until = "booted", .timeout_s = 300, .tries = 1 },
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "read-new-version",
    .command = "AT+V",
    .reply = "^V(?<version>\\d+)$",
    .timeout_s = 5,
    .tries = 3 },
  { 0 },
};

static const FotadStep server[] = {
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "open",
    .command = "AT+OPEN",
    .poll = "AT+STATE?",
    .until = "asked|fetched",
    .poll_s = 30,
    .timeout_s = 300,
    .reply_s = 5,
    .tries = 1 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "agree",
    .after = "asked-again",
    .command = "AT+YES",
    .timeout_s = 60,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "download",
    .until = "fetched",
    .timeout_s = 600,
    .tries = 1 },
  { 0 },
};

static const FotadStep consent[] = {
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "agree",
    .after = "asked",
    .command = "AT+YES",
    .timeout_s = 60,
    .tries = 1,
    .flags = FOTAD_STEP_GATE | FOTAD_STEP_DEFERS },
  { 0 },
};

/* A modem whose server begins by itself, after what was configured was read back. */
static const FotadStep silent[] = {
  { .phase = FOTAD_PHASE_CHECK,
    .name = "no-asking",
    .when = "approval=ask",
    .failure = FOTAD_FAILURE_UNSUPPORTED,
    .text = "It begins without asking" },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "read-back",
    .command = "AT+CFG?",
    .reply = "^\\+CFG: \"${url}\",${context|1}$",
    .timeout_s = 5,
    .tries = 1,
    .sets = "place=at_${url:raw}[_${apn}]" },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "follow",
    .poll = "AT+V",
    .poll_s = 30,
    .until = "writing|renewed",
    .timeout_s = 3600,
    .silence_s = 300,
    .tries = 1,
    .weight = 1 },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "flash",
    .until = "booted",
    .timeout_s = 900,
    .tries = 1,
    .flags = FOTAD_STEP_NO_RETURN },
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "stop",
    .command = "AT+STOP",
    .until = "aborted",
    .timeout_s = 5,
    .tries = 1 },
  { 0 },
};

static const FotadRoute routes[] = {
  { .name = "enrol", .steps = silent },
  { .name = "push", .steps = consent },
  { .name = "fetch", .steps = fetch, .schemes = "http" },
  { .name = "server", .steps = server },
  { NULL },
};

static const FotadVendor vendor = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "acme",
  .news = news,
  .codes = codes,
  .routes = routes,
  .settle = { .gone_s = 60, .back_s = 600, .silence_s = 300, .quiet_s = 5 },
};

static void
begin_fetch (Play *play)
{
  play_begin (play, &vendor, "fetch", FOTAD_PHASE_IDENTIFY);
  fotad_facts_set (play->facts, "url", "http://h/f");
}

static void
begin_transfer (Play *play)
{
  begin_fetch (play);
  play_phase (play, FOTAD_PHASE_TRANSFER);
  play_sends (play, "AT+GET=\"http://h/f\"");
}

static void
begin_install (Play *play)
{
  begin_fetch (play);
  play_phase (play, FOTAD_PHASE_INSTALL);
}

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
  again = fotad_engine_new (play.book, fotad_book_route (play.book, "X1", "fetch"), fetch, "X1",
                            play.facts);
  fotad_engine_recall (again);
  g_assert_true (fotad_engine_get_irreversible (again));
  g_assert_cmpint (fotad_engine_get_failure (again)->kind, ==, FOTAD_FAILURE_PACKAGE_MISMATCH);
  g_assert_cmpstr (fotad_engine_get_failure (again)->vendor_code, ==, "5");
  fotad_engine_free (again);
  play_phase (&play, FOTAD_PHASE_IDENTIFY);
  g_assert_null (fotad_facts_get (play.facts, "failure_kind"));
  play_end (&play);
}

static void
test_server_asks (void)
{
  Play play;

  play_begin (&play, &vendor, "server", FOTAD_PHASE_TRANSFER);
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

  play_begin (&play, &vendor, "server", FOTAD_PHASE_TRANSFER);
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

  play_begin (&play, &vendor, "server", FOTAD_PHASE_TRANSFER);
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

  play_begin (&play, &vendor, "server", FOTAD_PHASE_TRANSFER);
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

  play_begin (&play, &vendor, "server", FOTAD_PHASE_TRANSFER);
  play_ok (&play, NULL);
  play_line (&play, "+NONE");
  play_is (&play, FOTAD_ACTION_DONE);
  g_assert_true (fotad_engine_get_nothing (play.engine));
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

/* The modem asks, is put off for ten minutes, asks again, and is told yes. */
static void
test_deferred (void)
{
  Play play;

  play_begin (&play, &vendor, "push", FOTAD_PHASE_TRANSFER);
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
  g_autoptr (FotadBook) book = fotad_book_new (&vendor, NULL);
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

    play_begin (&play, &vendor, "enrol", FOTAD_PHASE_IDENTIFY);
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

  play_begin (&play, &vendor, "enrol", FOTAD_PHASE_PREPARE);
  play_ok (&play, "+CFG: \"\",1");
  play_is (&play, FOTAD_ACTION_FAILED);
  play_end (&play);
}

/* Only another version than the one it runs is news. */
static void
test_version_changes (void)
{
  Play play;

  play_begin (&play, &vendor, "enrol", FOTAD_PHASE_IDENTIFY);
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

/* It answers, and nothing moves. */
static void
test_polls_are_no_progress (void)
{
  Play play;

  play_begin (&play, &vendor, "enrol", FOTAD_PHASE_TRANSFER);
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

static void
test_begins_by_itself (void)
{
  Play play;

  play_begin (&play, &vendor, "enrol", FOTAD_PHASE_TRANSFER);
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

/* That it was stopped is what the rows that stop it want to hear. */
static void
test_own_abort (void)
{
  Play play;

  play_begin (&play, &vendor, "enrol", FOTAD_PHASE_CLEANUP);
  play_sends (&play, "AT+STOP");
  play_line (&play, "+STOP: 12");
  play_ok (&play, NULL);
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
  g_test_add_func ("/engine/deferred", test_deferred);
  g_test_add_func ("/engine/misfit", test_misfit);
  g_test_add_func ("/engine/refusal", test_refusal);
  g_test_add_func ("/engine/reads-back", test_reads_back);
  g_test_add_func ("/engine/reads-back-nothing", test_reads_back_nothing);
  g_test_add_func ("/engine/version-changes", test_version_changes);
  g_test_add_func ("/engine/polls-are-no-progress", test_polls_are_no_progress);
  g_test_add_func ("/engine/begins-by-itself", test_begins_by_itself);
  g_test_add_func ("/engine/own-abort", test_own_abort);
  g_test_add_func ("/engine/repeat", test_repeat);
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
  g_test_add_func ("/engine/server/asks", test_server_asks);
  g_test_add_func ("/engine/server/does-not-ask", test_server_does_not_ask);
  g_test_add_func ("/engine/server/never-asks", test_server_never_asks);
  g_test_add_func ("/engine/poll-unanswered", test_poll_unanswered);
  g_test_add_func ("/engine/nothing", test_nothing);
  g_test_add_func ("/engine/facts", test_lines_make_facts);
  g_test_add_func ("/engine/progress", test_progress_never_goes_down);
  return g_test_run ();
}
