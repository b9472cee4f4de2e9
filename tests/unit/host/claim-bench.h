/*
 * A claim on a pretend ModemManager's modem, and a log of what it tells.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fake-bus.h"
#include "fake-mm.h"

#include "host/fotad-claim.h"

#define UID "/sys/devices/usb1/1-1"
#define IMEI "867648049999994"
#define CORE "org.freedesktop.ModemManager1.Error.Core."

typedef struct {
  GDBusConnection *bus;
  FakeMm *mm;
  FotadModemManager *manager;
  FotadClaim *claim;
  GString *log; /* "l", "r", "b": lost, regained, broken */
  guint answers;
  gboolean ok;
  GError *error;
} ClaimBench;

void claim_bench_set_up (ClaimBench *b, gconstpointer data);
void claim_bench_tear_down (ClaimBench *b, gconstpointer data);

/* Listens to @claim, which is the bench's from now on. */
void claim_bench_use (ClaimBench *b, FotadClaim *claim);

/* Both wait for the answer. */
void claim_bench_take (ClaimBench *b);
void claim_bench_release (ClaimBench *b);

/* Callbacks that note the answer; @data: the bench. */
void claim_bench_on_taken (GObject *source, GAsyncResult *result, gpointer data);
void claim_bench_on_released (GObject *source, GAsyncResult *result, gpointer data);

/* Waits until that much was told, and forgets it. */
void claim_bench_assert_log (ClaimBench *b, const char *expected);

#define CLAIM_BENCH_ADD(name, function)                                                            \
  g_test_add ("/host/claim/" name, ClaimBench, NULL, claim_bench_set_up, function,                 \
              claim_bench_tear_down)
