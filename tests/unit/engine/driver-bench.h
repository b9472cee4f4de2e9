/*
 * A driver with a real channel and a real store; the modem is the other end of a socket pair that
 * answers from a list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/fotad-driver.h"

typedef struct {
  char *directory;
  FotadStore *store;
  gint64 job;
  FotadBook *book;
  FotadFacts *facts;
  FotadEngine *engine;
  FotadDriver *driver;
  FotadAtChannel *channel;
  GIOChannel *modem;
  guint watch;
  GString *heard;      /* commands the modem got */
  GHashTable *answers; /* key: command, value: what to write back, NULL: nothing */
  gboolean done, good;
  GError *error;
} DriverBench;

void driver_bench_set_up (DriverBench *self, gconstpointer data);
void driver_bench_tear_down (DriverBench *self, gconstpointer data);

/* The modem's port, with a new channel. */
void driver_bench_plug (DriverBench *self);
void driver_bench_unplug (DriverBench *self);

void driver_bench_start (DriverBench *self, FotadPhase phase, GCancellable *cancellable);
void driver_bench_wait_done (DriverBench *self);

/* What the store knows of the job, as text. */
char *driver_bench_edges (DriverBench *self);

#define DRIVER_BENCH_ADD(path, function)                                                           \
  g_test_add (path, DriverBench, NULL, driver_bench_set_up, function, driver_bench_tear_down)
