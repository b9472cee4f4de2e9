/*
 * Pushes against a modem played by the test: everything arrives, nothing runs ahead, and each
 * way it can end early has its own error.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-push.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "at-payload.h"
#include "at-talk.h"
#include "core/fotad-error.h"

#define COMMAND "AT+PUSH"

static const FotadPush raw = { .protocol = FOTAD_PUSH_RAW, .chunk = 1000, .start_s = 5 };
static const FotadPush raw_default = { .protocol = FOTAD_PUSH_RAW };
static const FotadPush padded = {
  .protocol = FOTAD_PUSH_RAW, .chunk = 1024, .padding = 0xff, .start_s = 5
};
static const FotadPush acked = {
  .protocol = FOTAD_PUSH_RAW, .chunk = 400, .bytes_per_ack = 1024, .ack = 'A', .start_s = 5
};
static const FotadPush xmodem = { .protocol = FOTAD_PUSH_XMODEM, .chunk = 1024, .start_s = 5 };

typedef struct {
  AtTalk *talk;
  FotadAtPush *push;
  GCancellable *cancellable;
  guint8 *bytes;
  gsize size;
  int fd;
  guint64 progress;
  guint reports;
} Fixture;

static void
on_progress (FotadAtPush *push, guint64 done, gpointer data)
{
  Fixture *fixture = data;

  g_assert_cmpuint (done, >=, fixture->progress);
  g_assert_cmpuint (done, <=, fixture->size);
  fixture->progress = done;
  fixture->reports++;
}

static void
on_pushed (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAtReply) reply =
      fotad_at_push_run_finish (FOTAD_AT_PUSH (object), result, &error);
  g_autofree char *lines = reply != NULL ? g_strjoinv ("|", reply->lines) : NULL;

  if (reply != NULL)
    at_talk_note (fixture->talk, "reply %s|%s", fotad_at_status_name (reply->status), lines);
  else
    at_talk_note (fixture->talk, "error %s: %s", fotad_error_name (error->code), error->message);
}

static void
prepare (Fixture *fixture, const FotadPush *how, gsize size)
{
  memset (fixture, 0, sizeof *fixture);
  fixture->talk = at_talk_new ();
  fixture->bytes = at_payload (size);
  fixture->size = size;
  fixture->fd = memfd_create ("package", MFD_CLOEXEC);
  g_assert_cmpint (write (fixture->fd, fixture->bytes, size), ==, (gssize) size);
  fixture->cancellable = g_cancellable_new ();
  fixture->push = fotad_at_push_new (fixture->talk->channel, how, fixture->fd, size);
  fotad_at_push_set_progress (fixture->push, on_progress, fixture);
}

static void
start (Fixture *fixture, const FotadPush *how, gsize size)
{
  prepare (fixture, how, size);
  fotad_at_push_run (fixture->push, COMMAND, 5, fixture->cancellable, on_pushed, fixture);
}

static void
stop (Fixture *fixture)
{
  g_assert_null (g_queue_peek_head (fixture->talk->log));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->push);
  at_talk_free (fixture->talk);
  g_object_unref (fixture->cancellable);
  g_free (fixture->bytes);
  close (fixture->fd);
}

static void
play (Fixture *fixture, const char *script)
{
  at_talk_play (fixture->talk, COMMAND, script);
}

/* Waits for exactly these bytes. */
static void
hear (Fixture *fixture, const void *bytes, gsize size)
{
  g_autoptr (GBytes) heard = at_talk_hear (fixture->talk, size);

  g_assert_cmpmem (g_bytes_get_data (heard, NULL), g_bytes_get_size (heard), bytes, size);
}

static void
expect_error (Fixture *fixture, const char *name)
{
  g_autofree char *entry = at_talk_next (fixture->talk);
  g_autofree char *prefix = g_strdup_printf ("error %s: ", name);

  g_assert_true (g_str_has_prefix (entry, prefix));
}

static void
test_raw (gconstpointer data)
{
  Fixture fixture;

  start (&fixture, data, 51203);
  play (&fixture, "hear " COMMAND "\nrest 0.5\nsay \\r\\nCONNECT\\r\\n\n");
  hear (&fixture, fixture.bytes, fixture.size);
  play (&fixture, "rest 1\nsay \\r\\n+PUSH: 51203,c7c5\\r\\n\\r\\nOK\\r\\n\n"
                  "reply ok|+PUSH: 51203,c7c5\n");
  g_assert_cmpuint (fixture.progress, ==, 51203);
  g_assert_cmpuint (fixture.reports, >, 10);
  stop (&fixture);
}

static void
test_prompt (void)
{
  Fixture fixture;

  start (&fixture, &raw, 10);
  play (&fixture, "hear " COMMAND "\nsay " COMMAND "\\r\\r\\n> \n");
  hear (&fixture, fixture.bytes, fixture.size);
  play (&fixture, "say \\r\\nOK\\r\\n\nreply ok|\n");
  stop (&fixture);
}

static void
test_padded (void)
{
  Fixture fixture;
  g_autofree guint8 *end = g_malloc (1024);

  start (&fixture, &padded, 1500);
  memset (end, 0xff, 1024);
  memcpy (end, fixture.bytes + 1024, 476);
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  hear (&fixture, fixture.bytes, 1024);
  hear (&fixture, end, 1024);
  play (&fixture, "say OK\\r\\n\nreply ok|\n");
  stop (&fixture);
}

/* 4 MB to a modem that takes them slowly: no more than a chunk ever waits in our memory. */
static void
test_flat_memory (void)
{
  Fixture fixture;
  gsize size = 4 * 1024 * 1024;
  FotadPort *port;

  start (&fixture, &raw_default, size);
  port = fotad_at_channel_get_port (fixture.talk->channel);
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  for (gsize at = 0; at < size; at += 65536) {
    hear (&fixture, fixture.bytes + at, 65536);
    g_assert_cmpuint (fotad_port_pending (port), <=, FOTAD_AT_PUSH_CHUNK);
  }
  play (&fixture, "say OK\\r\\n\nreply ok|\n");
  stop (&fixture);
}

/* Never more than 1024 bytes ahead of what is acknowledged; news in between are news. */
static void
test_acks (void)
{
  Fixture fixture;

  start (&fixture, &acked, 2500);
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  hear (&fixture, fixture.bytes, 1024);
  play (&fixture, "rest 1\nsay \\r\\nRDY\\r\\nA\nnews RDY\n");
  hear (&fixture, fixture.bytes + 1024, 1024);
  g_assert_cmpuint (fixture.progress, ==, 1024);
  play (&fixture, "rest 1\nsay A\\r\\n+QIND: 1\\r\\n\nnews +QIND: 1\n");
  hear (&fixture, fixture.bytes + 2048, 452);
  play (&fixture, "say \\r\\n+PUSH: 2500\\r\\nOK\\r\\n\nreply ok|+PUSH: 2500\n");
  stop (&fixture);
}

/* Acknowledgements of what was never sent do not count. */
static void
test_too_many_acks (void)
{
  Fixture fixture;

  start (&fixture, &acked, 4096);
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  hear (&fixture, fixture.bytes, 1024);
  play (&fixture, "say AAAAAAAA\\r\\n\n");
  hear (&fixture, fixture.bytes + 1024, 1024);
  play (&fixture, "rest 1\nsay A\n");
  hear (&fixture, fixture.bytes + 2048, 1024);
  play (&fixture, "say A\n");
  hear (&fixture, fixture.bytes + 3072, 1024);
  play (&fixture, "say AOK\\r\\n\nreply ok|AAAAAAA\n");
  stop (&fixture);
}

static void
test_refused (void)
{
  Fixture fixture;

  start (&fixture, &raw, 5000);
  play (&fixture, "hear " COMMAND "\nsay +CME ERROR: 591\\r\\n\nreply cme|\n");
  g_assert_cmpuint (fixture.reports, ==, 0);
  stop (&fixture);
}

static void
test_never_ready (void)
{
  Fixture fixture;

  start (&fixture, &raw, 5000);
  play (&fixture, "hear " COMMAND "\nrest 4\n");
  expect_error (&fixture, "ModemSilent");
  stop (&fixture);
}

static void
test_no_last_word (void)
{
  Fixture fixture;

  start (&fixture, &raw, 10);
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  hear (&fixture, fixture.bytes, 10);
  play (&fixture, "rest 4\n");
  expect_error (&fixture, "ModemSilent");
  stop (&fixture);
}

static void
test_refused_in_the_middle (void)
{
  Fixture fixture;

  start (&fixture, &acked, 5000);
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  hear (&fixture, fixture.bytes, 1024);
  play (&fixture, "say \\r\\n+CME ERROR: 409\\r\\n\nreply cme|\n");
  play (&fixture, "rest 1\n");
  stop (&fixture);
}

static void
test_ended_in_the_middle (void)
{
  Fixture fixture;

  start (&fixture, &acked, 5000);
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  hear (&fixture, fixture.bytes, 1024);
  play (&fixture, "say \\r\\n+PUSH: 1024,0\\r\\nOK\\r\\n\n");
  expect_error (&fixture, "ModemRefused");
  stop (&fixture);
}

/* The modem confirms nothing, or does not even take what is sent. */
static void
test_stalls (void)
{
  Fixture fixture;

  start (&fixture, &acked, 5000);
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  hear (&fixture, fixture.bytes, 1024);
  play (&fixture, "rest 58\nrest 16\n");
  expect_error (&fixture, "ModemSilent");
  stop (&fixture);
}

static void
test_hang_up (void)
{
  Fixture fixture;

  start (&fixture, &raw, 500000);
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  hear (&fixture, fixture.bytes, 1000);
  g_string_truncate (fixture.talk->heard, 0);
  play (&fixture, "hangup\n");
  expect_error (&fixture, "ModemGone");
  play (&fixture, "closed\n");
  stop (&fixture);
}

static void
test_cancel_before (void)
{
  Fixture fixture;

  start (&fixture, &raw, 5000);
  play (&fixture, "hear " COMMAND "\n");
  g_cancellable_cancel (fixture.cancellable);
  expect_error (&fixture, "Cancelled");
  stop (&fixture);
}

/* Nothing more is sent; the modem ends it, and the next command is not taken for data. */
static void
test_cancel_raw (void)
{
  Fixture fixture;

  start (&fixture, &acked, 5000);
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  hear (&fixture, fixture.bytes, 1024);
  g_cancellable_cancel (fixture.cancellable);
  play (&fixture, "send 5 AT+NEXT\nrest 5\nsay \\r\\n+PUSH: 1024,0\\r\\nOK\\r\\n\n");
  expect_error (&fixture, "Cancelled");
  play (&fixture, "hear AT+NEXT\nsay ERROR\\r\\n\nreply error\n");
  stop (&fixture);
}

static void
test_short_file (void)
{
  Fixture fixture;

  start (&fixture, &raw, 5000);
  g_assert_no_errno (ftruncate (fixture.fd, 3000));
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  hear (&fixture, fixture.bytes, 3000);
  play (&fixture, "say OK\\r\\n\n");
  expect_error (&fixture, "PackageInvalid");
  stop (&fixture);
}

static void
test_bad_files (void)
{
  Fixture fixture;

  start (&fixture, &raw, 5000);
  close (fixture.fd);
  fixture.fd = -1;
  play (&fixture, "hear " COMMAND "\nsay CONNECT\\r\\nERROR\\r\\n\n");
  expect_error (&fixture, "Storage");
  stop (&fixture);

  start (&fixture, &raw, 0);
  expect_error (&fixture, "PackageInvalid");
  stop (&fixture);
}

static void
hear_block (Fixture *fixture, guint8 number, gsize block, gsize at)
{
  guint8 head[] = { block == 128 ? 0x01 : 0x02, number, (guint8) ~number };
  gsize size = MIN (block, fixture->size - at);
  g_autofree guint8 *data = g_malloc (block);
  guint8 sum = 0;

  memset (data, 0x1a, block);
  memcpy (data, fixture->bytes + at, size);
  for (gsize i = 0; i < block; i++)
    sum += data[i];
  hear (fixture, head, sizeof head);
  hear (fixture, data, block);
  hear (fixture, &sum, 1);
}

/* The dialogue of D.f.1, with echo and news; the last ACK and OK come in one breath. */
static void
test_xmodem (void)
{
  Fixture fixture;

  start (&fixture, &xmodem, 2500);
  play (&fixture, "hear " COMMAND "\nsay " COMMAND "\\r\\r\\n\nrest 1\nsay \\025\n");
  hear_block (&fixture, 1, 1024, 0);
  play (&fixture, "say \\006\n");
  hear_block (&fixture, 2, 1024, 1024);
  g_assert_cmpuint (fixture.progress, ==, 1024);
  play (&fixture, "say \\r\\nRDY\\r\\n\\006\nnews RDY\n");
  hear_block (&fixture, 3, 1024, 2048);
  play (&fixture, "say \\006\n");
  hear (&fixture, "\x04", 1);
  g_assert_cmpuint (fixture.progress, ==, 2500);
  play (&fixture, "say \\006\\r\\nOK\\r\\n\\r\\n+WDSI: 3\\r\\n\nreply ok|\nnews +WDSI: 3\n");
  stop (&fixture);
}

/* No ACK for the end, but OK. */
static void
test_xmodem_without_last_ack (void)
{
  Fixture fixture;

  start (&fixture, &xmodem, 10);
  play (&fixture, "hear " COMMAND "\nsay \\025\n");
  hear_block (&fixture, 1, 1024, 0);
  play (&fixture, "say \\006\n");
  hear (&fixture, "\x04", 1);
  play (&fixture, "say \\r\\nOK\\r\\n\nreply ok|\n");
  stop (&fixture);
}

static void
test_xmodem_small_blocks (void)
{
  Fixture fixture;

  prepare (&fixture, &xmodem, 200);
  fotad_at_push_set_small_blocks (fixture.push);
  fotad_at_push_run (fixture.push, COMMAND, 5, NULL, on_pushed, &fixture);
  play (&fixture, "hear " COMMAND "\nsay \\025\n");
  hear_block (&fixture, 1, 128, 0);
  play (&fixture, "say \\006\n");
  hear_block (&fixture, 2, 128, 128);
  play (&fixture, "say \\006\n");
  hear (&fixture, "\x04", 1);
  play (&fixture, "say \\006\\r\\nOK\\r\\n\nreply ok|\n");
  stop (&fixture);
}

/* The refusal has a 'C' in it, and asks for nothing. */
static void
test_xmodem_refused (void)
{
  Fixture fixture;

  start (&fixture, &xmodem, 10);
  play (&fixture, "hear " COMMAND "\nsay \\r\\nCALL READY\\r\\n+CME ERROR: 3\\r\\n\n"
                  "reply cme|CALL READY\n");
  stop (&fixture);
}

/* What asks for nothing does not prolong the wait for it. */
static void
test_xmodem_never_asked (void)
{
  Fixture fixture;

  start (&fixture, &xmodem, 10);
  play (&fixture, "hear " COMMAND "\nrest 3\nsay \\006\nrest 1\n");
  hear (&fixture, "\x18\x18", 2);
  play (&fixture, "say \\r\\nERROR\\r\\n\n");
  expect_error (&fixture, "ModemSilent");
  stop (&fixture);
}

static void
test_xmodem_cancelled_by_modem (void)
{
  Fixture fixture;

  start (&fixture, &xmodem, 5000);
  play (&fixture, "hear " COMMAND "\nsay \\025\n");
  hear_block (&fixture, 1, 1024, 0);
  play (&fixture, "say \\030\\030\nrest 0.5\nsay \\r\\nERROR\\r\\n\n");
  expect_error (&fixture, "ModemRefused");
  stop (&fixture);
}

static void
test_xmodem_cancelled_by_us (void)
{
  Fixture fixture;

  start (&fixture, &xmodem, 5000);
  play (&fixture, "hear " COMMAND "\nsay \\025\n");
  hear_block (&fixture, 1, 1024, 0);
  g_cancellable_cancel (fixture.cancellable);
  hear (&fixture, "\x18\x18", 2);
  play (&fixture, "rest 1\nsay \\r\\nERROR\\r\\n\n");
  expect_error (&fixture, "Cancelled");
  stop (&fixture);
}

/* Noise in front of an answer costs a repetition, no more. */
static void
test_xmodem_noise (void)
{
  Fixture fixture;

  start (&fixture, &xmodem, 1024);
  play (&fixture, "hear " COMMAND "\nsay \\025\n");
  hear_block (&fixture, 1, 1024, 0);
  play (&fixture, "say \\377\\006\n");
  hear_block (&fixture, 1, 1024, 0);
  play (&fixture, "say \\006\n");
  hear (&fixture, "\x04", 1);
  play (&fixture, "say \\006\\r\\nOK\\r\\n\nreply ok|\n");
  stop (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/at/push/raw", &raw, test_raw);
  g_test_add_data_func ("/at/push/raw-default", &raw_default, test_raw);
  g_test_add_func ("/at/push/prompt", test_prompt);
  g_test_add_func ("/at/push/padded", test_padded);
  g_test_add_func ("/at/push/flat-memory", test_flat_memory);
  g_test_add_func ("/at/push/acks", test_acks);
  g_test_add_func ("/at/push/too-many-acks", test_too_many_acks);
  g_test_add_func ("/at/push/refused", test_refused);
  g_test_add_func ("/at/push/never-ready", test_never_ready);
  g_test_add_func ("/at/push/no-last-word", test_no_last_word);
  g_test_add_func ("/at/push/refused-in-the-middle", test_refused_in_the_middle);
  g_test_add_func ("/at/push/ended-in-the-middle", test_ended_in_the_middle);
  g_test_add_func ("/at/push/stalls", test_stalls);
  g_test_add_func ("/at/push/hang-up", test_hang_up);
  g_test_add_func ("/at/push/cancel-before", test_cancel_before);
  g_test_add_func ("/at/push/cancel-raw", test_cancel_raw);
  g_test_add_func ("/at/push/short-file", test_short_file);
  g_test_add_func ("/at/push/bad-files", test_bad_files);
  g_test_add_func ("/at/push/xmodem/whole", test_xmodem);
  g_test_add_func ("/at/push/xmodem/without-last-ack", test_xmodem_without_last_ack);
  g_test_add_func ("/at/push/xmodem/small-blocks", test_xmodem_small_blocks);
  g_test_add_func ("/at/push/xmodem/refused", test_xmodem_refused);
  g_test_add_func ("/at/push/xmodem/never-asked", test_xmodem_never_asked);
  g_test_add_func ("/at/push/xmodem/cancelled-by-modem", test_xmodem_cancelled_by_modem);
  g_test_add_func ("/at/push/xmodem/cancelled-by-us", test_xmodem_cancelled_by_us);
  g_test_add_func ("/at/push/xmodem/noise", test_xmodem_noise);
  return g_test_run ();
}
