/*
 * A push cut at every block's boundary and a byte before and behind it: cancelled, the port lost,
 * the daemon dead.  Each time the modem has either no package or all of it, answers again, and
 * takes the same package by another push.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-push.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "at-payload.h"
#include "at-receiver.h"
#include "core/fotad-error.h"

typedef enum {
  CANCEL, /* the line stays, the modem is told */
  LOSS,   /* the line is cut: nothing more reaches the modem */
  KILL,   /* the daemon vanishes: what it had written last still comes */
} Cut;

typedef struct {
  gsize block;
  gboolean crc;
  gsize size;
} Kind;

typedef struct {
  Receiver modem;
  FotadAtChannel *channel;
  GCancellable *cancellable;
  Cut cut;
  gboolean was_cut;
  FotadAtReply *reply;
  GError *error;
  gboolean done;
} Bench;

static guint8 *content;
static int file = -1;

static void
open_line (Bench *bench)
{
  g_autoptr (FotadPort) port = fotad_port_new_for_fd (receiver_connect (&bench->modem), "line");

  bench->channel = fotad_at_channel_new (port);
  fotad_at_channel_resync (bench->channel);
}

static void
close_line (Bench *bench)
{
  fotad_at_channel_close (bench->channel);
  g_clear_object (&bench->channel);
}

static void
on_limit (gpointer data)
{
  Bench *bench = data;

  bench->was_cut = TRUE;
  switch (bench->cut) {
  case CANCEL:
    g_cancellable_cancel (bench->cancellable);
    receiver_go_on (&bench->modem);
    break;
  case LOSS:
    receiver_cut (&bench->modem);
    break;
  case KILL:
    fotad_at_channel_close (bench->channel);
    receiver_go_on (&bench->modem);
    break;
  }
}

static void
on_pushed (GObject *push, GAsyncResult *result, gpointer data)
{
  Bench *bench = data;

  bench->reply = fotad_at_push_run_finish (FOTAD_AT_PUSH (push), result, &bench->error);
  bench->done = TRUE;
}

static void
forget (Bench *bench)
{
  bench->done = FALSE;
  g_clear_error (&bench->error);
  g_clear_pointer (&bench->reply, fotad_at_reply_free);
}

static void
push (Bench *bench, const Kind *kind)
{
  FotadPush how = { .protocol = FOTAD_PUSH_XMODEM, .chunk = (guint32) kind->block };
  g_autoptr (FotadAtPush) task = fotad_at_push_new (bench->channel, &how, file, kind->size);

  forget (bench);
  fotad_at_push_run (task, "AT+PUSH", 60, bench->cancellable, on_pushed, bench);
  while (!bench->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_answered (GObject *channel, GAsyncResult *result, gpointer data)
{
  Bench *bench = data;

  bench->reply = fotad_at_channel_send_finish (FOTAD_AT_CHANNEL (channel), result, &bench->error);
  bench->done = TRUE;
}

/* As the daemon does when it opens a port: AT, until it is answered. */
static void
assert_usable (Bench *bench)
{
  for (guint i = 0; i < 20; i++) {
    forget (bench);
    fotad_at_channel_send (bench->channel, "AT", 3, NULL, on_answered, bench);
    while (!bench->done)
      g_main_context_iteration (NULL, TRUE);
    if (bench->reply != NULL && bench->reply->status == FOTAD_AT_OK)
      return;
  }
  g_assert_not_reached ();
}

static void
assert_whole (Bench *bench, const Kind *kind)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (bench->modem.package, &size);

  g_assert_cmpuint (size, ==, (kind->size + kind->block - 1) / kind->block * kind->block);
  g_assert_cmpmem (bytes, kind->size, content, kind->size);
}

/* @at: bytes of the transfer that still reach the modem.  With the last one, the end, it has all.
 */
static void
cut_at (const Kind *kind, Cut cut, gsize at, gsize whole)
{
  Bench bench = { .cut = cut };
  gboolean complete;

  receiver_init (&bench.modem, kind->crc);
  bench.cancellable = g_cancellable_new ();
  open_line (&bench);
  bench.modem.limit = (gint64) at;
  bench.modem.at_limit = on_limit;
  bench.modem.data = &bench;
  push (&bench, kind);
  complete = at >= whole;
  g_assert_true (bench.was_cut != complete);
  g_assert_true (!complete || bench.modem.package != NULL);
  if (bench.modem.package != NULL) /* its end may have crossed our cancelling */
    assert_whole (&bench, kind);
  if (cut == CANCEL && !complete)
    g_assert_error (bench.error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
  else if (!complete)
    g_assert_error (bench.error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  if (cut != CANCEL || complete) {
    close_line (&bench);
    open_line (&bench);
  }
  g_clear_object (&bench.cancellable);
  assert_usable (&bench);
  push (&bench, kind);
  g_assert_no_error (bench.error);
  g_assert_cmpint (bench.reply->status, ==, FOTAD_AT_OK);
  assert_whole (&bench, kind);
  forget (&bench);
  close_line (&bench);
  receiver_clear (&bench.modem);
}

/* Every boundary ±1: 0 is before the first byte, the last one behind the end's. */
static void
test_every_boundary (const Kind *kind, Cut cut)
{
  gsize frame = 3 + kind->block + (kind->crc ? 2 : 1);
  gsize blocks = (kind->size + kind->block - 1) / kind->block;
  gsize whole = blocks * frame + 1;

  for (gsize block = 0; block <= blocks; block++)
    for (int off = -1; off <= 1; off++)
      if (block > 0 || off >= 0)
        cut_at (kind, cut, block * frame + (gsize) off, whole);
}

static const Kind large_sum = { 1024, FALSE, 4 * 1024 + 100 };
static const Kind large_crc = { 1024, TRUE, 3 * 1024 };
static const Kind small_sum = { 128, FALSE, 4 * 128 + 1 };
static const Kind small_crc = { 128, TRUE, 4 * 128 };

static void
test_cancel (gconstpointer kind)
{
  test_every_boundary (kind, CANCEL);
}

static void
test_loss (gconstpointer kind)
{
  test_every_boundary (kind, LOSS);
}

static void
test_kill (gconstpointer kind)
{
  test_every_boundary (kind, KILL);
}

static void
add (const char *name, const Kind *kind)
{
  g_autofree char *cancel = g_strconcat ("/at/push/cut/cancel/", name, NULL);
  g_autofree char *loss = g_strconcat ("/at/push/cut/loss/", name, NULL);
  g_autofree char *killed = g_strconcat ("/at/push/cut/kill/", name, NULL);

  g_test_add_data_func (cancel, kind, test_cancel);
  g_test_add_data_func (loss, kind, test_loss);
  g_test_add_data_func (killed, kind, test_kill);
}

int
main (int argc, char **argv)
{
  /* tests/sanitized: slower by so much that it is no matter how much */
  g_setenv ("FOTAD_TIME_SCALE", g_getenv ("FOTAD_TEST_SLOWNESS") == NULL ? "0.005" : "0.03", TRUE);
  g_test_init (&argc, &argv, NULL);
  content = at_payload (8192);
  file = memfd_create ("package", MFD_CLOEXEC);
  g_assert_cmpint (write (file, content, 8192), ==, 8192);
  add ("large-sum", &large_sum);
  add ("large-crc", &large_crc);
  add ("small-sum", &small_sum);
  add ("small-crc", &small_crc);
  return g_test_run ();
}
