/*
 * The driver pushing a package after a row's command.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "driver-bench.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int
make_package (const char *content)
{
  int fd = memfd_create ("package", MFD_CLOEXEC);

  g_assert_cmpint (write (fd, content, strlen (content)), ==, (gssize) strlen (content));
  return fd;
}

/* The modem of this test takes the package for one more command, which it answers. */
static void
test_push (DriverBench *self, gconstpointer data)
{
  int fd = make_package ("abc\r");

  fotad_driver_set_package (self->driver, fd, 4);
  g_hash_table_insert (self->answers, "AT+LOAD=133", "\r\nCONNECT\r\n");
  g_hash_table_insert (self->answers, "abc", "\r\nOK\r\n");
  driver_bench_start (self, FOTAD_PHASE_CLEANUP, NULL);
  driver_bench_wait_done (self);
  g_assert_no_error (self->error);
  g_assert_cmpstr (self->heard->str, ==, "AT+LOAD=133|abc|");
  g_assert_cmpuint (fotad_engine_get_phase_progress (self->engine), ==, 0); /* weightless */
  close (fd);
}

static void
test_push_refused (DriverBench *self, gconstpointer data)
{
  int fd = make_package ("abc\r");

  fotad_driver_set_package (self->driver, fd, 4);
  g_hash_table_insert (self->answers, "AT+LOAD=133", "\r\n+CME ERROR: 3\r\n");
  driver_bench_start (self, FOTAD_PHASE_CLEANUP, NULL);
  driver_bench_wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED);
  g_assert_cmpstr (self->heard->str, ==, "AT+LOAD=133|");
  close (fd);
}

static void
test_push_nothing (DriverBench *self, gconstpointer data)
{
  fotad_facts_set (self->facts, "checksum", "0");
  driver_bench_start (self, FOTAD_PHASE_CLEANUP, NULL);
  driver_bench_wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "no package"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("FOTAD_TIME_SCALE", "0.02", TRUE);
  DRIVER_BENCH_ADD ("/driver/push", test_push);
  DRIVER_BENCH_ADD ("/driver/push-refused", test_push_refused);
  DRIVER_BENCH_ADD ("/driver/push-nothing", test_push_nothing);
  return g_test_run ();
}
