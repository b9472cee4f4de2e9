/*
 * Watching a cancellable: told from the main loop, once, and not at all when it is watched no more.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-cancel.h"

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  guint *count = data;

  g_assert_true (g_cancellable_is_cancelled (cancellable));
  ++*count;
  return G_SOURCE_REMOVE;
}

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_later (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint count = 0;
  guint source = fotad_cancel_watch (cancellable, on_cancelled, &count);

  g_assert_cmpuint (source, !=, 0);
  turn ();
  g_assert_cmpuint (count, ==, 0);
  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (count, ==, 0);
  turn ();
  turn ();
  g_assert_cmpuint (count, ==, 1);
}

static void
test_already (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint count = 0;

  g_cancellable_cancel (cancellable);
  fotad_cancel_watch (cancellable, on_cancelled, &count);
  g_assert_cmpuint (count, ==, 0);
  turn ();
  g_assert_cmpuint (count, ==, 1);
}

static void
test_no_more (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint count = 0;
  guint source = fotad_cancel_watch (cancellable, on_cancelled, &count);

  g_source_remove (source);
  g_cancellable_cancel (cancellable);
  turn ();
  g_assert_cmpuint (count, ==, 0);
  g_assert_cmpuint (fotad_cancel_watch (NULL, on_cancelled, &count), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/cancel/later", test_later);
  g_test_add_func ("/core/cancel/already", test_already);
  g_test_add_func ("/core/cancel/no-more", test_no_more);
  return g_test_run ();
}
