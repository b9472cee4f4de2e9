/*
 * What is said to a Quectel module and what is read from its replies, §E.a.1, §E.a.2 and §E.a.6 of
 * our vendor reference, and which rows run when.  argv[1]: the plugin.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-plugin-file.h"

static FotadBook *book;

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
  { "check-registration", "gprs=1", NULL },
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
  { "read-sim", "+CPIN: READY", "sim_ready=READY" },
  { "read-sim", "+CPIN: SIM PIN", "pin_wanted=SIM PIN" },
  { "read-sim", "+CPIN: SIM PUK", NULL },
  { "read-sim", "+CPIN: SIM PIN2", NULL },
  { "check-sim", "+CPIN: READY", "sim_ready=READY" },
  { "count-pin", "+QPINC: \"SC\",3,10", "pin_tries=3" },
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
  { "read-package-size", "+QFOTADL: 4,51203", "size=51203;stored_size=51203" },
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

static void
test_cancel (void)
{
  const FotadStep *cancel = fetch_route ()->cancel;
  g_autoptr (GHashTable) nothing = facts_of ("");
  g_autoptr (GHashTable) fetching = facts_of ("held=1");
  g_autoptr (GHashTable) stored = facts_of ("held=1;fetched=1");
  g_autoptr (GHashTable) ended = facts_of ("held=1;download=END");
  g_autoptr (GHashTable) off = facts_of ("held=1;download=END;radio=off");
  g_autoptr (GHashTable) refused = facts_of ("held=1;download=NONE;refused=fetch;refusal=590");
  g_autoptr (GHashTable) busy = facts_of ("held=1;download=NONE;refused=fetch;refusal=591");
  g_autoptr (GHashTable) unsaid = facts_of ("held=1;download=NONE;refused=fetch");
  g_autoptr (GHashTable) second_life =
      facts_of ("held=1;download=NONE;refused=read-sim;refusal=10");
  const FotadStep *other = find_step (cancel, "is-other-there");
  const FotadStep *first = find_step (cancel, "is-it-there");

  for (const FotadStep *step = cancel; step->name != NULL; step++)
    g_assert_false (fotad_book_applies (book, step, "BG95-M3", nothing));
  g_assert_true (fotad_book_applies (book, first, "BG95-M3", fetching));
  g_assert_cmpstr (first->sets, ==, "radio=off");
  g_assert_false (fotad_book_applies (book, first, "BG95-M3", stored));
  g_assert_false (fotad_book_applies (book, first, "BG95-M3", ended));
  g_assert_false (fotad_book_applies (book, other, "BG95-M3", fetching));
  g_assert_false (fotad_book_applies (book, first, "BG95-M3", refused));
  g_assert_false (
      fotad_book_applies (book, find_step (cancel, "is-any-there"), "BG95-M3", refused));
  g_assert_true (fotad_book_applies (book, find_step (cancel, "is-any-there"), "BG95-M3", unsaid));
  g_assert_true (fotad_book_applies (book, first, "BG95-M3", second_life));
  g_assert_false (fotad_book_applies (book, other, "BG95-M3", refused));
  g_assert_false (fotad_book_applies (book, first, "BG95-M3", busy));
  g_assert_true (fotad_book_applies (book, other, "BG95-M3", busy));
  g_assert_true (fotad_book_applies (book, find_step (cancel, "radio-off"), "BG95-M3", off));
  g_assert_true (fotad_book_applies (book, find_step (cancel, "radio-on"), "BG95-M3", off));
  g_assert_false (fotad_book_applies (book, find_step (cancel, "radio-off"), "BG95-M3", stored));
  g_assert_true (
      fotad_book_applies (book, find_step (cancel, "delete-package"), "BG95-M3", stored));
}

/* What a download that was begun before is asked: nothing once its end was heard, nor at the first
 * time; a boot ends it as well. */
static void
test_earlier (void)
{
  static const struct {
    const char *facts;
    gboolean await, boots, find;
  } cases[] = {
    { "", FALSE, FALSE, FALSE },
    { "restarted=1", FALSE, FALSE, FALSE },
    { "held=1", TRUE, FALSE, FALSE },
    { "held=1;download=DOWNLOADING", TRUE, FALSE, FALSE },
    { "held=1;download=NONE;earlier=NONE", TRUE, FALSE, FALSE },
    { "held=1;download=END", FALSE, FALSE, FALSE },
    { "held=1;download=END;earlier=END", FALSE, FALSE, TRUE },
    { "held=1;download=RDY;earlier=RDY", FALSE, TRUE, FALSE },
  };
  const FotadStep *steps = fetch_route ()->steps;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GHashTable) facts = facts_of (cases[i].facts);

    g_test_message ("%s", cases[i].facts);
    g_assert_cmpint (
        fotad_book_applies (book, find_step (steps, "await-earlier-download"), "BG95-M3", facts),
        ==, cases[i].await);
    g_assert_cmpint (fotad_book_applies (book, find_step (steps, "let-it-boot"), "BG95-M3", facts),
                     ==, cases[i].boots);
    g_assert_cmpint (
        fotad_book_applies (book, find_step (steps, "find-earlier-package"), "BG95-M3", facts), ==,
        cases[i].find);
  }
  g_assert_true (find_step (steps, "fetch")->flags & FOTAD_STEP_OUTLIVES);
}

/* BG95D is about these only, and a Linux module downloads over the data session's context. */
static void
test_beside (void)
{
  static const char *const may[] = { "BG95-M3", "BG77", "BG600L-M3" };
  static const char *const must_not[] = { "BG96", "EC25", "EG91", "EM05" };

  for (gsize i = 0; i < G_N_ELEMENTS (may); i++) {
    g_assert_cmpstr (fotad_book_route (book, may[i], "fetch")->beside, ==, "");
    g_assert_cmpstr (fotad_book_route (book, may[i], "push")->beside, ==, "");
  }
  for (gsize i = 0; i < G_N_ELEMENTS (must_not); i++)
    g_assert_null (fotad_book_route (book, must_not[i], "fetch")->beside);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  book = fotad_plugin_file_open (argv[1], "quectel", TRUE, &error);
  g_assert_no_error (error);
  g_test_add_func ("/vendor/quectel-rows/commands", test_commands);
  g_test_add_func ("/vendor/quectel-rows/one-fetch", test_one_fetch);
  g_test_add_func ("/vendor/quectel-rows/replies", test_replies);
  g_test_add_func ("/vendor/quectel-rows/limits", test_limits);
  g_test_add_func ("/vendor/quectel-rows/cancel", test_cancel);
  g_test_add_func ("/vendor/quectel-rows/earlier", test_earlier);
  g_test_add_func ("/vendor/quectel-rows/beside", test_beside);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
