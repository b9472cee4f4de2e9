/*
 * All jobs of a house (run-bench.h), and in what order they began.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "run-bench.h"

#include "job/fotad-jobs-private.h"

typedef struct {
  RunBench house;
  FotadJobs *jobs;
  GString *begun; /* the numbers of the jobs, "1 2 " */
} JobsBench;

void jobs_bench_set_up (JobsBench *b, gconstpointer data);

/* When no run is left. */
void jobs_bench_tear_down (JobsBench *b, gconstpointer data);

/* Puts an update into the queue, where it waits for jobs_look ().  Borrowed. */
FotadJob *jobs_bench_add (JobsBench *b, FotadModem *modem);

void jobs_bench_await (FotadJob *job, FotadJobState state);
void jobs_bench_assert_begun (JobsBench *b, const char *expected);
void jobs_bench_assert_error (FotadJob *job, const char *name);

#define JOBS_BENCH_ADD(path, function)                                                             \
  g_test_add (path, JobsBench, NULL, jobs_bench_set_up, function, jobs_bench_tear_down)
