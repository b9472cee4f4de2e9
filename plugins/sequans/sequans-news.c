/*
 * The lines: those of AT+SQNSUPGRADE, of the automatic client, and of the boot.
 *
 * No public document has the text of +SQNSUPGRADE, so its words are looked for, not compared, and
 * what has none of them falls to the last row: it is a sign of life when it is new.  In
 * +SQNFOTA: 5,3,n the last field is a percentage, in +SQNFOTA: 3,8 an error (AN0214 4.5.2, 4.7.1).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sequans.h"

#define UPGRADE(words) "^\\+SQNSUPGRADE:\\s*\"?\\s*" words
#define STATE(digits) "^\\+SQNFOTA:\\s*" digits "\\s*$"
#define WORD(word) "^\\+SQNFOTA:\\s*\"?\\s*" word "\\s*\"?\\s*"
#define LINE(n, k, regex) .name = n, .kind = FOTAD_NEWS_##k, .prefix = "+SQNFOTA:", .pattern = regex

const FotadNews sequans_news[] = {
  { .name = "install-failed",
    .prefix = "+SQNSUPGRADE:",
    .pattern = UPGRADE ("[^,]*\\binstall[^,]*(?:fail|error)"),
    .kind = FOTAD_NEWS_FAILED,
    .failure = FOTAD_FAILURE_INSTALL,
    .text = "The install failed" },
  { .name = "upgrade-failed",
    .prefix = "+SQNSUPGRADE:",
    .pattern = "fail|error",
    .kind = FOTAD_NEWS_FAILED,
    .failure = FOTAD_FAILURE_NETWORK,
    .text = "The module gave the upgrade up and does not say why" },
  { .name = "fetched", .prefix = "+SQNSUPGRADE:", .pattern = UPGRADE ("[^,]*\\bdownloaded\\b") },
  { .name = "fetching",
    .prefix = "+SQNSUPGRADE:",
    .pattern = UPGRADE ("[^,]*\\bdownload[^0-9]*(?<percent>\\d+\\s*%?)"),
    .kind = FOTAD_NEWS_PROGRESS },
  { .name = "installed",
    .prefix = "+SQNSUPGRADE:",
    .pattern = UPGRADE ("[^,]*\\binstalled\\b"),
    .kind = FOTAD_NEWS_INSTALLED },
  { .name = "installing",
    .prefix = "+SQNSUPGRADE:",
    .pattern = UPGRADE ("[^,]*\\binstall(?:ing)?\\b"),
    .kind = FOTAD_NEWS_BUSY },
  { .name = "other-upgrade",
    .prefix = "+SQNSUPGRADE:",
    .pattern = "^\\+SQNSUPGRADE:\\s*(?<stage>.*\\S)\\s*$",
    .kind = FOTAD_NEWS_CHANGED },

  { LINE ("onboarding", OTHER, STATE ("1")) },
  { LINE ("stopped", OTHER, STATE ("2")) },
  { LINE ("idle", OTHER, STATE ("3")) },
  /* AN0214 comments it as onboarding; its place in the sequence is the check's. */
  { LINE ("checking", OTHER, STATE ("4")) },
  { LINE ("server-fetch", OTHER, STATE ("5")) },
  { LINE ("server-fetched", OTHER, STATE ("6")) },
  { LINE ("server-install", BUSY, STATE ("7")) },
  { LINE ("server-installed", INSTALLED, STATE ("8")) },
  { LINE ("server-fetching", PROGRESS, STATE ("5\\s*,\\s*\\d+\\s*,\\s*(?<percent>\\d+\\s*%?)")) },
  { LINE ("gave-up", OTHER, STATE ("3\\s*,\\s*(?<code>\\d+)")), .codes = "fota" },
  /* "State change and intermediate error": the client goes on by itself. */
  { LINE ("hitch", OTHER, STATE ("[124-8]\\s*,\\s*(?<hitch>\\d+)")) },
  { LINE ("available", OTHER, WORD ("available") "$") },
  { LINE ("server-has-it", OTHER, WORD ("downloaded") "$") },
  { LINE ("server-restart", BUSY, WORD ("install") "$") },
  { LINE ("server-done", INSTALLED, WORD ("installed") ",\\s*\"?(?<told_build>[^\",]+)\"?\\s*$") },
  { LINE ("other-service", OTHER, NULL) },

  { .name = "booted", .pattern = "^\\s*\\+SYSSTART\\b", .kind = FOTAD_NEWS_READY },
  { .name = "shut-down", .pattern = "^\\s*\\+(?:SHUTDOWN|SQNSSHDN)\\b", .kind = FOTAD_NEWS_BUSY },
  { NULL },
};
