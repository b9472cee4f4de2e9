/*
 * A plugin to be loaded, or refused, by the tests: meson builds it several times with another
 * SAMPLE_ABI, SAMPLE_NAME and SAMPLE_REPLY.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotad-plugin.h"

static const FotadStep steps[] = {
  { .name = "read", .command = "AT+CGMR", .reply = SAMPLE_REPLY, .timeout_s = 5, .tries = 1 },
  { 0 },
};

static const FotadRoute routes[] = {
  { .name = "fetch", .steps = steps },
  { NULL },
};

static const FotadVendor sample = {
  .abi = SAMPLE_ABI,
  .name = SAMPLE_NAME,
  .routes = routes,
};

FOTAD_PLUGIN_DEFINE (sample);
