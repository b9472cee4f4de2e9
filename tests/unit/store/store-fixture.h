/*
 * What the tests of the store share: a store in a directory of its own, and a way behind it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/fotad-job-record.h"
#include "store/fotad-store.h"

typedef struct {
  char *directory;
  FotadStore *store;
} StoreFixture;

void store_fixture_set_up (StoreFixture *fixture, gconstpointer unused);
void store_fixture_tear_down (StoreFixture *fixture, gconstpointer unused);

/* The store closed and opened again, as after a restart. */
void store_fixture_close (StoreFixture *fixture);
void store_fixture_reopen (StoreFixture *fixture);

char *store_fixture_path (StoreFixture *fixture, const char *name);

/* Runs SQL on the file behind the closed store, and opens the store again. */
void store_fixture_damage (StoreFixture *fixture, const char *sql);

/* Whether the bytes of @text stand in any file of the directory. */
gboolean store_fixture_holds (StoreFixture *fixture, const char *text);

/* How many files' names begin with @prefix. */
guint store_fixture_count (StoreFixture *fixture, const char *prefix);

/* A job that is stored and running. */
gint64 store_fixture_add_job (StoreFixture *fixture);

#define STORE_TEST(path, function)                                                                 \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)
