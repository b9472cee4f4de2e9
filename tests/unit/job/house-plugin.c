/*
 * The book of a fictitious vendor, for what is asked of a book before there is a job: "M1" has
 * every route, "M2" only fetches, "M3" is only pushed to, and asked in vain.  Meson builds it
 * several times, with another NAME, OFFERS and ANSWER_S.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotad-plugin.h"

#define READ_VERSION                                                                               \
  {                                                                                                \
    .phase = FOTAD_PHASE_IDENTIFY, .name = "read-version", .command = "AT+CGMR", .timeout_s = 5,   \
    .tries = 1                                                                                     \
  }

static const FotadNews news[] = {
  { .name = "offered", .prefix = "+OFFER" },
  { .name = "over", .prefix = "+OVER" },
  { NULL },
};

static const FotadCode codes[] = { { NULL } };

static const FotadStep fetch[] = {
  { .phase = FOTAD_PHASE_CHECK,
    .name = "no-asking",
    .when = "approval=ask",
    .failure = FOTAD_FAILURE_UNSUPPORTED,
    .text = "It begins without asking" },
  { .phase = FOTAD_PHASE_CHECK,
    .name = "own-context",
    .when = "context=7",
    .models = "^M2",
    .failure = FOTAD_FAILURE_ARGUMENT,
    .text = "Context 7 is its own" },
  READ_VERSION,
  { 0 },
};

static const FotadStep other[] = { READ_VERSION, { 0 } };

static const FotadStep status[] = {
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "serial",
    .command = "AT+CGSN",
    .reply = "^(?<serial_number>\\d{8})(?<serial_key>\\d+)$",
    .timeout_s = 5,
    .tries = 1 },
  { 0 },
};

static const FotadStep vain[] = {
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "serial",
    .command = "AT+CGSN",
    .reply = "^none$",
    .timeout_s = 5,
    .tries = 1,
    .failure = FOTAD_FAILURE_NOT_AVAILABLE,
    .text = "It has a number" },
  { 0 },
};

static const FotadParameter enrol[] = {
  { "server", "s", "[a-z.]+", TRUE, FALSE, "A host" },
  { "psk", "s", NULL, FALSE, TRUE, "A key" },
  { "generate-psk", "b", NULL, FALSE, FALSE, "Make one" },
  { NULL },
};

static const FotadParameter certificate[] = {
  { "kind", "s", "ca|key", TRUE, FALSE, "One of ca, key" },
  { NULL },
};

static const FotadRoute routes[] = {
  { .name = "push", .models = "^M[13]", .steps = other },
  { .name = "fetch", .models = "^M[12]", .steps = fetch, .schemes = "http coap", .max_url = 40 },
  { .name = "server", .models = "^M1", .steps = other },
  { .name = "enrol", .models = "^M1", .steps = other, .parameters = enrol },
  { .name = "certificate", .models = "^M1", .steps = other, .parameters = certificate },
  { .name = "delete-certificate", .models = "^M1", .steps = other, .parameters = certificate },
  { .name = "status", .models = "^M1", .steps = status },
  { .name = "status", .models = "^M3", .steps = vain },
  { NULL },
};

static const FotadVendor house = {
  .abi = FOTAD_PLUGIN_ABI,
  .name = NAME,
  .news = news,
  .codes = codes,
  .routes = routes,
  .listen = { .command = "AT+HEAR=1", .offers = OFFERS, .ends = "over", .answer_s = ANSWER_S },
};

FOTAD_PLUGIN_DEFINE (house);
