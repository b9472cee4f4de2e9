/*
 * What the tests of a partial file share: a folder for it and its note, and what is in them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/fotad-error.h"
#include "fetch/fotad-fetch-part.h"

typedef struct {
  char *folder;
  char *path; /* of the file, which is not there yet */
  char *note;
} PartBench;

void part_bench_set_up (PartBench *bench, gconstpointer unused);
void part_bench_tear_down (PartBench *bench, gconstpointer unused);

/* Opens it, which must go well. */
FotadFetchPart *part_bench_open (PartBench *bench);

/* Leaves a file as a download that was broken off does: @content safe, of @total bytes, known by
 * @tag. */
void part_bench_leave (PartBench *bench, const char *content, guint64 total, const char *tag);

/* The file holds @content; NULL: it is not there. */
void part_bench_assert_content (PartBench *bench, const char *content);

void part_bench_append (FotadFetchPart *part, const char *text);

/* Nothing that could be gone on with. */
void part_bench_assert_nothing (FotadFetchPart *part);

#define PART_TEST(path, function)                                                                  \
  g_test_add (path, PartBench, NULL, part_bench_set_up, function, part_bench_tear_down)
