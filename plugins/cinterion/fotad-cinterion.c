/*
 * Telit Cinterion EXS62-W, EXS82-W, TX62-W, TX82-W, TX62-W-B, from AN17 "Over the Air Firmware
 * Update" Rev. 0 V 06.  FIELD is what such modules were seen to say, OURS what we made of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotad-plugin-rows.h"

/* ^SNFOTA: act,<action>,<error>,<percent>, with quotes and blanks wherever they were seen. */
#define COMMA "[\\s\"]*,[\\s\"]*"
#define ACT(a, e, p) "^\\^SNFOTA:\\s*\"?act" COMMA "(?<action>" a ")" COMMA e COMMA p "[\\s\"]*$"
#define STOPPED "^\\^SNFOTA: \"act\"?,\"0?\",\"0\",\"\\d\\d?\"\\s*$"
#define MODS(what) "^\\^SRVACT:\\s*\"MODS\"\\s*,\\s*\"" what
#define PERCENT "(?<percent>\\d+)"
#define WRITES "(?<writing>FOTA START|Checksum OK|PHASE \\d OK|Please Wait for PHASE)"
#define LINE(n, k, p) .name = n, .kind = FOTAD_NEWS_##k, .pattern = p
#define FAIL(n, f, t, p) LINE (n, FAILED, p), WHY (f, t)
static const FotadNews news[] = {
  { LINE ("fetched", OTHER, ACT ("[02]", "0", "100")) }, /* back to 0: the digest is right */
  /* A poll's reply, all quoted, so that no line cut short passes for it; "" is after a reset. */
  { FAIL ("stopped", NETWORK, "The download stopped", STOPPED) },
  { LINE ("broken-off", PROGRESS, ACT ("0", "(?<code>12)", PERCENT)), .codes = "download" },
  { LINE ("fetching", PROGRESS, ACT ("[02]", "(?<code>\\d+)", PERCENT)), .codes = "download" },
  { LINE ("installing", BUSY, WRITES "|^[.\\s]*\\.\\s*$") }, /* rows of dots, words behind them */
  { LINE ("booted", READY, "^\\^SYSSTART") },
  { LINE ("booting", OTHER, "^(?:\\^SYSLOADING|\\^SHUTDOWN|\\+CIEV: prov|\\+PBREADY)") },
  { FAIL ("mismatch", PACKAGE_MISMATCH, "The package is for another firmware", "FW_MISMATCH") },
  { FAIL ("server-failed", SERVER, "The server's update failed", MODS ("fw.*(?:fail|error)")) },
  { LINE ("server-fetching", PROGRESS, MODS ("fwdownload" COMMA "progress" COMMA PERCENT)) },
  { LINE ("server-update", BUSY, MODS ("fwupdate" COMMA "(?<writing>ready|progress)")) },
  { LINE ("server-updated", INSTALLED, MODS ("fwupdate" COMMA "status" COMMA ".*success")) },
  { LINE ("server-begins", OTHER, MODS ("fwdownload")) },
  { LINE ("other", OTHER, "^\\^(?:SNFOTA|SRVACT):") }, /* also the vendor's own client (FIELD) */
  { LINE ("renewed", CHANGED, "^(?:REVISION (?<revision>\\S+)|A-REVISION (?<a_revision>\\S+))") },
  { NULL },
};

#define E(number, kind) "download", number, FOTAD_FAILURE_##kind
static const FotadCode codes[] = {
  { E (3, SERVER), FALSE, "Server error", "No such file, or no Content-Length in its answer" },
  { E (5, NETWORK), TRUE, "Socket error" },
  { E (6, NETWORK), TRUE, "Timeout error",
    "Check address, port and file of the URL; https needs the server's CA (InstallCertificate)" },
  { E (7, STORAGE), TRUE, "File error" },
  { E (8, PACKAGE_TOO_LARGE), FALSE, "Not enough space", "It takes 11 MB: a delta, no full image" },
  { E (10, NOT_AVAILABLE), FALSE, "Firmware not available" },
  { E (11, PACKAGE_INVALID), FALSE, "Integrity check mismatch", "The file has another SHA-256" },
  { E (12, CANCELLED), TRUE, "User break" },
  { E (13, NETWORK), FALSE, "Activate PDP error", "Check APN, user and password" },
  { E (14, ARGUMENT), FALSE, "Config parameter error" },
  { E (-1, NETWORK), TRUE, "Error unknown" }, /* 1; 2, 4 and 9 are not in AN17 */
  { "cme", 256, FOTAD_FAILURE_REFUSED, TRUE, "operation temporary not allowed" },
  { "cme", 767, FOTAD_FAILURE_REFUSED, FALSE, "operation failed" },
  { NULL },
};

/* Two lines of ATI1, of which neither alone is a version. */
#define REVISIONS "^REVISION\\s+(?<revision>\\S+)(?:(?s:.*)^A-REVISION\\s+(?<a_revision>\\S+))?"
#define VERSION "version=${revision:raw}[_${a_revision:raw}]"
#define IDENTITY(p, name) SAY (p, name, NULL, "ATI1", REVISIONS), .sets = VERSION
#define BUILD(p, name) TRY (p, name, NULL, "AT^CICRET=\"SWN\"", "CICRET:\\s*\"?(?<build>[\\w.-]+)")
#define STOP "AT^SNFOTA=\"act\",0"
#define MY_CID "\\s*${context|1}\\s*,\\s*"
#define SET_USER "AT^SGAUTH=" CONTEXT ",${auth:number|2},"
#define OTHER_USER "(?s:.*)^\\^SGAUTH:" MY_CID "[12]\\s*,\\s*\"(?!${user}\")"
#define OLD_AUTH "(?:(?s:.*)^\\^SGAUTH:" MY_CID "(?<old_auth>0|(?<auth>[12])))?"
#define OLD_USER "\\A(?!" OTHER_USER ")" OLD_AUTH
#define MY_USER "^\\^SGAUTH:" MY_CID "[12]\\s*,\\s*\"${user}\""
#define ITEM(item, x) "(?=(?s:.*)^\\^SNFOTA:\\s*\"?" item "\"?\\s*,\\s*\"?" x "\"?\\s*$)"
#define MY_CONID ITEM ("conid", "${context|1}")
#define OLD "^" ITEM ("urc", "(?<old_urc>[01])") ITEM ("conid", "(?<old_conid>\\d+)")
#define NEW "^" ITEM ("url", "${url}") ITEM ("crc", "${sha256}") ITEM ("urc", "1") MY_CONID
#define COUNT_PIN "AT^SPIC" /* FIELD: of whatever +CPIN? asks for now */
#define PIN_TRIES "^\\^SPIC:\\s*(?<pin_tries>\\d+)"
static const FotadStep fetch[] = {
  REFUSE ("need-digest", "!sha256", ARGUMENT, "The module needs the package's SHA-256 (sha256)"),
  { IDENTITY (IDENTIFY, "read-version") },
  { BUILD (IDENTIFY, "read-build") },
  SIM_ROWS (COUNT_PIN, PIN_TRIES),
  NETWORK_ROWS,
  CONTEXT_ROWS,
  /* AN17 has the password first, others the user (FIELD): the one read back tells who is right. */
  { SAY (PREPARE, "read-user", "user !seen", "AT^SGAUTH?", OLD_USER), .sets = "seen=1",
    WHY (ARGUMENT, "The context has another user, whose password could not be put back") },
  { TRY (PREPARE, "set-user", "user", SET_USER "${password|},${user}", NULL) },
  { TRY (PREPARE, "check-user", "user", "AT^SGAUTH?", MY_USER), .sets = "kept=1" },
  { SAY (PREPARE, "swap", "user !kept", SET_USER "${user},${password|}", NULL) },
  { SAY (PREPARE, "check-swapped", "user !kept", "AT^SGAUTH?", MY_USER),
    WHY (REFUSED, "The modem does not keep the APN's user") },
  { TRY (PREPARE, "stop-first", NULL, STOP, NULL) },
  { TRY (PREPARE, "read-old", "!old_urc", "AT^SNFOTA?", OLD) },
  { SAY (PREPARE, "set-url", NULL, "AT^SNFOTA=\"url\",${url}", NULL) },
  { SAY (PREPARE, "set-conid", NULL, "AT^SNFOTA=\"conid\",\"" CONTEXT "\"", NULL) },
  { SAY (PREPARE, "set-digest", "sha256", "AT^SNFOTA=\"crc\",${sha256}", NULL) },
  { SAY (PREPARE, "set-lines", NULL, "AT^SNFOTA=\"urc\",\"1\"", NULL) },
  { SAY (PREPARE, "read-back", NULL, "AT^SNFOTA?", NEW),
    WHY (REFUSED, "The modem does not keep what the download needs") },
  { WAIT (TRANSFER, "fetch", NULL, "fetched", 3600, 3), .command = "AT^SNFOTA=\"act\",2",
    .poll = "AT^SNFOTA?", .reply_s = 10, .silence_s = 300, .poll_s = 30, .weight = 40,
    .flags = FOTAD_STEP_RESUMES },
  /* The digest is compared after the last byte; 10 s for the line that tells it (OURS). */
  { WAIT (TRANSFER, "check-digest", "action=2", "fetched", 60, 1), .command = "AT^SNFOTA?",
    .reply_s = 10, .poll_s = 10, .flags = FOTAD_STEP_RESUMES },
  { ONCE (INSTALL, "install", NULL, "AT^SFDL=2", FOREVER) }, /* bare: the wired download mode */
  { WAIT (INSTALL, "write-flash", NULL, "booted", 900, 1), .weight = 60 },
  SIM_ROWS_AGAIN (COUNT_PIN, PIN_TRIES),
  { IDENTITY (VERIFY, "read-new-version") },
  { BUILD (VERIFY, "read-new-build") },
  CONTEXT_ROWS_BACK,
  { SAY (CLEANUP, "drop-user", "seen old_auth!=1 old_auth!=2", "AT^SGAUTH=" CONTEXT ",0", NULL) },
  { SAY (CLEANUP, "restore-conid", "old_conid", "AT^SNFOTA=\"conid\",${old_conid}", NULL) },
  { SAY (CLEANUP, "restore-lines", "old_urc", "AT^SNFOTA=\"urc\",${old_urc}", NULL) },
  { 0 },
};

/* The line comes after OK (OURS); a download begun again at once would take it for its own. */
static const FotadStep stop[] = {
  { SAY (CLEANUP, "stop", NULL, STOP, NULL) },
  { WAIT (CLEANUP, "come-to-rest", NULL, "broken-off|fetched", 10, 1), .poll = "AT^SNFOTA?",
    .poll_s = 2, .reply_s = 5, .flags = FOTAD_STEP_OPTIONAL },
  { 0 },
};

#define CLIENT(stack) "AT^SNLWM2M=\"status/srv\",\"" stack "\""
#define STATE(stack, words) stack "[\"\\s]*,[\"\\s]*" words
#define AT_WORK "server-update|server-updated|installing|renewed"
#define LOOK .poll = "ATI1", .poll_s = 60
/* AN17 6: it asks nobody and acts when it registers anew (3 min); MODS has lines, LeShan none. */
static const FotadStep server[] = {
  REFUSE ("no-asking", "approval=ask", UNSUPPORTED, "The module installs without asking"),
  { IDENTITY (IDENTIFY, "read-version") },
  { BUILD (IDENTIFY, "read-build") },
  { TRY (IDENTIFY, "read-client", NULL, CLIENT ("MODS"), STATE ("MODS", "(?<lines>registered)")) },
  { WAIT (TRANSFER, "begin", "lines", "server-begins|server-fetching|" AT_WORK, 600, 1), LOOK,
    WHY (NOT_AVAILABLE, "The server began no update within ten minutes") },
  { WAIT (TRANSFER, "follow", "lines", AT_WORK, 1200, 3), LOOK, .weight = 50 },
  { WAIT (TRANSFER, "watch", "!lines", AT_WORK, 3600, 1), LOOK, .command = "ATI1", .weight = 50,
    .flags = FOTAD_STEP_GOES_ON, WHY (NOT_AVAILABLE, "The server made no update within an hour") },
  { WAIT (INSTALL, "write-flash", "writing", "booted", 900, 1), BY_ITSELF, .weight = 50 },
  { WAIT (INSTALL, "come-back", "!writing", "booted", 10, 1), BY_ITSELF },
  { IDENTITY (VERIFY, "read-new-version") },
  { BUILD (VERIFY, "read-new-build") },
  { 0 },
};

#define SAYS(fact) "(?<" fact ">[^\"\\n]*[^\"\\s])"
#define ALL(fact) "(?<" fact ">\\S(?s:.*))"
static const FotadStep status[] = {
  { IDENTITY (IDENTIFY, "read-version") },
  { TRY (IDENTIFY, "read-mods", NULL, CLIENT ("MODS"), STATE ("MODS", SAYS ("mods"))) },
  { TRY (IDENTIFY, "read-leshan", NULL, CLIENT ("LeShan"), STATE ("LeShan", SAYS ("leshan"))) },
  { TRY (IDENTIFY, "read-ca", NULL, "AT^SBNR=\"is_cert\"", ALL ("server_ca")) },
  { TRY (IDENTIFY, "read-client", NULL, "AT^SBNR=\"preconfig_cert\",1", ALL ("client_ca")) },
  { 0 },
};

/* AN17 6.1: what a stack is given, and that it begins.  The numbers of security are LwM2M's. */
#define CFG(n, w, what) SAY (PREPARE, n, w, "AT^SNLWM2M=cfg" what, NULL)
#define SET(path, value) ",${stack:word}," path "," value
#define EXT(path, item, value) "/ext,${stack:word}," path "," item "," value
#define SSID "${short_server_id:number|112}"
#define SUITES "${cipher_suites|C0AE,C023}"
static const FotadStep enrol[] = {
  REFUSE ("need-psk", "security=0 !psk", ARGUMENT, "With security 0 a psk is needed"),
  { IDENTITY (IDENTIFY, "read-version") },
  SET_CONTEXT_ROW,
  { CFG ("set-cid", NULL, EXT ("/", "conid", CONTEXT)) },
  { CFG ("set-user", "user", EXT ("/0/0/10", "USER_NAME", "${user}")) },
  { CFG ("set-password", "password", EXT ("/0/0/10", "PASSWORD", "${password}")) },
  { CFG ("set-server", NULL, SET ("/0/0/0", "${server}")) },
  { CFG ("no-bootstrap", NULL, SET ("/0/0/1", "false")) },
  { CFG ("set-security", NULL, SET ("/0/0/2", "${security:number|3}")) },
  { CFG ("set-identity", "psk_identity", SET ("/0/0/3", "${psk_identity}")) },
  { CFG ("set-psk", "psk", SET ("/0/0/5", "${psk}")) },
  { CFG ("set-ssid", NULL, SET ("/0/0/10", SSID)) },
  { CFG ("make-security", NULL, "/object,${stack:word},/0/0,new") },
  { CFG ("set-suites", "security security!=3", EXT ("/0/0/10", "SECURITY_SUITES", SUITES)) },
  { CFG ("set-ca", "ca", EXT ("/", "DEFAULT_LWM2M_ROOT_CA_THUMBPRINT", "${ca:word}")) },
  { CFG ("set-server-ssid", NULL, SET ("/1/0/0", SSID)) },
  { CFG ("set-lifetime", NULL, SET ("/1/0/1", "${lifetime:number|180}")) },
  { CFG ("set-shortest", "min_period", SET ("/1/0/2", "${min_period:number}")) },
  { CFG ("set-longest", "max_period", SET ("/1/0/3", "${max_period:number}")) },
  { CFG ("set-disable", NULL, SET ("/1/0/5", "86400")) },
  { CFG ("set-notifying", NULL, SET ("/1/0/6", "true")) },
  { CFG ("set-binding", NULL, SET ("/1/0/7", "UQS")) },
  { CFG ("make-server", NULL, "/object,${stack:word},/1/0,new") },
  { CFG ("set-object", NULL, SET ("/2/2/0", "5")) },
  { CFG ("set-instance", NULL, SET ("/2/2/1", "0")) },
  { CFG ("set-rights", NULL, SET ("/2/2/2/" SSID, "31")) },
  { CFG ("set-owner", NULL, SET ("/2/2/3", SSID)) },
  { CFG ("make-access", NULL, "/object,${stack:word},/2/2,new") },
  { CFG ("set-fota", "fota_security", EXT ("/", "FOTA_SECURITY_MODE", "${fota_security:number}")) },
  { CFG ("set-fota-tls", "fota_security=2", EXT ("/", "FOTA_SECURITY_VERSION", "12")) },
  { CFG ("set-fota-suites", "fota_security=2", EXT ("/", "FOTA_SECURITY_SUITES", SUITES)) },
  { SAY (TRANSFER, "start", NULL, "AT^SNLWM2M=act,${stack:word},start", NULL), .weight = 1 },
  { 0 },
};

static const FotadParameter keys[] = {
  { "stack", "s", "LeShan|MODS", TRUE, FALSE, "The client to use, LeShan or MODS" },
  { "server", "s", "coaps?://[!-~]+", TRUE, FALSE, "The server, coap:// or coaps://" },
  { "security", "u", "0|2|3", FALSE, FALSE, "0 PSK, 2 certificate, 3 none (default)" },
  { "psk-identity", "s", NULL, FALSE, FALSE, "The name that goes with psk" },
  { "psk", "s", "(?:[0-9A-Fa-f]{2})+", FALSE, TRUE, "Pre-shared key in hex digits" },
  { "cipher-suites", "s", "[0-9A-F]{4}(,[0-9A-F]{4})*", FALSE, FALSE, "Default C0AE,C023" },
  { "ca", "s", "[0-9A-Fa-f]+", FALSE, FALSE, "Thumbprint of the server's CA" },
  { "fota-security", "u", "2|3", FALSE, FALSE, "Of downloads: 2 certificate, 3 none" },
  { "short-server-id", "u", "[1-9]\\d{0,4}", FALSE, FALSE, "1 to 65534, default 112" },
  { "lifetime", "u", NULL, FALSE, FALSE, "Of a registration in s, default 180" },
  { "min-period", "u", NULL, FALSE, FALSE, "Shortest time between notifications in s" },
  { "max-period", "u", NULL, FALSE, FALSE, "Longest time between notifications in s" },
  { "context", "u", "[1-9]|1[0-6]", FALSE, FALSE, "PDP context, 1 (default) to 16" },
  { "apn", "s", NULL, FALSE, FALSE, "APN of that context" },
  { "user", "s", ".{1,127}", FALSE, FALSE, "User of a private APN" },
  { "password", "s", ".{1,127}", FALSE, TRUE, "Password of that user" },
  { NULL },
};

#define BIN "; make a command file of it with the vendor's SecurityCertMgr and load that"
static const FotadStep certificate[] = {
  REFUSE ("no-pem", "format=pem", PACKAGE_INVALID, "This is a PEM file" BIN),
  REFUSE ("no-der", "format=der", PACKAGE_INVALID, "This is a DER file" BIN),
  { ONCE (TRANSFER, "load", NULL, "AT^SBNW=\"is_cert\",${index:number|1}", FOTAD_STEP_PUSH),
    .reply = "SECURE CMD END OK", WHY (PACKAGE_INVALID, "The module refused the file") },
  { SAY (VERIFY, "list", NULL, "AT^SBNR=\"is_cert\"", "\\b${index|1}\\b"),
    WHY (REFUSED, "The module does not list the certificate") },
  { 0 },
};

static const FotadParameter places[] = {
  { "kind", "s", "server-ca", TRUE, FALSE, "CA of https servers, as the vendor's command file" },
  { "index", "u", "[1-9]|[12]\\d|30", FALSE, FALSE, "Place in the store, 1 (default) to 30" },
  { NULL },
};
static const FotadPush raw = { .protocol = FOTAD_PUSH_RAW, .chunk = 512, .start_s = 20 };
#define MORE .cancel = stop, .pause = stop, .repeats = "install", .beside = "!apn !user"
static const FotadRoute routes[] = {
  { .name = "fetch", .steps = fetch, .schemes = "http https", MORE },
  { .name = "server", .steps = server },
  { .name = "enrol", .steps = enrol, .parameters = keys },
  { .name = "certificate", .steps = certificate, .parameters = places, .push = &raw },
  { .name = "status", .steps = status },
  { NULL },
};

#define PATIENCE .gone_s = 60, .back_s = 1800, .silence_s = 180, .quiet_s = 6, .bauds = USUAL_BAUDS
#define BOOK .news = news, .codes = codes, .routes = routes, .settle = { PATIENCE }
static const FotadVendor vendor = { .abi = FOTAD_PLUGIN_ABI, .name = "cinterion", BOOK };
FOTAD_PLUGIN_DEFINE (vendor);
