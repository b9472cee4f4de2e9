/*
 * A link to a pretend modem on a socket, and what it tells.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fake-mm.h"
#include "fake-modem.h"

#include "modem/fotad-link.h"

#define LINK_BENCH_IMEI "867648049999994"

typedef struct {
  FakeModem *fake;
  FotadModem *modem;
  FotadLink *link;
  guint answers;
  gboolean ok;
  GError *error;
  guint lost;
  guint bytes;
  GString *lines;
} LinkBench;

void link_bench_set_up (LinkBench *b, gconstpointer data);
void link_bench_tear_down (LinkBench *b, gconstpointer data);

/* What ModemManager would say of a modem with one port. */
FotadMmModem *link_bench_seen_with (const char *uid, const char *port, guint type);

/* All wait for the end; @limit in the vendor's seconds. */
void link_bench_open (LinkBench *b, double limit);
void link_bench_listen (LinkBench *b, double limit);
void link_bench_close (LinkBench *b);

/* Callbacks that note the answer; @data: the bench. */
void link_bench_on_opened (GObject *source, GAsyncResult *result, gpointer data);
void link_bench_on_closed (GObject *source, GAsyncResult *result, gpointer data);

#define LINK_BENCH_ADD(name, function)                                                             \
  g_test_add ("/modem/link/" name, LinkBench, NULL, link_bench_set_up, function,                   \
              link_bench_tear_down)
