/*
 * The bench of the driver's tests: a vendor of a few rows, and a modem that answers from a list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "driver-bench.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "store/fotad-store-jobs.h"

static const FotadNews news[] = {
  { .name = "got", .prefix = "+GOT:", .pattern = "(?<code>\\d+)", .codes = "get" },
  { .name = "booted", .prefix = "+BOOT", .kind = FOTAD_NEWS_READY },
  { NULL },
};

static const FotadCode codes[] = { { "get", 7, FOTAD_FAILURE_SERVER, FALSE, "server is out" },
                                   { NULL } };

static const FotadStep steps[] = {
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "read-version",
    .command = "AT+V",
    .reply = "^V(?<version>.+)$",
    .timeout_s = 5,
    .tries = 1,
    .weight = 1 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch",
    .when = "!twice",
    .command = "AT+GET=${url}",
    .until = "got",
    .timeout_s = 60,
    .reply_s = 5,
    .tries = 1,
    .weight = 9 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fetch-twice",
    .when = "twice",
    .command = "AT+TWICE",
    .until = "got",
    .timeout_s = 60,
    .tries = 2 },
  { .phase = FOTAD_PHASE_INSTALL,
    .name = "install",
    .command = "AT+PUT=${password}",
    .timeout_s = 5,
    .tries = 1,
    .flags = FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE },
  { .phase = FOTAD_PHASE_CLEANUP,
    .name = "load",
    .command = "AT+LOAD=${checksum:word}",
    .timeout_s = 5,
    .tries = 1,
    .flags = FOTAD_STEP_PUSH },
  { .phase = FOTAD_PHASE_VERIFY,
    .name = "read-again",
    .command = "AT+V",
    .reply = "^V(?<version>.+)$",
    .timeout_s = 5,
    .tries = 1 },
  { 0 },
};

static guint32
add_up (guint32 sum, gsize at, const guint8 *data, gsize size)
{
  for (gsize i = 0; i < size; i++)
    sum += data[i];
  return sum;
}

static const FotadPush raw = {
  .protocol = FOTAD_PUSH_RAW, .chunk = 4, .start_s = 5, .checksum = add_up
};

static const FotadRoute routes[] = { { .name = "fetch", .steps = steps }, { NULL } };

static const FotadVendor vendor = {
  .abi = FOTAD_PLUGIN_ABI, .name = "acme", .news = news, .codes = codes, .routes = routes
};

static gboolean
on_modem (GIOChannel *modem, GIOCondition condition, gpointer data)
{
  DriverBench *self = data;
  char buffer[512];
  gssize size = read (g_io_channel_unix_get_fd (modem), buffer, sizeof buffer - 1);
  char *end;

  if (size <= 0) {
    self->watch = 0;
    return G_SOURCE_REMOVE;
  }
  buffer[size] = '\0';
  for (char *at = buffer; (end = strchr (at, '\r')) != NULL; at = end + 1) {
    const char *answer;

    *end = '\0';
    g_string_append_printf (self->heard, "%s|", at);
    answer = g_hash_table_lookup (self->answers, at);
    if (answer != NULL)
      g_assert_cmpint (write (g_io_channel_unix_get_fd (modem), answer, strlen (answer)), >, 0);
  }
  return G_SOURCE_CONTINUE;
}

void
driver_bench_plug (DriverBench *self)
{
  int pair[2];
  g_autoptr (FotadPort) port = NULL;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  port = fotad_port_new_for_fd (pair[0], "modem");
  self->channel = fotad_at_channel_new (port);
  self->modem = g_io_channel_unix_new (pair[1]);
  g_io_channel_set_close_on_unref (self->modem, TRUE);
  self->watch = g_io_add_watch (self->modem, G_IO_IN | G_IO_HUP, on_modem, self);
}

void
driver_bench_unplug (DriverBench *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_pointer (&self->modem, g_io_channel_unref);
}

void
driver_bench_set_up (DriverBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadJobRecord) record = fotad_job_record_new ();

  self->directory = g_dir_make_tmp ("fotad-driver-XXXXXX", &error);
  self->store = fotad_store_open (self->directory, &error);
  g_assert_no_error (error);
  g_assert_true (fotad_store_add_job (self->store, record, &error));
  self->job = record->id;
  self->book = fotad_book_new (&vendor, &error);
  g_assert_no_error (error);
  self->facts = fotad_facts_new ();
  fotad_facts_set (self->facts, "url", "http://h/f");
  fotad_facts_set (self->facts, "password", "geheim");
  self->engine = fotad_engine_new (self->book, &routes[0], steps, "X1", self->facts);
  self->driver =
      fotad_driver_new (self->engine, self->book, "X1", self->facts, &raw, self->store, self->job);
  self->heard = g_string_new (NULL);
  self->answers = g_hash_table_new (g_str_hash, g_str_equal);
  driver_bench_plug (self);
  fotad_driver_set_channel (self->driver, self->channel);
}

void
driver_bench_tear_down (DriverBench *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->directory, "fotad.db", NULL);

  g_assert_finalize_object (self->driver);
  driver_bench_unplug (self);
  fotad_at_channel_close (self->channel);
  g_object_unref (self->channel);
  fotad_engine_free (self->engine);
  fotad_facts_free (self->facts);
  fotad_book_unref (self->book);
  g_object_unref (self->store);
  g_string_free (self->heard, TRUE);
  g_hash_table_unref (self->answers);
  g_clear_error (&self->error);
  g_unlink (file);
  g_rmdir (self->directory);
  g_free (self->directory);
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer data)
{
  DriverBench *self = data;

  self->good = fotad_driver_run_finish (self->driver, result, &self->error);
  self->done = TRUE;
}

void
driver_bench_start (DriverBench *self, FotadPhase phase, GCancellable *cancellable)
{
  self->done = FALSE;
  fotad_driver_run_async (self->driver, phase, cancellable, on_run, self);
}

void
driver_bench_wait_done (DriverBench *self)
{
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);
}

char *
driver_bench_edges (DriverBench *self)
{
  g_autoptr (GPtrArray) all = fotad_store_edges (self->store, self->job, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < all->len; i++) {
    FotadEdge *edge = all->pdata[i];
    g_autofree char *details = g_variant_print (edge->details, FALSE);

    g_string_append_printf (text, "%s/%s:%s%s ", edge->phase, edge->step, edge->event, details);
  }
  return g_string_free (text, FALSE);
}
