/*
 * Edges: they survive the death of the process, come back in order, and a last one that makes
 * no sense is never passed over.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-edges.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/fotad-error.h"
#include "store-fixture.h"

static void
add_edge (StoreFixture *fixture, gint64 job, const char *step, const char *event)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_store_add_edge (fixture->store, job, "install", step, event,
                                       g_variant_new_parsed ("{'reply': <'OK'>, 'n': <uint32 3>}"),
                                       &error));
  g_assert_no_error (error);
}

static void
assert_edge (const FotadEdge *edge, const char *step, const char *event)
{
  guint n = 0;

  g_assert_nonnull (edge);
  g_assert_cmpstr (edge->phase, ==, "install");
  g_assert_cmpstr (edge->step, ==, step);
  g_assert_cmpstr (edge->event, ==, event);
  g_assert_true (g_variant_lookup (edge->details, "n", "u", &n));
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (ABS (edge->time - g_get_real_time ()), <, 60 * G_USEC_PER_SEC);
}

static void
test_order (StoreFixture *fixture, gconstpointer unused)
{
  gint64 job = store_fixture_add_job (fixture), other = store_fixture_add_job (fixture);
  g_autoptr (GPtrArray) edges = NULL;
  g_autoptr (FotadEdge) last = NULL;

  add_edge (fixture, job, "start", "intent");
  add_edge (fixture, other, "start", "intent");
  add_edge (fixture, job, "start", "done");
  add_edge (fixture, job, "wait", "intent");
  store_fixture_reopen (fixture);
  edges = fotad_store_edges (fixture->store, job, NULL);
  g_assert_cmpuint (edges->len, ==, 3);
  assert_edge (g_ptr_array_index (edges, 0), "start", "intent");
  assert_edge (g_ptr_array_index (edges, 1), "start", "done");
  assert_edge (g_ptr_array_index (edges, 2), "wait", "intent");
  last = fotad_store_last_edge (fixture->store, job, NULL);
  assert_edge (last, "wait", "intent");
}

static void
test_none (StoreFixture *fixture, gconstpointer unused)
{
  gint64 job = store_fixture_add_job (fixture);
  g_autoptr (GPtrArray) edges = fotad_store_edges (fixture->store, job, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (edges->len, ==, 0);
  g_assert_null (fotad_store_last_edge (fixture->store, job, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (fotad_store_add_edge (fixture->store, job + 1, "", "", "", NULL, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
}

static void
test_senseless_last (StoreFixture *fixture, gconstpointer unused)
{
  gint64 job = store_fixture_add_job (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) edges = NULL;

  add_edge (fixture, job, "start", "intent");
  add_edge (fixture, job, "go", "intent");
  store_fixture_damage (fixture, "UPDATE edges SET details = '[[[' WHERE id = 2");
  g_assert_null (fotad_store_last_edge (fixture->store, job, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE);
  g_assert_true (g_str_has_prefix (error->message, "edges row 2: details is no a{sv}: "));
  g_test_expect_message ("fotad-store", G_LOG_LEVEL_WARNING, "*edges row 2*");
  edges = fotad_store_edges (fixture->store, job, NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (edges->len, ==, 1);
}

/* Written by a process that is killed right after the call returned TRUE. */
static void
test_survives_kill (StoreFixture *fixture, gconstpointer unused)
{
  gint64 job = store_fixture_add_job (fixture);
  g_autoptr (FotadEdge) last = NULL;
  int status;
  pid_t child;

  store_fixture_close (fixture);
  child = fork ();
  if (child == 0) {
    store_fixture_reopen (fixture);
    add_edge (fixture, job, "start", "intent");
    raise (SIGKILL);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  store_fixture_reopen (fixture);
  last = fotad_store_last_edge (fixture->store, job, NULL);
  assert_edge (last, "start", "intent");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/edges/order", test_order);
  STORE_TEST ("/store/edges/none", test_none);
  STORE_TEST ("/store/edges/senseless-last", test_senseless_last);
  STORE_TEST ("/store/edges/survives-kill", test_survives_kill);
  return g_test_run ();
}
