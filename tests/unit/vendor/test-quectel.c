/*
 * Every line, number, spelling and limit of the Quectel chapter, §E.a.1 to §E.a.6 of our vendor
 * reference (BG95D V1.1 and what the field adds), read by the book or written from it.
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

static const FotadStep *
find_step (const FotadStep *steps, const char *name)
{
  for (; steps->name != NULL; steps++)
    if (g_str_equal (steps->name, name))
      return steps;
  g_assert_not_reached ();
}

static const FotadRoute *
fetch_route (void)
{
  const FotadRoute *route = fotad_book_route (book, "BG95-M3", "fetch");

  g_assert_nonnull (route);
  return route;
}

/* "a=1;b=x" */
static GHashTable *
facts_of (const char *text)
{
  GHashTable *facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) words = g_strsplit (text, ";", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    char *name = NULL, *value = NULL;

    if (fotad_assignment_parse (words[i], &name, &value))
      g_hash_table_replace (facts, name, value);
  }
  return facts;
}

/* §E.a.1, §E.a.2, §E.a.6: what is said. */
static const struct {
  const char *step;
  const char *facts;
  const char *command; /* NULL: the row does not apply */
} commands[] = {
  { "read-version", "", "AT+QGMR" },
  { "check-registration", "", "AT+CEREG?" },
  { "check-registration", "registration=5", NULL },
  { "check-signal", "", "AT+CSQ" },
  { "check-operator", "", "AT+COPS?" },
  { "enter-pin", "sim_pin=1234;pin_wanted=SIM PIN", "AT+CPIN=\"1234\"" },
  { "enter-pin", "sim_pin=1234", NULL },
  { "enter-pin", "pin_wanted=SIM PIN", NULL },
  { "read-apn", "apn=a", "AT+QCFGEXT=\"fota_apn\"" },
  { "read-apn", "", NULL },
  { "set-apn-ipv4", "apn=a", "AT+QCFGEXT=\"fota_apn\",0,\"a\"" },
  { "set-apn-ipv4", "apn=a;ip_type=ipv4", "AT+QCFGEXT=\"fota_apn\",0,\"a\"" },
  { "set-apn-ipv4", "apn=a;ip_type=ipv6", NULL },
  { "set-apn-ipv4", "apn=a;ip_type=ipv4v6", NULL },
  { "set-apn-ipv4", "ip_type=ipv4", NULL },
  { "set-apn-ipv6", "apn=a;ip_type=ipv6", "AT+QCFGEXT=\"fota_apn\",1,\"a\"" },
  { "set-apn-ipv6", "apn=a", NULL },
  { "set-apn-ipv4v6", "apn=a;ip_type=ipv4v6", "AT+QCFGEXT=\"fota_apn\",2,\"a\"" },
  { "set-apn-ipv4v6", "apn=a;ip_type=ipv4v6;user=u;password=p",
    "AT+QCFGEXT=\"fota_apn\",2,\"a\",\"u\",\"p\"" },
  { "set-apn-ipv4", "apn=a;user=u", "AT+QCFGEXT=\"fota_apn\",0,\"a\",\"u\",\"\"" },
  { "read-install-mode", "", "AT+QFOTADL=3" },
  { "drop-old-package", "", "AT+QFOTADL=5" },
  { "hold-install", "", "AT+QFOTADL=3,0" },
  { "fetch", "held=1;url=http://h/f;scheme=http", "AT+QFOTADL=\"http://h/f\"" },
  { "fetch", "held=1;url=https://h:8443/f;scheme=https", "AT+QFOTADL=\"https://h:8443/f\"" },
  { "fetch", "held=1;url=http://h/f", "AT+QFOTADL=\"http://h/f\"" },
  { "fetch", "held=1;url=coap://h/f;scheme=coap", NULL },
  { "fetch", "url=http://h/f;scheme=http", NULL },
  { "fetch-by-coap", "held=1;url=coap://h:5683/f;scheme=coap", "AT+QFOTADL=\"coap://h:5683/f\"" },
  { "fetch-by-coap", "held=1;url=coaps://h/f;scheme=coaps", "AT+QFOTADL=\"coaps://h/f\"" },
  { "fetch-by-coap", "held=1;url=http://h/f;scheme=http", NULL },
  { "fetch-by-coap", "held=1;url=http://h/f", NULL },
  { "fetch-and-install", "url=http://h/f;scheme=http", "AT+QFOTADL=\"http://h/f\"" },
  { "fetch-and-install", "held=1;url=http://h/f;scheme=http", NULL },
  { "fetch-by-coap-and-install", "url=coap://h/f;scheme=coap", "AT+QFOTADL=\"coap://h/f\"" },
  { "fetch-by-coap-and-install", "held=1;url=coap://h/f;scheme=coap", NULL },
  { "read-package-size", "held=1", "AT+QFOTADL=4" },
  { "install", "held=1", "AT+QFOTADL=1" },
  { "install", "", NULL },
  { "read-new-version", "", "AT+QGMR" },
  { "restore-apn", "", NULL },
  { "restore-apn", "old_ip_type=0;old_apn=o", "AT+QCFGEXT=\"fota_apn\",0,\"o\"" },
  { "restore-apn", "old_ip_type=0", "AT+QCFGEXT=\"fota_apn\",0,\"\"" },
  { "restore-apn", "old_ip_type=2;old_apn=o;old_user=u;old_password=p",
    "AT+QCFGEXT=\"fota_apn\",2,\"o\",\"u\",\"p\"" },
  { "restore-apn", "old_ip_type=2;old_apn=o;user=n", NULL },
  { "restore-apn-and-user", "old_ip_type=2;old_apn=o;user=n",
    "AT+QCFGEXT=\"fota_apn\",2,\"o\",\"\",\"\"" },
  { "restore-apn-and-user", "old_ip_type=2;old_apn=o", NULL },
  { "drop-package", "held=1", "AT+QFOTADL=5" },
  { "drop-package", "", NULL },
  { "restore-install-mode", "held=1", "AT+QFOTADL=3,1" },
  { "restore-install-mode", "held=1;old_install_mode=0", "AT+QFOTADL=3,0" },
  { "lines-to-uart", "port=uart;old_line_port=usbat", "AT+QURCCFG=\"urcport\",\"uart1\"" },
  { "lines-to-uart", "port=uart;old_line_port=uart1", NULL },
  { "lines-to-uart", "port=usb;old_line_port=usbat", NULL },
  { "lines-to-usb", "port=usb;old_line_port=uart1", "AT+QURCCFG=\"urcport\",\"usbat\"" },
  { "restore-line-port", "old_line_port=usbat", "AT+QURCCFG=\"urcport\",\"usbat\"" },
};

static void
test_commands (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    const FotadStep *step = find_step (fetch_route ()->steps, commands[i].step);
    g_autoptr (GHashTable) facts = facts_of (commands[i].facts);
    g_autofree char *command = NULL;
    g_autoptr (GError) error = NULL;

    g_test_message ("%s with %s", commands[i].step, commands[i].facts);
    if (fotad_book_applies (book, step, "BG95-M3", facts))
      g_assert_true (fotad_template_expand (step->command, facts, &command, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (command, ==, commands[i].command);
  }
}

/* Exactly one of the rows that fetch applies, whatever is known; only those that end in an install
 * are irreversible and gated. */
static void
test_one_fetch (void)
{
  static const char *const situations[] = {
    "scheme=http",
    "scheme=https",
    "scheme=coap",
    "scheme=coaps",
    "",
    "held=1;scheme=http",
    "held=1;scheme=https",
    "held=1;scheme=coap",
    "held=1;scheme=coaps",
    "held=1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (situations); i++) {
    g_autoptr (GHashTable) facts = facts_of (situations[i]);
    gboolean held = g_hash_table_contains (facts, "held");
    guint n_fetches = 0;

    for (const FotadStep *step = fetch_route ()->steps; step->name != NULL; step++) {
      if (g_strcmp0 (step->until, "fetched") != 0 ||
          !fotad_book_applies (book, step, "BG95-M3", facts))
        continue;
      n_fetches++;
      g_assert_cmpint ((step->flags & FOTAD_STEP_NO_RETURN) != 0, ==, !held);
      g_assert_cmpint ((step->flags & FOTAD_STEP_GATE) != 0, ==, !held);
      g_assert_cmpint ((step->flags & FOTAD_STEP_ONCE) != 0, ==, !held);
    }
    g_test_message ("%s", situations[i]);
    g_assert_cmpuint (n_fetches, ==, 1);
  }
}

/* The replies of §E.a.2 and §E.a.6, and those of the checks before it. */
static const struct {
  const char *step;
  const char *reply;
  const char *facts; /* NULL: must not fit */
} replies[] = {
  { "read-version", "BG95M3LAR02A03_01.006.01.006", "version=BG95M3LAR02A03_01.006.01.006" },
  { "read-version", "BG77LAR02A04_01.004.01.004", "version=BG77LAR02A04_01.004.01.004" },
  { "read-version", "+QGMR: BG95M3LAR02A04_01.001.01.001", "version=BG95M3LAR02A04_01.001.01.001" },
  { "read-version", "\"BG600LM3LAR02A04_01.001.01.001\"",
    "version=BG600LM3LAR02A04_01.001.01.001" },
  { "read-version", "APP RDY\nBG95M3LAR02A03_01.006.01.006",
    "version=BG95M3LAR02A03_01.006.01.006" },
  { "read-version", "APP RDY", NULL },
  { "read-version", "", NULL },
  { "read-sim", "+CPIN: READY", "" },
  { "read-sim", "+CPIN: SIM PIN", "pin_wanted=SIM PIN" },
  { "read-sim", "+CPIN: SIM PUK", NULL },
  { "read-sim", "+CPIN: SIM PIN2", NULL },
  { "check-sim", "+CPIN: READY", "" },
  { "check-sim", "+CPIN: SIM PIN", NULL },
  { "check-registration", "+CEREG: 0,1", "registration=1" },
  { "check-registration", "+CEREG: 2,5,\"0002\",\"01A2D002\",7", "registration=5" },
  { "check-registration", "+CEREG: 0,2", NULL },
  { "check-registration", "+CEREG: 0,3", NULL },
  { "check-registration", "+CEREG: 0,4", NULL },
  { "check-registration", "+CEREG: 1,\"0002\",\"01A2D002\",7", NULL },
  { "check-registration", "+CEREG: 1", NULL },
  { "check-registration", "+CEREG: 0,11", NULL },
  { "check-gprs", "+CGREG: 0,1", "registration=1" },
  { "check-gprs", "+CGREG: 0,4", NULL },
  { "check-signal", "+CSQ: 26,99", "signal=26" },
  { "check-signal", "+CSQ: 99,99", "signal=99" },
  { "check-operator", "+COPS: 0,0,\"Telstra Mobile Telstra\",8",
    "operator=Telstra Mobile Telstra" },
  { "check-operator", "+COPS: 0,0,\"A, B\",7", "operator=A, B" },
  { "check-operator", "+COPS: 0", NULL },
  { "read-apn", "+QCFGEXT: \"fota_apn\",0,\"internet\"", "old_ip_type=0;old_apn=internet" },
  { "read-apn", "+QCFGEXT: \"fota_apn\",1,internet", "old_ip_type=1;old_apn=internet" },
  { "read-apn", "+QCFGEXT: \"fota_apn\",2,\"internet\",\"u\",\"p,w\"",
    "old_ip_type=2;old_apn=internet;old_user=u;old_password=p,w" },
  { "read-apn", "+QCFGEXT: \"fota_apn\",0,\"\",\"\",\"\"",
    "old_ip_type=0;old_apn=;old_user=;old_password=" },
  { "read-apn", "+QCFGEXT: \"fota_apn\",0", "old_ip_type=0" },
  { "read-apn", "+QCFGEXT: \"other\",0", NULL },
  { "read-install-mode", "+QFOTADL: 3,0", "old_install_mode=0" },
  { "read-install-mode", "+QFOTADL: 3,1", "old_install_mode=1" },
  { "read-install-mode", "+QFOTADL: 4,1", NULL },
  { "read-package-size", "+QFOTADL: 4,51203", "size=51203" },
  { "read-package-size", "+QFOTADL: 51203,c7c5", NULL },
  { "read-line-port", "+QURCCFG: \"urcport\",\"usbat\"", "old_line_port=usbat" },
};

static void
check_facts (GHashTable *found, const char *expected)
{
  g_autoptr (GHashTable) wanted = facts_of (expected);
  GHashTableIter iter;
  gpointer name, value;

  g_assert_cmpuint (g_hash_table_size (found), ==, g_hash_table_size (wanted));
  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_assert_cmpstr (g_hash_table_lookup (found, name), ==, value);
}

static void
test_replies (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++) {
    const FotadStep *step = find_step (fetch_route ()->steps, replies[i].step);
    g_auto (GStrv) reply = g_strsplit (replies[i].reply, "\n", -1);
    g_autoptr (GHashTable) facts = NULL;
    gboolean fits = fotad_book_reply (book, step, (const char *const *) reply, &facts);

    g_test_message ("%s: %s", replies[i].step, replies[i].reply);
    g_assert_cmpint (fits, ==, replies[i].facts != NULL);
    if (fits)
      check_facts (facts, replies[i].facts);
  }
}

/* §E.a.1, §E.a.2 and §E.b: limits and time-outs. */
static void
test_limits (void)
{
  const FotadRoute *route = fetch_route ();

  g_assert_cmpuint (route->max_url, ==, 700);
  g_assert_cmpstr (route->schemes, ==, "http https coap coaps");
  for (const FotadStep *step = route->steps; step->name != NULL; step++)
    if (step->command != NULL && g_str_has_prefix (step->command, "AT+QFOTADL=") &&
        !g_str_has_prefix (step->command, "AT+QFOTADL=${url}"))
      g_assert_cmpuint (step->timeout_s, >=, 10);
  g_assert_cmpuint (find_step (route->steps, "fetch")->silence_s, >, 7 * 60);
  g_assert_cmpuint (find_step (route->steps, "fetch-by-coap")->silence_s, ==, 0);
  g_assert_cmpuint (find_step (route->steps, "fetch")->timeout_s, ==, 3600);
  g_assert_cmpuint (find_step (route->steps, "write-flash")->timeout_s, ==, 1200);
  g_assert_cmpuint (fotad_book_get_vendor (book)->settle.back_s, ==, 1200);
}

static const struct {
  const char *model;
  guint64 kilobytes; /* 0: not ours */
} models[] = {
  { "BG95-M1", 7040 }, { "BG95-M2", 7168 },   { "BG95-M3", 7296 }, { "BG95-M4", 7168 },
  { "BG95-M5", 7040 }, { "BG95-M6", 7168 },   { "BG95-N1", 7168 }, { "BG77", 7168 },
  { "BG77-XX", 7168 }, { "BG600L-M3", 7296 }, { "BG95-M10", 0 },   { "BG96", 0 },
  { "BG770A-GL", 0 },  { "EC25", 0 },
};

static void
test_models (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) families = fotad_modems_file_load (modems_file, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    guint64 storage = 0;

    for (guint k = 0; k < families->len; k++) {
      FotadFamily *family = families->pdata[k];

      if (fotad_family_matches (family, "Quectel", models[i].model, NULL, NULL)) {
        g_assert_cmpuint (family->max_url, ==, 700);
        storage = family->storage;
      }
    }
    g_test_message ("%s", models[i].model);
    g_assert_cmpuint (storage, ==, models[i].kilobytes * 1024);
  }
}

static void
test_cancel (void)
{
  const FotadStep *cancel = fetch_route ()->cancel;
  g_autoptr (GHashTable) nothing = facts_of ("");
  g_autoptr (GHashTable) fetching = facts_of ("held=1");
  g_autoptr (GHashTable) stored = facts_of ("held=1;fetched=1");

  for (const FotadStep *step = cancel; step->name != NULL; step++)
    g_assert_false (fotad_book_applies (book, step, "BG95-M3", nothing));
  g_assert_true (fotad_book_applies (book, find_step (cancel, "radio-off"), "BG95-M3", fetching));
  g_assert_true (fotad_book_applies (book, find_step (cancel, "radio-on"), "BG95-M3", fetching));
  g_assert_false (fotad_book_applies (book, find_step (cancel, "radio-off"), "BG95-M3", stored));
  g_assert_true (
      fotad_book_applies (book, find_step (cancel, "delete-package"), "BG95-M3", stored));
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
  g_test_add_func ("/vendor/quectel/commands", test_commands);
  g_test_add_func ("/vendor/quectel/one-fetch", test_one_fetch);
  g_test_add_func ("/vendor/quectel/replies", test_replies);
  g_test_add_func ("/vendor/quectel/limits", test_limits);
  g_test_add_func ("/vendor/quectel/models", test_models);
  g_test_add_func ("/vendor/quectel/cancel", test_cancel);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
