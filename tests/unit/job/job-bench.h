/*
 * A job in a store of its own, and all it tells.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-job.h"

typedef struct {
  char *directory;
  FotadStore *store;
  FotadJob *job;
  const FotadJobRecord *record; /* the job's */
  GString *told; /* names of properties that notified and of signals, with a blank behind each */
} JobBench;

void job_bench_set_up (JobBench *b, gconstpointer data);
void job_bench_tear_down (JobBench *b, gconstpointer data);

/* What was told since the last call: exactly this. */
void job_bench_assert_told (JobBench *b, const char *expected);

/* The job as the store has it. */
FotadJobRecord *job_bench_stored (JobBench *b);

#define JOB_BENCH_ADD(path, function)                                                              \
  g_test_add (path, JobBench, NULL, job_bench_set_up, function, job_bench_tear_down)
