/*
 * What is said to a Cinterion module and what is read from its replies, §A.a.1 of our vendor
 * reference and AN17 chapters 4 and 6, and which rows run when.  argv[1]: the plugin.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-plugin-file.h"

#include <string.h>

#define MODEL "EXS82-W"
#define SHA "ba168491fbca78e11144d40576143d94604f75c2b0124ae8a1b2c9aff3023527"

static FotadBook *book;

static const FotadRoute *
route_of (const char *name)
{
  const FotadRoute *route = fotad_book_route (book, MODEL, name);

  g_assert_nonnull (route);
  return route;
}

static const FotadStep *
find_step (const char *route, const char *name)
{
  for (const FotadStep *step = route_of (route)->steps; step->name != NULL; step++)
    if (g_str_equal (step->name, name))
      return step;
  g_error ("%s has no row %s", route, name);
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
  const char *route;
  const char *step;
  const char *facts;
  const char *command; /* NULL: the row does not apply */
} commands[] = {
  { "fetch", "read-version", "", "ATI1" },
  { "fetch", "read-build", "", "AT^CICRET=\"SWN\"" },
  { "fetch", "enter-pin", "pin_wanted=SIM PIN;sim_pin=1234", "AT+CPIN=\"1234\"" },
  { "fetch", "enter-pin", "sim_pin=1234", NULL },
  { "fetch", "enter-pin", "pin_wanted=SIM PIN", NULL },
  { "fetch", "check-gprs", "", "AT+CGREG?" },
  { "fetch", "check-registration", "", "AT+CEREG?" },
  { "fetch", "check-registration", "gprs=1", NULL },
  { "fetch", "read-context", "", NULL },
  { "fetch", "read-context", "apn=a", "AT+CGDCONT?" },
  { "fetch", "read-context", "apn=a;old_type=IP", NULL }, /* a restart found ours */
  { "fetch", "read-context", "apn=a;ours=1", NULL },
  { "fetch", "set-context", "apn=a", "AT+CGDCONT=1,\"IP\",\"a\"" },
  { "fetch", "set-context", "apn=a;context=3;pdp_type=IPV4V6", "AT+CGDCONT=3,\"IPV4V6\",\"a\"" },
  { "fetch", "set-context", "", NULL },
  { "fetch", "read-user", "user=u", "AT^SGAUTH?" },
  { "fetch", "read-user", "user=u;seen=1", NULL },
  { "fetch", "read-user", "", NULL },
  { "fetch", "set-user", "user=u;password=p", "AT^SGAUTH=1,2,\"p\",\"u\"" },
  { "fetch", "set-user", "user=u", "AT^SGAUTH=1,2,\"\",\"u\"" },
  { "fetch", "set-user", "user=u;password=p;auth=1", "AT^SGAUTH=1,1,\"p\",\"u\"" },
  { "fetch", "set-user", "user=u;password=p;context=2", "AT^SGAUTH=2,2,\"p\",\"u\"" },
  { "fetch", "set-user", "", NULL },
  { "fetch", "swap", "user=u;password=p", "AT^SGAUTH=1,2,\"u\",\"p\"" },
  { "fetch", "swap", "user=u;password=p;kept=1", NULL },
  { "fetch", "check-swapped", "user=u;kept=1", NULL },
  { "fetch", "stop-first", "", "AT^SNFOTA=\"act\",0" },
  { "fetch", "set-url", "url=http://192.168.1.10:8008/diff.usf",
    "AT^SNFOTA=\"url\",\"http://192.168.1.10:8008/diff.usf\"" },
  { "fetch", "set-conid", "", "AT^SNFOTA=\"conid\",\"1\"" },
  { "fetch", "set-conid", "context=5", "AT^SNFOTA=\"conid\",\"5\"" },
  { "fetch", "set-digest", "sha256=" SHA, "AT^SNFOTA=\"crc\",\"" SHA "\"" },
  { "fetch", "set-lines", "", "AT^SNFOTA=\"urc\",\"1\"" },
  { "fetch", "read-back", "", "AT^SNFOTA?" },
  { "fetch", "fetch", "", "AT^SNFOTA=\"act\",2" },
  { "fetch", "check-digest", "action=2", "AT^SNFOTA?" },
  { "fetch", "check-digest", "action=0", NULL },
  { "fetch", "install", "", "AT^SFDL=2" },
  { "fetch", "read-new-version", "", "ATI1" },
  { "fetch", "read-new-build", "", "AT^CICRET=\"SWN\"" },
  { "fetch", "restore-context", "ours=1;old_type=IPV6;old_apn=o", "AT+CGDCONT=1,\"IPV6\",\"o\"" },
  { "fetch", "restore-context", "ours=1", NULL },
  { "fetch", "restore-context", "ours=1;old_type=IPV6;old_apn=o;whole=1", NULL },
  { "fetch", "restore-all-context", "ours=1;old_type=IPV6;old_apn=o;old_rest=,0,,1",
    "AT+CGDCONT=1,\"IPV6\",\"o\",\"\",0,,1" },
  { "fetch", "restore-all-context", "ours=1;old_type=IPV6;old_apn=o", NULL },
  { "fetch", "restore-context", "old_type=IPV6;old_apn=o", NULL },
  { "fetch", "drop-context", "ours=1", "AT+CGDCONT=1" },
  { "fetch", "drop-context", "ours=1;old_apn=o", NULL },
  { "fetch", "drop-context", "", NULL },
  { "fetch", "drop-user", "seen=1;old_auth=0;context=4", "AT^SGAUTH=4,0" },
  { "fetch", "drop-user", "seen=1", "AT^SGAUTH=1,0" },
  { "fetch", "drop-user", "seen=1;old_auth=1", NULL },
  { "fetch", "drop-user", "seen=1;old_auth=2", NULL },
  { "fetch", "drop-user", "user=u;old_auth=0", NULL }, /* PREPARE never got there */
  { "fetch", "drop-user", "", NULL },
  { "fetch", "restore-conid", "old_conid=2", "AT^SNFOTA=\"conid\",\"2\"" },
  { "fetch", "restore-lines", "old_urc=0", "AT^SNFOTA=\"urc\",\"0\"" },
  { "fetch", "restore-lines", "", NULL },
  { "fetch", "count-pin", "sim_pin=1234;pin_wanted=SIM PIN", "AT^SPIC" },
  { "fetch", "enter-pin", "sim_pin=1234;pin_wanted=SIM PIN;pin_tries=1", NULL },
  { "fetch", "read-new-sim", "", "AT+CPIN?" },
  { "fetch", "find-lock", "sim_ready=again", NULL },
  { "fetch", "count-pin-again", "sim_pin=1234;locked=again", "AT^SPIC" },
  { "fetch", "enter-pin-again", "sim_pin=1234;locked=again", "AT+CPIN=\"1234\"" },
  { "fetch", "enter-pin-again", "sim_pin=1234;locked=again;pin_tries=1", NULL },
  { "fetch", "enter-pin-again", "sim_pin=1234", NULL },
  { "fetch", "enter-pin-again", "sim_pin=1234;locked=again;sim_ready=again", NULL },

  { "server", "watch", "", "ATI1" }, /* a client without lines */
  { "server", "watch", "lines=registered", NULL },

  { "certificate", "load", "", "AT^SBNW=\"is_cert\",1" },
  { "certificate", "load", "index=30", "AT^SBNW=\"is_cert\",30" },
  { "certificate", "list", "", "AT^SBNR=\"is_cert\"" },
  { "status", "read-client", "", "AT^SBNR=\"preconfig_cert\",1" },
  { "status", "read-mods", "", "AT^SNLWM2M=\"status/srv\",\"MODS\"" },
  { "status", "read-leshan", "", "AT^SNLWM2M=\"status/srv\",\"LeShan\"" },

#define L "stack=LeShan"
#define M "stack=MODS"
  { "enrol", "set-context", L ";apn=a;context=3", "AT+CGDCONT=3,\"IP\",\"a\"" },
  { "enrol", "set-cid", L, "AT^SNLWM2M=cfg/ext,LeShan,/,conid,1" },
  { "enrol", "set-cid", M ";context=4", "AT^SNLWM2M=cfg/ext,MODS,/,conid,4" },
  { "enrol", "set-user", M ";user=u", "AT^SNLWM2M=cfg/ext,MODS,/0/0/10,USER_NAME,\"u\"" },
  { "enrol", "set-user", M, NULL },
  { "enrol", "set-password", M ";password=p", "AT^SNLWM2M=cfg/ext,MODS,/0/0/10,PASSWORD,\"p\"" },
  { "enrol", "set-password", M, NULL },
  { "enrol", "set-server", L ";server=coap://182.92.198.110:5683",
    "AT^SNLWM2M=cfg,LeShan,/0/0/0,\"coap://182.92.198.110:5683\"" },
  { "enrol", "no-bootstrap", L, "AT^SNLWM2M=cfg,LeShan,/0/0/1,false" },
  { "enrol", "set-security", L, "AT^SNLWM2M=cfg,LeShan,/0/0/2,3" },
  { "enrol", "set-security", L ";security=0", "AT^SNLWM2M=cfg,LeShan,/0/0/2,0" },
  { "enrol", "set-security", L ";security=2", "AT^SNLWM2M=cfg,LeShan,/0/0/2,2" },
  { "enrol", "set-identity", L ";psk_identity=me", "AT^SNLWM2M=cfg,LeShan,/0/0/3,\"me\"" },
  { "enrol", "set-identity", L, NULL },
  { "enrol", "set-psk", L ";psk=00ff", "AT^SNLWM2M=cfg,LeShan,/0/0/5,\"00ff\"" },
  { "enrol", "set-psk", L, NULL },
  { "enrol", "set-ssid", L, "AT^SNLWM2M=cfg,LeShan,/0/0/10,112" },
  { "enrol", "make-security", L, "AT^SNLWM2M=cfg/object,LeShan,/0/0,new" },
  { "enrol", "set-suites", L ";security=2",
    "AT^SNLWM2M=cfg/ext,LeShan,/0/0/10,SECURITY_SUITES,\"C0AE,C023\"" },
  { "enrol", "set-suites", L ";security=0;cipher_suites=C0A8",
    "AT^SNLWM2M=cfg/ext,LeShan,/0/0/10,SECURITY_SUITES,\"C0A8\"" },
  { "enrol", "set-suites", L ";security=3", NULL },
  { "enrol", "set-suites", L, NULL },
  { "enrol", "set-ca", M ";ca=00AA",
    "AT^SNLWM2M=cfg/ext,MODS,/,DEFAULT_LWM2M_ROOT_CA_THUMBPRINT,00AA" },
  { "enrol", "set-server-ssid", L ";short_server_id=7", "AT^SNLWM2M=cfg,LeShan,/1/0/0,7" },
  { "enrol", "set-lifetime", L, "AT^SNLWM2M=cfg,LeShan,/1/0/1,180" },
  { "enrol", "set-lifetime", L ";lifetime=86400", "AT^SNLWM2M=cfg,LeShan,/1/0/1,86400" },
  { "enrol", "set-shortest", L, NULL },
  { "enrol", "set-shortest", L ";min_period=1", "AT^SNLWM2M=cfg,LeShan,/1/0/2,1" },
  { "enrol", "set-longest", L ";max_period=60", "AT^SNLWM2M=cfg,LeShan,/1/0/3,60" },
  { "enrol", "set-disable", L, "AT^SNLWM2M=cfg,LeShan,/1/0/5,86400" },
  { "enrol", "set-notifying", L, "AT^SNLWM2M=cfg,LeShan,/1/0/6,true" },
  { "enrol", "set-binding", L, "AT^SNLWM2M=cfg,LeShan,/1/0/7,UQS" },
  { "enrol", "make-server", L, "AT^SNLWM2M=cfg/object,LeShan,/1/0,new" },
  { "enrol", "set-object", L, "AT^SNLWM2M=cfg,LeShan,/2/2/0,5" },
  { "enrol", "set-instance", L, "AT^SNLWM2M=cfg,LeShan,/2/2/1,0" },
  { "enrol", "set-rights", L, "AT^SNLWM2M=cfg,LeShan,/2/2/2/112,31" },
  { "enrol", "set-rights", L ";short_server_id=7", "AT^SNLWM2M=cfg,LeShan,/2/2/2/7,31" },
  { "enrol", "set-owner", L, "AT^SNLWM2M=cfg,LeShan,/2/2/3,112" },
  { "enrol", "make-access", L, "AT^SNLWM2M=cfg/object,LeShan,/2/2,new" },
  { "enrol", "set-fota", M ";fota_security=3", "AT^SNLWM2M=cfg/ext,MODS,/,FOTA_SECURITY_MODE,3" },
  { "enrol", "set-fota", M, NULL },
  { "enrol", "set-fota-tls", M ";fota_security=2",
    "AT^SNLWM2M=cfg/ext,MODS,/,FOTA_SECURITY_VERSION,12" },
  { "enrol", "set-fota-tls", M ";fota_security=3", NULL },
  { "enrol", "set-fota-suites", M ";fota_security=2",
    "AT^SNLWM2M=cfg/ext,MODS,/,FOTA_SECURITY_SUITES,\"C0AE,C023\"" },
  { "enrol", "start", L, "AT^SNLWM2M=act,LeShan,start" },
};

static void
test_commands (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    const FotadStep *step = find_step (commands[i].route, commands[i].step);
    g_autoptr (GHashTable) facts = facts_of (commands[i].facts);
    g_autofree char *command = NULL;
    g_autoptr (GError) error = NULL;

    g_test_message ("%s %s with %s", commands[i].route, commands[i].step, commands[i].facts);
    if (fotad_book_applies (book, step, MODEL, facts))
      g_assert_true (fotad_template_expand (step->command, facts, &command, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (command, ==, commands[i].command);
  }
}

#define CONFIG(url, crc, urc, conid)                                                               \
  "^SNFOTA: \"url\",\"" url "\"\n^SNFOTA: \"crc\",\"" crc "\"\n^SNFOTA: \"urc\",\"" urc            \
  "\"\n^SNFOTA: \"conid\",\"" conid "\"\n^SNFOTA: \"act,\"0\",\"0\",\"0\""
#define ATI "Cinterion\nEXS82-W\n"

static const struct {
  const char *route;
  const char *step;
  const char *known;
  const char *reply;
  const char *facts; /* NULL: must not fit */
} replies[] = {
  { "fetch", "read-version", "", ATI "REVISION 01.100\nA-REVISION 01.000.14",
    "revision=01.100;a_revision=01.000.14" },
  { "fetch", "read-version", "", ATI "REVISION 01.100\n\x01\x7f\n+CIEV: 1,3\nA-REVISION 01.000.14",
    "revision=01.100;a_revision=01.000.14" },
  { "fetch", "read-version", "", ATI "REVISION 01.100", "revision=01.100" },
  { "fetch", "read-version", "", ATI "A-REVISION 01.000.14", NULL },
  { "fetch", "read-version", "", "ERROR", NULL },
  { "fetch", "read-build", "", "^CICRET: SERVAL_300_032", "build=SERVAL_300_032" },
  { "fetch", "read-build", "", "^CICRET: \"LYNX_100_032\"", "build=LYNX_100_032" },
  { "fetch", "count-pin", "", "^SPIC: 2", "pin_tries=2" },
  { "fetch", "read-sim", "", "+CPIN: READY", "sim_ready=READY" },
  { "fetch", "read-sim", "", "+CPIN: SIM PIN", "pin_wanted=SIM PIN" },
  { "fetch", "read-sim", "", "+CPIN: SIM PUK", NULL },
  { "fetch", "check-sim", "", "+CPIN: SIM PIN", NULL },
  { "fetch", "check-registration", "", "+CEREG: 0,1", "registration=1" },
  { "fetch", "check-registration", "", "+CEREG: 2,5,\"0002\",\"01A2D002\",7", "registration=5" },
  { "fetch", "check-registration", "", "+CEREG: 0,2", NULL },
  { "fetch", "check-gprs", "", "+CGREG: 0,5", "registration=5" },
  { "fetch", "check-gprs", "", "+CGREG: 0,0", NULL },
  { "fetch", "read-context", "", "+CGDCONT: 1,\"IP\",\"internet\",\"0.0.0.0\",0,0,0,0,0,0",
    "old_type=IP;old_apn=internet;old_rest=,0,0,0,0,0,0" },
  { "fetch", "read-context", "context=2",
    "+CGDCONT: 1,\"IP\",\"a\",\"0.0.0.0\",0,0\n+CGDCONT: 2,\"IPV4V6\",\"\",\"\",0,0",
    "old_type=IPV4V6;old_apn=;old_rest=,0,0" },
  { "fetch", "read-context", "", "+CGDCONT: 1,\"IP\",\"a\"", "old_type=IP;old_apn=a" },
  { "fetch", "read-context", "context=3", "+CGDCONT: 1,\"IP\",\"a\",\"0.0.0.0\",0,0", NULL },
  { "fetch", "read-user", "user=me", "^SGAUTH: 1,0\n^SGAUTH: 2,1,\"testuser2\"", "old_auth=0" },
  { "fetch", "read-user", "user=me", "^SGAUTH: 2,1,\"testuser2\"", "" },
  { "fetch", "read-user", "user=me", "^SGAUTH: 1,1,\"me\"\n^SGAUTH: 2,0", "old_auth=1;auth=1" },
  { "fetch", "read-user", "user=testuser2;context=2", "^SGAUTH: 1,0\n^SGAUTH: 2,1,\"testuser2\"",
    "old_auth=1;auth=1" },
  /* Another's password could not be put back. */
  { "fetch", "read-user", "user=me;context=2", "^SGAUTH: 1,0\n^SGAUTH: 2,1,\"testuser2\"", NULL },
  { "fetch", "read-user", "user=me", "^SGAUTH: 1,2,\"me2\"", NULL },
  { "fetch", "read-user", "user=me2", "^SGAUTH: 1,2,\"me\"", NULL },
  { "fetch", "check-user", "user=me", "^SGAUTH: 1,2,\"me\"", "" },
  { "fetch", "check-user", "user=me", "^SGAUTH: 1,1,\"me\"", "" },
  { "fetch", "check-user", "user=me", "^SGAUTH: 1,2,\"secret\"", NULL },
  { "fetch", "check-user", "user=me;context=2", "^SGAUTH: 1,2,\"me\"\n^SGAUTH: 2,0", NULL },
  { "fetch", "check-swapped", "user=me", "^SGAUTH: 1,2,\"me\"", "" },
  { "fetch", "read-old", "", CONFIG ("", "", "0", "3"), "old_urc=0;old_conid=3" },
  { "fetch", "read-back", "url=http://h/d.usf;sha256=" SHA,
    CONFIG ("http://h/d.usf", SHA, "1", "1"), "" },
  { "fetch", "read-back", "url=http://h/d.usf;sha256=" SHA ";context=3",
    CONFIG ("http://h/d.usf", SHA, "1", "3"), "" },
  { "fetch", "read-back", "url=http://h/d.usf;sha256=" SHA,
    CONFIG ("http://h/dxusf", SHA, "1", "1"), NULL },
  { "fetch", "read-back", "url=http://h/d.usf;sha256=" SHA,
    CONFIG ("http://h/d.usf", "00", "1", "1"), NULL },
  { "fetch", "read-back", "url=http://h/d.usf;sha256=" SHA,
    CONFIG ("http://h/d.usf", SHA, "0", "1"), NULL },
  { "fetch", "read-back", "url=http://h/d.usf;sha256=" SHA,
    CONFIG ("http://h/d.usf", SHA, "1", "2"), NULL },
  { "fetch", "read-back", "url=http://h/d.usf;sha256=" SHA, "", NULL },
  { "certificate", "load", "", "SECURE CMD READY: SEND COMMAND ...\nSECURE CMD END OK", "" },
  { "certificate", "load", "", "SECURE CMD READY: SEND COMMAND ...\nSECURE CMD END ERROR", NULL },
  { "certificate", "list", "", "^SBNR: \"is_cert\",1,\"CN=x\"", "" },
  { "certificate", "list", "index=2", "^SBNR: \"is_cert\",1,\"CN=x\"", NULL },
  { "status", "read-mods", "", "^SNLWM2M: \"status/srv\",\"MODS\",\"registered\"",
    "mods=registered" },
  { "status", "read-leshan", "", "^SNLWM2M: status/srv,LeShan,deregistered",
    "leshan=deregistered" },
  { "server", "read-client", "", "^SNLWM2M: \"status/srv\",\"MODS\",\"registered\"",
    "lines=registered" },
  { "server", "read-client", "", "^SNLWM2M: \"status/srv\",\"MODS\",\"deregistered\"", NULL },
  { "status", "read-client", "", "THUMBPRINT 00AA", "client_ca=THUMBPRINT 00AA" },
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
    const FotadStep *step = find_step (replies[i].route, replies[i].step);
    g_auto (GStrv) reply = g_strsplit (replies[i].reply, "\n", -1);
    g_autoptr (GHashTable) known = facts_of (replies[i].known);
    g_autoptr (GHashTable) facts = NULL;
    gboolean fits = fotad_book_reply_with (book, step, known, (const char *const *) reply, &facts);

    g_test_message ("%s with %s: %s", replies[i].step, replies[i].known, replies[i].reply);
    g_assert_cmpint (fits, ==, replies[i].facts != NULL);
    if (fits)
      check_facts (facts, replies[i].facts);
  }
}

/* §A.a.1 and §A.e: AT^SFDL without "=2" is the wired download mode, in which the port vanishes. And
 * while it installs, nothing is said: no row of INSTALL but the command itself, no poll. */
static void
test_never (void)
{
  const FotadVendor *vendor = fotad_book_get_vendor (book);

  for (const FotadRoute *route = vendor->routes; route->name != NULL; route++)
    for (const FotadStep *step = route->steps; step->name != NULL; step++) {
      if (step->command != NULL && strstr (step->command, "SFDL") != NULL)
        g_assert_cmpstr (step->command, ==, "AT^SFDL=2");
      if (step->phase == FOTAD_PHASE_INSTALL) {
        g_assert_null (step->poll);
        g_assert_true (step->command == NULL || g_str_equal (step->command, "AT^SFDL=2"));
      }
    }
}

static void
test_install_alone (void)
{
  const FotadStep *install = find_step ("fetch", "install");

  g_assert_cmpint (install->flags, ==, FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE);
  g_assert_null (install->until);
  g_assert_cmpstr (route_of ("fetch")->repeats, ==, "install");
  for (const FotadStep *step = route_of ("server")->steps; step->name != NULL; step++)
    if (step->phase == FOTAD_PHASE_INSTALL)
      g_assert_true (step->flags & FOTAD_STEP_NO_RETURN);
}

/* §A.b and §1.2. */
static void
test_times (void)
{
  const FotadStep *fetch = find_step ("fetch", "fetch");
  const FotadSettle *settle = &fotad_book_get_vendor (book)->settle;

  g_assert_cmpuint (fetch->timeout_s, ==, 3600);
  g_assert_cmpuint (fetch->silence_s, ==, 300);
  g_assert_cmpuint (fetch->poll_s, ==, 30);
  g_assert_cmpuint (fetch->tries, ==, 3);
  g_assert_true (fetch->flags & FOTAD_STEP_RESUMES);
  g_assert_cmpuint (find_step ("fetch", "check-digest")->poll_s, ==, 10);
  g_assert_cmpuint (find_step ("fetch", "write-flash")->timeout_s, ==, 900);
  g_assert_cmpuint (find_step ("fetch", "write-flash")->silence_s, ==, 0);
  /* A client that says lines begins at its next registration, every three minutes by default; one
   * that says nothing may be at work for all we know. */
  g_assert_cmpuint (find_step ("server", "begin")->timeout_s, ==, 600);
  g_assert_cmpuint (find_step ("server", "watch")->timeout_s, ==, 3600);
  g_assert_cmpuint (settle->quiet_s, >=, 5);
  g_assert_cmpuint (settle->back_s, >=, 1800);
}

static void
test_stop (void)
{
  const FotadRoute *route = route_of ("fetch");

  g_assert_cmpstr (route->cancel[0].command, ==, "AT^SNFOTA=\"act\",0");
  g_assert_cmpstr (route->pause[0].command, ==, "AT^SNFOTA=\"act\",0");
  g_assert_cmpstr (route->cancel[1].name, ==, "come-to-rest");
  g_assert_cmpstr (route->cancel[1].until, ==, "broken-off|fetched");
  g_assert_cmpstr (route->schemes, ==, "http https");
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  book = fotad_plugin_file_open (argv[1], "cinterion", TRUE, &error);
  g_assert_no_error (error);
  g_test_add_func ("/vendor/cinterion-rows/commands", test_commands);
  g_test_add_func ("/vendor/cinterion-rows/replies", test_replies);
  g_test_add_func ("/vendor/cinterion-rows/never", test_never);
  g_test_add_func ("/vendor/cinterion-rows/install-alone", test_install_alone);
  g_test_add_func ("/vendor/cinterion-rows/times", test_times);
  g_test_add_func ("/vendor/cinterion-rows/stop", test_stop);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
