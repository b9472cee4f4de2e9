/*
 * Order, appointments and lateness, with a clock that is a number.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-queue.h"

#include <glib/gstdio.h>

typedef struct {
  char *directory;
  FotadStore *store;
  FotadQueue *queue;
  FotadModem *one, *two;
  FotadModem *busy;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->directory = g_dir_make_tmp ("fotad-queue-XXXXXX", NULL);
  self->store = fotad_store_open (self->directory, NULL);
  self->queue = fotad_queue_new ();
  self->one = fotad_modem_new ("356000000000001");
  self->two = fotad_modem_new ("356000000000002");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->directory, "fotad.db", NULL);

  fotad_queue_free (self->queue);
  g_assert_finalize_object (self->one);
  g_assert_finalize_object (self->two);
  g_object_unref (self->store);
  g_unlink (file);
  g_rmdir (self->directory);
  g_free (self->directory);
}

static gint64
add (Fixture *self, FotadModem *modem, gint64 not_before, gint64 not_after, gboolean recovered)
{
  FotadJobRecord *record = fotad_job_record_new ();
  g_autoptr (FotadJob) job = NULL;
  FotadWaiting *waiting;

  record->not_before = not_before;
  record->not_after = not_after;
  g_assert_true (fotad_store_add_job (self->store, record, NULL));
  job = fotad_job_new (self->store, record);
  waiting = fotad_waiting_new (job, modem);
  waiting->recovery.recovered = recovered;
  fotad_queue_add (self->queue, waiting);
  return fotad_job_get_id (job);
}

static gint64
id_of (FotadWaiting *waiting)
{
  gint64 id = waiting != NULL ? fotad_job_get_id (waiting->job) : 0;

  g_clear_pointer (&waiting, fotad_waiting_free);
  return id;
}

static gboolean
is_free (FotadModem *modem, gpointer data)
{
  return ((Fixture *) data)->busy != modem;
}

static gint64
startable (Fixture *self, gint64 now)
{
  return id_of (fotad_queue_take_startable (self->queue, now, is_free, self));
}

static void
test_order (Fixture *self, gconstpointer data)
{
  gint64 a = add (self, self->one, 0, 0, FALSE);
  gint64 b = add (self, self->one, 0, 0, FALSE);
  gint64 c = add (self, self->two, 0, 0, FALSE);

  self->busy = self->one;
  g_assert_cmpint (startable (self, 10), ==, c);
  g_assert_cmpint (startable (self, 10), ==, 0);
  self->busy = NULL;
  g_assert_cmpint (startable (self, 10), ==, a);
  g_assert_cmpint (startable (self, 10), ==, b);
}

static void
test_appointments (Fixture *self, gconstpointer data)
{
  gint64 a = add (self, self->one, 100, 200, FALSE);

  g_assert_cmpint (startable (self, 99), ==, 0);
  g_assert_null (fotad_queue_find_due (self->queue, self->one, 99));
  g_assert_cmpint (fotad_queue_next_time (self->queue, 50), ==, 100);
  g_assert_cmpint (fotad_queue_next_time (self->queue, 150), ==, 201);
  g_assert_nonnull (fotad_queue_find_due (self->queue, self->one, 100));
  /* the clock jumped back: not yet, and nothing is forgotten */
  g_assert_cmpint (startable (self, 20), ==, 0);
  g_assert_cmpint (startable (self, 200), ==, a);
}

static void
test_lateness (Fixture *self, gconstpointer data)
{
  gint64 a = add (self, self->one, 100, 200, FALSE);
  gint64 b = add (self, self->one, 0, 150, TRUE);

  g_assert_cmpint (id_of (fotad_queue_take_expired (self->queue, 200)), ==, 0);
  /* what had begun goes on, however late it is */
  g_assert_cmpint (startable (self, 500), ==, b);
  g_assert_cmpint (startable (self, 500), ==, 0);
  g_assert_cmpint (id_of (fotad_queue_take_expired (self->queue, 201)), ==, a);
  g_assert_cmpint (fotad_queue_next_time (self->queue, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/queue/order", test_order);
  ADD ("/queue/appointments", test_appointments);
  ADD ("/queue/lateness", test_lateness);
  return g_test_run ();
}
