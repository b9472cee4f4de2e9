/*
 * Every line, command, reply and product group of the Premium FOTA chapter, §B.a to §B.c of our
 * vendor reference.  argv[1]: the plugin; argv[2]: its modems file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-modems-file.h"
#include "vendor/fotad-plugin-file.h"

#include <string.h>

static FotadBook *book;
static const char *modems_file;

static const struct {
  const char *line;
  const char *name; /* NULL: not news */
  FotadNewsKind kind;
} lines[] = {
  { "#OTAEV: Registered", "registered", FOTAD_NEWS_OTHER },
  { "#OTAEV:registered ", "registered", FOTAD_NEWS_OTHER },
  { "#OTAEV: Notified", "queried", FOTAD_NEWS_OTHER },
  { "#OTAEV: Do you want to upgrade the firmware?", "asked", FOTAD_NEWS_OTHER },
  { "#OTAEV: Do you want  to upgrade the firmware ?", "asked", FOTAD_NEWS_OTHER },
  { "#otaev: do you want to upgrade the firmware", "asked", FOTAD_NEWS_OTHER },
  { "#OTAEV: Automatic Fw Upgrade Requested", "update-requested", FOTAD_NEWS_OTHER },
  { "#OTAEV: Automatic FW upgrade requested", "update-requested", FOTAD_NEWS_OTHER },
  { "#OTAEV: User Answer Timeout", "answer-too-late", FOTAD_NEWS_NOTHING },
  { "#OTAEV: Start Fw Download", "fetch-started", FOTAD_NEWS_BUSY },
  { "#OTAEV:  Start FW Download", "fetch-started", FOTAD_NEWS_BUSY },
  { "#OTAEV: Fw Download Complete", "fetched", FOTAD_NEWS_BUSY },
  { "#OTAEV: FW download complete", "fetched", FOTAD_NEWS_BUSY },
  { "#OTAEV: Module Upgraded To New FW", "upgraded", FOTAD_NEWS_READY },
  { "#OTAEV: Module Upgraded To New Fw", "upgraded", FOTAD_NEWS_READY },
  { "#OTAEV: Module upgraded to new fw", "upgraded", FOTAD_NEWS_READY },
  { "#OTAEV: Server notified about successfull FW Upgrade", "server-told", FOTAD_NEWS_INSTALLED },
  { "#OTAEV: Server notified about successful FW Upgrade", "server-told", FOTAD_NEWS_INSTALLED },
  { "#OTAEV: Server notified about successful Fw upgrade", "server-told", FOTAD_NEWS_INSTALLED },
  { "#OTAEV: OTA FW Upgrade Failed", "failed", FOTAD_NEWS_FAILED },
  { "#OTAEV:OTA Fw upgrade failed", "failed", FOTAD_NEWS_FAILED },
  { "#OTAIPUPD: 0", "session-over", FOTAD_NEWS_NOTHING },

  /* Cut off, unknown, or another family's: a sign of life and nothing else. */
  { "#OTAEV: Server notified about", "other-event", FOTAD_NEWS_OTHER },
  { "#OTAEV: Module Upgraded To", "other-event", FOTAD_NEWS_OTHER },
  { "#OTAEV: OTA FW Upgrade", "other-event", FOTAD_NEWS_OTHER },
  { "#OTAEV: Do you want", "other-event", FOTAD_NEWS_OTHER },
  { "#OTAEV: #918", "other-event", FOTAD_NEWS_OTHER },
  { "#OTAEV: \"DOWNLOAD FAILED\"", "other-event", FOTAD_NEWS_OTHER },
  { "#OTAEV:", "other-event", FOTAD_NEWS_OTHER },

  { "#OTAIPUPD: 1", NULL, FOTAD_NEWS_OTHER },
  { "#OTASUAN: ,2,1", "tested", FOTAD_NEWS_NOTHING },
  { "Registered", NULL, FOTAD_NEWS_OTHER },
};

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_auto (FotadNewsHit) hit = { 0 };
    gboolean known = fotad_book_news (book, "HE910", lines[i].line, &hit);

    g_test_message ("%s", lines[i].line);
    g_assert_cmpstr (known ? hit.news->name : NULL, ==, lines[i].name);
    if (known)
      g_assert_cmpint (hit.news->kind, ==, lines[i].kind);
  }
}

static const FotadStep *
find_step (const char *route, const char *name)
{
  const FotadRoute *found = fotad_book_route (book, "HE910", route);
  const FotadStep *tables[] = { found->steps, found->cancel, found->defer };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const FotadStep *step = tables[i]; step != NULL && step->name != NULL; step++)
      if (g_str_equal (step->name, name))
        return step;
  g_assert_not_reached ();
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

#define IP "server=h.example;server_port=9000;apn=a"

static const struct {
  const char *route;
  const char *step;
  const char *facts;
  const char *command; /* NULL: the row does not apply */
} commands[] = {
  { "server", "read-version", "", "AT+CGMR" },
  { "server", "read-sim", "", "AT+CPIN?" },
  { "server", "check-sim", "pin_wanted=SIM PIN", "AT+CPIN?" },
  { "server", "check-sim", "", NULL },
  { "server", "check-registration", "", "AT+CREG?" },
  { "server", "check-class", "", "AT+CGCLASS?" },
  { "server", "check-attach", "", "AT#AUTOATT?" },
  { "server", "check-rate", "port=uart", "AT+IPR?" },
  { "server", "check-rate", "port=usb", NULL },
  { "server", "read-rate", "port=uart;fix_rate=true", "AT+IPR?" },
  { "server", "read-rate", "port=uart;fix_rate=true;old_rate=0", NULL },
  { "server", "read-rate", "port=uart;fix_rate=false", NULL },
  { "server", "fix-rate", "old_rate=0;port_rate=115200;manners_echo=1;manners_cmee=2",
    "ATE1+CMEE=2;+IPR=115200;&W;E0;+CMEE=1" },
  { "server", "fix-rate", "old_rate=0;port_rate=115200", "AT+IPR=115200;&W;E0;+CMEE=1" },
  { "server", "fix-rate", "old_rate=115200;port_rate=115200", NULL },
  { "server", "put-rate-back", "rate_fixed=1", "AT+IPR=0;&W;E0;+CMEE=1" },
  { "server", "put-rate-back", "", NULL },
  { "server", "restore-rate", "rate_fixed=1", "AT+IPR=0;&W;E0;+CMEE=1" },
  { "server", "restore-rate", "rate_fixed=1;rate_back=1", NULL },
  { "server", "check-session", "", "AT#OTAIPUPD=?" },
  { "server", "check-session", "offer=asked", NULL },
  { "server", "check-firmware", "by_ip=1", "AT+CGMR" },
  { "server", "check-firmware", "", NULL },
  { "server", "read-lines", "", "AT#OTASUAN?" },
  { "server", "lines-on", "old_lines=1", "AT#OTASUAN=,2,1" },
  { "server", "lines-on", "old_lines=2", NULL },
  { "server", "lines-on", "", NULL },
  { "server", "start-update", "by_ip=1", "AT#OTAIPUPD" },
  { "server", "start-update", "", NULL },
  { "server", "answer-offer", "", "AT#OTASUAN=1" },
  { "server", "answer-offer", "by_ip=1", NULL },
  { "server", "count-pin", "pin_wanted=SIM PIN;sim_pin=1234", "AT#PCT" },
  { "server", "count-pin", "sim_pin=1234", NULL },
  { "server", "enter-pin", "pin_wanted=SIM PIN;sim_pin=1234", "AT+CPIN=\"1234\"" },
  { "server", "enter-pin", "pin_wanted=SIM PIN;sim_pin=1234;pin_tries=2", "AT+CPIN=\"1234\"" },
  { "server", "enter-pin", "pin_wanted=SIM PIN;sim_pin=1234;pin_tries=1", NULL },
  { "server", "enter-pin", "pin_wanted=SIM PIN", NULL },
  { "server", "enter-pin", "sim_pin=1234", NULL },
  { "server", "read-new-sim", "", "AT+CPIN?" },
  { "server", "find-lock", "", "AT+CPIN?" },
  { "server", "find-lock", "sim_ready=again", NULL },
  { "server", "count-pin-again", "locked=again;sim_pin=1234", "AT#PCT" },
  { "server", "enter-pin-again", "locked=again;sim_pin=1234", "AT+CPIN=\"1234\"" },
  { "server", "enter-pin-again", "locked=again;sim_pin=1234;pin_tries=1", NULL },
  { "server", "enter-pin-again", "locked=again", NULL },
  { "server", "enter-pin-again", "sim_ready=again;locked=again;sim_pin=1234", NULL },
  { "server", "check-new-sim", "locked=again;sim_pin=1234", "AT+CPIN?" },
  { "server", "tell-a-test", "", "" },
  { "server", "tell-a-test", "by_ip=1", NULL },
  { "server", "tell-a-test", "asked=firmware", NULL },
  { "server", "tell-a-test", "requested=Automatic", NULL },
  { "server", "tell-a-test", "offer=update-requested", NULL },
  { "server", "read-new-version", "", "AT+CGMR" },
  { "server", "restore-lines", "old_lines=1;old_buffer=0", "AT#OTASUAN=,1,0" },
  { "server", "restore-lines", "old_lines=0", "AT#OTASUAN=,0" },
  { "server", "restore-lines", "", NULL },
  { "server", "refuse-offer", "asked=firmware", "AT#OTASUAN=0" },
  { "server", "refuse-offer", "", NULL },
  { "server", "put-off-offer", "", "AT#OTASUAN=2" },

  { "enrol", "read-imsi", "", "AT+CIMI" },
  { "server", "check-same-sim", "enrolled_imsi=1", "AT+CIMI" },
  { "server", "check-same-sim", "", NULL },
  { "status", "compare-imsi", "imsi=2;enrolled_imsi=1", "AT+CIMI" },
  { "status", "compare-imsi", "imsi=2", NULL },
  { "status", "note-sim-change", "imsi=2;enrolled_imsi=1", "AT" },
  { "status", "note-sim-change", "imsi=1;enrolled_imsi=1;sim_same=yes", NULL },
  { "status", "read-session", "", "AT#OTAIPUPD?" },
  { "enrol", "register-by-sms", "protocol=sms;number=+391", "AT#OTASNAP=\"+391\"" },
  { "enrol", "register-by-sms", "protocol=ip;number=+391", NULL },
  { "enrol", "forget", "protocol=off", "AT#OTASNAP=\"\"" },
  { "enrol", "forget", "protocol=sms", NULL },
  { "enrol", "set-bearer", "protocol=combined;" IP, "AT#OTASNAPIPCFG=2,\"a\"" },
  { "enrol", "set-bearer", "protocol=ip;bearer=1;" IP, "AT#OTASNAPIPCFG=1,\"a\"" },
  { "enrol", "set-bearer", "protocol=ip;user=u;" IP, "AT#OTASNAPIPCFG=2,\"a\",\"u\",\"\"" },
  { "enrol", "set-bearer", "protocol=ip;user=u;password=p;" IP,
    "AT#OTASNAPIPCFG=2,\"a\",\"u\",\"p\"" },
  { "enrol", "set-bearer", "protocol=sms;" IP, NULL },
  { "enrol", "store-server", "protocol=ip;" IP, "AT#OTAIPCFG=9000,\"h.example\"" },
  { "enrol", "store-server", "protocol=combined;" IP, NULL },
  { "enrol", "register-by-ip", "protocol=combined;" IP, "AT#OTASNAPIP=9000,\"h.example\"" },
  { "enrol", "register-by-ip", "protocol=ip;own_number=+393;" IP,
    "AT#OTASNAPIP=9000,\"h.example\",\"+393\"" },
  { "enrol", "register-by-ip", "protocol=off;" IP, NULL },
  { "enrol", "fix-rate", "rate=115200;port=uart", "AT+IPR=115200;&W;E0;+CMEE=1" },
  { "enrol", "fix-rate", "rate=115200;port=usb", NULL },
};

static void
test_commands (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    const FotadStep *step = find_step (commands[i].route, commands[i].step);
    g_autoptr (GHashTable) facts = facts_of (commands[i].facts);
    g_autofree char *command = NULL;
    g_autoptr (GError) error = NULL;

    g_test_message ("%s with %s", commands[i].step, commands[i].facts);
    if (fotad_book_applies (book, step, "HE910", facts))
      g_assert_true (fotad_template_expand (step->command ?: "", facts, &command, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (command, ==, commands[i].command);
  }
}

static const struct {
  const char *route;
  const char *step;
  const char *reply;
  gboolean fits;
} replies[] = {
  { "server", "read-version", "10.00.006", TRUE },
  { "server", "read-version", "+CGMR: 12.00.225", TRUE },
  { "server", "read-version", "\"10.00.77.2\"", TRUE },
  { "server", "read-version", "HE910", FALSE },
  { "server", "read-version", "", FALSE },
  { "server", "read-sim", "+CPIN: READY", TRUE },
  { "server", "read-sim", "+CPIN: SIM PIN", TRUE },
  { "server", "read-sim", "+CPIN: SIM PUK", FALSE },
  { "server", "count-pin", "#PCT: 3", TRUE },
  { "server", "find-lock", "+CPIN: SIM PUK", FALSE },
  { "server", "check-sim", "+CPIN: READY", TRUE },
  { "server", "check-sim", "+CPIN: SIM PIN", FALSE },
  { "server", "check-registration", "+CREG: 0,1", TRUE },
  { "server", "check-registration", "+CREG: 2,5,\"1A2B\",\"0123\"", TRUE },
  { "server", "check-registration", "+CREG: 0,2", FALSE },
  { "server", "check-class", "+CGCLASS: \"B\"", TRUE },
  { "server", "check-class", "+CGCLASS: B", TRUE },
  { "server", "check-class", "+CGCLASS: \"CC\"", FALSE },
  { "server", "check-class", "+CGCLASS: \"CG\"", FALSE },
  { "server", "check-attach", "#AUTOATT: 1", TRUE },
  { "server", "check-attach", "#AUTOATT: 0", FALSE },
  { "server", "check-rate", "+IPR: 115200", TRUE },
  { "server", "check-rate", "+IPR: 0", FALSE },
  { "server", "read-rate", "+IPR: 0", TRUE },
  { "server", "read-rate", "+IPR: 115200", TRUE },
  { "server", "check-firmware", "10.00.004", TRUE },
  { "server", "check-firmware", "10.00.003", FALSE },
  { "server", "check-firmware", "10.00.010", TRUE },
  { "server", "check-firmware", "10.00.77.4", TRUE },
  { "server", "check-firmware", "10.00.77.3", FALSE },
  { "server", "check-firmware", "12.00.002", TRUE },
  { "server", "check-firmware", "12.00.001", FALSE },
  { "server", "check-firmware", "12.00.225", TRUE },
  { "server", "check-firmware", "13.00.002", TRUE },
  { "server", "check-firmware", "13.00.001", FALSE },
  { "server", "check-firmware", "16.00.22.2", TRUE },
  { "server", "check-firmware", "16.00.22.1", FALSE },
  { "server", "check-firmware", "11.00.009", FALSE },
  { "enrol", "check-combined-firmware", "10.00.003", TRUE },
  { "enrol", "check-combined-firmware", "10.00.002", FALSE },
  { "enrol", "check-ip-firmware", "10.00.003", FALSE },
  { "server", "read-lines", "#OTASUAN: ,1,0", TRUE },
  { "server", "read-lines", "#OTASUAN: ,2", TRUE },
  { "server", "read-lines", "#OTASUAN: 1", FALSE },
};

static void
test_replies (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++) {
    const FotadStep *step = find_step (replies[i].route, replies[i].step);
    const char *const reply[] = { replies[i].reply, NULL };
    g_autoptr (GHashTable) facts = NULL;

    g_test_message ("%s: %s", replies[i].step, replies[i].reply);
    g_assert_cmpint (fotad_book_reply (book, step, reply, &facts), ==, replies[i].fits);
  }
}

/* PFM 3.1.2, 4.1.2, 5.1.2: no row of the process says any of them. */
static void
test_inhibited (void)
{
  static const char *const inhibited[] = { "#GPRS", "#SGACT",  "+CGATT",  "+CGACT",
                                           "ATD",   "+COPS=2", "+CFUN=4", "+CGCLASS=" };
  const FotadRoute *route = fotad_book_route (book, "HE910", "server");
  const FotadStep *tables[] = { route->steps, route->cancel, route->defer };

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const FotadStep *step = tables[t]; step->name != NULL; step++)
      for (gsize i = 0; i < G_N_ELEMENTS (inhibited); i++) {
        g_assert_true (step->command == NULL || strstr (step->command, inhibited[i]) == NULL);
        g_assert_true (step->poll == NULL || strstr (step->poll, inhibited[i]) == NULL);
      }
}

/* PFM table 1. */
static void
test_models (void)
{
  static const char *const models[] = {
    "GC864-QUAD", "GC864-QUAD V2",   "GC864-DUAL V2", "GE864-QUAD", "GE864-QUAD V2",
    "GE864-GPS",  "GE864-DUAL V2",   "GE865-QUAD",    "GL865-DUAL", "GL865-QUAD",
    "GL868-DUAL", "GE910-QUAD",      "GL865-DUAL V3", "GT863-PY",   "GL868-DUAL V3",
    "GT864-QUAD", "GT864-PY",        "HE910",         "HE910-GA",   "HE910-D",
    "HE910-EUR",  "HE910-EUD",       "HE910-EUG",     "HE910-NAG",  "HE910-NAR",
    "HE910-NAD",  "GE864-QUAD ATEX",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) families = fotad_modems_file_load (modems_file, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    guint n_found = 0;

    for (guint k = 0; k < families->len; k++)
      n_found += fotad_family_matches (families->pdata[k], "Telit", models[i], NULL, NULL);
    g_test_message ("%s", models[i]);
    g_assert_cmpuint (n_found, ==, 1);
  }
  for (guint k = 0; k < families->len; k++)
    g_assert_false (fotad_family_matches (families->pdata[k], "Telit", "LE910-EUG", NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  book = fotad_plugin_file_open (argv[1], "telit", TRUE, &error);
  g_assert_no_error (error);
  modems_file = argv[2];
  g_test_add_func ("/vendor/telit/lines", test_lines);
  g_test_add_func ("/vendor/telit/commands", test_commands);
  g_test_add_func ("/vendor/telit/replies", test_replies);
  g_test_add_func ("/vendor/telit/inhibited", test_inhibited);
  g_test_add_func ("/vendor/telit/models", test_models);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
