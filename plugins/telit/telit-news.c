/*
 * The lines: #OTAEV: and words, PFM 3.2 to 5.2.  Their case and blanks differ between the manual's
 * text and its screenshots, and real firmware says "successfull".  There are no numbers: why
 * something failed is told to Telit's server only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "telit.h"

#define EVENT(words) "^#OTAEV:\\s*" words "\\s*$"

const FotadNews telit_news[] = {
  { .name = "registered", .prefix = "#OTAEV:", .pattern = EVENT ("Registered") },
  /* The server asked who we are (PFM 3.4, 4.4); nothing follows. */
  { .name = "queried", .prefix = "#OTAEV:", .pattern = EVENT ("Notified") },
  { .name = "asked",
    .prefix = "#OTAEV:",
    .pattern = EVENT ("Do\\s+you\\s+want\\s+to\\s+upgrade\\s+the\\s+(?<asked>firmware)\\s*\\??") },
  { .name = "update-requested",
    .prefix = "#OTAEV:",
    .pattern = EVENT ("(?<requested>Automatic)\\s+Fw\\s+Upgrade\\s+Requested") },
  { .name = "answer-too-late",
    .prefix = "#OTAEV:",
    .pattern = EVENT ("User\\s+Answer\\s+Timeout"),
    .kind = FOTAD_NEWS_NOTHING,
    .text = "The module's server asked and nobody answered in time; it will ask again" },
  { .name = "fetch-started",
    .prefix = "#OTAEV:",
    .pattern = EVENT ("Start\\s+Fw\\s+Download"),
    .kind = FOTAD_NEWS_BUSY },
  { .name = "fetched",
    .prefix = "#OTAEV:",
    .pattern = EVENT ("Fw\\s+Download\\s+Complete"),
    .kind = FOTAD_NEWS_BUSY },
  /* Said after the boot: the module takes commands again. */
  { .name = "upgraded",
    .prefix = "#OTAEV:",
    .pattern = EVENT ("Module\\s+(?<upgraded>Upgraded)\\s+To\\s+New\\s+Fw"),
    .kind = FOTAD_NEWS_READY },
  { .name = "server-told",
    .prefix = "#OTAEV:",
    .pattern =
        EVENT ("Server\\s+notified\\s+about\\s+(?<server_told>successful)l?\\s+FW\\s+Upgrade"),
    .kind = FOTAD_NEWS_INSTALLED },
  { .name = "failed",
    .prefix = "#OTAEV:",
    .pattern = EVENT ("OTA\\s+FW\\s+Upgrade\\s+Failed"),
    .kind = FOTAD_NEWS_FAILED,
    .failure = FOTAD_FAILURE_INSTALL,
    .text = "OTA FW Upgrade Failed. Why is told to Telit's service only: a wrong or damaged delta, "
            "FTP, or the GPRS context" },
  /* The reply to AT#OTAIPUPD?: no update is running (FIELD). */
  { .name = "session-over",
    .prefix = "#OTAIPUPD:",
    .pattern = "^#OTAIPUPD:\\s*0\\s*$",
    .kind = FOTAD_NEWS_NOTHING,
    .text = "The module's server has no update for it" },
  /* The reply to AT#OTASUAN?, which a module that flashes does not give: asked after a download
   * that nobody requested, it was the server's test (PFM 3.3, 4.3). */
  { .name = "tested",
    .prefix = "#OTASUAN:",
    .kind = FOTAD_NEWS_NOTHING,
    .text = "The module's server tested the download and nothing else" },
  { .name = "other-event", .prefix = "#OTAEV:" },
  { NULL },
};
