/*
 * Telit Cinterion EXS62-W, EXS82-W, TX62-W, TX82-W, TX62-W-B, from AN17 "Over the Air Firmware
 * Update" Rev. 0 V 06.  FIELD is what such modules were seen to say, OURS what we made of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotad-plugin.h"

/* ^SNFOTA: act,<action>,<error>,<percent> as AN17 and the modules spell it: quoted, unquoted, all
 * of it quoted, a quote out of place, blanks anywhere. */
#define COMMA "[\\s\"]*,[\\s\"]*"
#define ACT(a, error, percent) "^\\^SNFOTA:\\s*\"?act" COMMA a COMMA error COMMA percent "[\\s\"]*$"
#define MODS(what) "^\\^SRVACT:\\s*\"MODS\"\\s*,\\s*\"" what
#define PERCENT "(?<percent>\\d+)"
#define WRITES "(?<writing>FOTA START|Checksum OK|PHASE \\d OK|Please Wait for PHASE)"
#define NEXT "\"\\s*,\\s*\"\\s*"
#define LINE(n, k, p) .name = n, .kind = FOTAD_NEWS_##k, .pattern = p
#define WHY(f, t) .failure = FOTAD_FAILURE_##f, .text = t

static const FotadNews news[] = {
  /* The action falls back to 0 when the digest was found right. */
  { LINE ("fetched", OTHER, ACT ("(?<action>0)", "0", "100")) },
  { LINE ("all-here", OTHER, ACT ("(?<action>2)", "0", "100")) },
  /* A poll's reply, all quoted, so that no line cut short passes for it. */
  { LINE ("stopped", FAILED, "^\\^SNFOTA: \"act\",\"0\",\"0\",\"\\d\\d?\"\\s*$"),
    WHY (NETWORK, "The download stopped") },
  { LINE ("fetching", PROGRESS, ACT ("(?<action>[02])", "(?<code>\\d+)", PERCENT)),
    .codes = "download" },
  { LINE ("other-fetch", OTHER, "^\\^SNFOTA:") },
  /* Words with blanks or dots before them, and rows of dots without an end. */
  { LINE ("installing", BUSY, WRITES "|^[.\\s]*\\.\\s*$") },
  { LINE ("booted", READY, "^\\^SYSSTART") },
  { LINE ("booting", OTHER, "^(?:\\^SYSLOADING|\\^SHUTDOWN|\\+CIEV: prov|\\+PBREADY)") },
  /* The client of the vendor's own server (FIELD). */
  { LINE ("mismatch", FAILED, "^\\^SRVACT:.*FW_MISMATCH"),
    WHY (PACKAGE_MISMATCH, "The server's package is for another firmware") },
  { LINE ("server-failed", FAILED, MODS ("fw.*(?:fail|error)")),
    WHY (SERVER, "The update by the server failed") },
  { LINE ("registered", OTHER, MODS ("srv" NEXT "registered")) },
  { LINE ("server-fetching", PROGRESS, MODS ("fwdownload" NEXT "progress" NEXT PERCENT "\\s*%?")) },
  { LINE ("server-update", BUSY, MODS ("fwupdate" NEXT "(?<writing>ready|progress)")) },
  { LINE ("server-updated", INSTALLED, MODS ("fwupdate" NEXT "status" NEXT ".*success")) },
  { LINE ("other-server", OTHER, "^\\^SRVACT:") },
  { LINE ("renewed", CHANGED, "^(?:REVISION (?<revision>\\S+)|A-REVISION (?<a_revision>\\S+))") },
  { NULL },
};

static const FotadCode codes[] = {
  { "download", 1, FOTAD_FAILURE_NETWORK, TRUE, "Error unknown" },
  { "download", 2, FOTAD_FAILURE_NETWORK, TRUE, "Error unknown" }, /* 2, 4, 9: not in AN17 */
  { "download", 3, FOTAD_FAILURE_SERVER, FALSE, "Server error",
    "It must answer 200 with a Content-Length; that it has no such file shows as this, too" },
  { "download", 4, FOTAD_FAILURE_NETWORK, TRUE, "Error unknown" },
  { "download", 5, FOTAD_FAILURE_NETWORK, TRUE, "Socket error" },
  { "download", 6, FOTAD_FAILURE_NETWORK, TRUE, "Timeout error",
    "Check address, port and file of the URL; https needs the server's CA (InstallCertificate)" },
  { "download", 7, FOTAD_FAILURE_STORAGE, TRUE, "File error" },
  { "download", 8, FOTAD_FAILURE_PACKAGE_TOO_LARGE, FALSE, "Not enough space",
    "The module takes 11 MB; a full image in place of a delta package does not fit" },
  { "download", 9, FOTAD_FAILURE_NETWORK, TRUE, "Error unknown" },
  { "download", 10, FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "Firmware not available" },
  { "download", 11, FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "Integrity check mismatch",
    "The file on the server does not have this SHA-256" },
  { "download", 12, FOTAD_FAILURE_CANCELLED, TRUE, "User break" },
  { "download", 13, FOTAD_FAILURE_NETWORK, FALSE, "Activate PDP error",
    "Check APN, user and password of the context" },
  { "download", 14, FOTAD_FAILURE_ARGUMENT, FALSE, "Config parameter error" },
  { "cme", 256, FOTAD_FAILURE_REFUSED, TRUE, "operation temporary not allowed" },
  { "cme", 767, FOTAD_FAILURE_REFUSED, FALSE, "operation failed" },
  { NULL },
};

#define SAY(p, n, w, c, r)                                                                         \
  .phase = FOTAD_PHASE_##p, .name = n, .when = w, .command = c, .reply = r, .timeout_s = 10,       \
  .tries = 2
#define TRY(p, n, w, c, r) SAY (p, n, w, c, r), .flags = FOTAD_STEP_OPTIONAL
#define WAIT(p, n, w, u, s, t)                                                                     \
  .phase = FOTAD_PHASE_##p, .name = n, .when = w, .until = u, .timeout_s = s, .tries = t
#define FOREVER (FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE)
#define BEGUN .flags = FOTAD_STEP_NO_RETURN
#define REFUSE(n, w) .phase = FOTAD_PHASE_CHECK, .name = n, .when = w
#define ASK(p, n, w, c, r, s)                                                                      \
  .phase = FOTAD_PHASE_##p, .name = n, .when = w, .command = c, .reply = r, .timeout_s = s,        \
  .reply_s = 5, .poll_s = 5, .tries = 1
#define SEND(p, n, w, c, f)                                                                        \
  .phase = FOTAD_PHASE_##p, .name = n, .when = w, .command = c, .timeout_s = 20, .tries = 1,       \
  .flags = f

/* Two lines of ATI1, of which neither alone is a version. */
#define REVISIONS                                                                                  \
  "^REVISION\\s+(?<revision>[\\w.]+)\\s*$(?:\\nA-REVISION\\s+(?<a_revision>[\\w.]+))?"
#define VERSION(p, n)                                                                              \
  SAY (p, n, NULL, "ATI1", REVISIONS), .sets = "version=${revision:raw}[_${a_revision:raw}]"
#define BUILD(p, n) TRY (p, n, NULL, "AT^CICRET=\"SWN\"", "^\\^CICRET:\\s*\"?(?<build>[\\w.-]+)")

#define CID "${context:number|1}"
#define OLD_PDN ",${old_type|IP},${old_apn}"
#define TRIED .sets = "tried=1"
#define MY_CID "\\s*${context|1}\\s*,\\s*"
#define OLD_CONTEXT "^\\+CGDCONT:" MY_CID "\"(?<old_type>[^\"]*)\"\\s*,\\s*\"(?<old_apn>[^\"]*)\""
#define MY_USER "^\\^SGAUTH:" MY_CID "2\\s*,\\s*\"${user}\""
#define ITEM(item, x) "(?=[^\\x01]*^\\^SNFOTA:\\s*\"?" item "\"?\\s*,\\s*\"?" x "\"?\\s*$)"
#define MY_CONID ITEM ("conid", "${context|1}")
#define OLD "^" ITEM ("urc", "(?<old_urc>[01])") ITEM ("conid", "(?<old_conid>\\d+)")
#define NEW "^" ITEM ("url", "${url}") ITEM ("crc", "${sha256}") ITEM ("urc", "1") MY_CONID

static const FotadStep fetch[] = {
  { REFUSE ("need-digest", "!sha256"),
    WHY (ARGUMENT, "This module needs the package's SHA-256 (option sha256)") },
  { VERSION (IDENTIFY, "read-version") },
  { BUILD (IDENTIFY, "read-build") },
  { SAY (PREPARE, "read-sim", NULL, "AT+CPIN?", "^\\+CPIN:\\s*(?:READY|(?<locked>SIM PIN))"),
    WHY (SIM, "The SIM is not ready") },
  { SEND (PREPARE, "enter-pin", "locked sim_pin", "AT+CPIN=${sim_pin}", FOTAD_STEP_ONCE),
    WHY (SIM, "The SIM refused the PIN") },
  { ASK (PREPARE, "check-sim", "locked", "AT+CPIN?", "^\\+CPIN:\\s*READY", 20),
    WHY (SIM, "The SIM wants its PIN") },
  { TRY (PREPARE, "check-gsm", NULL, "AT+CREG?", "^\\+CREG:\\s*\\d\\s*,\\s*(?<home>[15])\\b") },
  { ASK (PREPARE, "check-lte", "!home", "AT+CEREG?", "^\\+CEREG:\\s*\\d\\s*,\\s*[15]\\b", 180),
    WHY (NOT_REGISTERED, "The modem is not registered on a network") },
  { TRY (PREPARE, "read-context", "apn", "AT+CGDCONT?", OLD_CONTEXT) },
  { SAY (PREPARE, "set-context", "apn", "AT+CGDCONT=" CID ",${pdp_type|IP},${apn}", NULL),
    .sets = "ours=1" },
  /* The password is never shown.  AN17 has it before the user, other Cinterion modules behind it
   * (FIELD); which order was right tells the user that is read back. */
  { TRY (PREPARE, "read-user", "user", "AT^SGAUTH?", "^\\^SGAUTH:" MY_CID "(?<old_auth>\\d)") },
  { TRY (PREPARE, "set-user", "user", "AT^SGAUTH=" CID ",2,${password|},${user}", NULL), TRIED },
  { TRY (PREPARE, "check-user", "user", "AT^SGAUTH?", MY_USER), .sets = "kept=1" },
  { SAY (PREPARE, "swap", "user !kept", "AT^SGAUTH=" CID ",2,${user},${password|}", NULL), TRIED },
  { SAY (PREPARE, "check-swapped", "user !kept", "AT^SGAUTH?", MY_USER),
    WHY (REFUSED, "The modem does not keep the APN's user") },
  { TRY (PREPARE, "read-old", NULL, "AT^SNFOTA?", OLD) },
  { SAY (PREPARE, "set-url", NULL, "AT^SNFOTA=\"url\",${url}", NULL) },
  { SAY (PREPARE, "set-conid", NULL, "AT^SNFOTA=\"conid\",\"" CID "\"", NULL) },
  { SAY (PREPARE, "set-digest", "sha256", "AT^SNFOTA=\"crc\",${sha256}", NULL) },
  { SAY (PREPARE, "set-lines", NULL, "AT^SNFOTA=\"urc\",\"1\"", NULL) },
  { SAY (PREPARE, "read-back", NULL, "AT^SNFOTA?", NEW),
    WHY (REFUSED, "The modem does not keep what the download needs") },
  { WAIT (TRANSFER, "fetch", NULL, "fetched|all-here", 3600, 3), .command = "AT^SNFOTA=\"act\",2",
    .poll = "AT^SNFOTA?", .reply_s = 10, .silence_s = 300, .poll_s = 30, .weight = 40,
    .flags = FOTAD_STEP_RESUMES },
  /* The digest is compared after the last byte; 10 s for the line that tells it (OURS). */
  { WAIT (TRANSFER, "check-digest", "action=2", "fetched|all-here", 60, 1), .command = "AT^SNFOTA?",
    .reply_s = 10, .poll_s = 10, .flags = FOTAD_STEP_RESUMES },
  /* Without "=2" it is the wired download mode. */
  { SEND (INSTALL, "install", NULL, "AT^SFDL=2", FOREVER) },
  { WAIT (INSTALL, "write-flash", NULL, "booted", 900, 1), .weight = 60 },
  { VERSION (VERIFY, "read-new-version") },
  { BUILD (VERIFY, "read-new-build") },
  { SAY (CLEANUP, "restore-context", "ours=1 old_apn", "AT+CGDCONT=" CID OLD_PDN, NULL) },
  { SAY (CLEANUP, "drop-context", "ours=1 !old_apn", "AT+CGDCONT=" CID, NULL) },
  { SAY (CLEANUP, "drop-user", "tried=1 old_auth!=1 old_auth!=2", "AT^SGAUTH=" CID ",0", NULL) },
  { SAY (CLEANUP, "restore-conid", "old_conid", "AT^SNFOTA=\"conid\",${old_conid}", NULL) },
  { SAY (CLEANUP, "restore-lines", "old_urc", "AT^SNFOTA=\"urc\",${old_urc}", NULL) },
  { 0 },
};

#define STOP SAY (CLEANUP, "stop", NULL, "AT^SNFOTA=\"act\",0", NULL)
static const FotadStep stop[] = { { STOP }, { 0 } };

/* AN17 chapter 6: the module does what its server wants, with lines or without, and asks nobody. */
static const FotadStep server[] = {
  { REFUSE ("no-asking", "approval=ask"),
    WHY (UNSUPPORTED, "This module installs what its server sends without asking") },
  { VERSION (IDENTIFY, "read-version") },
  { BUILD (IDENTIFY, "read-build") },
  { WAIT (TRANSFER, "follow", NULL, "server-update|server-updated|installing|renewed", 1200, 3),
    .poll = "ATI1", .poll_s = 60, .weight = 50, .flags = FOTAD_STEP_RESUMES,
    WHY (NOT_AVAILABLE, "The server began no update") },
  { WAIT (INSTALL, "write-flash", "writing", "booted", 900, 1), BEGUN, .weight = 50 },
  { WAIT (INSTALL, "come-back", "!writing", "booted", 10, 1), BEGUN },
  { VERSION (VERIFY, "read-new-version") },
  { BUILD (VERIFY, "read-new-build") },
  { 0 },
};

#define STATE(stack, fact)                                                                         \
  TRY (IDENTIFY, "read-" fact, NULL, "AT^SNLWM2M=\"status/srv\",\"" stack "\"",                    \
       stack "\"?\\s*,\\s*(?<" fact ">.*\\S)")
#define ALL(fact) "(?<" fact ">\\S[^\\x01]*)"

static const FotadStep status[] = {
  { VERSION (IDENTIFY, "read-version") },
  { STATE ("MODS", "mods") },
  { STATE ("LeShan", "leshan") },
  { TRY (IDENTIFY, "read-ca", NULL, "AT^SBNR=\"is_cert\"", ALL ("server_ca")) },
  { TRY (IDENTIFY, "read-client", NULL, "AT^SBNR=\"preconfig_cert\",1", ALL ("client_ca")) },
  { 0 },
};

/* AN17 6.1: what a stack is given, and that it begins.  The numbers of security are LwM2M's. */
#define CFG(n, w, what) SAY (PREPARE, n, w, "AT^SNLWM2M=cfg" what, NULL)
#define SET(path, value) ",${stack:word}," path "," value
#define EXT(path, item, value) "/ext,${stack:word}," path "," item "," value
#define NEW_OBJECT(path) "/object,${stack:word}," path ",new"
#define SSID "${short_server_id:number|112}"
#define SUITES "${cipher_suites|C0AE,C023}"

static const FotadStep enrol[] = {
  { REFUSE ("need-psk", "security=0 !psk"), WHY (ARGUMENT, "With security 0 a psk is needed") },
  { VERSION (IDENTIFY, "read-version") },
  { SAY (PREPARE, "set-context", "apn", "AT+CGDCONT=" CID ",\"IP\",${apn}", NULL) },
  { CFG ("set-cid", NULL, EXT ("/", "conid", CID)) },
  { CFG ("set-user", "user", EXT ("/0/0/10", "USER_NAME", "${user}")) },
  { CFG ("set-password", "password", EXT ("/0/0/10", "PASSWORD", "${password}")) },
  { CFG ("set-server", NULL, SET ("/0/0/0", "${server}")) },
  { CFG ("no-bootstrap", NULL, SET ("/0/0/1", "false")) },
  { CFG ("set-security", NULL, SET ("/0/0/2", "${security:number|3}")) },
  { CFG ("set-identity", "psk_identity", SET ("/0/0/3", "${psk_identity}")) },
  { CFG ("set-psk", "psk", SET ("/0/0/5", "${psk}")) },
  { CFG ("set-ssid", NULL, SET ("/0/0/10", SSID)) },
  { CFG ("make-security", NULL, NEW_OBJECT ("/0/0")) },
  { CFG ("set-suites", "security security!=3", EXT ("/0/0/10", "SECURITY_SUITES", SUITES)) },
  { CFG ("set-ca", "ca", EXT ("/", "DEFAULT_LWM2M_ROOT_CA_THUMBPRINT", "${ca:word}")) },
  { CFG ("set-server-ssid", NULL, SET ("/1/0/0", SSID)) },
  { CFG ("set-lifetime", NULL, SET ("/1/0/1", "${lifetime:number|180}")) },
  { CFG ("set-shortest", "min_period", SET ("/1/0/2", "${min_period:number}")) },
  { CFG ("set-longest", "max_period", SET ("/1/0/3", "${max_period:number}")) },
  { CFG ("set-disable", NULL, SET ("/1/0/5", "86400")) },
  { CFG ("set-notifying", NULL, SET ("/1/0/6", "true")) },
  { CFG ("set-binding", NULL, SET ("/1/0/7", "UQS")) },
  { CFG ("make-server", NULL, NEW_OBJECT ("/1/0")) },
  { CFG ("set-object", NULL, SET ("/2/2/0", "5")) },
  { CFG ("set-instance", NULL, SET ("/2/2/1", "0")) },
  { CFG ("set-rights", NULL, SET ("/2/2/2/" SSID, "31")) },
  { CFG ("set-owner", NULL, SET ("/2/2/3", SSID)) },
  { CFG ("make-access", NULL, NEW_OBJECT ("/2/2")) },
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
  { REFUSE ("no-pem", "format=pem"), WHY (PACKAGE_INVALID, "This is a PEM file" BIN) },
  { REFUSE ("no-der", "format=der"), WHY (PACKAGE_INVALID, "This is a DER file" BIN) },
  { SEND (TRANSFER, "load", NULL, "AT^SBNW=\"is_cert\",${index:number|1}", FOTAD_STEP_PUSH),
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
static const guint bauds[] = { 115200, 921600, 460800, 230400, 57600, 38400, 19200, 9600, 0 };

#define STOPS .cancel = stop, .pause = stop
static const FotadRoute routes[] = {
  { .name = "fetch", .steps = fetch, .schemes = "http https", .repeats = "install", STOPS },
  { .name = "server", .steps = server },
  { .name = "enrol", .steps = enrol, .parameters = keys },
  { .name = "certificate", .steps = certificate, .parameters = places, .push = &raw },
  { .name = "status", .steps = status },
  { NULL },
};

#define PATIENCE .gone_s = 60, .back_s = 1800, .silence_s = 180, .quiet_s = 6, .bauds = bauds
#define BOOK .news = news, .codes = codes, .routes = routes, .settle = { PATIENCE }
static const FotadVendor vendor = { .abi = FOTAD_PLUGIN_ABI, .name = "cinterion", BOOK };

FOTAD_PLUGIN_DEFINE (vendor);
