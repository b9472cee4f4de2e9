/*
 * What is said to a Sequans module and what is read from its replies: §C.a of our vendor reference,
 * every field, and AN0214's examples.  argv[1]: the plugin.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-plugin-file.h"

static FotadBook *book;

static const FotadStep *
find_step (const char *route_name, const char *name)
{
  const FotadRoute *route = fotad_book_route (book, "GM01Q", route_name);
  const FotadStep *steps[] = { route->steps, route->cancel };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    for (const FotadStep *step = steps[i]; step != NULL && step->name != NULL; step++)
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

static const struct {
  const char *route, *step, *facts;
  const char *command; /* NULL: the row does not apply */
} commands[] = {
  { "fetch", "read-version", "", "ATI1" },
  { "fetch", "fetch", "approval=ask;url=http://h/d.dup",
    "AT+SQNSUPGRADE=\"http://h/d.dup\",0,10,1" },
  { "fetch", "fetch", "approval=auto;url=http://h/d.dup", NULL },
  { "fetch", "fetch-and-restart", "approval=auto;url=ftp://h/d",
    "AT+SQNSUPGRADE=\"ftp://h/d\",1,10,1" },
  { "fetch", "fetch-and-restart", "url=https://h/d;tls_profile=2",
    "AT+SQNSUPGRADE=\"https://h/d\",1,10,1,2" },
  { "fetch", "fetch-and-restart", "approval=ask;url=http://h/d", NULL },
  { "fetch", "read-tls-profile", "scheme=https", "AT+SQNSPCFG?" },
  { "fetch", "read-tls-profile", "scheme=http", NULL },
  { "fetch", "restart", "approval=ask", "AT^RESET" },
  { "fetch", "restart", "approval=auto", NULL },
  { "fetch", "drop-old-download", "url=http://h/d;under_way=downloading",
    "AT+SQNSUPGRADE=\"http://h/d\",0,5,2" },
  { "fetch", "drop-old-download", "url=http://h/d", NULL },
  { "fetch", "come-to-rest", "under_way=downloading", "AT+SQNSUPGRADE?" },
  { "fetch", "come-to-rest", "", NULL },
  { "fetch", "stop-download", "url=http://h/d", "AT+SQNSUPGRADE=\"http://h/d\",0,5,2" },
  { "fetch", "psm-off", "old_psm=1", "AT+CPSMS=0" },
  { "fetch", "psm-off", "", NULL },
  { "fetch", "uart-sleep-off", "old_uart_sleep=1", "AT+SQNIPSCFG=0" },
  { "fetch", "uart-sleep-off", "", NULL },
  { "server", "uart-sleep-off", "old_uart_sleep=2", "AT+SQNIPSCFG=0" },
  { "server", "restore-uart-sleep", "old_uart_sleep=2;uart_sleep_after=1000",
    "AT+SQNIPSCFG=2,1000" },
  { "fetch", "restore-uart-sleep", "old_uart_sleep=1", "AT+SQNIPSCFG=1" },
  { "server", "psm-off", "old_psm=1", "AT+CPSMS=0" },
  { "server", "enter-pin-at-boot", "locked_again=1;sim_pin=1234", "AT+CPIN=\"1234\"" },
  { "server", "enter-pin-at-boot", "sim_pin=1234", NULL },
  { "fetch", "restore-psm", "old_psm=1;old_tau=00000110;old_active=00000000",
    "AT+CPSMS=1,,,\"00000110\",\"00000000\"" },
  { "fetch", "restore-psm", "old_psm=1", "AT+CPSMS=1" },
  { "fetch", "edrx-m-off", "old_edrx_m=2;edrx_m=0101;window_m=0000",
    "AT+SQNEDRX=0,4,\"0101\",\"0000\"" },
  { "fetch", "restore-edrx-nb", "old_edrx_nb=1;edrx_nb=1111", "AT+SQNEDRX=1,5,\"1111\"" },

  { "server", "shorten-timer", "profile=standard", "AT+SQNFOTACFG=\"standard\",0,2,10,60,," },
  { "server", "shorten-timer", "profile=standard;certificate=11",
    "AT+SQNFOTACFG=\"standard\",0,2,10,60,,11" },
  { "server", "restore-client",
    "profile=p;shortened=1;report=1;report_step=5;timer=600;fetch_limit=90",
    "AT+SQNFOTACFG=\"p\",0,1,5,600,90," },
  { "server", "restore-client", "profile=p", NULL },
  { "server", "shorten-timer", "profile=p;await_timer=true", NULL },
  { "server", "shorten-timer", "profile=p;offer=available", NULL },
  { "server", "restart-client", "", "AT^RESET" },
  { "server", "restart-client", "client_restarted=no", "AT^RESET" },
  { "server", "restart-client", "client_restarted=yes", NULL },
  { "server", "shorten-timer", "profile=p;client_restarted=yes", NULL },
  { "server", "read-client", "", "AT+SQNFOTACFG?" },
  { "server", "read-client", "shortened=1", NULL },
  { "server", "read-profile", "shortened=1", "AT+SQNFOTACFG?" },
  { "server", "restart-client", "await_timer=true", NULL },
  { "server", "restart-client", "offer=server-fetch", NULL },
  { "server", "check-reports", "await_timer=true", "AT+SQNFOTACFG?" },
  { "server", "check-reports", "", NULL },

  { "enrol", "manufacturing-mode", "", "AT+CFUN=5" },
  { "enrol", "autoconnect", "autoconnect=true", "AT+SQNAUTOCONNECT=1" },
  { "enrol", "autoconnect", "autoconnect=false", NULL },
  { "enrol", "no-autoconnect", "autoconnect=false", "AT+SQNAUTOCONNECT=0" },
  { "enrol", "delete-profile", "profile=p;replace=true",
    "AT+SQNDMCFG=\"p\",\"delete-profile-config\"" },
  { "enrol", "delete-profile", "profile=p", NULL },
  { "enrol", "start-service", "profile=standard", "AT+SQNDMCFG=\"standard\",\"service\",1" },
  { "enrol", "stop-service", "profile=p;service=false", "AT+SQNDMCFG=\"p\",\"service\",0" },
  { "enrol", "write-server", "profile=standard;server_url=coaps://eu.iot.avsystem.cloud:5694",
    "AT+SQNDMCFG=\"standard\",\"server\",100,\"60\","
    "\"coaps://eu.iot.avsystem.cloud:5694\",\"1\",\"bs\"" },
  { "enrol", "write-server", "profile=p;server_url=u;server_id=7;lifetime=9;cid=3;server_type=dm",
    "AT+SQNDMCFG=\"p\",\"server\",7,\"9\",\"u\",\"3\",\"dm\"" },
  { "enrol", "write-psk", "profile=standard;psk_id=i;psk=87493467538357",
    "AT+SQNDMCFG=\"standard\",\"psk\",100,\"i\",\"87493467538357\"" },
  { "enrol", "write-psk-of-imei", "profile=p;endpoint=urn:imei:015770000031766;psk=ab",
    "AT+SQNDMCFG=\"p\",\"psk\",100,\"urn:imei:015770000031766\",\"ab\"" },
  { "enrol", "write-psk", "profile=p;psk_id=i", NULL },
  { "enrol", "write-client",
    "profile=p;report_state=1;report_progress=20;check_interval=3600;download_timeout=900;"
    "certificate=12",
    "AT+SQNFOTACFG=\"p\",0,1,20,3600,900,12" },
  { "enrol", "write-client", "profile=p", "AT+SQNFOTACFG=\"p\",0,2,10,,," },
  { "enrol", "make-restore-point", "save_as=oem", "AT+SQNFACTORYSAVE=\"oem\"" },
  { "enrol", "make-restore-point", "", NULL },
  { "enrol", "restart", "", "AT^RESET" },
  { "enrol", "former-mode", "old_function=1", "AT+CFUN=1" },
  { "enrol", "former-mode", "old_function=1;applied=1", NULL },

  { "certificate", "store-certificate", "kind=certificate;index=19;size=1200",
    "AT+SQNSNVW=\"certificate\",19,1200" },
  { "certificate", "store-private-key", "kind=key;index=5;size=300",
    "AT+SQNSNVW=\"privatekey\",5,300" },
  { "certificate", "set-tls-profile", "tls_profile=1;ca_index=19",
    "AT+SQNSPCFG=1,2,\"\",1,19,,,\"\"" },
  { "certificate", "set-tls-profile",
    "tls_profile=6;tls_version=3;tls_check=5;ca_index=11;client_index=12;key_index=13",
    "AT+SQNSPCFG=6,3,\"\",5,11,12,13,\"\"" },
  { "certificate", "set-tls-profile", "", NULL },
  { "delete-certificate", "take-out-certificate", "kind=certificate;index=12",
    "AT+SQNSNVW=\"certificate\",12,0" },
  { "delete-certificate", "take-out-certificate", "kind=key;index=12", NULL },
  { "delete-certificate", "take-out-key", "kind=key;index=12", "AT+SQNSNVW=\"privatekey\",12,0" },
};

static void
test_commands (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    const FotadStep *step = find_step (commands[i].route, commands[i].step);
    g_autoptr (GHashTable) facts = facts_of (commands[i].facts);
    g_autofree char *command = NULL;
    g_autoptr (GError) error = NULL;

    g_test_message ("%s of %s with %s", commands[i].step, commands[i].route, commands[i].facts);
    if (fotad_book_applies (book, step, "GM01Q", facts))
      g_assert_true (fotad_template_expand (step->command, facts, &command, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (command, ==, commands[i].command);
  }
}

#define DM(id, state, life, left) "+SQNDMST: \"dm\"," id ",\"" state "\"," life "," left
#define BS(state) "+SQNDMST: \"bs\",100,\"" state "\",10,-1"
#define BS_FACTS(state)                                                                            \
  "bootstrap_id=100;bootstrap_state=" state ";bootstrap_hold_off=10;bootstrap_remaining=-1"
#define DM_FACTS(state)                                                                            \
  "server_id=101;server_state=" state ";server_lifetime=86400;server_remaining=-1"

static const struct {
  const char *route, *step, *reply;
  const char *facts; /* NULL: must not fit */
} replies[] = {
  { "fetch", "read-version", "UE5.4.1.1\nLR5.4.1.1-57857",
    "version=LR5.4.1.1-57857;build=5.4.1.1-57857" },
  { "fetch", "read-version", "UE8.2.1.2\nLR8.2.1.1-61488",
    "version=LR8.2.1.1-61488;build=8.2.1.1-61488" },
  { "fetch", "read-version", "UE5.4.1.1", NULL },
  { "fetch", "read-version", "LR5.4.1.1", NULL },
  { "fetch", "check-registration", "+CEREG: 2,1,\"0002\",\"01A2D002\",7", "registration=1" },
  { "fetch", "check-registration", "+CEREG: 0,5", "registration=5" },
  { "fetch", "check-registration", "+CEREG: 2,2", NULL },
  { "fetch", "read-uart-sleep", "+SQNIPSCFG: 1,1000", "old_uart_sleep=1;uart_sleep_after=1000" },
  { "fetch", "read-uart-sleep", "+SQNIPSCFG: 0,5000", NULL },
  { "fetch", "read-psm", "+CPSMS: 1,,,\"00000110\",\"00000000\"", "old_psm=1" },
  { "fetch", "read-psm", "+CPSMS: 0,,,\"00000110\",\"00000000\"", NULL },
  { "fetch", "psm-times", "+CPSMS: 1,,,\"00000110\",\"00000001\"",
    "old_tau=00000110;old_active=00000001" },
  { "fetch", "read-edrx-m", "+SQNEDRX: 2,4,\"0101\",\"0000\"",
    "old_edrx_m=2;edrx_m=0101;window_m=0000" },
  { "fetch", "read-edrx-m", "+SQNEDRX: 0,4,\"0101\",\"0000\"\n+SQNEDRX: 1,5,\"1111\",\"0000\"",
    NULL },
  { "fetch", "read-edrx-nb", "+SQNEDRX: 0,4,\"0101\",\"0000\"\n+SQNEDRX: 1,5,\"1111\",\"0000\"",
    "old_edrx_nb=1;edrx_nb=1111;window_nb=0000" },
  { "fetch", "read-tls-profile", "+SQNSPCFG: 1,,,,,,,\n+SQNSPCFG: 2,2,\"\",1,19,,,\"\"",
    "tls_profile=2" },
  { "fetch", "read-tls-profile", "+SQNSPCFG: 1,,,,,,,", NULL },
  { "fetch", "find-old-download", "+SQNSUPGRADE: \"downloading\",35", "under_way=downloading" },
  { "fetch", "find-old-download", "+SQNSUPGRADE: \"idle\"", NULL },
  { "fetch", "come-to-rest", "+SQNSUPGRADE: \"downloading\",35", NULL },
  { "fetch", "come-to-rest", "+SQNSUPGRADE: \"idle\"", "stage=\"idle\"" },

  { "server", "read-client", "+SQNFOTACFG: \"standard\",0,2,10,60,86400,900,11",
    "profile=standard;mode=0;report=2;report_step=10;timer=60;timer_now=86400;fetch_limit=900;"
    "certificate=11" },
  { "server", "read-client", "+SQNFOTACFG: standard,0,2,0,,86400,,",
    "profile=standard;mode=0;report=2;report_step=0;timer_now=86400" },
  /* AN0214's own example has 60 for the certificate, which is out of its range. */
  { "server", "read-client", "+SQNFOTACFG: \"standard\",0,2,10,60,60,,60", NULL },
  { "server", "read-client", "+SQNFOTACFG: \"standard\",0,2,10", NULL },

  { "server", "check-reports", "+SQNFOTACFG: \"standard\",0,1,10,60,60,,", "" },
  { "server", "check-reports", "+SQNFOTACFG: standard,0,2,0,,,,", "" },
  { "server", "check-reports", "+SQNFOTACFG: \"standard\",0,0,10,60,60,,", NULL },

  { "enrol", "read-profile", "+SQNCTM: standard", "profile=standard" },
  { "enrol", "read-profile", "+SQNCTM: \"verizon\"", "profile=verizon" },
  { "enrol", "read-imei", "015770000031766", "imei=015770000031766" },
  { "enrol", "read-imei", "+CGSN: \"015770000031766\"", "imei=015770000031766" },
  { "enrol", "read-function", "+CFUN: 1,0", "old_function=1" },
  { "enrol", "read-function", "+CFUN: 5", "" },

  { "status", "read-ranges",
    "+SQNFOTACFG: 32[,(0,1)[,(0-2)[,(0-100)[,(60-32000000)[,(60-65535)[,(11-19)]]]]]]",
    "client_ranges=32[,(0,1)[,(0-2)[,(0-100)[,(60-32000000)[,(60-65535)[,(11-19)]]]]]]" },
  { "status", "read-accounts", BS ("BS_HOLD_OFF"), BS_FACTS ("BS_HOLD_OFF") },
  { "status", "read-accounts", BS ("BS_INITIATED"), BS_FACTS ("BS_INITIATED") },
  { "status", "read-accounts", BS ("BS_FAILING"), BS_FACTS ("BS_FAILING") },
  { "status", "read-accounts", BS ("BS_FAILED"), BS_FACTS ("BS_FAILED") },
  { "status", "read-accounts", BS ("BS_FINISHED"), BS_FACTS ("BS_FINISHED") },
  { "status", "read-accounts", DM ("101", "DEREGISTERED", "86400", "-1"),
    DM_FACTS ("DEREGISTERED") },
  { "status", "read-accounts", DM ("101", "REG_PENDING", "86400", "-1"), DM_FACTS ("REG_PENDING") },
  { "status", "read-accounts", DM ("101", "REGISTERED", "86400", "-1"), DM_FACTS ("REGISTERED") },
  { "status", "read-accounts", DM ("101", "REG_FAILED", "86400", "-1"), DM_FACTS ("REG_FAILED") },
  { "status", "read-accounts", DM ("101", "REG_UPDATE_PENDING", "86400", "-1"),
    DM_FACTS ("REG_UPDATE_PENDING") },
  { "status", "read-accounts", DM ("101", "REG_UPDATE_NEEDED", "86400", "-1"),
    DM_FACTS ("REG_UPDATE_NEEDED") },
  { "status", "read-accounts", DM ("101", "DEREG_PENDING", "86400", "-1"),
    DM_FACTS ("DEREG_PENDING") },
  { "status", "read-accounts", DM ("101", "REG_NEEDED", "86400", "-1"), DM_FACTS ("REG_NEEDED") },
  { "status", "read-accounts",
    BS ("BS_FINISHED") "\n" DM ("102", "REGISTERED", "2592000", "2587603") "\n" DM (
        "101", "REGISTERED", "86400", "81965"),
    BS_FACTS ("BS_FINISHED") ";server_id=102;server_state=REGISTERED;server_lifetime=2592000;"
                             "server_remaining=2587603;server2_id=101;server2_state=REGISTERED;"
                             "server2_lifetime=86400;server2_remaining=81965" },
  { "status", "read-accounts", "", NULL },
};

static void
check_facts (GHashTable *found, const char *expected)
{
  g_autoptr (GHashTable) wanted = facts_of (expected);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_assert_cmpstr (found != NULL ? g_hash_table_lookup (found, name) : NULL, ==, value);
  g_assert_cmpuint (found != NULL ? g_hash_table_size (found) : 0, ==, g_hash_table_size (wanted));
}

static void
test_replies (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++) {
    const FotadStep *step = find_step (replies[i].route, replies[i].step);
    g_auto (GStrv) reply = g_strsplit (replies[i].reply, "\n", -1);
    g_autoptr (GHashTable) facts = NULL;
    gboolean fits = fotad_book_reply (book, step, (const char *const *) reply, &facts);

    g_test_message ("%s: %s", replies[i].step, replies[i].reply);
    g_assert_cmpint (fits, ==, replies[i].facts != NULL);
    if (fits)
      check_facts (facts, replies[i].facts);
  }
}

/* Ends and middles of each range of AN0214 chapter 6. */
static const struct {
  const char *parameter, *good, *bad;
} ranges[] = {
  { "server-id", "1 9 10 99 100 9999 10000 59999 64999 65499 65529 65535",
    "0 65536 65540 66000 70000 100000" },
  { "lifetime", "0 60 9999999 10000000 29999999 31999999 32000000",
    "32000001 32100000 33000000 100000000 -1" },
  { "cid", "1 8", "0 9 10" },
  { "server-type", "bs dm", "xx b" },
  { "psk", "ab AB12 000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f",
    "a abc 0x12 000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f00" },
  { "profile", "standard abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz0123456" },
  { "report-state", "0 1 2", "3 10" },
  { "report-progress", "0 1 10 99 100", "101 200" },
  { "check-interval", "60 99 100 9999999 10000000 32000000", "0 59 32000001" },
  { "download-timeout", "60 99 100 9999 59999 65535", "59 0 65536" },
  { "certificate", "11 19", "10 20 1" },
};

static void
check_values (const FotadParameter *row, const char *values, gboolean good)
{
  g_auto (GStrv) words = g_strsplit (values, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    g_test_message ("%s %s", row->name, words[i]);
    g_assert_cmpint (fotad_book_parameter_fits (book, row, words[i]), ==, good);
  }
}

static void
test_ranges (void)
{
  const FotadRoute *route = fotad_book_route (book, "GM01Q", "enrol");

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    for (const FotadParameter *row = route->parameters; row->name != NULL; row++)
      if (g_str_equal (row->name, ranges[i].parameter)) {
        check_values (row, ranges[i].good, TRUE);
        check_values (row, ranges[i].bad, FALSE);
      }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  book = fotad_plugin_file_open (argv[1], "sequans", TRUE, &error);
  g_assert_no_error (error);
  g_test_add_func ("/vendor/sequans-rows/commands", test_commands);
  g_test_add_func ("/vendor/sequans-rows/replies", test_replies);
  g_test_add_func ("/vendor/sequans-rows/ranges", test_ranges);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
