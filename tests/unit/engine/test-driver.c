/*
 * The driver: reads, lines, the gate, and a modem that leaves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "driver-bench.h"

#include <string.h>

#include "core/fotad-clock.h"
#include "engine/fotad-driver-private.h"
#include "store/fotad-store-jobs.h"

static void
test_read (DriverBench *self, gconstpointer data)
{
  g_autoptr (GHashTable) stored = NULL;

  g_hash_table_insert (self->answers, "AT+V", "\r\nV12\r\n\r\nOK\r\n");
  driver_bench_start (self, FOTAD_PHASE_IDENTIFY, NULL);
  driver_bench_wait_done (self);
  g_assert_no_error (self->error);
  g_assert_cmpstr (self->heard->str, ==, "AT+V|");
  stored = fotad_store_facts (self->store, self->job, NULL);
  g_assert_cmpstr (g_hash_table_lookup (stored, "version"), ==, "12");
}

static void
test_line (DriverBench *self, gconstpointer data)
{
  g_hash_table_insert (self->answers, "AT+GET=\"http://h/f\"", "\r\nOK\r\n\r\n+GOT: 7\r\n");
  driver_bench_start (self, FOTAD_PHASE_TRANSFER, NULL);
  driver_bench_wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_SERVER);
  g_assert_cmpstr (fotad_engine_get_failure (self->engine)->vendor_code, ==, "7");
}

static void
on_ask (FotadDriver *driver, gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* What is irreversible, and that it is about to be sent, lies on disk without any secret. */
static void
test_gate_and_intent (DriverBench *self, gconstpointer data)
{
  gboolean asked = FALSE;
  g_autofree char *stored = NULL;

  g_hash_table_insert (self->answers, "AT+PUT=\"geheim\"", "\r\nOK\r\n");
  fotad_engine_set_ask (self->engine, TRUE);
  g_signal_connect (self->driver, "ask", G_CALLBACK (on_ask), &asked);
  driver_bench_start (self, FOTAD_PHASE_INSTALL, NULL);
  g_assert_true (asked);
  g_assert_cmpstr (self->heard->str, ==, "");
  fotad_driver_approve (self->driver);
  driver_bench_wait_done (self);
  g_assert_no_error (self->error);
  stored = driver_bench_edges (self);
  g_assert_nonnull (strstr (stored, "install/install:approved"));
  g_assert_nonnull (strstr (stored, "install/install:intent"));
  g_assert_nonnull (strstr (stored, "install/install:irreversible"));
  g_assert_null (strstr (stored, "geheim"));
}

/* Reads of no job. */
static void
test_no_store (DriverBench *self, gconstpointer data)
{
  g_autoptr (FotadDriver) driver =
      fotad_driver_new (self->engine, self->book, "X1", self->facts, NULL, NULL, 0);
  FotadDriver *stored = self->driver;

  self->driver = driver;
  fotad_driver_set_channel (driver, self->channel);
  g_hash_table_insert (self->answers, "AT+V", "\r\nV12\r\n\r\nOK\r\n");
  driver_bench_start (self, FOTAD_PHASE_IDENTIFY, NULL);
  driver_bench_wait_done (self);
  g_assert_no_error (self->error);
  g_assert_cmpstr (fotad_facts_get (self->facts, "version"), ==, "12");
  self->driver = stored;
}

static void
test_port_lost (DriverBench *self, gconstpointer data)
{
  driver_bench_start (self, FOTAD_PHASE_TRANSFER, NULL);
  driver_bench_unplug (self);
  driver_bench_wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
}

static void
on_reconnect (FotadDriver *driver, gpointer data)
{
  DriverBench *self = data;

  fotad_at_channel_close (self->channel); /* as a link does before it opens again */
  g_clear_object (&self->channel);
  driver_bench_unplug (self);
  driver_bench_plug (self);
  g_hash_table_insert (self->answers, "AT+TWICE", "\r\nOK\r\n\r\n+GOT: 0\r\n");
  fotad_driver_set_channel (driver, self->channel);
}

/* The modem boots, and its port never left. */
static void
test_booted (DriverBench *self, gconstpointer data)
{
  fotad_facts_set (self->facts, "twice", "1");
  g_hash_table_insert (self->answers, "AT+TWICE", "\r\nOK\r\n\r\n+BOOT\r\n");
  g_signal_connect (self->driver, "reconnect", G_CALLBACK (on_reconnect), self);
  driver_bench_start (self, FOTAD_PHASE_TRANSFER, NULL);
  driver_bench_wait_done (self);
  g_assert_no_error (self->error);
  g_assert_cmpstr (self->heard->str, ==, "AT+TWICE|AT+TWICE|");
}

/* Closed by its owner, the port tells nobody. */
static void
test_closed_channel (DriverBench *self, gconstpointer data)
{
  fotad_at_channel_close (self->channel);
  driver_bench_start (self, FOTAD_PHASE_IDENTIFY, NULL);
  driver_bench_wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
}

/* A modem that answers with the password of the job. */
static void
test_secret_in_a_reply (DriverBench *self, gconstpointer data)
{
  g_autofree char *stored = NULL;

  fotad_facts_set (self->facts, "password", "schr-geheim");
  g_hash_table_insert (self->answers, "AT+V", "\r\nsays schr-geheim\r\n\r\nOK\r\n");
  driver_bench_start (self, FOTAD_PHASE_IDENTIFY, NULL);
  driver_bench_wait_done (self);
  stored = driver_bench_edges (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "says ***"));
  g_assert_nonnull (strstr (stored, "says ***"));
  g_assert_null (strstr (stored, "schr-geheim"));
}

static void
test_no_channel (DriverBench *self, gconstpointer data)
{
  fotad_driver_set_channel (self->driver, NULL);
  driver_bench_start (self, FOTAD_PHASE_IDENTIFY, NULL);
  driver_bench_wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
}

static void
test_cancel (DriverBench *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_hash_table_insert (self->answers, "AT+GET=\"http://h/f\"", "\r\nOK\r\n");
  driver_bench_start (self, FOTAD_PHASE_TRANSFER, cancellable);
  g_cancellable_cancel (cancellable);
  driver_bench_wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
}

static void
test_silent (DriverBench *self, gconstpointer data)
{
  driver_bench_start (self, FOTAD_PHASE_IDENTIFY, NULL);
  driver_bench_wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT);
}

/* Its clock does not go: for the watchdog. */
static void
test_late (DriverBench *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_false (fotad_driver_is_late (self->driver));
  g_hash_table_insert (self->answers, "AT+GET=\"http://h/f\"", "\r\nOK\r\n");
  driver_bench_start (self, FOTAD_PHASE_TRANSFER, cancellable);
  while (self->driver->timer == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (fotad_driver_is_late (self->driver));
  self->driver->due = fotad_clock_now () - 100;
  g_assert_false (fotad_driver_is_late (self->driver));
  self->driver->due = fotad_clock_now () - 121;
  g_assert_true (fotad_driver_is_late (self->driver));
  g_cancellable_cancel (cancellable);
  driver_bench_wait_done (self);
  g_assert_false (fotad_driver_is_late (self->driver));
}

/* Who is asked for approval has all the time there is. */
static void
test_not_late_while_asked (DriverBench *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fotad_engine_set_ask (self->engine, TRUE);
  driver_bench_start (self, FOTAD_PHASE_INSTALL, cancellable);
  g_assert_true (fotad_driver_is_running (self->driver));
  g_assert_cmpfloat (self->driver->due, ==, 0);
  g_cancellable_cancel (cancellable);
  driver_bench_wait_done (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("FOTAD_TIME_SCALE", "0.02", TRUE);
  DRIVER_BENCH_ADD ("/driver/read", test_read);
  DRIVER_BENCH_ADD ("/driver/line", test_line);
  DRIVER_BENCH_ADD ("/driver/gate-and-intent", test_gate_and_intent);
  DRIVER_BENCH_ADD ("/driver/no-store", test_no_store);
  DRIVER_BENCH_ADD ("/driver/port-lost", test_port_lost);
  DRIVER_BENCH_ADD ("/driver/no-channel", test_no_channel);
  DRIVER_BENCH_ADD ("/driver/booted", test_booted);
  DRIVER_BENCH_ADD ("/driver/closed-channel", test_closed_channel);
  DRIVER_BENCH_ADD ("/driver/secret-in-a-reply", test_secret_in_a_reply);
  DRIVER_BENCH_ADD ("/driver/cancel", test_cancel);
  DRIVER_BENCH_ADD ("/driver/silent", test_silent);
  DRIVER_BENCH_ADD ("/driver/late", test_late);
  DRIVER_BENCH_ADD ("/driver/not-late-while-asked", test_not_late_while_asked);
  return g_test_run ();
}
