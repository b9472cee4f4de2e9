/*
 * The lines: +WDSI: <event>[,<number>], those of a polled AT+WDSG, and the boot.
 *
 * What the module wants decided is the fact "wanted", as AT+WDSG has it: 2 the download, 3 the
 * install.  How far it came with a server is "login": 4 begun, 5 refused, 6 accepted.  Whether it
 * has begun to update by itself, or has told its server, is "last": 14 or 8.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hl78.h"

#define EVENT(number) "^\\+WDSI:\\s*\"?" number "\"?\\s*$"
#define LINE(n, event) .name = n, .prefix = "+WDSI:", .pattern = event
#define FAILS(what, sentence)                                                                      \
  .kind = FOTAD_NEWS_FAILED, .failure = FOTAD_FAILURE_##what, .text = sentence

const FotadNews hl78_news[] = {
  { LINE ("client-ready", EVENT ("0")) },
  { LINE ("connect-wanted", EVENT ("1")) },
  /* In the middle of a download: it was interrupted, and goes on when it is agreed to again. */
  { LINE ("download-wanted", EVENT ("(?<wanted>2)")), .kind = FOTAD_NEWS_BROKEN },
  { LINE ("install-wanted", EVENT ("(?<wanted>3)")) },
  { LINE ("authenticating", EVENT ("(?<login>4)")) },
  /* Five in a row lead to a bootstrap (HL78G), so one alone is not the end. */
  { LINE ("not-authenticated", EVENT ("(?<login>5)")) },
  { LINE ("authenticated", EVENT ("(?<login>6)")) },
  { LINE ("not-known", EVENT ("(?<code>7)")), .codes = "event" },
  { LINE ("session-closed", EVENT ("(?<last>8)")), .kind = FOTAD_NEWS_BROKEN },
  /* After an interruption what is still to come. */
  { LINE ("package-announced", EVENT ("9\\s*,\\s*(?<remaining>\\d+)")) },
  { LINE ("fetched", EVENT ("10")) },
  { LINE ("out-of-memory", EVENT ("11\\s*,\\s*0")),
    FAILS (STORAGE, "Out of memory for the download") },
  { LINE ("ram-trouble", EVENT ("11\\s*,\\s*(?<code>(?<reboot>3))")), .codes = "download" },
  { LINE ("fetch-failed", EVENT ("11\\s*,\\s*(?<code>\\d+)")), .codes = "download" },
  { LINE ("certified", EVENT ("12")) },
  /* Both with the module awake: before it begins, or when it has booted. */
  { LINE ("not-certified", EVENT ("(?<code>13)")), .kind = FOTAD_NEWS_READY, .codes = "event" },
  { LINE ("update-started", EVENT ("(?<last>14)")), .kind = FOTAD_NEWS_BUSY },
  { LINE ("update-failed", EVENT ("(?<code>15)")), .kind = FOTAD_NEWS_READY, .codes = "event" },
  { LINE ("updated", EVENT ("16")), .kind = FOTAD_NEWS_INSTALLED },
  { LINE ("fallback", EVENT ("17")) },
  { LINE ("fetching", EVENT ("18\\s*,\\s*(?<percent>\\d+)")), .kind = FOTAD_NEWS_PROGRESS },
  { LINE ("fetch-started", EVENT ("18")) },
  { LINE ("provisioned", EVENT ("21")) },
  { LINE ("bootstrapping", EVENT ("23\\s*,\\s*0")) },
  { LINE ("session-open", EVENT ("23\\s*,\\s*1")) },
  { LINE ("reboot-wanted", EVENT ("24")) },
  { .name = "other-event", .prefix = "+WDSI:" },
  { .name = "offered", .prefix = "+WDSG:", .pattern = "^\\+WDSG:\\s*1\\s*,\\s*(?<wanted>2)\\s*$" },
  { .name = "stored", .prefix = "+WDSG:", .pattern = "^\\+WDSG:\\s*1\\s*,\\s*(?<wanted>3)\\s*$" },
  { .name = "other-state", .prefix = "+WDSG:" },
  { .name = "booted", .prefix = "+KSUP:", .kind = FOTAD_NEWS_READY },
  { .name = "ready", .prefix = "READY", .pattern = "^READY\\s*$", .kind = FOTAD_NEWS_READY },
  { NULL },
};
