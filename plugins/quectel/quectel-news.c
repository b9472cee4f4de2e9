/*
 * The lines: +QIND: "FOTA",<stage>[,<number>], +LWM2M: "FOTA",…, and the boot.
 *
 * Stages come with blanks inside and outside their quotes and in any case, numbers with or without
 * a percent sign (BG95D shows both).  A stage that is cut off or unknown falls to the last row and
 * is only a sign of life.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "quectel.h"

#define STAGE(word) "^\\+QIND:\\s*\"FOTA\"\\s*,\\s*\"\\s*" word "\\s*\""
#define LWM2M(word) "^\\+LWM2M:\\s*\"FOTA\"\\s*,\\s*\"\\s*" word "\\s*\""
#define PERCENT "\\s*,\\s*(?<percent>[^,]*\\d[^,]*)"
#define CODE "\\s*,\\s*\"?(?<code>\\d+)\\b"

/* Who fetches: HTTP and CoAP here, FTP and a file in other families (FIELD). */
#define BY "(?:HTTP|COAP|FTP|FILE)"

const FotadNews quectel_news[] = {
  { .name = "fetch-started", .prefix = "+QIND:", .pattern = STAGE (BY "(?<download>START)") },
  { .name = "fetching",
    .prefix = "+QIND:",
    .pattern = STAGE ("(?<download>DOWNLOADING)") PERCENT,
    .kind = FOTAD_NEWS_PROGRESS },
  /* "HTTPPEND" is how BG95D 2.2.3.1 prints it. */
  { .name = "fetched",
    .prefix = "+QIND:",
    .pattern = STAGE ("(?:" BY "|HTTPP)(?<download>END)") CODE,
    .codes = "download" },
  { .name = "resetting",
    .prefix = "+QIND:",
    .pattern = STAGE ("RESETTING"),
    .kind = FOTAD_NEWS_BUSY },
  { .name = "write-started",
    .prefix = "+QIND:",
    .pattern = STAGE ("START"),
    .kind = FOTAD_NEWS_BUSY },
  { .name = "writing",
    .prefix = "+QIND:",
    .pattern = STAGE ("UPDATING") PERCENT,
    .kind = FOTAD_NEWS_PROGRESS },
  { .name = "restoring",
    .prefix = "+QIND:",
    .pattern = STAGE ("RESTORE") PERCENT,
    .kind = FOTAD_NEWS_PROGRESS },
  { .name = "write-continued",
    .prefix = "+QIND:",
    .pattern = STAGE ("Last upgrade was not finished[^\"]*"),
    .kind = FOTAD_NEWS_BUSY },
  { .name = "written",
    .prefix = "+QIND:",
    .pattern = STAGE ("END") CODE,
    .kind = FOTAD_NEWS_INSTALLED,
    .codes = "update" },
  { .name = "booted", .pattern = "^\\s*(?:APP )?(?<download>RDY)\\s*$", .kind = FOTAD_NEWS_READY },
  { .name = "server-fetch-started",
    .prefix = "+LWM2M:",
    .pattern = LWM2M ("DOWNLOADING") "\\s*,\\s*\"\\s*START" },
  { .name = "server-fetch-completed",
    .prefix = "+LWM2M:",
    .pattern = LWM2M ("DOWNLOADING") "\\s*,\\s*\"\\s*COMPLETED" },
  { .name = "server-fetched",
    .prefix = "+LWM2M:",
    .pattern = LWM2M ("DOWNLOADED") CODE,
    .codes = "download" },
  { .name = "other-stage", .prefix = "+QIND:", .pattern = "\"FOTA\"" },
  { .name = "other-server-stage", .prefix = "+LWM2M:", .pattern = "\"FOTA\"" },
  { NULL },
};
