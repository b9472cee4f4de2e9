/*
 * Every line and number of §D.a of our vendor reference (HL78G and what the field adds), read by
 * the book, and what it says to the module.  argv[1]: the plugin.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-plugin-file.h"
#include "vendor/fotad-template.h"

#define MODEL "HL7800"
#define NONE G_MININT

static FotadBook *book;

/* §D.a.3: +WDSI 0 to 24, AT+WDSG when polled, and the boot. */
static const struct {
  const char *line;
  const char *name; /* NULL: not news */
  FotadNewsKind kind;
  int percent;
  int code;
  const char *fact, *value;
} lines[] = {
  { "+WDSI: 0", "client-ready", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 1", "connect-wanted", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 2", "download-wanted", FOTAD_NEWS_BROKEN, -1, NONE, "wanted", "2" },
  { "+WDSI: 3", "install-wanted", FOTAD_NEWS_OTHER, -1, NONE, "wanted", "3" },
  { "+WDSI:3", "install-wanted", FOTAD_NEWS_OTHER, -1, NONE, "wanted", "3" },
  { "+wdsi:  3 ", "install-wanted", FOTAD_NEWS_OTHER, -1, NONE, "wanted", "3" },
  { "+WDSI: 4", "authenticating", FOTAD_NEWS_OTHER, -1, NONE, "login", "4" },
  { "+WDSI: 5", "not-authenticated", FOTAD_NEWS_OTHER, -1, NONE, "login", "5" },
  { "+WDSI: 6", "authenticated", FOTAD_NEWS_OTHER, -1, NONE, "login", "6" },
  { "+WDSI: 7", "not-known", FOTAD_NEWS_OTHER, -1, 7, NULL, NULL },
  { "+WDSI: 8", "session-closed", FOTAD_NEWS_BROKEN, -1, NONE, "last", "8" },
  { "+WDSI: 9,524648", "package-announced", FOTAD_NEWS_OTHER, -1, NONE, "remaining", "524648" },
  { "+WDSI: 9, 331000", "package-announced", FOTAD_NEWS_OTHER, -1, NONE, "remaining", "331000" },
  { "+WDSI: 10", "fetched", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 11,0", "out-of-memory", FOTAD_NEWS_FAILED, -1, NONE, NULL, NULL },
  { "+WDSI: 11,1", "fetch-failed", FOTAD_NEWS_OTHER, -1, 1, NULL, NULL },
  { "+WDSI: 11,2", "fetch-failed", FOTAD_NEWS_OTHER, -1, 2, NULL, NULL },
  { "+WDSI: 11,3", "ram-trouble", FOTAD_NEWS_OTHER, -1, 3, "reboot", "3" },
  { "+WDSI: 11,4", "fetch-failed", FOTAD_NEWS_OTHER, -1, 4, NULL, NULL },
  { "+WDSI: 11,5", "fetch-failed", FOTAD_NEWS_OTHER, -1, 5, NULL, NULL },
  { "+WDSI: 12", "certified", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 13", "not-certified", FOTAD_NEWS_READY, -1, 13, NULL, NULL },
  { "+WDSI: 14", "update-started", FOTAD_NEWS_BUSY, -1, NONE, "last", "14" },
  { "+WDSI: 15", "update-failed", FOTAD_NEWS_READY, -1, 15, NULL, NULL },
  { "+WDSI: 16", "updated", FOTAD_NEWS_INSTALLED, -1, NONE, NULL, NULL },
  { "+WDSI: 17", "fallback", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 18", "fetch-started", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 18,1", "fetching", FOTAD_NEWS_PROGRESS, 1, NONE, NULL, NULL },
  { "+WDSI: 18,100", "fetching", FOTAD_NEWS_PROGRESS, 100, NONE, NULL, NULL },
  { "+WDSI: 19", "other-event", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 20", "other-event", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 21", "provisioned", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 22", "other-event", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 23,0", "bootstrapping", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 23,1", "session-open", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 24", "reboot-wanted", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  /* Cut off: never an event. */
  { "+WDSI: ", "other-event", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 9,", "other-event", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 11", "other-event", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 11,", "other-event", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSI: 4479", "other-event", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSG: 0,3", "other-state", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSG: 1,0", "other-state", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSG: 1,1", "other-state", FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSG: 1,2", "offered", FOTAD_NEWS_OTHER, -1, NONE, "wanted", "2" },
  { "+WDSG: 1,3", "stored", FOTAD_NEWS_OTHER, -1, NONE, "wanted", "3" },
  { "+KSUP: 0", "booted", FOTAD_NEWS_READY, -1, NONE, NULL, NULL },
  { "READY", "ready", FOTAD_NEWS_READY, -1, NONE, NULL, NULL },
  { "+CPIN: READY", NULL, FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "OK", NULL, FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
  { "+WDSC: 1,0", NULL, FOTAD_NEWS_OTHER, -1, NONE, NULL, NULL },
};

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_auto (FotadNewsHit) hit = { 0 };
    gboolean known = fotad_book_news (book, MODEL, lines[i].line, &hit);
    gboolean bad =
        lines[i].kind == FOTAD_NEWS_FAILED || (lines[i].code != NONE && lines[i].code != 0);

    g_test_message ("%s", lines[i].line);
    g_assert_cmpstr (known ? hit.news->name : NULL, ==, lines[i].name);
    if (!known)
      continue;
    g_assert_cmpint (hit.news->kind, ==, lines[i].kind);
    g_assert_cmpint (hit.percent, ==, lines[i].percent);
    g_assert_cmpint (hit.code, ==, lines[i].code);
    g_assert_cmpint (hit.failed, ==, bad);
    if (lines[i].fact != NULL)
      g_assert_cmpstr (g_hash_table_lookup (hit.facts, lines[i].fact), ==, lines[i].value);
  }
}

/* The one failure without a number: 11,0, since no code is 0. */
static void
test_out_of_memory (void)
{
  g_auto (FotadNewsHit) hit = { 0 };

  g_assert_true (fotad_book_news (book, MODEL, "+WDSI: 11,0", &hit));
  g_assert_cmpint (hit.news->failure, ==, FOTAD_FAILURE_STORAGE);
}

/* §D.a.3, 11, and §D.a.4. */
static void
test_codes (void)
{
  static const struct {
    const char *table;
    int code;
    FotadFailure failure;
    gboolean retry;
  } rows[] = {
    { "event", 7, FOTAD_FAILURE_SERVER, FALSE },
    { "event", 13, FOTAD_FAILURE_PACKAGE_INVALID, FALSE },
    { "event", 15, FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE },
    { "download", 1, FOTAD_FAILURE_NETWORK, TRUE },
    { "download", 2, FOTAD_FAILURE_PACKAGE_INVALID, FALSE },
    { "download", 3, FOTAD_FAILURE_STORAGE, TRUE },
    { "download", 4, FOTAD_FAILURE_NETWORK, TRUE },
    { "download", 5, FOTAD_FAILURE_STORAGE, TRUE },
    { "cme", 3, FOTAD_FAILURE_REFUSED, TRUE },
    { "cme", 133, FOTAD_FAILURE_NETWORK, FALSE },
    { "cme", 148, FOTAD_FAILURE_NETWORK, TRUE },
    { "cme", 650, FOTAD_FAILURE_NETWORK, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const FotadCode *row = fotad_book_code (book, MODEL, rows[i].table, rows[i].code);

    g_test_message ("%s %d", rows[i].table, rows[i].code);
    g_assert_nonnull (row);
    g_assert_cmpint (row->failure, ==, rows[i].failure);
    g_assert_cmpint (row->retry, ==, rows[i].retry);
  }
  g_assert_null (fotad_book_code (book, MODEL, "download", 6));
}

/* §D.a.1: what is said, and what AT+WDSC and its like are told; "" of facts: none. */
static const struct {
  const char *route, *step;
  const char *name, *value;
  const char *command; /* NULL: the row does not apply */
} commands[] = {
  { "push", "read-version", "x", "", "AT+CGMR" },
  { "push", "known-lines", "mask", "8191", NULL },
  { "push", "known-lines", "x", "", "AT+WDSI=4479" },
  { "push", "ask-before-install", "x", "", "AT+WDSC=2,1" },
  { "push", "upload", "size", "30720", "AT+WDSD=30720" },
  { "push", "upload", "stored", "1", NULL },
  { "push", "find-stored", "uploaded", "1", "AT+WDSG" },
  { "push", "find-stored", "x", "", NULL },
  { "push", "install", "x", "", "AT+WDSR=4" },
  { "push", "restore-lines", "old_mask", "0", "AT+WDSI=0" },
  { "push", "restore-lines", "x", "", NULL },
  { "push", "restore-install-agreement", "old_install", "0", "AT+WDSC=2,0" },
  { "server", "ask-before-download", "x", "", "AT+WDSC=1,1" },
  { "server", "read-lines", "old_mask", "0", NULL },
  { "server", "set-context", "context", "2", "AT+WDSS=2,2" },
  { "server", "set-apn", "apn", "acme.m2m", "AT+CGDCONT=1,\"IP\",\"acme.m2m\"" },
  { "server", "set-apn", "x", "", NULL },
  { "server", "set-login", "user", "me", "AT+WPPP=1,1,\"me\",\"\"" },
  { "server", "report-boot", "old_report", "0", "AT+KSREP=1" },
  { "server", "report-boot", "old_report", "1", NULL },
  { "server", "open-session", "x", "", "AT+WDSS=1,1" },
  { "server", "open-session", "wanted", "2", NULL },
  { "server", "open-session", "wanted", "3", NULL },
  { "server", "open-session", "offer", "download-wanted", NULL },
  { "server", "open-session", "await_timer", "true", NULL },
  { "server", "reboot", "reboot", "3", "AT+CFUN=1,1" },
  { "server", "reboot", "reboot", "0", NULL },
  { "server", "close-session", "x", "", "AT+WDSS=1,0" },
  { "server", "close-session", "reached", "1", NULL },
  { "server", "close-session", "login", "5", NULL }, /* it counts to five */
  { "server", "close-dead-session", "begun", "1", NULL },
  { "server", "close-dead-session", "x", "", "AT+WDSS=1,0" },
  { "server", "download", "x", "", "AT+WDSR=3" },
  { "server", "download", "wanted", "3", NULL },
  { "server", "download", "offer", "install-wanted", NULL },
  { "server", "install", "x", "", "AT+WDSR=4" },
  { "server", "install", "last", "14", NULL },
  { "server", "agree-to-report", "old_connect", "1", "AT+WDSR=1" },
  { "server", "agree-to-report", "old_connect", "0", NULL },
  { "server", "end-session", "opened", "1", "AT+WDSS=1,0" },
  { "server", "end-session", "old_session", "1", NULL },
  { "server", "restore-report", "old_report", "0", "AT+KSREP=0" },
  { "enrol", "set-apn", "apn", "acme.m2m", "AT+CGDCONT=1,\"IP\",\"acme.m2m\"" },
  { "enrol", "ask-before-download", "agreements", "on", "AT+WDSC=1,1" },
  { "enrol", "ask-before-install", "agreements", "on", "AT+WDSC=2,1" },
  { "enrol", "download-unasked", "agreements", "off", "AT+WDSC=1,0" },
  { "enrol", "install-unasked", "agreements", "off", "AT+WDSC=2,0" },
  { "enrol", "set-polling", "polling", "1440", "AT+WDSC=3,1440" },
  { "enrol", "set-retries", "retry_1", "15", "AT+WDSC=4,15,60,240,480,1440,2880,0,0" },
  { "enrol", "set-retries", "retry_2", "15", NULL },
};

static const FotadStep *
find_step (const char *route, const char *name)
{
  const FotadStep *step = fotad_book_route (book, MODEL, route)->steps;

  while (g_strcmp0 (step->name, name) != 0)
    g_assert_nonnull ((step++)->name);
  return step;
}

static void
test_commands (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    const FotadStep *step = find_step (commands[i].route, commands[i].step);
    g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
    g_autofree char *command = NULL;
    g_autoptr (GError) error = NULL;

    g_test_message ("%s with %s", commands[i].step, commands[i].name);
    g_hash_table_insert (facts, (gpointer) commands[i].name, (gpointer) commands[i].value);
    if (fotad_book_applies (book, step, MODEL, facts))
      g_assert_true (fotad_template_expand (step->command, facts, &command, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (command, ==, commands[i].command);
  }
}

/* §D.a.1 and §D.d, with the OCR's prefixes as the seed prints them. */
static const struct {
  const char *route, *step, *reply;
  const char *fact, *value; /* NULL: must not fit */
} replies[] = {
  { "push", "read-version", "HL7800.4.6.9.4", "version", "HL7800.4.6.9.4" },
  { "push", "read-version", "BHL7800.1.6.3.0.20180803", "version", "BHL7800.1.6.3.0.20180803" },
  { "push", "read-version", "THL7800.1.6.3.0.20180803", "version", "THL7800.1.6.3.0.20180803" },
  { "push", "read-version", "HL7812.5.5.14.0", "version", "HL7812.5.5.14.0" },
  { "push", "read-version", "+WDSI: 0", NULL, NULL },
  { "push", "read-limit", "+WDSD: (1-16777216)", "limit", "16777216" },
  { "push", "read-limit", "+WDSD: 1-4194304", "limit", "4194304" },
  { "push", "read-lines", "+WDSI: 4479", "old_mask", "4479" },
  { "push", "read-lines", "+WDSI: 9,4479", NULL, NULL },
  { "push", "read-install-agreement", "+WDSC: 1,0\n+WDSC: 2,1\n+WDSC: 3,0", "old_install", "1" },
  { "push", "read-install-agreement", "+WDS: 2,0", "old_install", "0" },
  { "server", "read-state", "+WDSG: 0,3\n+WDSG: 1,2", "wanted", "2" },
  { "server", "read-context", "+WDSS: 1,0\n+WDSS: 2,1", "cid", "1" },
  { "server", "read-context", "+WDSI: 1,0\n+WDSI: 2,1", NULL, NULL },
  { "server", "read-session", "+WDS: 1,1\n+WDS: 2,1", "old_session", "1" },
  { "server", "read-apn", "+CGDCONT: 1,\"IP\",,,0,0,0,0,0,,0,,,,", "old_apn", "" },
  { "server", "read-apn", "+CGDCONT: 1,\"IP\",\"acme.m2m\",,0,0", "old_apn", "acme.m2m" },
  { "server", "read-apn", "+CGDCONT: 2,\"IP\",\"acme.m2m\"", NULL, NULL },
  { "server", "check-apn", "+CGDCONT: 1,\"IP\",,,0,0,0,0,0,,0,,,,", NULL, NULL },
  { "server", "read-login", "+WPPP: 1,1,\"u\",\"p\"", "old_password", "p" },
  { "server", "read-login", "+WPPP: 0,1", "old_login", "0" },
  { "server", "read-report", "+KSREP: 1,0", "old_report", "1" },
  { "server", "read-connect-agreement", "+WDSC: 0,1\n+WDSC: 1,0", "old_connect", "1" },
  { "server", "read-state", "+WDSG: 0,3", NULL, NULL },
  { "status", "read-session", "+WDSS: 1,1\n+WDSS: 2,1", "session", "1" },
  { "status", "read-context", "+WDSS: 1,1\n+WDSS: 2,1", "session_context", "1" },
  { "status", "read-polling", "+WDSC: 3,1440", "polling", "1440" },
  { "status", "read-retries", "+WDSC: 4,15,60,240,480,1440,2880,0,0", "retries",
    "15,60,240,480,1440,2880,0,0" },
  { "status", "read-provisioning", "+WDSG: 0,3\n+WDSG: 1,0", "provisioning", "3" },
};

static void
test_replies (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++) {
    const FotadStep *step = find_step (replies[i].route, replies[i].step);
    g_auto (GStrv) reply = g_strsplit (replies[i].reply, "\n", -1);
    g_autoptr (GHashTable) facts = NULL;
    gboolean fits = fotad_book_reply (book, step, (const char *const *) reply, &facts);

    g_test_message ("%s: %s", replies[i].step, replies[i].reply);
    g_assert_cmpint (fits, ==, replies[i].fact != NULL);
    if (fits)
      g_assert_cmpstr (g_hash_table_lookup (facts, replies[i].fact), ==, replies[i].value);
  }
}

/* §D.a.1: ranges. */
static void
test_parameters (void)
{
  static const struct {
    const char *name, *value;
    gboolean fits;
  } values[] = {
    { "polling", "0", TRUE },       { "polling", "525600", TRUE }, { "polling", "525601", FALSE },
    { "polling", "530000", FALSE }, { "retry-1", "20160", TRUE },  { "retry-1", "20161", FALSE },
    { "retry-8", "0", TRUE },       { "context", "2", TRUE },      { "context", "3", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    const FotadParameter *row = fotad_book_route (book, MODEL, "enrol")->parameters;

    while (g_strcmp0 (row->name, values[i].name) != 0)
      g_assert_nonnull ((row++)->name);
    g_test_message ("%s %s", values[i].name, values[i].value);
    g_assert_cmpint (fotad_book_parameter_fits (book, row, values[i].value), ==, values[i].fits);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  book = fotad_plugin_file_open (argv[1], "hl78", TRUE, &error);
  g_assert_no_error (error);
  g_test_add_func ("/vendor/hl78/lines", test_lines);
  g_test_add_func ("/vendor/hl78/out-of-memory", test_out_of_memory);
  g_test_add_func ("/vendor/hl78/codes", test_codes);
  g_test_add_func ("/vendor/hl78/commands", test_commands);
  g_test_add_func ("/vendor/hl78/replies", test_replies);
  g_test_add_func ("/vendor/hl78/parameters", test_parameters);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
