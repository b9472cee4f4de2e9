/*
 * Raw pushes: everything arrives, nothing runs ahead, and each way it can end early has its own
 * error.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-push.h"

#include <string.h>
#include <unistd.h>

#include "at-pushing.h"

static const FotadPush raw = { .protocol = FOTAD_PUSH_RAW, .chunk = 1000, .start_s = 5 };
static const FotadPush raw_default = { .protocol = FOTAD_PUSH_RAW };
static const FotadPush padded = {
  .protocol = FOTAD_PUSH_RAW, .chunk = 1024, .padding = 0xff, .start_s = 5
};
static const FotadPush acked = {
  .protocol = FOTAD_PUSH_RAW, .chunk = 400, .bytes_per_ack = 1024, .ack = 'A', .start_s = 5
};

static void
test_raw (gconstpointer data)
{
  AtPushing pushing;

  at_pushing_start (&pushing, data, 51203);
  at_pushing_play (&pushing, "hear " COMMAND "\nrest 0.5\nsay \\r\\nCONNECT\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes, pushing.size);
  at_pushing_play (&pushing, "rest 1\nsay \\r\\n+PUSH: 51203,c7c5\\r\\n\\r\\nOK\\r\\n\n"
                             "reply ok|+PUSH: 51203,c7c5\n");
  g_assert_cmpuint (pushing.progress, ==, 51203);
  g_assert_cmpuint (pushing.reports, >, 10);
  at_pushing_stop (&pushing);
}

static void
test_prompt (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &raw, 10);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay " COMMAND "\\r\\r\\n> \n");
  at_pushing_hear (&pushing, pushing.bytes, pushing.size);
  at_pushing_play (&pushing, "say \\r\\nOK\\r\\n\nreply ok|\n");
  at_pushing_stop (&pushing);
}

static void
test_padded (void)
{
  AtPushing pushing;
  g_autofree guint8 *end = g_malloc (1024);

  at_pushing_start (&pushing, &padded, 1500);
  memset (end, 0xff, 1024);
  memcpy (end, pushing.bytes + 1024, 476);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes, 1024);
  at_pushing_hear (&pushing, end, 1024);
  at_pushing_play (&pushing, "say OK\\r\\n\nreply ok|\n");
  at_pushing_stop (&pushing);
}

/* 4 MB to a modem that takes them slowly: no more than a chunk ever waits in our memory. */
static void
test_flat_memory (void)
{
  AtPushing pushing;
  gsize size = 4 * 1024 * 1024;
  FotadPort *port;

  at_pushing_start (&pushing, &raw_default, size);
  port = fotad_at_channel_get_port (pushing.talk->channel);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  for (gsize at = 0; at < size; at += 65536) {
    at_pushing_hear (&pushing, pushing.bytes + at, 65536);
    g_assert_cmpuint (fotad_port_pending (port), <=, FOTAD_AT_PUSH_CHUNK);
  }
  at_pushing_play (&pushing, "say OK\\r\\n\nreply ok|\n");
  at_pushing_stop (&pushing);
}

/* Never more than 1024 bytes ahead of what is acknowledged; news in between are news. */
static void
test_acks (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &acked, 2500);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes, 1024);
  at_pushing_play (&pushing, "rest 1\nsay \\r\\nRDY\\r\\nA\nnews RDY\n");
  at_pushing_hear (&pushing, pushing.bytes + 1024, 1024);
  g_assert_cmpuint (pushing.progress, ==, 1024);
  at_pushing_play (&pushing, "rest 1\nsay A\\r\\n+QIND: 1\\r\\n\nnews +QIND: 1\n");
  at_pushing_hear (&pushing, pushing.bytes + 2048, 452);
  at_pushing_play (&pushing, "say \\r\\n+PUSH: 2500\\r\\nOK\\r\\n\nreply ok|+PUSH: 2500\n");
  at_pushing_stop (&pushing);
}

/* Acknowledgements of what was never sent do not count. */
static void
test_too_many_acks (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &acked, 4096);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes, 1024);
  at_pushing_play (&pushing, "say AAAAAAAA\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes + 1024, 1024);
  at_pushing_play (&pushing, "rest 1\nsay A\n");
  at_pushing_hear (&pushing, pushing.bytes + 2048, 1024);
  at_pushing_play (&pushing, "say A\n");
  at_pushing_hear (&pushing, pushing.bytes + 3072, 1024);
  at_pushing_play (&pushing, "say AOK\\r\\n\nreply ok|AAAAAAA\n");
  at_pushing_stop (&pushing);
}

static void
test_refused (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &raw, 5000);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay +CME ERROR: 591\\r\\n\nreply cme|\n");
  g_assert_cmpuint (pushing.reports, ==, 0);
  at_pushing_stop (&pushing);
}

static void
test_never_ready (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &raw, 5000);
  at_pushing_play (&pushing, "hear " COMMAND "\nrest 4\n");
  at_pushing_expect_error (&pushing, "ModemSilent");
  at_pushing_stop (&pushing);
}

static void
test_no_last_word (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &raw, 10);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes, 10);
  at_pushing_play (&pushing, "rest 4\n");
  at_pushing_expect_error (&pushing, "ModemSilent");
  at_pushing_stop (&pushing);
}

static void
test_refused_in_the_middle (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &acked, 5000);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes, 1024);
  at_pushing_play (&pushing, "say \\r\\n+CME ERROR: 409\\r\\n\nreply cme|\n");
  at_pushing_play (&pushing, "rest 1\n");
  at_pushing_stop (&pushing);
}

static void
test_ended_in_the_middle (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &acked, 5000);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes, 1024);
  at_pushing_play (&pushing, "say \\r\\n+PUSH: 1024,0\\r\\nOK\\r\\n\n");
  at_pushing_expect_error (&pushing, "ModemRefused");
  at_pushing_stop (&pushing);
}

/* The modem confirms nothing, or does not even take what is sent. */
static void
test_stalls (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &acked, 5000);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes, 1024);
  at_pushing_play (&pushing, "rest 58\nrest 16\n");
  at_pushing_expect_error (&pushing, "ModemSilent");
  at_pushing_stop (&pushing);
}

static void
test_takes_nothing (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &raw, 1000000);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  at_pushing_starve (&pushing, NULL);
  at_pushing_expect_error (&pushing, "ModemSilent: the modem takes no data");
  g_assert_cmpuint (pushing.progress, <, 1000000);
  at_pushing_stop (&pushing);
}

static void
test_hang_up (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &raw, 500000);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes, 1000);
  g_string_truncate (pushing.talk->heard, 0);
  at_pushing_play (&pushing, "hangup\n");
  at_pushing_expect_error (&pushing, "ModemGone");
  at_pushing_play (&pushing, "closed\n");
  at_pushing_stop (&pushing);
}

/* What comes out of the port in one piece; 0 when nothing did. */
static gsize
read_piece (AtPushing *pushing)
{
  guint8 bytes[4096];
  gssize size;

  g_main_context_iteration (NULL, FALSE);
  size = read (pushing->talk->modem, bytes, sizeof bytes);
  return size > 0 ? (gsize) size : 0;
}

/* A modem takes "+++" for the escape when it stands alone.  @data: size of a file whose last piece
 * would be as small without the rule. */
static void
test_no_lone_piece (gconstpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data), heard = 0, piece;
  guint pieces = 0;
  AtPushing pushing;

  at_pushing_start (&pushing, &raw, size);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  while (heard < size) {
    piece = read_piece (&pushing);
    heard += piece;
    pieces += piece > 0;
    g_assert_false (piece > 0 && piece < 4);
  }
  g_assert_cmpuint (heard, ==, size);
  g_assert_cmpuint (pieces, ==, 3); /* they were told apart */
  at_pushing_play (&pushing, "say \\r\\nOK\\r\\n\nreply ok|\n");
  at_pushing_stop (&pushing);
}

static void
test_cancel_before (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &raw, 5000);
  at_pushing_play (&pushing, "hear " COMMAND "\n");
  g_cancellable_cancel (pushing.cancellable);
  at_pushing_expect_error (&pushing, "Cancelled");
  at_pushing_stop (&pushing);
}

/* Nothing more is sent; the modem ends it, and the next command is not taken for data. */
static void
test_cancel_raw (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &acked, 5000);
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes, 1024);
  g_cancellable_cancel (pushing.cancellable);
  at_pushing_play (&pushing, "send 5 AT+NEXT\nrest 5\nsay \\r\\n+PUSH: 1024,0\\r\\nOK\\r\\n\n");
  at_pushing_expect_error (&pushing, "Cancelled");
  at_pushing_play (&pushing, "hear AT+NEXT\nsay ERROR\\r\\n\nreply error\n");
  at_pushing_stop (&pushing);
}

static void
test_short_file (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &raw, 5000);
  g_assert_no_errno (ftruncate (pushing.fd, 3000));
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\n\n");
  at_pushing_hear (&pushing, pushing.bytes, 3000);
  at_pushing_play (&pushing, "say OK\\r\\n\n");
  at_pushing_expect_error (&pushing, "PackageInvalid");
  at_pushing_stop (&pushing);
}

static void
test_bad_files (void)
{
  AtPushing pushing;

  at_pushing_start (&pushing, &raw, 5000);
  close (pushing.fd);
  pushing.fd = -1;
  at_pushing_play (&pushing, "hear " COMMAND "\nsay CONNECT\\r\\nERROR\\r\\n\n");
  at_pushing_expect_error (&pushing, "Storage");
  at_pushing_stop (&pushing);

  at_pushing_start (&pushing, &raw, 0);
  at_pushing_expect_error (&pushing, "PackageInvalid");
  at_pushing_stop (&pushing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/at/push/raw", &raw, test_raw);
  g_test_add_data_func ("/at/push/raw-default", &raw_default, test_raw);
  g_test_add_data_func ("/at/push/no-lone-piece/1", GSIZE_TO_POINTER (2001), test_no_lone_piece);
  g_test_add_data_func ("/at/push/no-lone-piece/2", GSIZE_TO_POINTER (2002), test_no_lone_piece);
  g_test_add_data_func ("/at/push/no-lone-piece/3", GSIZE_TO_POINTER (2003), test_no_lone_piece);
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
  g_test_add_func ("/at/push/takes-nothing", test_takes_nothing);
  g_test_add_func ("/at/push/hang-up", test_hang_up);
  g_test_add_func ("/at/push/cancel-before", test_cancel_before);
  g_test_add_func ("/at/push/cancel-raw", test_cancel_raw);
  g_test_add_func ("/at/push/short-file", test_short_file);
  g_test_add_func ("/at/push/bad-files", test_bad_files);
  return g_test_run ();
}
