/*
 * A transfer without a network: a server's reply comes as a test says it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fetch/fotad-fetch-transfer-private.h"
#include "part-bench.h"

#define TRANSFER_MAX 10 /* bytes that may be taken */
#define TRANSFER_FINE (-1)

typedef struct {
  PartBench files;
  FotadFetchPart *part;
  FotadFetchOrder order;
  FotadFetchAdvice advice;
  Transfer transfer;
  GError *error; /* of the last call */
} TransferBench;

void transfer_bench_set_up (TransferBench *bench, gconstpointer unused);
void transfer_bench_tear_down (TransferBench *bench, gconstpointer unused);

/* What is there was left by an earlier one, of @total bytes and known by @tag; a range is asked
 * for. */
void
transfer_bench_resume (TransferBench *bench, const char *there, guint64 total, const char *tag);

/* A new reply's headers, parted by newlines, and their end; a part of its body; its end.  @code:
 * with which FotadError it is to fail, or TRANSFER_FINE. */
void transfer_bench_head (TransferBench *bench, const char *lines, int code);
void transfer_bench_body (TransferBench *bench, const char *text, int code);
void transfer_bench_end (TransferBench *bench, int code);

/* The last error's message has @text. */
void transfer_bench_assert_said (TransferBench *bench, const char *text);

#define TRANSFER_TEST(path, function)                                                              \
  g_test_add (path, TransferBench, NULL, transfer_bench_set_up, function, transfer_bench_tear_down)
