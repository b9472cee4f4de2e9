/*
 * The plugin of a vendor that exists in the tests of runs only: a route for each way a run goes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotad-plugin.h"

static const FotadNews news[] = {
  { .name = "fetched", .prefix = "+GOT:", .pattern = "(?<code>\\d+)", .codes = "get" },
  { .name = "asked", .prefix = "+ASK" },
  { .name = "none",
    .prefix = "+NONE",
    .kind = FOTAD_NEWS_NOTHING,
    .text = "There is nothing newer" },
  { .name = "written",
    .prefix = "+DONE:",
    .pattern = "(?<code>\\d+)",
    .codes = "put",
    .kind = FOTAD_NEWS_INSTALLED },
  { .name = "booted", .prefix = "+BOOT", .kind = FOTAD_NEWS_READY },
  { NULL },
};

static const FotadCode codes[] = {
  { "get", 1, FOTAD_FAILURE_NETWORK, TRUE, "no network" },
  { "get", 2, FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "no such file" },
  { "put", 5, FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE, "made for another firmware" },
  { NULL },
};

#define READ(in)                                                                                   \
  {                                                                                                \
    .phase = in, .name = "read-version", .command = "AT+V", .reply = "^V(?<version>\\d+)$",        \
    .timeout_s = 300, .tries = 1, .weight = 1                                                      \
  }

static const FotadStep fetch[] = {
  READ (FOTAD_PHASE_IDENTIFY),
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "hold",
    .command = "AT+HOLD",
    .timeout_s = 300,
    .tries = 1,
    .sets = "held=1" },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .command = "AT+GET=${url}",
    .until = "fetched",
    .timeout_s = 3000,
    .tries = 2,
    .weight = 50,
    .flags = FOTAD_STEP_RESUMES },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "install",
    .command = "AT+PUT",
    .timeout_s = 300,
    .tries = 1,
    .flags = FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "flash",
    .until = "written",
    .timeout_s = 3000,
    .tries = 1,
    .weight = 49 },
  READ (FOTAD_PHASE_VERIFY),
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "free",
    .when = "held",
    .command = "AT+FREE",
    .timeout_s = 300,
    .tries = 1 },
  { 0 },
};

#define SAY(word)                                                                                  \
  {                                                                                                \
    {                                                                                              \
      .phase = FOTAD_PHASE_CLEANUP, .name = "say", .command = word, .timeout_s = 300, .tries = 2   \
    },                                                                                             \
    {                                                                                              \
      0                                                                                            \
    }                                                                                              \
  }

static const FotadStep cancel[] = SAY ("AT+STOP");
static const FotadStep pause_rows[] = SAY ("AT+PAUSE");
static const FotadStep later[] = SAY ("AT+LATER=${minutes:number}");

/* The modem asks by itself; it cannot be paused. */
static const FotadStep server[] = {
  READ (FOTAD_PHASE_IDENTIFY),
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "open",
    .command = "AT+OPEN",
    .timeout_s = 300,
    .tries = 1 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "agree",
    .after = "asked",
    .command = "AT+YES",
    .until = "fetched",
    .timeout_s = 3000,
    .tries = 1,
    .flags = FOTAD_STEP_GATE | FOTAD_STEP_DEFERS },
  READ (FOTAD_PHASE_VERIFY),
  { 0 },
};

static const FotadStep enrol[] = {
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "server",
    .command = "AT+SERVER=${url}",
    .timeout_s = 300,
    .tries = 1 },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "reboot",
    .when = "reboot",
    .command = "AT+REBOOT",
    .timeout_s = 300,
    .tries = 1,
    .flags = FOTAD_STEP_NO_RETURN },
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "read-server",
    .command = "AT+SERVER?",
    .reply = "${url}",
    .timeout_s = 300,
    .tries = 1 },
  { 0 },
};

static const FotadRoute routes[] = {
  { .name = "fetch",
    .steps = fetch,
    .cancel = cancel,
    .pause = pause_rows,
    .defer = later,
    .repeats = "install",
    .schemes = "http",
    .beside = "beside" },
  { .name = "server", .steps = server, .cancel = cancel, .defer = later },
  { .name = "enrol", .steps = enrol },
  { NULL },
};

static const FotadVendor bench = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = "bench",
  .news = news,
  .codes = codes,
  .routes = routes,
  .settle = { .gone_s = 2, .back_s = 600, .silence_s = 10, .quiet_s = 1 },
};

FOTAD_PLUGIN_DEFINE (bench);
