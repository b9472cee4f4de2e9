/*
 * The bench of the tests of links.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "link-bench.h"

#include "core/fotad-error.h"

static void
on_lost (FotadLink *link, GError *why, LinkBench *b)
{
  g_assert_error (why, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_assert_null (fotad_link_get_channel (link));
  g_assert_false (fotad_link_is_open (link));
  b->lost++;
}

static void
on_line (FotadLink *link, const char *line, LinkBench *b)
{
  g_string_append_printf (b->lines, "%s|", line);
}

static void
on_bytes (FotadLink *link, guint count, LinkBench *b)
{
  b->bytes += count;
}

FotadMmModem *
link_bench_seen_with (const char *uid, const char *port, guint type)
{
  g_autoptr (GVariant) properties = NULL;

  properties = g_variant_ref_sink (g_variant_new_parsed (
      "{'Device': <%s>, 'PrimaryPort': <%s>, 'Ports': <[(%s, %u)]>}", uid, port, port, type));
  return fotad_mm_modem_new ("/m", properties);
}

void
link_bench_set_up (LinkBench *b, gconstpointer data)
{
  g_autoptr (FotadMmModem) seen = NULL;

  b->fake = fake_modem_new (LINK_BENCH_IMEI);
  b->fake->echo = TRUE;
  fake_modem_plug (b->fake);
  seen = link_bench_seen_with ("/virtual/1", b->fake->path, FOTAD_MM_PORT_AT);
  b->modem = fotad_modem_new (LINK_BENCH_IMEI);
  fotad_modem_see (b->modem, seen);
  b->link = fotad_link_new (b->modem);
  b->lines = g_string_new (NULL);
  g_signal_connect (b->link, "lost", G_CALLBACK (on_lost), b);
  g_signal_connect (b->link, "line", G_CALLBACK (on_line), b);
  g_signal_connect (b->link, "bytes", G_CALLBACK (on_bytes), b);
}

void
link_bench_tear_down (LinkBench *b, gconstpointer data)
{
  fake_pass (20); /* what was cancelled lets go in the main loop */
  g_assert_finalize_object (b->link);
  g_assert_finalize_object (b->modem);
  fake_modem_free (b->fake);
  g_string_free (b->lines, TRUE);
  g_clear_error (&b->error);
}

void
link_bench_on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  LinkBench *b = data;

  g_clear_error (&b->error);
  b->ok = fotad_link_open_finish (FOTAD_LINK (source), result, &b->error);
  b->answers++;
}

void
link_bench_on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  LinkBench *b = data;

  fotad_link_close_finish (FOTAD_LINK (source), result);
  b->answers++;
}

void
link_bench_open (LinkBench *b, double limit)
{
  guint before = b->answers;

  fotad_link_open_async (b->link, limit, NULL, link_bench_on_opened, b);
  fake_wait (b->answers > before);
}

void
link_bench_listen (LinkBench *b, double limit)
{
  guint before = b->answers;

  fotad_link_listen_async (b->link, limit, NULL, link_bench_on_opened, b);
  fake_wait (b->answers > before);
}

void
link_bench_close (LinkBench *b)
{
  guint before = b->answers;

  fotad_link_close_async (b->link, link_bench_on_closed, b);
  fake_wait (b->answers > before);
  g_assert_null (fotad_link_get_channel (b->link));
  fake_wait (b->fake->fd < 0);
}
