/*
 * The tables of a fictitious vendor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "acme.h"

static const FotadNews news[] = {
  { .name = "fetched", .prefix = "+GOT:", .pattern = "^\\+GOT: ?(?<code>\\d+)", .codes = "get" },
  { .name = "fetching",
    .prefix = "+GET:",
    .pattern = "(?<percent>\\d+)",
    .kind = FOTAD_NEWS_PROGRESS },
  { .name = "asked", .prefix = "+ASK" },
  { .name = "asked-again", .prefix = "+AGAIN" },
  { .name = "writing", .prefix = "+WRITE", .kind = FOTAD_NEWS_BUSY },
  { .name = "written",
    .prefix = "+DONE:",
    .pattern = "(?<code>\\d+)",
    .codes = "put",
    .kind = FOTAD_NEWS_INSTALLED },
  { .name = "booted", .prefix = "+BOOT", .kind = FOTAD_NEWS_READY },
  { .name = "broken",
    .prefix = "+BROKEN",
    .kind = FOTAD_NEWS_FAILED,
    .failure = FOTAD_FAILURE_NETWORK,
    .text = "the link broke" },
  { .name = "misfit",
    .prefix = "+MISFIT",
    .kind = FOTAD_NEWS_FAILED,
    .failure = FOTAD_FAILURE_PACKAGE_MISMATCH,
    .text = "it does not fit" },
  { .name = "none", .prefix = "+NONE", .kind = FOTAD_NEWS_NOTHING },
  { .name = "aborted", .prefix = "+STOP:", .pattern = "(?<code>\\d+)", .codes = "stop" },
  { .name = "renewed",
    .prefix = "V",
    .pattern = "^V(?<version>\\d+)$",
    .kind = FOTAD_NEWS_CHANGED },
  { .name = "other-stage",
    .prefix = "+STAGE:",
    .pattern = "^\\+STAGE: (?<stage>\\w+)",
    .kind = FOTAD_NEWS_CHANGED },
  { .name = "named", .prefix = "+NAME:", .pattern = "^\\+NAME: (?<name>\\w+)" },
  { NULL },
};

static const FotadCode codes[] = {
  { "get", 1, FOTAD_FAILURE_NETWORK, TRUE, "no network" },
  { "get", 2, FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "no such file", "Look at the path" },
  { "put", 5, FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE, "made for another firmware" },
  { "stop", 12, FOTAD_FAILURE_CANCELLED, TRUE, "stopped by the user" },
  { "cme", 591, FOTAD_FAILURE_BUSY, FALSE, "under way already" },
  { NULL },
};

const FotadStep acme_fetch[] = {
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "read-version",
    .command = "AT+V",
    .reply = "^V(?<version>\\d+)$",
    .timeout_s = 5,
    .tries = 3,
    .weight = 1 },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "registered",
    .command = "AT+REG?",
    .reply = "^\\+REG: [15]$",
    .timeout_s = 60,
    .reply_s = 5,
    .poll_s = 2,
    .tries = 1,
    .failure = FOTAD_FAILURE_NOT_REGISTERED,
    .text = "No network" },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "hold",
    .command = "AT+HOLD",
    .timeout_s = 5,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL,
    .sets = "held=1" },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "only-other",
    .models = "^Y",
    .command = "AT+NEVER",
    .timeout_s = 5,
    .tries = 1 },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "apn",
    .when = "apn",
    .command = "AT+APN=${apn}",
    .timeout_s = 5,
    .tries = 1 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .command = "AT+GET=${url}",
    .until = "fetched",
    .timeout_s = 3600,
    .reply_s = 5,
    .silence_s = 600,
    .tries = 2,
    .weight = 50 },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "install",
    .command = "AT+PUT",
    .timeout_s = 30,
    .tries = 1,
    .flags = FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "flash",
    .until = "written",
    .timeout_s = 1200,
    .tries = 1,
    .weight = 49 },
  { .phase = FOTAD_PHASE_INSTALL, .name = "boot", .until = "booted", .timeout_s = 300, .tries = 1 },
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "read-new-version",
    .command = "AT+V",
    .reply = "^V(?<version>\\d+)$",
    .timeout_s = 5,
    .tries = 3 },
  { 0 },
};

static const FotadStep server[] = {
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "open",
    .command = "AT+OPEN",
    .poll = "AT+STATE?",
    .until = "asked|fetched",
    .poll_s = 30,
    .timeout_s = 300,
    .reply_s = 5,
    .tries = 1 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "agree",
    .after = "asked-again",
    .command = "AT+YES",
    .timeout_s = 60,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "download",
    .until = "fetched",
    .timeout_s = 600,
    .tries = 1 },
  { 0 },
};

static const FotadStep consent[] = {
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "agree",
    .after = "asked",
    .command = "AT+YES",
    .timeout_s = 60,
    .tries = 1,
    .flags = FOTAD_STEP_GATE | FOTAD_STEP_DEFERS },
  { 0 },
};

/* A modem whose server begins by itself, after what was configured was read back. */
static const FotadStep silent[] = {
  { .phase = FOTAD_PHASE_CHECK,
    .name = "no-asking",
    .when = "approval=ask",
    .failure = FOTAD_FAILURE_UNSUPPORTED,
    .text = "It begins without asking" },
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "read-back",
    .command = "AT+CFG?",
    .reply = "^\\+CFG: \"${url}\",${context|1}$",
    .timeout_s = 5,
    .tries = 1,
    .sets = "place=at_${url:raw}[_${apn}]" },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "follow",
    .poll = "AT+V",
    .poll_s = 30,
    .until = "writing|renewed",
    .timeout_s = 3600,
    .silence_s = 300,
    .tries = 1,
    .weight = 1 },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "flash",
    .until = "booted",
    .timeout_s = 900,
    .tries = 1,
    .flags = FOTAD_STEP_NO_RETURN },
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "stop",
    .command = "AT+STOP",
    .until = "aborted",
    .timeout_s = 5,
    .tries = 1 },
  { 0 },
};

static const FotadRoute routes[] = {
  { .name = "enrol", .steps = silent },
  { .name = "push", .steps = consent },
  { .name = "fetch", .steps = acme_fetch, .schemes = "http" },
  { .name = "server", .steps = server },
  { NULL },
};

const FotadVendor acme = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "acme",
  .news = news,
  .codes = codes,
  .routes = routes,
  .settle = { .gone_s = 60, .back_s = 600, .silence_s = 300, .quiet_s = 5 },
};

void
begin_fetch (Play *play)
{
  play_begin (play, &acme, "fetch", FOTAD_PHASE_IDENTIFY);
  fotad_facts_set (play->facts, "url", "http://h/f");
}

void
begin_transfer (Play *play)
{
  begin_fetch (play);
  play_phase (play, FOTAD_PHASE_TRANSFER);
  play_sends (play, "AT+GET=\"http://h/f\"");
}

void
begin_install (Play *play)
{
  begin_fetch (play);
  play_phase (play, FOTAD_PHASE_INSTALL);
}
