/*
 * The driver's channel: lines in, commands out, lost and had again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-driver-private.h"

static gboolean
on_lost_later (gpointer data)
{
  FotadDriver *driver = data;
  FotadEvent event = { .type = FOTAD_EVENT_PORT_LOST };

  driver->lost_idle = 0;
  driver_feed (driver, &event);
  return G_SOURCE_REMOVE;
}

/* From the main loop, because whoever tells may be in the middle of something. */
void
driver_tell_lost (FotadDriver *driver)
{
  if (driver->task != NULL && driver->lost_idle == 0)
    driver->lost_idle = g_idle_add (on_lost_later, driver);
}

FotadReplyKind
driver_kind_of (FotadAtReply *reply)
{
  switch (reply->status) {
  case FOTAD_AT_OK:
    return FOTAD_REPLY_OK;
  case FOTAD_AT_CONNECT:
  case FOTAD_AT_PROMPT:
    return FOTAD_REPLY_CONNECT;
  case FOTAD_AT_ERROR:
  case FOTAD_AT_CME:
  case FOTAD_AT_CMS:
  case FOTAD_AT_NO_CARRIER:
    return FOTAD_REPLY_ERROR;
  }
  return FOTAD_REPLY_ERROR;
}

void
driver_feed_reply (FotadDriver *driver, FotadAtReply *reply)
{
  FotadEvent event = { .type = FOTAD_EVENT_REPLY, .code = -1 };

  event.reply = driver_kind_of (reply);
  event.lines = (const char *const *) reply->lines;
  event.code = reply->code;
  event.text = reply->text;
  if (reply->status == FOTAD_AT_CME)
    event.table = "cme";
  else if (reply->status == FOTAD_AT_CMS)
    event.table = "cms";
  driver_feed (driver, &event);
}

/* A cancelled command is told by the end of the phase.  A port that was closed before we were given
 * it never says so: its commands do. */
gboolean
driver_is_end_of_channel (FotadDriver *driver, gpointer channel, const GError *error)
{
  if (g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED))
    return TRUE;
  if (!g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE))
    return FALSE;
  if (channel != NULL && driver->channel == channel)
    fotad_driver_set_channel (driver, NULL);
  return TRUE;
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FotadDriver) driver = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAtReply) reply =
      fotad_at_channel_send_finish (FOTAD_AT_CHANNEL (source), result, &error);
  FotadEvent event = { .type = FOTAD_EVENT_NO_REPLY };

  if (reply != NULL) {
    driver_feed_reply (driver, reply);
    return;
  }
  if (!driver_is_end_of_channel (driver, source, error))
    driver_feed (driver, &event);
}

void
driver_send (FotadDriver *driver, FotadAction action)
{
  if (driver->channel == NULL) {
    driver_tell_lost (driver);
    return;
  }
  fotad_at_channel_send (driver->channel, action.command, action.reply_s, driver->stop, on_reply,
                         g_object_ref (driver));
}

void
driver_drop_channel (FotadDriver *driver)
{
  if (driver->channel == NULL)
    return;
  fotad_at_channel_set_news_filter (driver->channel, NULL, NULL, NULL);
  g_signal_handlers_disconnect_by_data (driver->channel, driver);
  g_clear_object (&driver->channel);
}

static void
on_line (FotadAtChannel *channel, const char *line, gpointer data)
{
  FotadEvent event = { .type = FOTAD_EVENT_LINE, .line = line };

  driver_feed (data, &event);
}

static void
on_bytes (FotadAtChannel *channel, guint count, gpointer data)
{
  FotadEvent event = { .type = FOTAD_EVENT_BYTES };

  driver_feed (data, &event);
}

static void
on_closed (FotadAtChannel *channel, GError *why, gpointer data)
{
  fotad_driver_set_channel (data, NULL);
}

static gboolean
is_news (const char *line, gpointer data)
{
  FotadDriver *driver = data;
  g_auto (FotadNewsHit) hit = { 0 };

  return fotad_book_news (driver->book, driver->model, line, &hit) &&
         hit.news->kind != FOTAD_NEWS_CHANGED;
}

void
fotad_driver_set_channel (FotadDriver *driver, FotadAtChannel *channel)
{
  FotadEvent event = { .type = FOTAD_EVENT_PORT_BACK };
  gboolean back = driver->channel == NULL && channel != NULL;

  if (driver->channel == channel)
    return;
  driver_drop_channel (driver);
  if (driver->task == NULL)
    fotad_engine_set_away (driver->engine, channel == NULL);
  if (channel == NULL) {
    driver_tell_lost (driver);
    return;
  }
  if (driver->lost_idle != 0) { /* gone and back: first things first */
    g_clear_handle_id (&driver->lost_idle, g_source_remove);
    on_lost_later (driver);
  }
  driver->channel = g_object_ref (channel);
  fotad_at_channel_set_news_filter (channel, is_news, driver, NULL);
  g_signal_connect_object (channel, "line", G_CALLBACK (on_line), driver, 0);
  g_signal_connect_object (channel, "bytes", G_CALLBACK (on_bytes), driver, 0);
  g_signal_connect_object (channel, "closed", G_CALLBACK (on_closed), driver, 0);
  if (back)
    driver_feed (driver, &event);
}

void
fotad_driver_listen (FotadDriver *driver)
{
  if (driver->channel != NULL)
    fotad_at_channel_set_news_filter (driver->channel, is_news, driver, NULL);
}
