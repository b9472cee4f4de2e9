/*
 * A house in which jobs run: a bus with ModemManager and logind, modems on sockets, a store in a
 * directory of its own and the plugin of bench-vendor.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fake-logind.h"
#include "fake-mm.h"
#include "fake-modem.h"

#include "job/fotad-run-private.h"
#include "store/fotad-store-edges.h"
#include "store/fotad-store-facts.h"

#define RUN_BENCH_URL "http://h/f"

typedef struct {
  FakeLogind *logind;
  FakeMm *mm;
  GPtrArray *fakes; /* elements: FakeModem, in the order they were added */
  FotadFamily *family;
  FotadConfig config;
  char *directory;
  FotadHouse house;

  const char *version;    /* what the modems run */
  const char *next;       /* and after an install; NULL: the same */
  const char *refusal;    /* its words; NULL: ERROR */
  const char *refused;    /* what begins so is answered with ERROR; NULL: nothing */
  const char *unanswered; /* what begins so gets no answer; NULL: everything does */
  const char *held;       /* with the OK to what begins so no line comes; NULL: all come */

  FakeModem *fake;   /* the first … */
  FotadModem *modem; /* … and what the house knows of it */
  FotadJob *job;     /* the last that was made */
  int package_fd;    /* what came with it; -1: nothing.  The run's when it begins. */
  FotadRun *run;     /* of it; NULL when it is done */
  gboolean again;    /* it failed, and wants another attempt */
} RunBench;

void run_bench_set_up (RunBench *b, gconstpointer data);
void run_bench_tear_down (RunBench *b, gconstpointer data);

/* One more modem; there is one already.  Borrowed. */
FotadModem *run_bench_add_modem (RunBench *b);

/* A modem's port of its own that ModemManager does not show: another one with @imei.  Borrowed. */
FakeModem *run_bench_add_port (RunBench *b, const char *imei);

/* A job of the store for @modem, with the fact "url".  Borrowed: it is b->job. */
FotadJob *run_bench_make_job (RunBench *b, FotadModem *modem, FotadJobKind kind, const char *route);

/* A fact of b->job, before it begins. */
void run_bench_fact (RunBench *b, const char *name, const char *value);

/* Begins b->job on b->modem; @recovery NULL: a new one. */
void run_bench_begin (RunBench *b, const FotadRecovery *recovery);

/* Both at once: a new update that fetches. */
void run_bench_update (RunBench *b);

/* Runs the main loop until the first modem has heard @command, or the run is done. */
void run_bench_await (RunBench *b, const char *command);
void run_bench_end (RunBench *b);

void run_bench_await_state (RunBench *b, FotadJobState state);

/* How often the first modem heard what begins with @command. */
guint run_bench_heard (RunBench *b, const char *command);

/* The stages of b->job in the order they were entered, as the store has them. */
void run_bench_assert_stages (RunBench *b, const char *expected);

/* The events of the edges of @phase, "enter intent done". */
void run_bench_assert_events (RunBench *b, const char *phase, const char *expected);

/* What the store knows for b->job; NULL: nothing. */
void run_bench_assert_fact (RunBench *b, const char *name, const char *expected);

/* How b->job ended, also in the store; @error: a name, "" for none. */
void run_bench_assert_ended (RunBench *b, FotadJobState state, const char *error);

/* The modem is ModemManager's again, and nothing keeps the gateway from being shut down. */
void run_bench_assert_given_back (RunBench *b);

#define RUN_BENCH_ADD(path, function)                                                              \
  g_test_add (path, RunBench, NULL, run_bench_set_up, function, run_bench_tear_down)

/* The whole of main (); @add adds the tests. */
int run_bench_main (int argc, char **argv, void (*add) (void));
