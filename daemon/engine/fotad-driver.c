/*
 * The engine's hands: channel, timer and store.
 *
 * Every callback ends in feed(), and feed() in act(); an action that leads to another event at
 * once (the channel is gone already) goes through the main loop, so nothing recurses.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-driver.h"

#include "at/fotad-at-push.h"
#include "core/fotad-clock.h"
#include "vendor/fotad-template.h"

#include <unistd.h>

/* Even, for checksums over words. */
#define CHECKSUM_SLICE 65536

struct _FotadDriver {
  GObject parent_instance;

  FotadEngine *engine;
  FotadBook *book;
  char *model;
  FotadFacts *facts;
  const FotadPush *push;
  FotadStore *store;
  gint64 job;

  FotadAtChannel *channel;
  int package_fd;
  guint64 package_size;
  guint push_percent; /* the last that was told */
  gboolean push_failed; /* the next one tries with small blocks */

  GTask *task;        /* the phase that runs */
  GCancellable *stop; /* what is under way at the channel */
  guint timer;        /* the engine's tick */
  guint lost_idle;    /* a loss that is still to be told */
  guint cancel_idle;  /* these two are never cleared by an event */
  gulong cancelled_id;
};

enum {
  CHANGED,
  ASK,
  RECONNECT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FotadDriver, fotad_driver, G_TYPE_OBJECT)

static void act (FotadDriver *driver, FotadAction action);

static void
store_fact (gpointer name, gpointer value, gpointer data)
{
  gpointer *closure = data;
  FotadDriver *driver = closure[0];
  GError **error = closure[1];

  if (*error == NULL && driver->store != NULL)
    (void) !fotad_store_set_fact (driver->store, driver->job, name, value,
                                  fotad_fact_is_secret (name), error);
}

static void
store_edge (gpointer item, gpointer data)
{
  FotadEngineEdge *edge = item;
  gpointer *closure = data;
  FotadDriver *driver = closure[0];
  GError **error = closure[1];
  GVariantDict details;

  if (*error != NULL || driver->store == NULL)
    return;
  g_variant_dict_init (&details, NULL);
  if (edge->detail != NULL)
    g_variant_dict_insert (&details, "detail", "s", edge->detail);
  (void) !fotad_store_add_edge (driver->store, driver->job,
                                fotad_stage_name (fotad_stage_of_phase (edge->phase)), edge->step,
                                edge->event, g_variant_dict_end (&details), error);
}

gboolean
fotad_driver_flush (FotadDriver *driver, GError **error)
{
  GError *failed = NULL;
  gpointer closure[] = { driver, &failed };

  fotad_facts_take_changes (driver->facts, store_fact, closure);
  fotad_engine_take_edges (driver->engine, store_edge, closure);
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, failed);
  return FALSE;
}

static void
finish (FotadDriver *driver, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&driver->task);

  g_clear_handle_id (&driver->timer, g_source_remove);
  g_clear_handle_id (&driver->lost_idle, g_source_remove);
  g_clear_handle_id (&driver->cancel_idle, g_source_remove);
  if (task == NULL) {
    g_clear_error (&error);
    return;
  }
  g_cancellable_disconnect (g_task_get_cancellable (task), driver->cancelled_id);
  driver->cancelled_id = 0;
  g_cancellable_cancel (driver->stop);
  g_clear_object (&driver->stop);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
feed (FotadDriver *driver, FotadEvent *event)
{
  g_autoptr (FotadDriver) keep = g_object_ref (driver);

  if (driver->task == NULL)
    return;
  event->now = fotad_clock_now ();
  act (driver, fotad_engine_feed (driver->engine, event));
}

static gboolean
on_timer (gpointer data)
{
  FotadDriver *driver = data;
  FotadEvent event = { .type = FOTAD_EVENT_TICK };

  driver->timer = 0;
  feed (driver, &event);
  return G_SOURCE_REMOVE;
}

static gboolean
on_lost_later (gpointer data)
{
  FotadDriver *driver = data;
  FotadEvent event = { .type = FOTAD_EVENT_PORT_LOST };

  driver->lost_idle = 0;
  feed (driver, &event);
  return G_SOURCE_REMOVE;
}

/* From the main loop, because whoever tells may be in the middle of something. */
static void
tell_lost (FotadDriver *driver)
{
  if (driver->task != NULL && driver->lost_idle == 0)
    driver->lost_idle = g_idle_add (on_lost_later, driver);
}

static FotadReplyKind
kind_of (FotadAtReply *reply)
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

static void
feed_reply (FotadDriver *driver, FotadAtReply *reply)
{
  FotadEvent event = { .type = FOTAD_EVENT_REPLY, .code = -1 };

  event.reply = kind_of (reply);
  event.lines = (const char *const *) reply->lines;
  event.code = reply->code;
  event.text = reply->text;
  if (reply->status == FOTAD_AT_CME)
    event.table = "cme";
  else if (reply->status == FOTAD_AT_CMS)
    event.table = "cms";
  feed (driver, &event);
}

/* A cancelled command is told by the end of the phase.  A port that was closed before we were given
 * it never says so: its commands do. */
static gboolean
is_end_of_channel (FotadDriver *driver, gpointer channel, const GError *error)
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
    feed_reply (driver, reply);
    return;
  }
  if (!is_end_of_channel (driver, source, error))
    feed (driver, &event);
}

static void
send_command (FotadDriver *driver, FotadAction action)
{
  if (driver->channel == NULL) {
    tell_lost (driver);
    return;
  }
  fotad_at_channel_send (driver->channel, action.command, action.reply_s, driver->stop, on_reply,
                         g_object_ref (driver));
}

static void
on_push_progress (FotadAtPush *push, guint64 done, gpointer data)
{
  FotadDriver *driver = data;
  FotadEvent event = { .type = FOTAD_EVENT_BYTES };

  event.percent = (guint) (100 * done / MAX (driver->package_size, 1));
  if (event.percent == driver->push_percent) /* of megabytes in small pieces */
    return;
  driver->push_percent = event.percent;
  feed (driver, &event);
}

static void
on_pushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FotadDriver) driver = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAtReply) reply =
      fotad_at_push_run_finish (FOTAD_AT_PUSH (source), result, &error);
  FotadEvent event = { .type = FOTAD_EVENT_PUSH_FAILED };

  driver->push_failed = reply == NULL || kind_of (reply) != FOTAD_REPLY_OK;
  if (reply != NULL) {
    feed_reply (driver, reply);
    return;
  }
  if (is_end_of_channel (driver, driver->channel, error))
    return;
  event.text = error->message;
  feed (driver, &event);
}

static void
push (FotadDriver *driver, FotadAction action)
{
  FotadEvent event = { .type = FOTAD_EVENT_PUSH_FAILED, .text = "there is no package to upload" };
  g_autoptr (FotadAtPush) upload = NULL;

  if (driver->channel == NULL) {
    tell_lost (driver);
  } else if (driver->push == NULL || driver->package_fd < 0) {
    feed (driver, &event);
  } else {
    upload = fotad_at_push_new (driver->channel, driver->push, driver->package_fd,
                                driver->package_size);
    driver->push_percent = 0;
    if (driver->push_failed)
      fotad_at_push_set_small_blocks (upload);
    fotad_at_push_set_progress (upload, on_push_progress, driver);
    fotad_at_push_run (upload, action.command, action.reply_s, driver->stop, on_pushed,
                       g_object_ref (driver));
  }
}

static void
drop_channel (FotadDriver *driver)
{
  if (driver->channel == NULL)
    return;
  fotad_at_channel_set_news_filter (driver->channel, NULL, NULL, NULL);
  g_signal_handlers_disconnect_by_data (driver->channel, driver);
  g_clear_object (&driver->channel);
}

static void
set_timer (FotadDriver *driver, double at)
{
  g_clear_handle_id (&driver->timer, g_source_remove);
  if (at > 0)
    driver->timer = fotad_clock_after (at - fotad_clock_now (), on_timer, driver);
}

static void
execute (FotadDriver *driver, FotadAction action)
{
  switch (action.type) {
  case FOTAD_ACTION_WAIT:
    break;
  case FOTAD_ACTION_SEND:
    send_command (driver, action);
    break;
  case FOTAD_ACTION_PUSH:
    push (driver, action);
    break;
  case FOTAD_ACTION_ASK:
    g_signal_emit (driver, signals[ASK], 0);
    break;
  case FOTAD_ACTION_RECONNECT:
    drop_channel (driver); /* of a modem that booted, it may be there yet */
    g_signal_emit (driver, signals[RECONNECT], 0);
    break;
  case FOTAD_ACTION_DONE:
    finish (driver, NULL);
    break;
  case FOTAD_ACTION_FAILED:
    finish (driver, fotad_engine_dup_error (driver->engine));
    break;
  }
}

static void
act (FotadDriver *driver, FotadAction action)
{
  GError *error = NULL;

  if (!fotad_driver_flush (driver, &error)) {
    finish (driver, error);
    return;
  }
  set_timer (driver, action.wake_at);
  g_signal_emit (driver, signals[CHANGED], 0);
  execute (driver, action);
}

static void
on_line (FotadAtChannel *channel, const char *line, gpointer data)
{
  FotadEvent event = { .type = FOTAD_EVENT_LINE, .line = line };

  feed (data, &event);
}

static void
on_bytes (FotadAtChannel *channel, guint count, gpointer data)
{
  FotadEvent event = { .type = FOTAD_EVENT_BYTES };

  feed (data, &event);
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
  drop_channel (driver);
  if (driver->task == NULL)
    fotad_engine_set_away (driver->engine, channel == NULL);
  if (channel == NULL) {
    tell_lost (driver);
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
    feed (driver, &event);
}

void
fotad_driver_listen (FotadDriver *driver)
{
  if (driver->channel != NULL)
    fotad_at_channel_set_news_filter (driver->channel, is_news, driver, NULL);
}

/* What cannot be read is found out by the upload. */
static void
note_checksum (FotadDriver *driver)
{
  g_autofree guint8 *data = g_malloc (CHECKSUM_SLICE);
  g_autofree char *text = NULL;
  guint32 sum = 0;
  guint64 at = 0;
  gssize size;

  while ((size = pread (driver->package_fd, data, CHECKSUM_SLICE, (off_t) at)) > 0) {
    sum = driver->push->checksum (sum, at, data, (gsize) size);
    at += (guint64) size;
  }
  text = g_strdup_printf ("%x", sum);
  fotad_facts_set (driver->facts, "checksum", text);
}

void
fotad_driver_set_package (FotadDriver *driver, int fd, guint64 size)
{
  driver->package_fd = fd;
  driver->package_size = size;
  if (fd >= 0 && driver->push != NULL && driver->push->checksum != NULL)
    note_checksum (driver);
}

void
fotad_driver_approve (FotadDriver *driver)
{
  FotadEvent event = { .type = FOTAD_EVENT_APPROVED };

  feed (driver, &event);
}

void
fotad_driver_defer (FotadDriver *driver)
{
  FotadEvent event = { .type = FOTAD_EVENT_DEFERRED };

  feed (driver, &event);
}

/* From within g_cancellable_cancel(): the end must not free what is being walked over. */
static gboolean
on_cancelled_later (gpointer data)
{
  FotadDriver *driver = data;

  driver->cancel_idle = 0;
  finish (driver, g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "Cancelled."));
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  FotadDriver *driver = data;

  if (driver->cancel_idle == 0)
    driver->cancel_idle = g_idle_add (on_cancelled_later, driver);
}

/* A wait that begins without a port is a loss at once. */
void
fotad_driver_run_async (FotadDriver *driver,
                        FotadPhase phase,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_return_if_fail (driver->task == NULL);

  driver->task = g_task_new (driver, cancellable, callback, data);
  g_task_set_check_cancellable (driver->task, FALSE);
  driver->stop = g_cancellable_new ();
  if (cancellable != NULL)
    driver->cancelled_id =
        g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), driver, NULL);
  act (driver, fotad_engine_begin (driver->engine, phase, fotad_clock_now ()));
  if (driver->channel == NULL)
    tell_lost (driver);
}

void
fotad_driver_fail (FotadDriver *driver, GError *error)
{
  finish (driver, error);
}

gboolean
fotad_driver_run_finish (FotadDriver *driver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
fotad_driver_dispose (GObject *object)
{
  FotadDriver *driver = FOTAD_DRIVER (object);

  g_clear_handle_id (&driver->timer, g_source_remove);
  g_clear_handle_id (&driver->lost_idle, g_source_remove);
  g_clear_handle_id (&driver->cancel_idle, g_source_remove);
  drop_channel (driver);
  g_clear_object (&driver->store);
  G_OBJECT_CLASS (fotad_driver_parent_class)->dispose (object);
}

static void
fotad_driver_finalize (GObject *object)
{
  g_free (FOTAD_DRIVER (object)->model);
  G_OBJECT_CLASS (fotad_driver_parent_class)->finalize (object);
}

static void
fotad_driver_class_init (FotadDriverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = fotad_driver_dispose;
  object_class->finalize = fotad_driver_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ASK] = g_signal_new ("ask", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RECONNECT] =
      g_signal_new ("reconnect", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
fotad_driver_init (FotadDriver *driver)
{
  driver->package_fd = -1;
}

FotadDriver *
fotad_driver_new (FotadEngine *engine,
                  FotadBook *book,
                  const char *model,
                  FotadFacts *facts,
                  const FotadPush *push,
                  FotadStore *store,
                  gint64 job)
{
  FotadDriver *driver = g_object_new (FOTAD_TYPE_DRIVER, NULL);

  driver->engine = engine;
  driver->book = book;
  driver->model = g_strdup (model);
  driver->facts = facts;
  driver->push = push;
  driver->store = store != NULL ? g_object_ref (store) : NULL;
  driver->job = job;
  return driver;
}
