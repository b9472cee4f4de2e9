/*
 * Every line and number of the Cinterion chapter, §A.a of our vendor reference (AN17 and what the
 * field adds), read by the book; what a request must have, and which modems are ours.
 * argv[1]: the plugin; argv[2]: its modems file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-modems-file.h"
#include "vendor/fotad-plugin-file.h"

#include <string.h>

#define NONE G_MININT
#define MODEL "EXS82-W"

static FotadBook *book;
static const char *modems_file;

/* §A.a.2, §A.a.4 and §A.a.5: lines the modem volunteers, and those of AT^SNFOTA? when polled. */
static const struct {
  const char *line;
  const char *name; /* NULL: not news */
  FotadNewsKind kind;
  int percent;
  int code;
} lines[] = {
  { "^SNFOTA: \"act\",2,0,10", "fetching", FOTAD_NEWS_PROGRESS, 10, 0 },
  { "^SNFOTA: \"act\", 2, 0, 10", "fetching", FOTAD_NEWS_PROGRESS, 10, 0 },
  { "^SNFOTA:act,2,0,20", "fetching", FOTAD_NEWS_PROGRESS, 20, 0 },
  { "^SNFOTA: act,2,0,20", "fetching", FOTAD_NEWS_PROGRESS, 20, 0 },
  { "^SNFOTA:\"act\",2,0,90", "fetching", FOTAD_NEWS_PROGRESS, 90, 0 },
  { "^SNFOTA: \"act\",\"2\",\"0\",\"30\"", "fetching", FOTAD_NEWS_PROGRESS, 30, 0 },
  { "^SNFOTA: \"act\", \"2\", \"0\", \"30\"", "fetching", FOTAD_NEWS_PROGRESS, 30, 0 },
  { "^SNFOTA: \"act\",\" 2\",\" 0\",\" 30 \"", "fetching", FOTAD_NEWS_PROGRESS, 30, 0 },
  { "^snfota: \"ACT\",2,0,50 ", "fetching", FOTAD_NEWS_PROGRESS, 50, 0 },
  { "^SNFOTA: \"act,\"2\",\"0\",\"40\"", "fetching", FOTAD_NEWS_PROGRESS, 40, 0 }, /* AN17 */
  { "^SNFOTA:act,0,0,30", "fetching", FOTAD_NEWS_PROGRESS, 30, 0 },
  { "^SNFOTA:act,0,0,100", "fetched", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SNFOTA: \"act\",0,0,100", "fetched", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SNFOTA: \"act\",\"0\",\"0\",\"100\"", "fetched", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SNFOTA: \"act,\"0\",\"0\",\"100\"", "fetched", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SNFOTA:act,2,0,100", "fetched", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SNFOTA: \"act\",2,0,100", "fetched", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SNFOTA: \"act\",\"2\",\"0\",\"100\"", "fetched", FOTAD_NEWS_OTHER, -1, NONE },

  /* 100 % is no success when there is an error. */
  { "^SNFOTA:act,2,11,100", "fetching", FOTAD_NEWS_PROGRESS, 100, 11 },
  { "^SNFOTA: \"act\", \"2\",\"11\",\"100\"", "fetching", FOTAD_NEWS_PROGRESS, 100, 11 },
  { "^SNFOTA: \"act\",2,11,100", "fetching", FOTAD_NEWS_PROGRESS, 100, 11 },
  { "^SNFOTA:act,0,11,100", "fetching", FOTAD_NEWS_PROGRESS, 100, 11 },
  { "^SNFOTA:act,0,6,0", "fetching", FOTAD_NEWS_PROGRESS, 0, 6 },
  { "^SNFOTA:act,0,8,0", "fetching", FOTAD_NEWS_PROGRESS, 0, 8 },
  { "^SNFOTA: \"act\", 2,8,0", "fetching", FOTAD_NEWS_PROGRESS, 0, 8 },
  { "^SNFOTA:act,0,5,30", "fetching", FOTAD_NEWS_PROGRESS, 30, 5 },
  { "^SNFOTA:act,0,12,70", "broken-off", FOTAD_NEWS_PROGRESS, 70, 12 },

  /* AT^SNFOTA? in the middle of nothing. */
  { "^SNFOTA: \"act\",\"0\",\"0\",\"0\"", "stopped", FOTAD_NEWS_FAILED, -1, NONE },
  { "^SNFOTA: \"act\",\"0\",\"0\",\"60\"", "stopped", FOTAD_NEWS_FAILED, -1, NONE },
  { "^SNFOTA: \"act\",\"\",\"0\",\"0\"", "stopped", FOTAD_NEWS_FAILED, -1, NONE },
  { "^SNFOTA: \"act,\"0\",\"0\",\"0\"", "stopped", FOTAD_NEWS_FAILED, -1, NONE }, /* AN17 */

  /* Cut off or unknown: a sign of life and nothing else. */
  { "^SNFOTA:act,0,0,", "other", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SNFOTA:act,2,1", "other", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SNFOTA:act,0", "other", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SNFOTA: \"act\",1,0", "other", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SNFOTA: \"url\",\"http://h/f\"", "other", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SNFOTA: \"urc\",\"1\"", "other", FOTAD_NEWS_OTHER, -1, NONE },

  { "FOTA START", "installing", FOTAD_NEWS_BUSY, -1, NONE },
  { "Checksum OK", "installing", FOTAD_NEWS_BUSY, -1, NONE },
  { ".", "installing", FOTAD_NEWS_BUSY, -1, NONE },
  { ".................................", "installing", FOTAD_NEWS_BUSY, -1, NONE },
  { " ....... ", "installing", FOTAD_NEWS_BUSY, -1, NONE },
  { "                                    PHASE 1 OK!", "installing", FOTAD_NEWS_BUSY, -1, NONE },
  { ".....PHASE 1 OK!", "installing", FOTAD_NEWS_BUSY, -1, NONE },
  { ".Please Wait for PHASE 2 to complete", "installing", FOTAD_NEWS_BUSY, -1, NONE },
  { "^SYSSTART", "booted", FOTAD_NEWS_READY, -1, NONE },
  { "^SYSSTART AIRPLANE MODE", "booted", FOTAD_NEWS_READY, -1, NONE },
  { "^SYSSTART FACTORY TEST MODE", "booted", FOTAD_NEWS_READY, -1, NONE },
  { "^SYSLOADING", "booting", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SHUTDOWN", "booting", FOTAD_NEWS_OTHER, -1, NONE },
  { "+CIEV: prov,0,\"fallb3gpp\"", "booting", FOTAD_NEWS_OTHER, -1, NONE },
  { "+PBREADY", "booting", FOTAD_NEWS_OTHER, -1, NONE },

  { "^SRVACT: \"MODS\",\"srv\",\"registered\"", "other", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SRVACT: \"MODS\",\"fwdownload\",\"init\"", "server-begins", FOTAD_NEWS_OTHER, -1, NONE },
  { "^SRVACT: \"MODS\",\"fwdownload\",\"ready\",\"to download\"", "server-begins", FOTAD_NEWS_OTHER,
    -1, NONE },
  { "^SRVACT: \"MODS\",\"fwdownload\",\"progress\",\"50%\"", "server-fetching", FOTAD_NEWS_PROGRESS,
    50, NONE },
  { "^SRVACT: \"MODS\", \"fwdownload\", \"progress\", \" 50 %\"", "server-fetching",
    FOTAD_NEWS_PROGRESS, 50, NONE },
  { "^SRVACT: \"MODS\",\"fwdownload\",\"status\",\"download success\"", "server-begins",
    FOTAD_NEWS_OTHER, -1, NONE },
  { "^SRVACT: \"MODS\",\"fwdownload\",\"status\",\"download failed\"", "server-failed",
    FOTAD_NEWS_FAILED, -1, NONE },
  { "^SRVACT: \"MODS\",\"fwupdate\",\"ready\",\"to update\"", "server-update", FOTAD_NEWS_BUSY, -1,
    NONE },
  { "^SRVACT: \"MODS\",\"fwupdate\",\"progress\",\"starting update\"", "server-update",
    FOTAD_NEWS_BUSY, -1, NONE },
  { "^SRVACT: \"MODS\",\"fwupdate\",\"status\",\"update success\"", "server-updated",
    FOTAD_NEWS_INSTALLED, -1, NONE },
  { "^SRVACT: \"MODS\",\"fwupdate\",\"status\",\"update error\"", "server-failed",
    FOTAD_NEWS_FAILED, -1, NONE },
  { "^SRVACT: \"MODS\",\"fwupdate\",\"status\",\"FW_MISMATCH\"", "mismatch", FOTAD_NEWS_FAILED, -1,
    NONE },
  { "^SRVACT: \"MODS\",\"FW_MISMATCH\"", "mismatch", FOTAD_NEWS_FAILED, -1, NONE },
  { "^SRVACT: \"MODS\",\"bootstrap\",\"done\"", "other", FOTAD_NEWS_OTHER, -1, NONE },
  { "REVISION 01.200", "renewed", FOTAD_NEWS_CHANGED, -1, NONE },
  { "A-REVISION 01.000.20", "renewed", FOTAD_NEWS_CHANGED, -1, NONE },

  { "OK", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "Cinterion", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "EXS82-W", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "^CICRET: SERVAL_300_032", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "^SCFG: \"GPRS/MTU/Mode\",1", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "+CEREG: 1", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "1. no dots", NULL, FOTAD_NEWS_OTHER, -1, NONE },
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
  }
}

/* Those that a row waits for tell whether the digest was compared. */
static void
test_actions (void)
{
  static const struct {
    const char *line, *action;
  } rows[] = {
    { "^SNFOTA:act,0,0,100", "0" },
    { "^SNFOTA:act,2,0,100", "2" },
    { "^SNFOTA: \"act\",\"2\",\"0\",\"100\"", "2" },
    { "^SNFOTA: \"act\",2,0,10", "2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_auto (FotadNewsHit) hit = { 0 };

    g_assert_true (fotad_book_news (book, MODEL, rows[i].line, &hit));
    g_assert_cmpstr (g_hash_table_lookup (hit.facts, "action"), ==, rows[i].action);
  }
}

/* §A.a.3. */
static const struct {
  const char *table;
  int code;
  FotadFailure failure;
  gboolean retry;
  const char *text;
  const char *advice; /* a word of it; NULL: none */
} codes[] = {
  { "download", 1, FOTAD_FAILURE_NETWORK, TRUE, "Error unknown", NULL },
  { "download", 2, FOTAD_FAILURE_NETWORK, TRUE, "Error unknown", NULL },
  { "download", 3, FOTAD_FAILURE_SERVER, FALSE, "Server error", "Content-Length" },
  { "download", 4, FOTAD_FAILURE_NETWORK, TRUE, "Error unknown", NULL },
  { "download", 5, FOTAD_FAILURE_NETWORK, TRUE, "Socket error", NULL },
  { "download", 6, FOTAD_FAILURE_NETWORK, TRUE, "Timeout error", "CA" },
  { "download", 6, FOTAD_FAILURE_NETWORK, TRUE, "Timeout error", "URL" },
  { "download", 7, FOTAD_FAILURE_STORAGE, TRUE, "File error", NULL },
  { "download", 8, FOTAD_FAILURE_PACKAGE_TOO_LARGE, FALSE, "Not enough space", "11 MB" },
  { "download", 8, FOTAD_FAILURE_PACKAGE_TOO_LARGE, FALSE, "Not enough space", "delta" },
  { "download", 9, FOTAD_FAILURE_NETWORK, TRUE, "Error unknown", NULL },
  { "download", 10, FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "Firmware not available", NULL },
  { "download", 11, FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "Integrity check mismatch", "SHA-256" },
  { "download", 12, FOTAD_FAILURE_CANCELLED, TRUE, "User break", NULL },
  { "download", 13, FOTAD_FAILURE_NETWORK, FALSE, "Activate PDP error", "APN" },
  { "download", 14, FOTAD_FAILURE_ARGUMENT, FALSE, "Config parameter error", NULL },
  { "cme", 3, FOTAD_FAILURE_REFUSED, FALSE, "operation not allowed", NULL },
  { "cme", 4, FOTAD_FAILURE_UNSUPPORTED, FALSE, "operation not supported", NULL },
  { "cme", 11, FOTAD_FAILURE_SIM, FALSE, "SIM PIN required", "PIN" },
  { "cme", 21, FOTAD_FAILURE_ARGUMENT, FALSE, "invalid index", NULL },
  { "cme", 100, FOTAD_FAILURE_REFUSED, TRUE, "unknown", NULL },
  { "cme", 256, FOTAD_FAILURE_REFUSED, TRUE, "operation temporary not allowed", NULL },
  { "cme", 767, FOTAD_FAILURE_REFUSED, FALSE, "operation failed", NULL },
};

static void
test_codes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    const FotadCode *row = fotad_book_code (book, MODEL, codes[i].table, codes[i].code);

    g_test_message ("%s %d", codes[i].table, codes[i].code);
    g_assert_nonnull (row);
    g_assert_cmpint (row->failure, ==, codes[i].failure);
    g_assert_cmpint (row->retry, ==, codes[i].retry);
    g_assert_cmpstr (row->text, ==, codes[i].text);
    if (codes[i].advice != NULL)
      g_assert_nonnull (strstr (row->advice, codes[i].advice));
    if (g_str_equal (codes[i].table, "cme"))
      g_assert_true (fotad_book_words (book, MODEL, "cme", codes[i].text) == row);
  }
}

/* What is refused before anything is sent. */
static const struct {
  const char *route;
  const char *facts[5];
  const char *row; /* NULL: taken */
  FotadFailure failure;
} requests[] = {
  { "fetch", { "url", "http://h/f", NULL }, "need-digest", FOTAD_FAILURE_ARGUMENT },
  { "fetch", { "sha256", "ab", NULL }, NULL, 0 },
  { "server", { "approval", "ask", NULL }, "no-asking", FOTAD_FAILURE_UNSUPPORTED },
  { "server", { "approval", "auto", NULL }, NULL, 0 },
  { "enrol", { "security", "0", NULL }, "need-psk", FOTAD_FAILURE_ARGUMENT },
  { "enrol", { "security", "0", "psk", "00ff", NULL }, NULL, 0 },
  { "enrol", { "security", "2", NULL }, NULL, 0 },
  { "enrol", { NULL }, NULL, 0 },
  { "certificate", { "format", "pem", NULL }, "no-pem", FOTAD_FAILURE_PACKAGE_INVALID },
  { "certificate", { "format", "der", NULL }, "no-der", FOTAD_FAILURE_PACKAGE_INVALID },
  { "certificate", { "format", "other", NULL }, NULL, 0 },
  { "certificate", { NULL }, NULL, 0 },
};

static void
test_requests (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++) {
    g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
    const FotadRoute *route = fotad_book_route (book, MODEL, requests[i].route);
    const FotadStep *row;

    for (guint k = 0; requests[i].facts[k] != NULL; k += 2)
      g_hash_table_insert (facts, (gpointer) requests[i].facts[k],
                           (gpointer) requests[i].facts[k + 1]);
    row = fotad_book_refusal (book, route, MODEL, facts);
    g_test_message ("%s %u", requests[i].route, (guint) i);
    g_assert_cmpstr (row != NULL ? row->name : NULL, ==, requests[i].row);
    if (row != NULL)
      g_assert_cmpint (row->failure, ==, requests[i].failure);
  }
}

static const struct {
  const char *route, *name, *value;
  gboolean fits;
} values[] = {
  { "enrol", "stack", "LeShan", TRUE },
  { "enrol", "stack", "MODS", TRUE },
  { "enrol", "stack", "MODS,start", FALSE },
  { "enrol", "server", "coap://10.0.0.1:5683", TRUE },
  { "enrol", "server", "coaps://lwm2m.example:5684", TRUE },
  { "enrol", "server", "http://h", FALSE },
  { "enrol", "security", "0", TRUE },
  { "enrol", "security", "1", FALSE },
  { "enrol", "security", "2", TRUE },
  { "enrol", "security", "3", TRUE },
  { "enrol", "psk", "00112233445566778899aabbccddeeff", TRUE },
  { "enrol", "psk", "123", FALSE },
  { "enrol", "cipher-suites", "C0AE,C023", TRUE },
  { "enrol", "cipher-suites", "C0AE;C023", FALSE },
  { "enrol", "short-server-id", "112", TRUE },
  { "enrol", "short-server-id", "0", FALSE },
  { "enrol", "context", "16", TRUE },
  { "enrol", "context", "17", FALSE },
  { "enrol", "fota-security", "2", TRUE },
  { "enrol", "fota-security", "0", FALSE },
  { "certificate", "kind", "server-ca", TRUE },
  { "certificate", "kind", "client", FALSE },
  { "certificate", "index", "1", TRUE },
  { "certificate", "index", "30", TRUE },
  { "certificate", "index", "0", FALSE }, /* the client's own */
  { "certificate", "index", "31", FALSE },
};

static const FotadParameter *
find_parameter (const char *route, const char *name)
{
  const FotadParameter *row = fotad_book_route (book, MODEL, route)->parameters;

  while (g_strcmp0 (row->name, name) != 0)
    g_assert_nonnull ((row++)->name);
  return row;
}

static void
test_parameters (void)
{
  char *longest = g_strnfill (127, 'x');
  char *too_long = g_strnfill (128, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_test_message ("%s %s", values[i].name, values[i].value);
    g_assert_cmpint (fotad_book_parameter_fits (
                         book, find_parameter (values[i].route, values[i].name), values[i].value),
                     ==, values[i].fits);
  }
  g_assert_true (fotad_book_parameter_fits (book, find_parameter ("enrol", "password"), longest));
  g_assert_false (fotad_book_parameter_fits (book, find_parameter ("enrol", "password"), too_long));
  g_assert_true (find_parameter ("enrol", "psk")->secret);
  g_assert_true (find_parameter ("enrol", "password")->secret);
  g_assert_true (find_parameter ("enrol", "stack")->required);
  g_assert_true (find_parameter ("enrol", "server")->required);
  g_free (longest);
  g_free (too_long);
}

static void
test_models (void)
{
  static const char *const models[] = { "EXS62-W", "EXS82-W", "TX62-W", "TX82-W", "TX62-W-B" };
  static const char *const strangers[] = { "ELS61-US", "TX62", "EXS82", "HE910", "" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) families = fotad_modems_file_load (modems_file, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    const FotadFamily *found = NULL;

    for (guint k = 0; k < families->len && found == NULL; k++)
      if (fotad_family_matches (families->pdata[k], "Cinterion", models[i], NULL, NULL))
        found = families->pdata[k];
    g_assert_nonnull (found);
    g_assert_cmpstr (found->name, ==, models[i]);
    g_assert_cmpuint (found->storage, ==, 11 * 1024 * 1024);
    g_assert_true (g_str_has_suffix (found->settings, "exs82.settings"));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (strangers); i++)
    for (guint k = 0; k < families->len; k++)
      g_assert_false (
          fotad_family_matches (families->pdata[k], "Cinterion", strangers[i], NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  book = fotad_plugin_file_open (argv[1], "cinterion", TRUE, &error);
  g_assert_no_error (error);
  modems_file = argv[2];
  g_test_add_func ("/vendor/cinterion/lines", test_lines);
  g_test_add_func ("/vendor/cinterion/actions", test_actions);
  g_test_add_func ("/vendor/cinterion/codes", test_codes);
  g_test_add_func ("/vendor/cinterion/requests", test_requests);
  g_test_add_func ("/vendor/cinterion/parameters", test_parameters);
  g_test_add_func ("/vendor/cinterion/models", test_models);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
