/*
 * Every line, number, spelling and flash limit of the Quectel chapter, §E.a.2 to §E.a.5 of our
 * vendor reference (BG95D V1.1 and what the field adds).  The commands: test-quectel-rows.c.
 * argv[1]: the plugin; argv[2]: its modems file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-modems-file.h"
#include "vendor/fotad-plugin-file.h"

#define NONE G_MININT

static FotadBook *book;
static const char *modems_file;

/* §E.a.3, §E.a.4 and §E.a.5: lines the modem volunteers. */
static const struct {
  const char *line;
  const char *name; /* NULL: not news */
  FotadNewsKind kind;
  int percent;
  int code;
} lines[] = {
  { "+QIND: \"FOTA\",\"HTTPSTART\"", "fetch-started", FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: \"FOTA\", \"HTTPSTART\"", "fetch-started", FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: \"FOTA\",\"COAPSTART\"", "fetch-started", FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: \"FOTA\",\"FTPSTART\"", "fetch-started", FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: \"FOTA\",\"FILESTART\"", "fetch-started", FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: \"FOTA\",\"DOWNLOADING\",5", "fetching", FOTAD_NEWS_PROGRESS, 5, NONE },
  { "+QIND: \"FOTA\",\"DOWNLOADING\",5%", "fetching", FOTAD_NEWS_PROGRESS, 5, NONE },
  { "+QIND: \"FOTA\",\"DOWNLOADING\", 5", "fetching", FOTAD_NEWS_PROGRESS, 5, NONE },
  { "+QIND: \"FOTA\",\"DOWNLOADING\", 5 %", "fetching", FOTAD_NEWS_PROGRESS, 5, NONE },
  { "+QIND: \"FOTA\", \"DOWNLOADING\", 100", "fetching", FOTAD_NEWS_PROGRESS, 100, NONE },
  { "+QIND:\"FOTA\",\"downloading\",\"37\"", "fetching", FOTAD_NEWS_PROGRESS, 37, NONE },
  { "+QIND: \"FOTA\",\"HTTPEND\",0", "fetched", FOTAD_NEWS_OTHER, -1, 0 },
  { "+QIND: \"FOTA\", \"HTTPEND\", 0", "fetched", FOTAD_NEWS_OTHER, -1, 0 },
  { "+QIND: \"FOTA\", \"HTTPPEND\", 0", "fetched", FOTAD_NEWS_OTHER, -1, 0 },
  { "+QIND: \"FOTA\",\"HTTPEND\",702", "fetched", FOTAD_NEWS_OTHER, -1, 702 },
  { "+QIND: \"FOTA\",\"HTTPEND\",\"702\"", "fetched", FOTAD_NEWS_OTHER, -1, 702 },
  { "+QIND: \"FOTA\",\"COAPEND\",0", "fetched", FOTAD_NEWS_OTHER, -1, 0 },
  { "+QIND: \"FOTA\",\"COAPEND\",704", "fetched", FOTAD_NEWS_OTHER, -1, 704 },
  { "+QIND: \"FOTA\",\"FTPEND\",0", "fetched", FOTAD_NEWS_OTHER, -1, 0 },
  { "+QIND: \"FOTA\",\"FTPEND\",601", "fetched", FOTAD_NEWS_OTHER, -1, 601 },
  { "+QIND: \"FOTA\",\"FILEEND\",0", "fetched", FOTAD_NEWS_OTHER, -1, 0 },
  { "+QIND: \"FOTA\",\"RESETTING\"", "resetting", FOTAD_NEWS_BUSY, -1, NONE },
  { "+QIND: \"FOTA\",\" RESETTING\"", "resetting", FOTAD_NEWS_BUSY, -1, NONE },
  { "+QIND: \"FOTA\", \" RESETTING \"", "resetting", FOTAD_NEWS_BUSY, -1, NONE },
  { "+QIND: \"FOTA\",\"START\"", "write-started", FOTAD_NEWS_BUSY, -1, NONE },
  { "+QIND: \"FOTA\",\"UPDATING\",1", "writing", FOTAD_NEWS_PROGRESS, 1, NONE },
  { "+QIND: \"FOTA\",\"UPDATING\",1%", "writing", FOTAD_NEWS_PROGRESS, 1, NONE },
  { "+QIND: \"FOTA\",\"UPDATING\", 100%", "writing", FOTAD_NEWS_PROGRESS, 100, NONE },
  { "+QIND: \"FOTA\",\"RESTORE\",0", "restoring", FOTAD_NEWS_PROGRESS, 0, NONE },
  { "+QIND: \"FOTA\",\"RESTORE\",50%", "restoring", FOTAD_NEWS_PROGRESS, 50, NONE },
  { "+QIND: \"FOTA\",\"Last upgrade was not finished,continue upgrade\"", "write-continued",
    FOTAD_NEWS_BUSY, -1, NONE },
  { "+QIND: \"FOTA\",\"END\",0", "written", FOTAD_NEWS_INSTALLED, -1, 0 },
  { "+QIND: \"FOTA\", \"END\", 0", "written", FOTAD_NEWS_INSTALLED, -1, 0 },
  { "+QIND: \"FOTA\",\"END\",511", "written", FOTAD_NEWS_INSTALLED, -1, 511 },
  { "RDY", "booted", FOTAD_NEWS_READY, -1, NONE },
  { "APP RDY", "booted", FOTAD_NEWS_READY, -1, NONE },
  { "+LWM2M: \"FOTA\",\"DOWNLOADING\",\"START\"", "server-fetch-started", FOTAD_NEWS_OTHER, -1,
    NONE },
  { "+LWM2M: \"FOTA\", \"DOWNLOADING\", \"START\"", "server-fetch-started", FOTAD_NEWS_OTHER, -1,
    NONE },
  { "+LWM2M: \"FOTA\",\"DOWNLOADING\",\"COMPLETED\"", "server-fetch-completed", FOTAD_NEWS_OTHER,
    -1, NONE },
  { "+LWM2M: \"FOTA\",\"DOWNLOADED\",0", "server-fetched", FOTAD_NEWS_OTHER, -1, 0 },
  { "+LWM2M: \"FOTA\", \"DOWNLOADED\", 706", "server-fetched", FOTAD_NEWS_OTHER, -1, 706 },

  /* Cut off or unknown: a sign of life and nothing else. */
  { "+QIND: \"FOTA\",\"HTTPEND\"", "other-stage", FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: \"FOTA\",\"HTTPEND\",", "other-stage", FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: \"FOTA\",\"END\"", "other-stage", FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: \"FOTA\",\"END\",", "other-stage", FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: \"FOTA\",\"UPDAT", "other-stage", FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: \"FOTA\",\"UPDATING\"", "other-stage", FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: \"FOTA\",\"POLISHING\",7", "other-stage", FOTAD_NEWS_OTHER, -1, NONE },
  { "+LWM2M: \"FOTA\",\"STATE\",1", "other-server-stage", FOTAD_NEWS_OTHER, -1, NONE },

  /* Not news of an update. */
  { "+QIND: \"csq\",20,99", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "+QIND: SMS DONE", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "+LWM2M: \"REG\",0", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "+QFOTADL: 51203,c7c5", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "+QFOTADL: 3,0", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "+QFOTADL: 4,51203", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "NOT RDY", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "CONNECT", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "POWERED DOWN", NULL, FOTAD_NEWS_OTHER, -1, NONE },
};

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_auto (FotadNewsHit) hit = { 0 };
    gboolean known = fotad_book_news (book, "BG95-M3", lines[i].line, &hit);

    g_test_message ("%s", lines[i].line);
    g_assert_cmpstr (known ? hit.news->name : NULL, ==, lines[i].name);
    if (!known)
      continue;
    g_assert_cmpint (hit.news->kind, ==, lines[i].kind);
    g_assert_cmpint (hit.percent, ==, lines[i].percent);
    g_assert_cmpint (hit.code, ==, lines[i].code);
    g_assert_cmpint (hit.failed, ==, lines[i].code != NONE && lines[i].code != 0);
  }
}

/* §E.a.4, §E.a.5 and the CME numbers, with BG95D's words. */
static const struct {
  const char *table;
  int code;
  const char *model;
  FotadFailure failure;
  gboolean retry;
  const char *text; /* NULL: not defined */
} codes[] = {
  { "download", 701, "BG95-M3", FOTAD_FAILURE_NETWORK, TRUE, "Unknown error" },
  { "download", 702, "BG95-M3", FOTAD_FAILURE_NETWORK, TRUE, "Server connection failed" },
  { "download", 703, "BG95-M3", FOTAD_FAILURE_SERVER, TRUE, "Request failed" },
  { "download", 704, "BG95-M3", FOTAD_FAILURE_NETWORK, TRUE, "Download timeout" },
  { "download", 705, "BG95-M3", FOTAD_FAILURE_ARGUMENT, FALSE, "URL error" },
  { "download", 706, "BG95-M3", FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "File not exist" },
  { "download", 707, "BG95-M3", FOTAD_FAILURE_STORAGE, TRUE, "Write data to file failed" },
  { "download", 708, "BG95-M3", FOTAD_FAILURE_PACKAGE_TOO_LARGE, FALSE,
    "Downloaded file is too large" },
  { "download", 709, "BG95-M3", FOTAD_FAILURE_NONE, FALSE, NULL },
  { "download", 710, "BG95-M3", FOTAD_FAILURE_PACKAGE_INVALID, TRUE,
    "Downloaded package check failed" },
  { "update", 1, "BG95-M3", FOTAD_FAILURE_NONE, FALSE, NULL },
  { "update", 501, "BG95-M3", FOTAD_FAILURE_NONE, FALSE, NULL },
  { "update", 502, "BG95-M3", FOTAD_FAILURE_NONE, FALSE, NULL },
  { "update", 504, "BG95-M3", FOTAD_FAILURE_INSTALL, FALSE, "Firmware update failed" },
  { "update", 505, "BG95-M3", FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "Update package not exist" },
  { "update", 506, "BG95-M3", FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "Update package check failed" },
  { "update", 507, "BG95-M3", FOTAD_FAILURE_NONE, FALSE, NULL },
  { "update", 510, "BG95-M3", FOTAD_FAILURE_NONE, FALSE, NULL },
  { "update", 511, "BG95-M3", FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE,
    "Package is mismatched with the current firmware" },
  { "update", 511, NULL, FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE,
    "Package is mismatched with the current firmware" },
  { "update", 512, "BG95-M3", FOTAD_FAILURE_INSTALL, FALSE, "DFOTA unknown error" },
  { "update", 552, "BG95-M3", FOTAD_FAILURE_NONE, FALSE, NULL },
  { "update", 553, "BG95-M3", FOTAD_FAILURE_NONE, FALSE, NULL },
  { "update", 1, "EC25", FOTAD_FAILURE_INSTALL, FALSE, "Backup partition failed" },
  { "update", 501, "EC25", FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "Package cannot be unpacked" },
  { "update", 502, "EC25", FOTAD_FAILURE_INSTALL, FALSE, "Updater exited" },
  { "update", 510, "EC25", FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "File verification failed" },
  { "update", 511, "EC25", FOTAD_FAILURE_STORAGE, FALSE, "Not enough space" },
  { "update", 504, "EC800K", FOTAD_FAILURE_INSTALL, FALSE, "Update failed" },
  { "update", 505, "EC800K", FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "Package check error" },
  { "update", 506, "EC800K", FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "MD5 error" },
  { "update", 507, "EC800K", FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE, "Version mismatch" },
  { "update", 552, "EC800K", FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE, "Project name mismatch" },
  { "update", 553, "EC800K", FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE, "Baseline name mismatch" },
  { "cme", 590, "BG95-M3", FOTAD_FAILURE_ARGUMENT, FALSE, "Input parameter invalid" },
  { "cme", 591, "BG95-M3", FOTAD_FAILURE_BUSY, TRUE, "DFOTA is ongoing" },
  { "cme", 403, "EC25", FOTAD_FAILURE_STORAGE, FALSE, "Drive full" },
  { "cme", 405, "EC25", FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "File not found" },
  { "cme", 407, "EC25", FOTAD_FAILURE_STORAGE, TRUE, "File already existed" },
  { "update", 511, "EC20", FOTAD_FAILURE_STORAGE, FALSE, "Not enough space" },
  { "update", 511, "EM05-G", FOTAD_FAILURE_STORAGE, FALSE, "Not enough space" },
  { "update", 511, "EG95-E", FOTAD_FAILURE_STORAGE, FALSE, "Not enough space" },
  { "update", 511, "BG96", FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE,
    "Package is mismatched with the current firmware" },
};

static void
test_codes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    const FotadCode *row = fotad_book_code (book, codes[i].model, codes[i].table, codes[i].code);

    g_test_message ("%s %d of %s", codes[i].table, codes[i].code, codes[i].model);
    g_assert_cmpstr (row != NULL ? row->text : NULL, ==, codes[i].text);
    if (row == NULL)
      continue;
    g_assert_cmpint (row->failure, ==, codes[i].failure);
    g_assert_cmpint (row->retry, ==, codes[i].retry);
  }
}

static void
test_words (void)
{
  const FotadCode *ongoing = fotad_book_words (book, "BG95-M3", "cme", "DFOTA is ongoing");
  const FotadCode *invalid = fotad_book_words (book, "BG95-M3", "cme", "Input parameter invalid");

  g_assert_cmpint (ongoing->code, ==, 591);
  g_assert_cmpint (invalid->code, ==, 590);
}

static const struct {
  const char *model;
  guint64 kilobytes; /* 0: not known */
  guint max_url;     /* 0: not ours */
} models[] = {
  { "BG95-M1", 7040, 700 },   { "BG95-M2", 7168, 700 }, { "BG95-M3", 7296, 700 },
  { "BG95-M4", 7168, 700 },   { "BG95-M5", 7040, 700 }, { "BG95-M6", 7168, 700 },
  { "BG95-N1", 7168, 700 },   { "BG77", 7168, 700 },    { "BG77-XX", 7168, 700 },
  { "BG600L-M3", 7296, 700 }, { "BG96", 0, 255 },       { "EC20", 0, 700 },
  { "EC21-E", 0, 700 },       { "EC25", 0, 700 },       { "EC25-AF", 0, 700 },
  { "EG21-G", 0, 700 },       { "EG25-G", 0, 700 },     { "EG91", 0, 700 },
  { "EG95-E", 0, 700 },       { "EM05-G", 0, 700 },     { "BG95-M10", 0, 0 },
  { "BG770A-GL", 0, 0 },      { "EC200U", 0, 0 },       { "EC800K", 0, 0 },
  { "EC250", 0, 0 },          { "EG915U", 0, 0 },
};

static void
test_models (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) families = fotad_modems_file_load (modems_file, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    guint64 storage = 0;
    guint max_url = 0;

    for (guint k = 0; k < families->len; k++) {
      FotadFamily *family = families->pdata[k];

      if (!fotad_family_matches (family, "Quectel", models[i].model, NULL, NULL))
        continue;
      g_assert_cmpuint (max_url, ==, 0);
      max_url = family->max_url;
      storage = family->storage;
    }
    g_test_message ("%s", models[i].model);
    g_assert_cmpuint (storage, ==, models[i].kilobytes * 1024);
    g_assert_cmpuint (max_url, ==, models[i].max_url);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  book = fotad_plugin_file_open (argv[1], "quectel", TRUE, &error);
  g_assert_no_error (error);
  modems_file = argv[2];
  g_test_add_func ("/vendor/quectel/lines", test_lines);
  g_test_add_func ("/vendor/quectel/codes", test_codes);
  g_test_add_func ("/vendor/quectel/words", test_words);
  g_test_add_func ("/vendor/quectel/models", test_models);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
