/*
 * XMODEM against a receiver nobody of us wrote: the rx of lrzsz on the other end of a pseudo
 * terminal, with checksum and with CRC, and one that gives up.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-push.h"

#include <fcntl.h>
#include <pty.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "at-payload.h"
#include "core/fotad-error.h"

/* What a modem does: read the command's bytes, receive, say OK. */
#define MODEM                                                                                      \
  "dd bs=1 count=%zu of=/dev/null 2>/dev/null; printf '\\r\\n'; %s; printf '\\r\\nOK\\r\\n'; "     \
  "sleep 20"

typedef struct {
  char *directory;
  char *received;
  FotadAtChannel *channel;
  GSubprocess *modem;
  FotadAtReply *reply;
  GError *error;
  gboolean done;
} Fixture;

static void
start_modem (Fixture *fixture, int master, const char *command, const char *receive)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *script = g_strdup_printf (MODEM, strlen (command) + 1, receive);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_cwd (launcher, fixture->directory);
  g_subprocess_launcher_take_stdin_fd (launcher, dup (master));
  g_subprocess_launcher_take_stdout_fd (launcher, master);
  fixture->modem = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", script, NULL);
  g_assert_no_error (error);
}

static void
start (Fixture *fixture, const char *command, const char *receive)
{
  g_autoptr (FotadPort) port = NULL;
  g_autoptr (GError) error = NULL;
  char name[64];
  int master, slave;

  fixture->directory = g_dir_make_tmp ("fotad-rx-XXXXXX", NULL);
  fixture->received = g_build_filename (fixture->directory, "received", NULL);
  g_assert_no_errno (openpty (&master, &slave, name, NULL, NULL));
  g_assert_no_errno (fcntl (master, F_SETFD, FD_CLOEXEC));
  port = fotad_port_open (name, 115200, &error);
  g_assert_no_error (error);
  close (slave);
  fixture->channel = fotad_at_channel_new (port);
  start_modem (fixture, master, command, receive);
}

static void
stop (Fixture *fixture)
{
  fotad_at_channel_close (fixture->channel);
  g_assert_finalize_object (fixture->channel);
  g_subprocess_force_exit (fixture->modem);
  g_subprocess_wait (fixture->modem, NULL, NULL);
  g_clear_object (&fixture->modem);
  g_clear_pointer (&fixture->reply, fotad_at_reply_free);
  g_clear_error (&fixture->error);
  g_unlink (fixture->received);
  g_rmdir (fixture->directory);
  g_free (fixture->received);
  g_free (fixture->directory);
}

static void
on_pushed (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  fixture->reply = fotad_at_push_run_finish (FOTAD_AT_PUSH (object), result, &fixture->error);
  fixture->done = TRUE;
}

static void
push_file (Fixture *fixture, const char *command, const guint8 *bytes, gsize size, gsize chunk)
{
  FotadPush how = { .protocol = FOTAD_PUSH_XMODEM, .chunk = chunk };
  int fd = memfd_create ("package", MFD_CLOEXEC);
  g_autoptr (FotadAtPush) push = fotad_at_push_new (fixture->channel, &how, fd, size);

  g_assert_cmpint (write (fd, bytes, size), ==, (gssize) size);
  fotad_at_push_run (push, command, 20, NULL, on_pushed, fixture);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
  close (fd);
}

static void
assert_received (Fixture *fixture, const guint8 *bytes, gsize size)
{
  g_autofree char *got = NULL;
  gsize got_size;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (fixture->received, &got, &got_size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (got_size, >=, size);
  g_assert_cmpuint (got_size, <, size + 1024);
  g_assert_cmpmem (got, size, bytes, size);
  for (gsize i = size; i < got_size; i++)
    g_assert_cmphex ((guint8) got[i], ==, 0x1a);
}

typedef struct {
  const char *receive;
  gsize size;
  gsize chunk;
} Case;

static const Case sum_large = { RX " -q received", 30720, 1024 };
static const Case sum_small = { RX " -q received", 30000, 128 };
static const Case crc_large = { RX " -q -c received", 51203, 1024 };
static const Case crc_small = { RX " -q -c received", 1500, 128 };

static void
test_receives (gconstpointer data)
{
  const Case *each = data;
  Fixture fixture = { 0 };
  g_autofree guint8 *bytes = at_payload (each->size);
  g_autofree char *command = g_strdup_printf ("AT+PUSH=%zu", each->size);

  start (&fixture, command, each->receive);
  push_file (&fixture, command, bytes, each->size, each->chunk);
  g_assert_no_error (fixture.error);
  g_assert_cmpint (fixture.reply->status, ==, FOTAD_AT_OK);
  g_assert_null (fixture.reply->lines[0]);
  assert_received (&fixture, bytes, each->size);
  stop (&fixture);
}

/* A receiver that changes its mind. */
static void
test_cancelled (void)
{
  Fixture fixture = { 0 };
  g_autofree guint8 *bytes = at_payload (5000);

  start (&fixture, "AT+PUSH=5000", "printf '\\025'; sleep 1; printf '\\030\\030\\030'");
  push_file (&fixture, "AT+PUSH=5000", bytes, 5000, 1024);
  g_assert_error (fixture.error, FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED);
  stop (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/at/push/rx/sum-large", &sum_large, test_receives);
  g_test_add_data_func ("/at/push/rx/sum-small", &sum_small, test_receives);
  g_test_add_data_func ("/at/push/rx/crc-large", &crc_large, test_receives);
  g_test_add_data_func ("/at/push/rx/crc-small", &crc_small, test_receives);
  g_test_add_func ("/at/push/rx/cancelled", test_cancelled);
  return g_test_run ();
}
