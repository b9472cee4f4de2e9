/*
 * The driver with a real channel and a real store; the modem is the other end of a socket pair
 * that answers from a list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-clock.h"
#include "engine/fotad-driver-private.h"
#include "store/fotad-store-jobs.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

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

typedef struct {
  char *directory;
  FotadStore *store;
  gint64 job;
  FotadBook *book;
  FotadFacts *facts;
  FotadEngine *engine;
  FotadDriver *driver;
  FotadAtChannel *channel;
  GIOChannel *modem;
  guint watch;
  GString *heard;      /* commands the modem got */
  GHashTable *answers; /* key: command, value: what to write back, NULL: nothing */
  gboolean done, good;
  GError *error;
} Fixture;

static gboolean
on_modem (GIOChannel *modem, GIOCondition condition, gpointer data)
{
  Fixture *self = data;
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

static void
plug (Fixture *self)
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

static void
unplug (Fixture *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_pointer (&self->modem, g_io_channel_unref);
}

static void
set_up (Fixture *self, gconstpointer data)
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
  plug (self);
  fotad_driver_set_channel (self->driver, self->channel);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->directory, "fotad.db", NULL);

  g_assert_finalize_object (self->driver);
  unplug (self);
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
  Fixture *self = data;

  self->good = fotad_driver_run_finish (self->driver, result, &self->error);
  self->done = TRUE;
}

static void
start (Fixture *self, FotadPhase phase, GCancellable *cancellable)
{
  self->done = FALSE;
  fotad_driver_run_async (self->driver, phase, cancellable, on_run, self);
}

static void
wait_done (Fixture *self)
{
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);
}

static char *
edges (Fixture *self)
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

static void
test_read (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) stored = NULL;

  g_hash_table_insert (self->answers, "AT+V", "\r\nV12\r\n\r\nOK\r\n");
  start (self, FOTAD_PHASE_IDENTIFY, NULL);
  wait_done (self);
  g_assert_no_error (self->error);
  g_assert_cmpstr (self->heard->str, ==, "AT+V|");
  stored = fotad_store_facts (self->store, self->job, NULL);
  g_assert_cmpstr (g_hash_table_lookup (stored, "version"), ==, "12");
}

static void
test_line (Fixture *self, gconstpointer data)
{
  g_hash_table_insert (self->answers, "AT+GET=\"http://h/f\"", "\r\nOK\r\n\r\n+GOT: 7\r\n");
  start (self, FOTAD_PHASE_TRANSFER, NULL);
  wait_done (self);
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
test_gate_and_intent (Fixture *self, gconstpointer data)
{
  gboolean asked = FALSE;
  g_autofree char *stored = NULL;

  g_hash_table_insert (self->answers, "AT+PUT=\"geheim\"", "\r\nOK\r\n");
  fotad_engine_set_ask (self->engine, TRUE);
  g_signal_connect (self->driver, "ask", G_CALLBACK (on_ask), &asked);
  start (self, FOTAD_PHASE_INSTALL, NULL);
  g_assert_true (asked);
  g_assert_cmpstr (self->heard->str, ==, "");
  fotad_driver_approve (self->driver);
  wait_done (self);
  g_assert_no_error (self->error);
  stored = edges (self);
  g_assert_nonnull (strstr (stored, "install/install:approved"));
  g_assert_nonnull (strstr (stored, "install/install:intent"));
  g_assert_nonnull (strstr (stored, "install/install:irreversible"));
  g_assert_null (strstr (stored, "geheim"));
}

static int
make_package (const char *content)
{
  int fd = memfd_create ("package", MFD_CLOEXEC);

  g_assert_cmpint (write (fd, content, strlen (content)), ==, (gssize) strlen (content));
  return fd;
}

/* The modem of this test takes the package for one more command, which it answers. */
static void
test_push (Fixture *self, gconstpointer data)
{
  int fd = make_package ("abc\r");

  fotad_driver_set_package (self->driver, fd, 4);
  g_hash_table_insert (self->answers, "AT+LOAD=133", "\r\nCONNECT\r\n");
  g_hash_table_insert (self->answers, "abc", "\r\nOK\r\n");
  start (self, FOTAD_PHASE_CLEANUP, NULL);
  wait_done (self);
  g_assert_no_error (self->error);
  g_assert_cmpstr (self->heard->str, ==, "AT+LOAD=133|abc|");
  g_assert_cmpuint (fotad_engine_get_phase_progress (self->engine), ==, 0); /* weightless */
  close (fd);
}

static void
test_push_refused (Fixture *self, gconstpointer data)
{
  int fd = make_package ("abc\r");

  fotad_driver_set_package (self->driver, fd, 4);
  g_hash_table_insert (self->answers, "AT+LOAD=133", "\r\n+CME ERROR: 3\r\n");
  start (self, FOTAD_PHASE_CLEANUP, NULL);
  wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED);
  g_assert_cmpstr (self->heard->str, ==, "AT+LOAD=133|");
  close (fd);
}

static void
test_push_nothing (Fixture *self, gconstpointer data)
{
  fotad_facts_set (self->facts, "checksum", "0");
  start (self, FOTAD_PHASE_CLEANUP, NULL);
  wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "no package"));
}

/* Reads of no job. */
static void
test_no_store (Fixture *self, gconstpointer data)
{
  g_autoptr (FotadDriver) driver =
      fotad_driver_new (self->engine, self->book, "X1", self->facts, NULL, NULL, 0);
  FotadDriver *stored = self->driver;

  self->driver = driver;
  fotad_driver_set_channel (driver, self->channel);
  g_hash_table_insert (self->answers, "AT+V", "\r\nV12\r\n\r\nOK\r\n");
  start (self, FOTAD_PHASE_IDENTIFY, NULL);
  wait_done (self);
  g_assert_no_error (self->error);
  g_assert_cmpstr (fotad_facts_get (self->facts, "version"), ==, "12");
  self->driver = stored;
}

static void
test_port_lost (Fixture *self, gconstpointer data)
{
  start (self, FOTAD_PHASE_TRANSFER, NULL);
  unplug (self);
  wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
}

static void
on_reconnect (FotadDriver *driver, gpointer data)
{
  Fixture *self = data;

  fotad_at_channel_close (self->channel); /* as a link does before it opens again */
  g_clear_object (&self->channel);
  unplug (self);
  plug (self);
  g_hash_table_insert (self->answers, "AT+TWICE", "\r\nOK\r\n\r\n+GOT: 0\r\n");
  fotad_driver_set_channel (driver, self->channel);
}

/* The modem boots, and its port never left. */
static void
test_booted (Fixture *self, gconstpointer data)
{
  fotad_facts_set (self->facts, "twice", "1");
  g_hash_table_insert (self->answers, "AT+TWICE", "\r\nOK\r\n\r\n+BOOT\r\n");
  g_signal_connect (self->driver, "reconnect", G_CALLBACK (on_reconnect), self);
  start (self, FOTAD_PHASE_TRANSFER, NULL);
  wait_done (self);
  g_assert_no_error (self->error);
  g_assert_cmpstr (self->heard->str, ==, "AT+TWICE|AT+TWICE|");
}

/* Closed by its owner, the port tells nobody. */
static void
test_closed_channel (Fixture *self, gconstpointer data)
{
  fotad_at_channel_close (self->channel);
  start (self, FOTAD_PHASE_IDENTIFY, NULL);
  wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
}

/* A modem that answers with the password of the job. */
static void
test_secret_in_a_reply (Fixture *self, gconstpointer data)
{
  g_autofree char *stored = NULL;

  fotad_facts_set (self->facts, "password", "schr-geheim");
  g_hash_table_insert (self->answers, "AT+V", "\r\nsays schr-geheim\r\n\r\nOK\r\n");
  start (self, FOTAD_PHASE_IDENTIFY, NULL);
  wait_done (self);
  stored = edges (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "says ***"));
  g_assert_nonnull (strstr (stored, "says ***"));
  g_assert_null (strstr (stored, "schr-geheim"));
}

static void
test_no_channel (Fixture *self, gconstpointer data)
{
  fotad_driver_set_channel (self->driver, NULL);
  start (self, FOTAD_PHASE_IDENTIFY, NULL);
  wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_hash_table_insert (self->answers, "AT+GET=\"http://h/f\"", "\r\nOK\r\n");
  start (self, FOTAD_PHASE_TRANSFER, cancellable);
  g_cancellable_cancel (cancellable);
  wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
}

static void
test_silent (Fixture *self, gconstpointer data)
{
  start (self, FOTAD_PHASE_IDENTIFY, NULL);
  wait_done (self);
  g_assert_error (self->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT);
}

/* Its clock does not go: for the watchdog. */
static void
test_late (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_false (fotad_driver_is_late (self->driver));
  g_hash_table_insert (self->answers, "AT+GET=\"http://h/f\"", "\r\nOK\r\n");
  start (self, FOTAD_PHASE_TRANSFER, cancellable);
  while (self->driver->timer == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (fotad_driver_is_late (self->driver));
  self->driver->due = fotad_clock_now () - 100;
  g_assert_false (fotad_driver_is_late (self->driver));
  self->driver->due = fotad_clock_now () - 121;
  g_assert_true (fotad_driver_is_late (self->driver));
  g_cancellable_cancel (cancellable);
  wait_done (self);
  g_assert_false (fotad_driver_is_late (self->driver));
}

/* Who is asked for approval has all the time there is. */
static void
test_not_late_while_asked (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fotad_engine_set_ask (self->engine, TRUE);
  start (self, FOTAD_PHASE_INSTALL, cancellable);
  g_assert_true (fotad_driver_is_running (self->driver));
  g_assert_cmpfloat (self->driver->due, ==, 0);
  g_cancellable_cancel (cancellable);
  wait_done (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("FOTAD_TIME_SCALE", "0.02", TRUE);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/driver/read", test_read);
  ADD ("/driver/line", test_line);
  ADD ("/driver/gate-and-intent", test_gate_and_intent);
  ADD ("/driver/push", test_push);
  ADD ("/driver/push-refused", test_push_refused);
  ADD ("/driver/push-nothing", test_push_nothing);
  ADD ("/driver/no-store", test_no_store);
  ADD ("/driver/port-lost", test_port_lost);
  ADD ("/driver/no-channel", test_no_channel);
  ADD ("/driver/booted", test_booted);
  ADD ("/driver/closed-channel", test_closed_channel);
  ADD ("/driver/secret-in-a-reply", test_secret_in_a_reply);
  ADD ("/driver/cancel", test_cancel);
  ADD ("/driver/silent", test_silent);
  ADD ("/driver/late", test_late);
  ADD ("/driver/not-late-while-asked", test_not_late_while_asked);
  return g_test_run ();
}
