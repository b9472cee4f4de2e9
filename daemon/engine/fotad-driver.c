/*
 * The engine's hands: channel, timer and store.
 *
 * Every callback ends in driver_feed(), and that in act(); an action that leads to another event at
 * once (the channel is gone already) goes through the main loop, so nothing recurses.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-driver-private.h"

#include "core/fotad-clock.h"

/* A channel that fell out of step takes some time of its own. */
#define LATE_S 120.0

enum {
  CHANGED,
  ASK,
  CLAIM,
  RECONNECT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FotadDriver, fotad_driver, G_TYPE_OBJECT)

static void act (FotadDriver *driver, FotadAction action);

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

void
driver_feed (FotadDriver *driver, FotadEvent *event)
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
  driver_feed (driver, &event);
  return G_SOURCE_REMOVE;
}

static void
set_timer (FotadDriver *driver, double at)
{
  g_clear_handle_id (&driver->timer, g_source_remove);
  if (at > 0)
    driver->timer = fotad_clock_after (at - fotad_clock_now (), on_timer, driver);
}

/* While a command is pending it has its own clock, which begins anew with each sign of it. */
static void
note_due (FotadDriver *driver, FotadAction action)
{
  gboolean sends = action.type == FOTAD_ACTION_SEND || action.type == FOTAD_ACTION_PUSH;

  if (sends)
    driver->reply_s = action.reply_s;
  if (sends || (action.type == FOTAD_ACTION_WAIT && action.wake_at == 0 && driver->due > 0))
    driver->due = fotad_clock_now () + driver->reply_s;
  else
    driver->due = action.wake_at;
}

static void
execute (FotadDriver *driver, FotadAction action)
{
  switch (action.type) {
  case FOTAD_ACTION_WAIT:
    break;
  case FOTAD_ACTION_SEND:
    driver_send (driver, action);
    break;
  case FOTAD_ACTION_PUSH:
    driver_push (driver, action);
    break;
  case FOTAD_ACTION_ASK:
    g_signal_emit (driver, signals[ASK], 0);
    break;
  case FOTAD_ACTION_CLAIM:
    g_signal_emit (driver, signals[CLAIM], 0);
    break;
  case FOTAD_ACTION_RECONNECT:
    driver_drop_channel (driver); /* of a modem that booted, it may be there yet */
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
  note_due (driver, action);
  g_signal_emit (driver, signals[CHANGED], 0);
  execute (driver, action);
}

gboolean
fotad_driver_is_running (FotadDriver *driver)
{
  return driver->task != NULL;
}

gboolean
fotad_driver_is_late (FotadDriver *driver)
{
  return driver->task != NULL && driver->due > 0 && fotad_clock_now () > driver->due + LATE_S;
}

static void
feed_plain (FotadDriver *driver, FotadEventType type)
{
  FotadEvent event = { .type = type };

  driver_feed (driver, &event);
}

void
fotad_driver_approve (FotadDriver *driver)
{
  feed_plain (driver, FOTAD_EVENT_APPROVED);
}

void
fotad_driver_claimed (FotadDriver *driver)
{
  feed_plain (driver, FOTAD_EVENT_CLAIMED);
}

void
fotad_driver_stranger (FotadDriver *driver)
{
  feed_plain (driver, FOTAD_EVENT_STRANGER);
}

void
fotad_driver_defer (FotadDriver *driver)
{
  feed_plain (driver, FOTAD_EVENT_DEFERRED);
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
    driver_tell_lost (driver);
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
  driver_drop_channel (driver);
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
  signals[CLAIM] =
      g_signal_new ("claim", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
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
